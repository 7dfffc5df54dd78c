"""Decide a claim and post its credits, in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    claims,
    holdings,
    ledger,
    notices,
    people,
    policies,
    withdrawals,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import hold, transaction
from creditbank.core.claims import MOVES, Claim, Move, Submission
from creditbank.core.damage import kept
from creditbank.core.errors import (
    AlreadyAwardedError,
    NotFoundError,
    NotSubmittedError,
    OwnerKeyHeldError,
)
from creditbank.core.holdings import Holding
from creditbank.core.ledger import (
    Entry,
    check_balanced,
)
from creditbank.core.notices import refuse_objector
from creditbank.core.people import Actor, Role, refuse_own, require
from creditbank.core.ports import World
from creditbank.core.recognition import Recognition, Verdict
from creditbank.core.recognition import recognize as decided
from creditbank.core.values import BANK, ZERO, Digest, EntryId
from creditbank.services.recognition.stating import sign_lines


def recognize(
    claim_id: str, answer_digest: str, *, actor: Actor, world: World
) -> Entry:
    """Recognize a claim: post the certain lines of the answer the reviewer saw.

    One transaction under a lock on the account: claim, entry, balances, keys,
    decision and signed credentials stand together or not at all. Raises
    CertificateWithdrawnError, IllegalMoveError, StepOpenError, AnswerChangedError,
    NothingToPostError, AlreadyAwardedError; and OwnerKeyHeldError, which leaves the
    claim disputed.
    """
    require(actor, "recognition.recognize")
    digest = Digest(answer_digest)
    try:
        entry = _attempt(claim_id, digest, actor, world)
    except IntegrityError:
        # Another decision took a key between our check and the constraint: by now it
        # is committed, so looking again gives the refusal that fits.
        try:
            entry = _attempt(claim_id, digest, actor, world)
        except IntegrityError as error:
            raise AlreadyAwardedError from error
    if entry is None:
        raise OwnerKeyHeldError
    return entry


def _attempt(claim_id: str, digest: Digest, actor: Actor, world: World) -> Entry | None:
    """Decide in one transaction; None where another learner holds the owner key."""
    with transaction() as session:
        held_by_another, entry = _recognize(session, claim_id, digest, actor, world)
    return None if held_by_another else entry


def _recognize(
    session: Session,
    claim_id: str,
    answer_digest: Digest,
    actor: Actor,
    world: World,
) -> tuple[bool, Entry | None]:
    learner_id = claims.located(session, claim_id, "claim")
    account = ledger.account(session, learner_id)  # the lock comes first
    row = claims.row(session, learner_id, claim_id)
    claim, submission = _examined(session, row, actor)
    held: dict[str, Holding] = {
        one: holdings.holding(session, learner_id, one) for one in claim.holdings
    }
    for key in sorted({one.owner_key for one in held.values() if one.owner_key}):
        hold(session, key)  # after the account: withdrawing waits here, or we do
    if claim.is_in_review:
        withdrawals.check(session, held.values())
    with kept("policy_version"):
        policy = policies.version(session, submission.policy, submission.policy_version)
    done = decided(
        claim,
        _verdict(answer_digest, actor, world),
        policy=policy,
        prior=ledger.prior(session, learner_id, claim.purpose.scheme),
        holdings=held,
        head=(account.entry_count, Digest(account.head)),
        bank_balance=ledger.balances(session, learner_id).get(BANK, ZERO),
    )
    owned = _owned(session, done)
    if owned is None:
        _dispute(session, row, claim, actor, world)
        return True, None
    check_balanced(done.entry.postings)
    ledger.post(session, account, done.entry)
    _take_keys(session, done, held, owned)
    _keep_decision(session, done, held, actor)
    sign_lines(session, done, policy, held, world)
    _tell(session, row, done.claim, done.entry, actor)
    return False, done.entry


def _examined(
    session: Session, row: claims.ClaimRow, actor: Actor
) -> tuple[Claim, Submission]:
    """Give a claim that was once submitted to the reviewer's own institution."""
    if row.submitted_at is None or row.institution not in actor.places(Role.REVIEWER):
        raise NotFoundError
    refuse_own(actor, row.learner_id)
    refuse_objector(actor, notices.objections(session, row.learner_id, row.id))
    claim = claims.value(session, row)
    if claim.submission is None:
        raise NotSubmittedError
    return claim, claim.submission


