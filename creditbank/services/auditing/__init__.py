"""The audit of the books: everything the ledger promises, checked from what is stored.

Each fault names its place: learner, entry sequence, line. The first in this order is
where a person should look: chain, postings, balances, decisions, receipts, keys,
credentials, signatures, their lives, status lists, public log.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    claims,
    holdings,
    ledger,
    policies,
    transcripts,
)
from creditbank.adapters.db.base import reading
from creditbank.adapters.db.log_audit import log_faults
from creditbank.adapters.db.status_audit import (
    life_faults,
    list_faults,
    sound_lives,
)
from creditbank.core.canonical import canonical
from creditbank.core.claims import ClaimStatus
from creditbank.core.errors import DomainError
from creditbank.core.holdings import use_key
from creditbank.core.ledger import GENESIS, Entry, EntryKind, balances, first_break
from creditbank.core.policies import evaluate
from creditbank.core.ports import EvidenceStore
from creditbank.core.strict import parsed
from creditbank.core.transcripts.shapes import INNER, OUTER, fault
from creditbank.core.values import ZERO, sha256
from creditbank.services.auditing import intents, receipts
from creditbank.services.auditing.faults import Fault

__all__ = ["Audit", "Fault", "audit"]


@dataclass(frozen=True)
class Audit:
    """What was looked at, and what was wrong."""

    accounts: int
    entries: int
    credentials: int
    faults: tuple[Fault, ...]


def audit(evidence: EvidenceStore | None = None) -> Audit:
    """Check every account, one after the other; nothing is changed.

    Printed PDFs are looked at where the store is given that holds them.
    """
    faults: list[Fault] = []
    entries = credentials = 0
    with reading() as session:
        learners = session.scalars(
            select(ledger.AccountRow.learner_id).order_by(ledger.AccountRow.learner_id)
        ).all()
        for learner_id in learners:
            book = ledger.entries(session, learner_id)
            entries += len(book)
            faults += _chain(session, learner_id, book)
            faults += _postings(session, learner_id, book)
            faults += _decisions(session, learner_id, book)
            faults += receipts.audited(session, learner_id, book)
            faults += _keys(session, learner_id)
            counted, found = _credentials(session, learner_id)
            credentials += counted
            faults += found
            faults += intents.of_learner(session, learner_id, evidence)
            faults += _lives(session, learner_id)
            session.expunge_all()
        faults += _owner_keys(session)
        faults += [Fault(code, "", at) for code, at in list_faults(session)]
        faults += intents.of_the_bank(session)
        faults += [Fault(code, "", at) for code, at in log_faults(session)]
    return Audit(len(learners), entries, credentials, tuple(faults))


def _chain(
    session: Session, learner_id: str, book: list[tuple[Entry, str]]
) -> Iterator[Fault]:
    """Digests follow one another, and the account's head is the last of them."""
    broken = first_break([entry for entry, _ in book], [kept for _, kept in book])
    if broken is not None:
        yield Fault("chain_broken", learner_id, str(broken))
    account = session.get_one(ledger.AccountRow, learner_id)
    head = book[-1][1] if book else GENESIS
    if (account.head, account.entry_count) != (head, len(book)):
        yield Fault("head_differs", learner_id, str(len(book)))


def _postings(
    session: Session, learner_id: str, book: list[tuple[Entry, str]]
) -> Iterator[Fault]:
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


def _decisions(
    session: Session, learner_id: str, book: list[tuple[Entry, str]]
) -> Iterator[Fault]:
    """Each recognition has its decided claim; recomputing gives the stored ANSWER."""
    for entry, _ in book:
        if entry.kind is EntryKind.REVERSAL:
            continue
        decision = session.get(claims.DecisionRow, (learner_id, entry.claim_id))
        row = session.get(claims.ClaimRow, (learner_id, entry.claim_id))
        place = str(entry.sequence)
        if decision is None or row is None:
            yield Fault("decision_missing", learner_id, place)
            continue
        if row.status != ClaimStatus.RECOGNIZED.value:
            yield Fault("claim_not_recognized", learner_id, place)
        if not decision.evidence:
            yield Fault("evidence_missing", learner_id, place)
        yield from _recomputed(session, entry, decision)
    yield from _unposted(session, learner_id, book)


