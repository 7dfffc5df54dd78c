"""The audit of the books: everything the ledger promises, checked from what is stored.

Each fault names its place: learner, entry sequence, line. The first in this order is
where a person should look: accounts; then of each learner chain, postings, balances,
decisions, moves, receipts, keys, credentials, signatures, their lives; then policies,
evidence files, status lists and public log. What cannot be read is a fault too, and
the rest is still looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from creditbank.adapters.db import ledger, transcripts
from creditbank.adapters.db.base import reading
from creditbank.adapters.db.log_audit import log_faults
from creditbank.adapters.db.status_audit import list_faults
from creditbank.core.ports import EvidenceStore
from creditbank.services.auditing import (
    books,
    credentials,
    deciding,
    files,
    intents,
    learners,
    moving,
    receipts,
)
from creditbank.services.auditing.faults import Check, Fault, guarded

__all__ = ["Audit", "Fault", "audit"]

T = TypeVar("T")


@dataclass(frozen=True)
class Audit:
    """What was looked at, and what was wrong."""

    accounts: int
    entries: int
    credentials: int
    faults: tuple[Fault, ...]


def audit(evidence: EvidenceStore | None = None) -> Audit:
    """Check every learner, one after the other; nothing is changed.

    Evidence and printed PDFs are looked at where the store is given that holds them.
    """
    with reading() as session:
        faults = list(learners.without_account(session))
        for learner_id in learners.everyone(session):
            for place, check in _of_learner(session, learner_id, evidence):
                faults += guarded(learner_id, place, check)
            session.expunge_all()
        for place, check in _of_the_bank(session, evidence):
            faults += guarded("", place, check)
        return Audit(
            _count(session, ledger.AccountRow),
            _count(session, ledger.EntryRow),
            _count(session, transcripts.CredentialRow),
            tuple(faults),
        )


def _count(
    session: Session,
    row: type[ledger.AccountRow | ledger.EntryRow | transcripts.CredentialRow],
) -> int:
    return session.scalar(select(func.count()).select_from(row)) or 0


def _of_learner(
    session: Session, learner_id: str, evidence: EvidenceStore | None
) -> Iterator[tuple[str, Check]]:
    """Give the checks of one learner, first to last."""
    one = (session, learner_id)
    book: books.Book = []
    rows: list[transcripts.CredentialRow] = []
    yield "entries", lambda: _read(book, partial(ledger.entries, *one))
    yield "chain", partial(books.chain, *one, book)
    yield "postings", partial(books.postings, *one, book)
    yield "decisions", partial(deciding.decisions, *one, book)
    yield "moves", partial(moving.moves, *one)
    yield "trail", partial(moving.trail, *one)
    yield "receipts", partial(receipts.audited, *one, book)
    yield "keys", partial(books.uses, *one)
    yield "credentials", lambda: _read(rows, partial(credentials.kept, *one))
    yield "credentials", partial(credentials.unchanged, *one, rows)
    yield "lines", partial(credentials.of_lines, *one, rows)
    yield "signatures", partial(intents.of_learner, *one, evidence)
    yield "lives", partial(credentials.lives, *one)


def _read(into: list[T], ask: Callable[[], list[T]]) -> Iterator[Fault]:
    """Read what several checks look at; that it can be read is the first of them."""
    into.extend(ask())
    return iter(())


def _of_the_bank(
    session: Session, evidence: EvidenceStore | None
) -> Iterator[tuple[str, Check]]:
    """Give the checks of what no one learner owns."""
    yield "policies", partial(files.policy_files, session)
    if evidence is not None:
        yield "evidence", partial(files.evidence_files, session, evidence)
    yield "owner keys", partial(books.owner_keys, session)
    yield "status lists", lambda: _placed(list_faults(session))
    yield "signatures", partial(intents.of_the_bank, session)
    yield "public log", lambda: _placed(log_faults(session))


def _placed(found: Iterator[tuple[str, str]]) -> Iterator[Fault]:
    return (Fault(code, "", place) for code, place in found)
