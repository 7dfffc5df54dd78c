"""The ledger's rows: entries and lines only grow; balances and keys follow them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ForeignKeyConstraint, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db import log
from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import CanonicalType, CreditsType, InstantType
from creditbank.core.errors import NotFoundError
from creditbank.core.ledger import GENESIS, Entry, EntryKind, Line, learner_account
from creditbank.core.policies import Prior
from creditbank.core.values import ZERO, Credits, Digest, EntryId, LearnerId

T = TypeVar("T")


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


def account(session: Session, learner_id: str) -> AccountRow:
    """Give the account, locked until the transaction ends; opened at first use."""
    found = session.get(AccountRow, learner_id, with_for_update=True)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(AccountRow(learner_id=learner_id, entry_count=0, head=GENESIS))
    except IntegrityError:  # another decision opened it first; wait for its lock
        session.expire_all()
    return session.get_one(AccountRow, learner_id, with_for_update=True)


def post(session: Session, opened: AccountRow, entry: Entry) -> None:
    """Write an entry with its lines, postings, balances and the new head."""
    session.add(
        EntryRow(
            **{
                name: getattr(entry, name)
                for name in (
                    *("learner_id", "sequence", "id", "at", "claim_id", "narration"),
                    *("policy", "policy_version", "case_digest", "answer_digest"),
                    *("decided_by", "decided_as", "reverses", "previous", "digest"),
                )
            },
            kind=entry.kind.value,
        )
    )
    session.flush()
    for line in entry.lines:
        session.add(
            LineRow(
                learner_id=entry.learner_id,
                sequence=entry.sequence,
                **{**vars(line), "items": list(line.items)},
            )
        )
        _add_to_balance(session, entry.learner_id, line)
    for number, posting in enumerate(entry.postings, start=1):
        session.add(
            PostingRow(
                learner_id=entry.learner_id,
                sequence=entry.sequence,
                number=number,
                **vars(posting),
            )
        )
    opened.entry_count = entry.sequence
    opened.head = entry.digest
    log.mark(session, entry.learner_id, entry.sequence)


def heads(session: Session) -> list[str]:
    """Give the head of every account that has an entry, in learner order."""
    rows = session.execute(
        select(AccountRow.learner_id, AccountRow.head).where(AccountRow.entry_count > 0)
    )
    return [head for _, head in sorted(tuple(row) for row in rows)]


def _add_to_balance(session: Session, learner_id: str, line: Line) -> None:
    row = session.get(BalanceRow, (learner_id, line.scheme))
    if row is None:
        row = BalanceRow(learner_id=learner_id, scheme=line.scheme, amount=ZERO)
        session.add(row)
    row.amount = row.amount + line.credits


def value(session: Session, row: EntryRow) -> Entry:
    lines = session.scalars(
        select(LineRow)
        .where(LineRow.learner_id == row.learner_id, LineRow.sequence == row.sequence)
        .order_by(LineRow.number)
    )
    return Entry(
        id=EntryId(row.id),
        learner_id=LearnerId(row.learner_id),
        sequence=row.sequence,
        kind=EntryKind(row.kind),
        at=row.at,
        claim_id=row.claim_id,
        narration=row.narration,
        policy=row.policy,
        policy_version=row.policy_version,
        case_digest=row.case_digest,
        answer_digest=row.answer_digest,
        decided_by=row.decided_by,
        decided_as=row.decided_as,
        lines=tuple(line.value() for line in lines),
        reverses=row.reverses,
        previous=Digest(row.previous),
    )


def entry(session: Session, learner_id: str, entry_id: str) -> Entry:
    row = session.scalars(
        select(EntryRow).where(
            EntryRow.learner_id == learner_id, EntryRow.id == entry_id
        )
    ).first()
    if row is None:
        raise NotFoundError
    return value(session, row)


def entry_of_claim(session: Session, learner_id: str, claim_id: str) -> Entry | None:
    """Give the entry a claim was recognized with, if it was."""
    row = session.scalars(
        select(EntryRow).where(
            EntryRow.learner_id == learner_id,
            EntryRow.claim_id == claim_id,
            EntryRow.kind == EntryKind.RECOGNITION.value,
        )
    ).first()
    return None if row is None else value(session, row)


def entries(
    session: Session, learner_id: str, after: int = 0, limit: int | None = None
) -> list[tuple[Entry, str]]:
    """List an account's entries, first to last, each with its stored digest."""
    rows = session.scalars(
        select(EntryRow)
        .where(EntryRow.learner_id == learner_id, EntryRow.sequence > after)
        .order_by(EntryRow.sequence)
        .limit(limit)
    )
    return [(value(session, row), row.digest) for row in rows]


def reversed_numbers(session: Session, learner_id: str) -> set[tuple[int, int]]:
    """Name the lines undone, as (sequence, number)."""
    rows = session.execute(
        select(ReversedLineRow.sequence, ReversedLineRow.number).where(
            ReversedLineRow.learner_id == learner_id
        )
    )
    return {(sequence, number) for sequence, number in rows}


def live_lines(
    session: Session, learner_id: str, scheme: str | None = None
) -> Iterator[tuple[EntryRow, Line]]:
    """Give the recognized lines that nobody reversed, first to last."""
    undone = reversed_numbers(session, learner_id)
    query = (
        select(EntryRow, LineRow)
        .join(
            LineRow,
            (LineRow.learner_id == EntryRow.learner_id)
            & (LineRow.sequence == EntryRow.sequence),
        )
        .where(
            EntryRow.learner_id == learner_id,
            EntryRow.kind == EntryKind.RECOGNITION.value,
        )
        .order_by(EntryRow.sequence, LineRow.number)
    )
    if scheme is not None:
        query = query.where(LineRow.scheme == scheme)
    for head, line in session.execute(query):
        if (line.sequence, line.number) not in undone:
            yield head, line.value()


def prior(session: Session, learner_id: str, scheme: str) -> list[Prior]:
    """Give every unreversed line of the learner at this institution (law 8)."""
    return [
        Prior(
            line=f"{head.sequence}.{line.number}",
            items=line.items,
            target=line.target,
            credits=line.credits,
            facts={
                "scheme": line.scheme,
                "policy": head.policy,
                "version": head.policy_version,
                "rule": line.rule,
                "effect": line.effect,
                "on": head.at.date().isoformat(),
                **({"grade": line.grade} if line.grade else {}),
                **({"term": line.term} if line.term else {}),
            },
        )
        for head, line in live_lines(session, learner_id, scheme)
    ]


def balances(session: Session, learner_id: str) -> dict[str, Credits]:
    rows = session.scalars(
        select(BalanceRow)
        .where(BalanceRow.learner_id == learner_id)
        .order_by(BalanceRow.scheme)
    )
    return {row.scheme: row.amount for row in rows}


def posted_sum(session: Session, learner_id: str, scheme: str) -> Credits:
    amounts = session.scalars(
        select(PostingRow.amount).where(
            PostingRow.learner_id == learner_id,
            PostingRow.account == learner_account(LearnerId(learner_id)),
            PostingRow.scheme == scheme,
        )
    )
    return sum(amounts, ZERO)


def postings(session: Session, learner_id: str, sequence: int) -> list[PostingRow]:
    return list(
        session.scalars(
            select(PostingRow)
            .where(PostingRow.learner_id == learner_id, PostingRow.sequence == sequence)
            .order_by(PostingRow.number)
        )
    )