def _recomputed(
    session: Session, entry: Entry, decision: claims.DecisionRow
) -> Iterator[Fault]:
    place = str(entry.sequence)
    kept = (decision.case_digest, decision.answer_digest)
    if kept != (entry.case_digest, entry.answer_digest):
        yield Fault("digest_differs", entry.learner_id, place)
    try:
        policy = policies.version(session, entry.policy, entry.policy_version)
        case = claims.decided_case(decision)
        answer = evaluate(policy, case)
    except DomainError:
        yield Fault("not_recomputable", entry.learner_id, place)
        return
    is_same = canonical(answer.json()) == canonical(decision.answer)
    if not is_same or answer.digest != entry.answer_digest:
        yield Fault("answer_differs", entry.learner_id, place)
    if case.digest != entry.case_digest:
        yield Fault("case_differs", entry.learner_id, place)


def _unposted(
    session: Session, learner_id: str, book: list[tuple[Entry, str]]
) -> Iterator[Fault]:
    """No claim is recognized without its entry."""
    posted = {entry.claim_id for entry, _ in book}
    rows = session.scalars(
        select(claims.ClaimRow.id).where(
            claims.ClaimRow.learner_id == learner_id,
            claims.ClaimRow.status == ClaimStatus.RECOGNIZED.value,
        )
    )
    for claim_id in rows:
        if claim_id not in posted:
            yield Fault("entry_missing", learner_id, claim_id)


def _keys(session: Session, learner_id: str) -> Iterator[Fault]:
    """The use keys are exactly those of the live lines (law 6)."""
    meant = set()
    for head, line in ledger.live_lines(session, learner_id):
        row = session.get_one(claims.ClaimRow, (learner_id, head.claim_id))
        for item in line.items:
            holding = holdings.holding(session, learner_id, item)
            key = use_key(holding, row.purpose, line.target, line.term or "")
            meant.add((key, head.sequence, line.number))
            owner = session.get(ledger.OwnerKeyRow, holding.owner_key or "")
            if holding.owner_key and (owner is None or owner.learner_id != learner_id):
                place = f"{head.sequence}.{line.number}"
                yield Fault("owner_key_differs", learner_id, place)
    rows = session.scalars(
        select(ledger.UseKeyRow).where(ledger.UseKeyRow.learner_id == learner_id)
    )
    if {(row.key, row.sequence, row.number) for row in rows} != meant:
        yield Fault("use_keys_differ", learner_id, "")


def _lives(session: Session, learner_id: str) -> Iterator[Fault]:
    """Whatever happened to a credential could happen to it, and shows in the lists."""
    for code, place in life_faults(session, learner_id):
        yield Fault(code, learner_id, place)


def _owner_keys(session: Session) -> Iterator[Fault]:
    """No owner key outlives its last use key (law 5)."""
    used = select(ledger.UseKeyRow.owner_key).where(
        ledger.UseKeyRow.owner_key.is_not(None)
    )
    rows = session.scalars(
        select(ledger.OwnerKeyRow).where(ledger.OwnerKeyRow.key.not_in(used))
    )
    for row in rows:
        yield Fault("owner_key_unused", row.learner_id, row.key)


def _credentials(session: Session, learner_id: str) -> tuple[int, list[Fault]]:
    """Every line has its credential, every transcript its rows; bytes are unchanged."""
    faults: list[Fault] = []
    rows = session.scalars(
        select(transcripts.CredentialRow).where(
            transcripts.CredentialRow.learner_id == learner_id
        )
    ).all()
    for row in rows:
        content = row.document.encode()
        shape = INNER if row.kind == "inner" else OUTER
        if sha256(content) != row.digest or fault(parsed(content), shape):
            faults.append(Fault("credential_differs", learner_id, row.id))
        if row.kind == "outer" and not transcripts.members(session, learner_id, row.id):
            faults.append(Fault("transcript_without_rows", learner_id, row.id))
    lives = sound_lives(session, learner_id)
    standing = {
        (row.sequence, row.number)
        for row in rows
        if row.kind == "inner" and not lives[row.id].is_revoked
    }
    live = {
        (head.sequence, line.number)
        for head, line in ledger.live_lines(session, learner_id)
    }
    for sequence, number in sorted(live ^ standing, key=str):
        place = f"{sequence}.{number}"
        faults.append(Fault("line_and_credential_differ", learner_id, place))
    return len(rows), faults
