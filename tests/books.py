"""Entries from text and back, so that a ledger test reads as a statement."""

from __future__ import annotations

from datetime import UTC, datetime
from textwrap import dedent

from creditbank.core.ledger import Entry, EntryKind, Line
from creditbank.core.values import Credits, EntryId, LearnerId


def book(text: str) -> Entry:
    """Read a narration and ``learner:x +2.50`` / ``issued:y -2.50`` pairs."""
    narration, *postings = dedent(text).strip().splitlines()
    learner = ""
    lines = []
    for mine, theirs in zip(postings[::2], postings[1::2], strict=True):
        account, amount = mine.split()
        learner = account.partition(":")[2]
        lines.append(
            Line(
                number=len(lines) + 1,
                items=(f"h{len(lines) + 1}",),
                target=None,
                scheme=theirs.split()[0].partition(":")[2],
                credits=Credits.of(amount.lstrip("+")),
                grade=None,
                effect="bank_value",
                rule="r",
            )
        )
    return Entry(
        id=EntryId("e1"),
        learner_id=LearnerId(learner),
        sequence=1,
        kind=EntryKind.RECOGNITION,
        at=datetime(2026, 11, 24, tzinfo=UTC),
        claim_id="c1",
        narration=narration.strip(),
        policy="bank/deposit",
        policy_version="1",
        case_digest="c",
        answer_digest="a",
        decided_by="u1",
        decided_as="reviewer",
        lines=tuple(lines),
    )


def show(entry: Entry) -> str:
    """Write an entry as `book` reads it."""
    rows = [entry.narration]
    for posting in entry.postings:
        sign = "-" if posting.amount.hundredths < 0 else "+"
        amount = str(posting.amount).lstrip("-")
        rows.append(f"  {posting.account:<16}{sign}{amount}")
    return "\n".join(rows)
