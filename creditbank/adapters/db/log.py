"""The public log's rows: leaves, the tree's whole nodes, and signed checkpoints.

Decision: leaves are numbered without a gap under the lock of one row, the head, and
that lock is taken last of all (`last` in ``adapters/db/base.py``): whoever holds it
already has every account, key and index it needs, so it waits for nobody and the
log can be in no deadlock. Every whole node of the tree is kept as it is made, two a
leaf on average, so that a proof reads about log n rows and a tile is one range.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import LargeBinary, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, afterwards, append_only, last
from creditbank.adapters.db.types import InstantType
from creditbank.core.errors import LogInconsistentError
from creditbank.core.log import Kind, Leaf, Read, Tile, bundle, grown, leaf_hash
from creditbank.core.values import Digest

HEAD = 1  # the head is one row
GROWN = "creditbank_log_grown"


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
class MarkRow(Row):
    """How long the log was when an entry was posted.

    An entry commits under the log's lock, so a `heads` leaf covers exactly the
    entries whose mark is not beyond its number: an audit can recompute it.
    """

    __tablename__ = "log_marks"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log_size: Mapped[int]


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
    append_late(session, kind, lambda _: digest, at=at)


def append_late(
    session: Session, kind: Kind, digest: Callable[[Session], str], *, at: datetime
) -> None:
    """Put in a leaf whose digest is taken when nobody else can post any more."""
    last(session, _write, lambda now, _: Leaf(kind, Digest(digest(now)), at))


def mark(session: Session, learner_id: str, sequence: int) -> None:
    """Note where the log stands as an entry is posted (see `MarkRow`)."""

    def note(now: Session, size: int) -> None:
        now.add(MarkRow(learner_id=learner_id, sequence=sequence, log_size=size))

    last(session, _write, note)


def _write(
    session: Session, pending: Sequence[Callable[[Session, int], Leaf | None]]
) -> None:
    head = session.get_one(
        LogHeadRow, HEAD, with_for_update=True, populate_existing=True
    )
    read = nodes(session)
    for one in pending:
        leaf = one(session, head.size)
        if leaf is None:
            continue
        session.add(
            LeafRow(
                number=head.size, kind=leaf.kind.value, digest=leaf.digest, at=leaf.at
            )
        )
        for level, number, found in grown(head.size, leaf_hash(leaf.content), read):
            session.add(NodeRow(level=level, number=number, hash=found))
        session.flush()
        head.size += 1
    afterwards(session, lambda: session.info.update({GROWN: True}))


def has_grown(session: Session) -> bool:
    """Tell, once, whether this session has put something into the log."""
    return bool(session.info.pop(GROWN, False))


def nodes(session: Session) -> Read:
    """Give the way to read a node of the tree."""

    def read(level: int, number: int) -> bytes:
        row = session.get(NodeRow, (level, number))
        if row is None:
            raise LogInconsistentError(place=f"{level}/{number}")
        return row.hash

    return read


def since(session: Session, digest: str) -> datetime | None:
    """Tell since when the log has it that the document with this digest was issued."""
    issued = select(func.min(LeafRow.at)).where(
        LeafRow.digest == digest, LeafRow.kind == Kind.ISSUE.value
    )
    return session.scalar(issued)


def size(session: Session) -> int:
    """Count the leaves."""
    return session.get_one(LogHeadRow, HEAD).size


def tile(session: Session, wanted: Tile) -> bytes:
    """Read a tile of hashes, or a bundle of entries."""
    if wanted.level is None:
        return bundle(
            leaf.content for leaf in leaves(session, wanted.start, wanted.width)
        )
    rows = session.scalars(
        select(NodeRow.hash)
        .where(
            NodeRow.level == wanted.node_level,
            NodeRow.number >= wanted.start,
            NodeRow.number < wanted.start + wanted.width,
        )
        .order_by(NodeRow.number)
    )
    return b"".join(rows)


def newest(session: Session) -> CheckpointRow | None:
    """Give the checkpoint signed last."""
    query = select(CheckpointRow).order_by(
        CheckpointRow.size.desc(), CheckpointRow.at.desc(), CheckpointRow.key
    )
    return session.scalars(query.limit(1)).first()


def is_unsigned(session: Session, size: int, key: str) -> bool:
    """Tell whether a key has yet to sign this size; nobody else does meanwhile."""
    session.get_one(LogHeadRow, HEAD, with_for_update=True)
    return session.get(CheckpointRow, (size, key)) is None


def place(session: Session, kind: Kind, digest: str) -> int | None:
    """Give the number of the leaf that tells this of those bytes."""
    query = select(LeafRow.number).where(
        LeafRow.digest == digest, LeafRow.kind == kind.value
    )
    return session.scalars(query.order_by(LeafRow.number).limit(1)).first()


def leaves(session: Session, start: int, count: int) -> list[Leaf]:
    """Read ``count`` leaves from ``start`` on, or as many as there are."""
    rows = session.scalars(
        select(LeafRow)
        .where(LeafRow.number >= start, LeafRow.number < start + count)
        .order_by(LeafRow.number)
    )
    return [row.value() for row in rows]
