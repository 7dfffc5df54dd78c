"""The audit of the decisions: each entry has its decided claim, and it recomputes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db import claims, holdings, policies
from creditbank.core.canonical import canonical
from creditbank.core.claims import ClaimStatus
from creditbank.core.errors import DomainError
from creditbank.core.ledger import Entry, EntryKind
from creditbank.core.policies import evaluate
from creditbank.core.recognition import case_of, check_steps
from creditbank.services.auditing.books import Book
from creditbank.services.auditing.faults import Fault, guarded


def decisions(session: Session, learner_id: str, book: Book) -> Iterator[Fault]:
    """Each recognition has its decided claim; recomputing gives the stored ANSWER."""
    for entry, _ in book:
        if entry.kind is EntryKind.RECOGNITION:
            check = partial(_decision, session, entry)
            yield from guarded(learner_id, f"decision {entry.sequence}", check)
    yield from _unposted(session, learner_id, book)


def _decision(session: Session, entry: Entry) -> Iterator[Fault]:
    learner_id, place = entry.learner_id, str(entry.sequence)
    decision = session.get(claims.DecisionRow, (learner_id, entry.claim_id))
    row = session.get(claims.ClaimRow, (learner_id, entry.claim_id))
    if decision is None or row is None:
        yield Fault("decision_missing", learner_id, place)
        return
    if row.status != ClaimStatus.RECOGNIZED.value:
        yield Fault("claim_not_recognized", learner_id, place)
    told = (decision.policy, decision.policy_version, decision.by, decision.at)
    if told != (entry.policy, entry.policy_version, entry.decided_by, entry.at):
        yield Fault("decision_differs", learner_id, place)
    if not decision.evidence:
        yield Fault("evidence_missing", learner_id, place)
    elif not _is_evidence(session, row, decision):
        yield Fault("evidence_differs", learner_id, place)
    yield from _recomputed(session, entry, decision)
    yield from _asked(session, entry, row, decision)


def _is_evidence(
    session: Session, row: claims.ClaimRow, decision: claims.DecisionRow
) -> bool:
    """Tell whether the files named are those the holdings had when it was decided.

    What was attached in the same second may have come before or after.
    """
    of = holdings.EvidenceRow
    files = session.execute(
        select(of.digest, of.added_at).where(
            of.learner_id == row.learner_id, of.holding_id.in_(row.holdings)
        )
    ).all()
    before = {digest for digest, at in files if at < decision.at}
    until = {digest for digest, at in files if at <= decision.at}
    return before <= set(decision.evidence) <= until


def _asked(
    session: Session,
    entry: Entry,
    row: claims.ClaimRow,
    decision: claims.DecisionRow,
) -> Iterator[Fault]:
    """The claim and its findings still give the CASE; all who were named agreed."""
    learner_id, place = entry.learner_id, str(entry.sequence)
    try:
        claim = claims.value(session, row)
        policy = policies.version(session, entry.policy, entry.policy_version)
        case = case_of(claim, claims.decided_case(decision).prior, policy)
    except DomainError:
        yield Fault("claim_differs", learner_id, place)
        return
    held = {item.id for item in case.portfolio}
    if case.digest != entry.case_digest or held != set(claim.holdings):
        yield Fault("claim_differs", learner_id, place)
    try:
        check_steps(claim, policy)
    except DomainError:
        yield Fault("steps_differ", learner_id, place)


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


def _unposted(session: Session, learner_id: str, book: Book) -> Iterator[Fault]:
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
