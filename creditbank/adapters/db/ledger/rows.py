"""The ledger's rows: entries and lines only grow; balances and keys follow them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import CanonicalType, CreditsType, InstantType
from creditbank.core.ledger import GENESIS, Line
from creditbank.core.values import Credits


class AccountRow(Row):
    """A learner's account: the head of its chain, and the lock of every decision."""

    __tablename__ = "accounts"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    entry_count: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default=GENESIS)


class BalanceRow(Row):
    """What an account holds in one scheme: kept with every posting (law 3)."""

    __tablename__ = "balances"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    scheme: Mapped[str] = mapped_column(String(40), primary_key=True)
    amount: Mapped[Credits] = mapped_column(CreditsType)


@append_only
class EntryRow(Row):
    __tablename__ = "entries"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(InstantType)
    claim_id: Mapped[str] = mapped_column(String(36))
    narration: Mapped[str] = mapped_column(String(60))
    policy: Mapped[str] = mapped_column(String(80))
    policy_version: Mapped[str] = mapped_column(String(20))
    case_digest: Mapped[str] = mapped_column(String(64))
    answer_digest: Mapped[str] = mapped_column(String(64))
    decided_by: Mapped[str] = mapped_column(String(36))
    decided_as: Mapped[str] = mapped_column(String(20))
    reverses: Mapped[str] = mapped_column(String(36))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


@append_only
class LineRow(Row):
    __tablename__ = "entry_lines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "sequence"], ["entries.learner_id", "entries.sequence"]
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    items: Mapped[list[str]] = mapped_column(CanonicalType)
    target: Mapped[str | None] = mapped_column(String(40))
    scheme: Mapped[str] = mapped_column(String(40))
    credits: Mapped[Credits] = mapped_column(CreditsType)
    grade: Mapped[str | None] = mapped_column(String(20))
    effect: Mapped[str] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(80))
    term: Mapped[str | None] = mapped_column(String(40))

    def value(self) -> Line:
        return Line(
            number=self.number,
            items=tuple(self.items),
            target=self.target,
            scheme=self.scheme,
            credits=self.credits,
            grade=self.grade,
            effect=self.effect,
            rule=self.rule,
            term=self.term,
        )


@append_only
class PostingRow(Row):
    __tablename__ = "postings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "sequence"], ["entries.learner_id", "entries.sequence"]
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # 1, 2 of line 1; 3, 4 …
    account: Mapped[str] = mapped_column(String(60))
    scheme: Mapped[str] = mapped_column(String(40))
    amount: Mapped[Credits] = mapped_column(CreditsType)


@append_only
class ReversedLineRow(Row):
    """A line undone: at most once, says the key (law 11)."""

    __tablename__ = "reversed_lines"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    by_sequence: Mapped[int]


class OwnerKeyRow(Row):
    """The learner who was awarded on a paper (law 5)."""

    __tablename__ = "owner_keys"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    learner_id: Mapped[str] = mapped_column(String(36))


class UseKeyRow(Row):
    """One live use of one holding (law 6); it goes when its line is reversed."""

    __tablename__ = "use_keys"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner_key: Mapped[str | None] = mapped_column(String(64), index=True)
    sequence: Mapped[int]
    number: Mapped[int]