def _verdict(answer_digest: Digest, actor: Actor, world: World) -> Verdict:
    return Verdict(
        entry_id=EntryId(world.chance.uuid()),
        answer_digest=answer_digest,
        decided_by=actor.user_id or "",
        decided_as=Role.REVIEWER.value,
        at=world.clock.now(),
    )


def _owned(session: Session, done: Recognition) -> frozenset[str] | None:
    """Name the owner keys that are the learner's already; None if one is another's."""
    found = [
        session.get(ledger.OwnerKeyRow, key, with_for_update=True)
        for key in done.owner_keys
    ]
    rows = [row for row in found if row is not None]
    if any(row.learner_id != done.claim.learner_id for row in rows):
        return None
    return frozenset(row.key for row in rows)


def _dispute(
    session: Session, row: claims.ClaimRow, claim: Claim, actor: Actor, world: World
) -> None:
    """Turn the claim into a dispute, once; it stays in review."""
    at = world.clock.now()
    if (claim.status, Move.DISPUTE) in MOVES:
        disputed = claim.moved(Move.DISPUTE)
        row.take(disputed)
        moved(session, disputed, Move.DISPUTE, actor, at)
        learner = people.learner(session, claim.learner_id)
        people.tell(session, learner.user_id, "claim_disputed", at=at, claim=claim.id)


def _take_keys(
    session: Session,
    done: Recognition,
    held: dict[str, Holding],
    owned: frozenset[str],
) -> None:
    """Take the keys; a use that lives already is refused (laws 5 and 6).

    A key not ``owned`` when the decision looked is inserted without looking again:
    whoever took it meanwhile is refused by the constraint, not overlooked.
    """
    learner_id = done.claim.learner_id
    session.add_all(
        ledger.OwnerKeyRow(key=key, learner_id=learner_id)
        for key in done.owner_keys
        if key not in owned
    )
    owner_of = {
        (line.number, item): held[item].owner_key
        for line in done.entry.lines
        for item in line.items
    }
    pairs = [(line.number, item) for line in done.entry.lines for item in line.items]
    for use, pair in zip(done.use_keys, pairs, strict=True):
        if session.get(ledger.UseKeyRow, (learner_id, use.key)) is not None:
            raise AlreadyAwardedError
        session.add(
            ledger.UseKeyRow(
                learner_id=learner_id,
                key=use.key,
                owner_key=owner_of[pair],
                sequence=done.entry.sequence,
                number=use.line,
            )
        )
    session.flush()


def _keep_decision(
    session: Session, done: Recognition, held: dict[str, Holding], actor: Actor
) -> None:
    session.add(
        claims.DecisionRow(
            learner_id=done.claim.learner_id,
            claim_id=done.claim.id,
            verdict="recognize",
            case=done.case.json(),
            answer=done.answer.json(),
            case_digest=done.case.digest,
            answer_digest=done.answer.digest,
            evidence=sorted(
                {one.digest for holding in held.values() for one in holding.evidence}
            ),
            policy=done.entry.policy,
            policy_version=done.entry.policy_version,
            by=actor.user_id or "",
            at=done.entry.at,
        )
    )


def _tell(
    session: Session, row: claims.ClaimRow, claim: Claim, entry: Entry, actor: Actor
) -> None:
    row.take(claim)
    session.add(
        claims.LocatorRow(public_id=entry.id, kind="entry", learner_id=entry.learner_id)
    )
    moved(session, claim, Move.RECOGNIZE, actor, entry.at)
    learner = people.learner(session, claim.learner_id)
    people.tell(
        session, learner.user_id, "claim_recognized", at=entry.at, claim=claim.id
    )


def moved(
    session: Session,
    claim: Claim,
    move: Move,
    actor: Actor,
    at: datetime,
    *,
    role: Role = Role.REVIEWER,
    reason: str = "",
) -> None:
    """Add a move to the claim's history and to the audit trail."""
    session.add(
        claims.ClaimMoveRow(
            learner_id=claim.learner_id,
            claim_id=claim.id,
            number=len(claims.moves(session, claim.learner_id, claim.id)) + 1,
            move=move.value,
            to_status=claim.status.value,
            reason=reason,
            note="",
            by=actor.user_id or "",
            by_role=role.value,
            at=at,
        )
    )
    record(session, actor, f"recognition.{move.value}", claim.id, at=at)
