"""Whom an audit must look at: everyone the books speak of, account or none."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from creditbank.adapters.db import claims, ledger, log, receipts, status, transcripts
from creditbank.services.auditing.faults import Fault

BOOKS = (
    *(ledger.EntryRow, ledger.LineRow, ledger.PostingRow, ledger.ReversedLineRow),
    *(ledger.BalanceRow, ledger.UseKeyRow, ledger.OwnerKeyRow, log.MarkRow),
    *(claims.DecisionRow, receipts.ReceiptRow),
    *(transcripts.CredentialRow, transcripts.PublicCodeRow, status.StatusEventRow),
)
OTHERS = (ledger.AccountRow, claims.ClaimRow, claims.ClaimMoveRow)


def everyone(session: Session) -> list[str]:
    """Name every learner that any row of the books or of the claims names."""
    named = union(*(select(row.learner_id) for row in (*BOOKS, *OTHERS)))
    return sorted(session.scalars(named))


def without_account(session: Session) -> Iterator[Fault]:
    """Whoever has something in the books has an account."""
    named = union(*(select(row.learner_id) for row in BOOKS)).subquery()
    account = ledger.AccountRow.learner_id
    lost = select(named.c.learner_id).where(named.c.learner_id.not_in(select(account)))
    for learner_id in session.scalars(lost.order_by(named.c.learner_id)):
        yield Fault("account_missing", learner_id, "")
