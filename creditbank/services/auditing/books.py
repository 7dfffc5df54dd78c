"""The audit of the books: chains, postings, balances, and the keys of the lines."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db import claims, holdings, ledger
from creditbank.core.errors import NotFoundError
from creditbank.core.holdings import Holding, use_key
from creditbank.core.ledger import GENESIS, Entry, balances, first_break
from creditbank.core.values import ZERO
from creditbank.services.auditing.faults import Fault

Book = list[tuple[Entry, str]]


def chain(session: Session, learner_id: str, book: Book) -> Iterator[Fault]:
    """Digests follow one another, and the account's head is the last of them."""
    broken = first_break([entry for entry, _ in book], [kept for _, kept in book])
    if broken is not None:
        yield Fault("chain_broken", learner_id, str(broken))
    account = session.get(ledger.AccountRow, learner_id)
    head = book[-1][1] if book else GENESIS
    if account and (account.head, account.entry_count) != (head, len(book)):
        yield Fault("head_differs", learner_id, str(len(book)))


def postings(session: Session, learner_id: str, book: Book) -> Iterator[Fault]:
    """Postings are those of the lines, balance, and sum to the stored balances."""
    for entry, _ in book:
        stored = [
            (row.account, row.scheme, row.amount)
            for row in ledger.postings(session, learner_id, entry.sequence)
        ]
        meant = [(p.account, p.scheme, p.amount) for p in entry.postings]
        if stored != meant:
            yield Fault("postings_differ", learner_id, str(entry.sequence))
        if any(
            sum((a for _, s, a in stored if s == scheme), ZERO) != ZERO
            for scheme in {scheme for _, scheme, _ in stored}
        ):
            yield Fault("entry_unbalanced", learner_id, str(entry.sequence))
    sums = balances(p for entry, _ in book for p in entry.postings)
    mine = {
        scheme: amount
        for (account, scheme), amount in sums.items()
        if account.startswith("learner:")
    }
    if mine != ledger.balances(session, learner_id):
        yield Fault("balance_differs", learner_id, "")


def uses(session: Session, learner_id: str) -> Iterator[Fault]:
    """The use keys are exactly those of the live lines (law 6)."""
    meant = set()
    for head, line in ledger.live_lines(session, learner_id):
        claim = session.get(claims.ClaimRow, (learner_id, head.claim_id))
        for item in line.items:
            place = f"{head.sequence}.{line.number}"
            holding = _held(session, learner_id, item)
            if holding is None:
                yield Fault("holding_missing", learner_id, place)
            if holding is None or claim is None:
                continue
            key = use_key(holding, claim.purpose, line.target, line.term or "")
            meant.add((key, holding.owner_key, head.sequence, line.number))
            owner = session.get(ledger.OwnerKeyRow, holding.owner_key or "")
            if holding.owner_key and (owner is None or owner.learner_id != learner_id):
                yield Fault("owner_key_differs", learner_id, place)
    rows = session.scalars(
        select(ledger.UseKeyRow).where(ledger.UseKeyRow.learner_id == learner_id)
    )
    if {(row.key, row.owner_key, row.sequence, row.number) for row in rows} != meant:
        yield Fault("use_keys_differ", learner_id, "")


def _held(session: Session, learner_id: str, item: str) -> Holding | None:
    try:
        return holdings.holding(session, learner_id, item)
    except NotFoundError:
        return None


def owner_keys(session: Session) -> Iterator[Fault]:
    """No owner key outlives its last use key (law 5)."""
    used = select(ledger.UseKeyRow.owner_key).where(
        ledger.UseKeyRow.owner_key.is_not(None)
    )
    rows = session.scalars(
        select(ledger.OwnerKeyRow).where(ledger.OwnerKeyRow.key.not_in(used))
    )
    for row in rows:
        yield Fault("owner_key_unused", row.learner_id, row.key)
