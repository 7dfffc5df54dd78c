"""Posting: an entry with its lines, postings, balances and the new head."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from creditbank.adapters.db import log
from creditbank.adapters.db.ledger.rows import (
    AccountRow,
    BalanceRow,
    EntryRow,
    LineRow,
    PostingRow,
)
from creditbank.core.ledger import GENESIS, Entry, Line
from creditbank.core.values import ZERO


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


def _add_to_balance(session: Session, learner_id: str, line: Line) -> None:
    row = session.get(BalanceRow, (learner_id, line.scheme))
    if row is None:
        row = BalanceRow(learner_id=learner_id, scheme=line.scheme, amount=ZERO)
        session.add(row)
    row.amount = row.amount + line.credits
