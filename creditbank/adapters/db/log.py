"""The public log's rows: leaves, the tree's whole nodes, and signed checkpoints.

Decision: leaves are numbered without a gap under the lock of one row, the head, and
that lock is taken last of all (`last` in ``adapters/db/base.py``): whoever holds it
already has every account, key and index it needs, so it waits for nobody and the
log can be in no deadlock. Every whole node of the tree is kept as it is made, two a
leaf on average, so that a proof reads about log n rows and a tile is one range.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only, last
from creditbank.adapters.db.types import InstantType
from creditbank.core.log import Kind, Leaf, Read, grown, leaf_hash
from creditbank.core.values import Digest

HEAD = 1  # the head is one row


class LogHeadRow(Row):
    """How many leaves there are, and the lock of whoever adds some."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]


@append_only
class LeafRow(Row):
    __tablename__ = "log_leaves"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(InstantType)

    def value(self) -> Leaf:
        return Leaf(Kind(self.kind), Digest(self.digest), self.at)


@append_only
class NodeRow(Row):
    """A whole node of the tree: ``2**level`` leaves under one hash."""

    __tablename__ = "log_nodes"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class CheckpointRow(Row):
    """A checkpoint as it was signed; a new key signs the same size again."""

    __tablename__ = "log_checkpoints"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)  # its multikey
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(InstantType)


def append(session: Session, kind: Kind, digest: str, *, at: datetime) -> None:
    """Put one leaf into the log, in the transaction of the deed itself."""
    last(session, _write, Leaf(kind, Digest(digest), at))


def _write(session: Session, leaves: Sequence[Leaf]) -> None:
    head = session.get_one(
        LogHeadRow, HEAD, with_for_update=True, populate_existing=True
    )
    read = nodes(session)
    for leaf in leaves:
        session.add(
            LeafRow(
                number=head.size, kind=leaf.kind.value, digest=leaf.digest, at=leaf.at
            )
        )
        for level, number, found in grown(head.size, leaf_hash(leaf.content), read):
            session.add(NodeRow(level=level, number=number, hash=found))
        session.flush()
        head.size += 1


def nodes(session: Session) -> Read:
    """Give the way to read a node of the tree."""

    def read(level: int, number: int) -> bytes:
        return session.get_one(NodeRow, (level, number)).hash

    return read


def size(session: Session) -> int:
    """Count the leaves."""
    return session.get_one(LogHeadRow, HEAD).size


def leaves(session: Session, start: int, count: int) -> list[Leaf]:
    """Read ``count`` leaves from ``start`` on, or as many as there are."""
    rows = session.scalars(
        select(LeafRow)
        .where(LeafRow.number >= start, LeafRow.number < start + count)
        .order_by(LeafRow.number)
    )
    return [row.value() for row in rows]
