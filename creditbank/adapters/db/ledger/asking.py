"""The questions asked of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db import claims, institutions
from creditbank.adapters.db.ledger.rows import (
    AccountRow,
    BalanceRow,
    EntryRow,
    LineRow,
    PostingRow,
    ReversedLineRow,
)
from creditbank.core.damage import BooksDamagedError, kept
from creditbank.core.errors import NotFoundError
from creditbank.core.ledger import Entry, EntryKind, Line, learner_account
from creditbank.core.policies import Case, Prior
from creditbank.core.values import ZERO, Credits, Digest, EntryId, LearnerId, day_in


def heads(session: Session) -> list[str]:
    """Give the head of every account that has an entry, in learner order."""
    rows = session.execute(
        select(AccountRow.learner_id, AccountRow.head).where(AccountRow.entry_count > 0)
    )
    return [head for _, head in sorted(tuple(row) for row in rows)]


@kept("entry")
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
    """Give every unreversed line of the learner at this institution (law 8).

    Each with the holdings and findings it was decided on: caps count by them. Raises
    BooksDamagedError where a decision is gone or is not the one that was posted.
    """
    zone = institutions.institution(session, scheme).time_zone
    live = list(live_lines(session, learner_id, scheme))
    cases = _cases(session, learner_id, [head for head, _ in live])
    return [
        _prior(head, line, day_in(head.at, zone), cases[head.sequence])
        for head, line in live
    ]


def _cases(
    session: Session, learner_id: str, heads: Sequence[EntryRow]
) -> dict[int, Case]:
    """Give the CASE each of these entries was decided on."""
    rows = session.scalars(
        select(claims.DecisionRow).where(
            claims.DecisionRow.learner_id == learner_id,
            claims.DecisionRow.claim_id.in_({head.claim_id for head in heads}),
        )
    )
    decided = {row.claim_id: claims.decided_case(row) for row in rows}
    found = {
        head.sequence: decided[head.claim_id]
        for head in heads
        if head.claim_id in decided
        and decided[head.claim_id].digest == head.case_digest
    }
    if len(found) < len({head.sequence for head in heads}):
        raise BooksDamagedError("decision")
    return found


def _prior(head: EntryRow, line: Line, on: date, case: Case) -> Prior:
    """Give a posted line; ``on`` is the calendar date of its place (law 18)."""
    used = tuple(item for item in case.portfolio if item.id in line.items)
    return Prior(
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
            "on": on.isoformat(),
            **({"grade": line.grade} if line.grade else {}),
            **({"term": line.term} if line.term else {}),
        },
        holdings=used,
        findings=tuple(
            finding
            for finding in case.findings
            if any(finding.concerns(item, line.target) for item in used)
        ),
    )


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
