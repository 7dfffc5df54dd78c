"""The learner's side: draft, preview, submit, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    claims,
    holdings,
    institutions,
    people,
    withdrawals,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.adapters.db.mending import set_aside
from creditbank.core.claims import (
    HOLDINGS_MAX,
    TARGET_CHARACTERS_MAX,
    Claim,
    Move,
    Purpose,
)
from creditbank.core.errors import (
    BadValueError,
    EvidenceMissingError,
    NotFoundError,
)
from creditbank.core.holdings import Holding
from creditbank.core.people import Actor, Role, require
from creditbank.core.policies import Answer, Choice, Policy, evaluate
from creditbank.core.ports import World
from creditbank.core.recognition import case_of
from creditbank.core.values import ClaimId, HoldingId, LearnerId, day_in
from creditbank.services.claims.freezing import Part, parts_of, submission_of
from creditbank.services.claims.moving import moved
from creditbank.services.claims.showing import (
    Answered,
    prior_of,
    rests_on_examples,
)


@dataclass(frozen=True)
class Preview:
    """What a claim would earn, and why, before anyone submits it."""

    answered: Answered
    holdings: tuple[Holding, ...]
    is_example: bool  # something it gives rests on example data

    @property
    def policy(self) -> Policy:
        return self.answered.policy

    @property
    def answer(self) -> Answer:
        return self.answered.answer


def draft(
    purpose: str,
    holding_ids: Sequence[str],
    *,
    choices: Sequence[Choice] = (),
    actor: Actor,
    world: World,
) -> Claim:
    """Draft a claim on the learner's own holdings; nobody else sees it yet."""
    require(actor, "claims.draft")
    now = world.clock.now()
    with transaction() as session:
        claim = Claim(
            id=ClaimId(world.chance.uuid()),
            learner_id=_learner_id(actor),
            purpose=Purpose.of(purpose),
            holdings=_own(session, actor, holding_ids),
            choices=_checked_choices(choices, holding_ids),
        )
        _check_place(session, claim.purpose)
        _add(session, claim, now)
        record(session, actor, "claims.draft", claim.id, at=now)
    return claim


def _add(session: Session, claim: Claim, now: datetime) -> None:
    session.add(claims.ClaimRow.of(claim, now))
    session.add(
        claims.LocatorRow(public_id=claim.id, kind="claim", learner_id=claim.learner_id)
    )


def _held(session: Session, claim: Claim) -> list[Holding]:
    return [holdings.holding(session, claim.learner_id, one) for one in claim.holdings]


def _own(
    session: Session, actor: Actor, holding_ids: Sequence[str]
) -> tuple[HoldingId, ...]:
    ids = tuple(dict.fromkeys(holding_ids))
    if not 0 < len(ids) <= HOLDINGS_MAX:
        raise BadValueError("holdings", str(len(ids)))
    return tuple(
        holdings.holding(session, actor.learner_id or "", one).id for one in ids
    )


def _checked_choices(
    choices: Sequence[Choice], holding_ids: Sequence[str]
) -> tuple[Choice, ...]:
    for choice in choices:
        if choice.item not in holding_ids:
            raise BadValueError("choices", choice.item[:40])
        if len(choice.target or "") > TARGET_CHARACTERS_MAX:
            raise BadValueError("choices", str(choice.target)[:40])
    return tuple(dict.fromkeys(choices))


def amend(
    claim_id: str,
    holding_ids: Sequence[str],
    *,
    purpose: str = "",
    choices: Sequence[Choice] = (),
    actor: Actor,
    world: World,
) -> Claim:
    """Change what a draft or returned claim asks; the same again changes nothing."""
    require(actor, "claims.amend")
    now = world.clock.now()
    with transaction() as session:
        row = claims.row(session, actor.learner_id or "", claim_id)
        before = claims.value(session, row)
        claim = before.amended(
            holdings=_own(session, actor, holding_ids),
            choices=_checked_choices(choices, holding_ids),
            purpose=Purpose.of(purpose) if purpose else None,
        )
        _check_place(session, claim.purpose)
        if claim != before:
            row.take(claim)
            by = actor.user_id or ""
            set_aside(session, before, by=by, at=now, on=day_in(now))
            record(session, actor, "claims.amend", claim.id, at=now)
    return claim


def _check_place(session: Session, purpose: Purpose) -> None:
    """Refuse a purpose at no institution or programme of ours: nobody decides it."""
    try:
        institutions.institution(session, purpose.institution)
        if not purpose.is_deposit:
            institutions.programme(session, purpose.institution, purpose.programme)
    except NotFoundError as error:
        raise BadValueError("purpose", str(purpose)[:80]) from error


def preview(
    purpose: str,
    holding_ids: Sequence[str],
    *,
    choices: Sequence[Choice] = (),
    actor: Actor,
    world: World,
) -> Preview:
    """Tell what these holdings would earn today; the whole portfolio if none named."""
    require(actor, "claims.draft")
    with reading() as session:
        held = holdings.portfolio(session, actor.learner_id or "")
        wanted = [h for h in held if h.id in holding_ids] if holding_ids else held
        claim = Claim(
            id=ClaimId(""),
            learner_id=_learner_id(actor),
            purpose=Purpose.of(purpose),
            holdings=tuple(holding.id for holding in wanted),
            choices=_checked_choices(choices, [h.id for h in wanted]),
        )
        submission, policy = submission_of(session, claim, wanted, world)
        claim = replace(claim, submission=submission)
        asked = case_of(claim, prior_of(session, claim), policy)
        answered = Answered(policy, asked, evaluate(policy, asked))
        is_example = rests_on_examples(session, claim, answered.answer)
    return Preview(answered, tuple(wanted), is_example)


def _learner_id(actor: Actor) -> LearnerId:
    if actor.learner_id is None:
        raise NotFoundError
    return actor.learner_id


def submit(claim_id: str, *, actor: Actor, world: World) -> Claim:
    """Put a draft or returned claim before the reviewers.

    A return keeps the day and the policy unless what is asked changed (law 9).
    Raises EvidenceMissingError, CertificateWithdrawnError, NotEnrolledError,
    NoPolicyError, VersionsDifferError, IllegalMoveError.
    """
    require(actor, "claims.submit")
    now = world.clock.now()
    with transaction() as session:
        row = claims.row(session, actor.learner_id or "", claim_id)
        claim = claims.value(session, row)
        held = _held(session, claim)
        for holding in held:
            if not holding.evidence:
                raise EvidenceMissingError(holding=holding.certificate)
        withdrawals.check(session, held)
        submission = claim.submission
        if submission is None:
            submission, _ = submission_of(session, claim, held, world)
        claim = claim.submitted(submission, at=now)
        row.take(claim)
        moved(session, claim, Move.SUBMIT, actor, Role.LEARNER, now)
        for user_id in people.members(
            session, Role.REVIEWER, claim.purpose.institution
        ):
            people.tell(session, user_id, "claim_submitted", at=now, claim=claim.id)
    return claim


def parts(
    purpose: str, holding_ids: Sequence[str], *, actor: Actor, world: World
) -> tuple[Part, ...]:
    """Tell which of the learner's holdings fall under which version, today."""
    require(actor, "claims.draft")
    with reading() as session:
        claim = Claim(
            id=ClaimId(""),
            learner_id=_learner_id(actor),
            purpose=Purpose.of(purpose),
            holdings=_own(session, actor, holding_ids),
        )
        return parts_of(session, claim, _held(session, claim), world)


def split(claim_id: str, *, actor: Actor, world: World) -> list[Claim]:
    """Make of a draft one claim for each version its holdings fall under.

    The draft keeps the first part, the others are drafts of their own; each keeps the
    choices made for its holdings. What falls under one version is left as it is, so
    the second time changes nothing. Raises IllegalMoveError for no draft.
    """
    require(actor, "claims.split")
    now = world.clock.now()
    with transaction() as session:
        row = claims.row(session, actor.learner_id or "", claim_id)
        claim = claims.value(session, row)
        found = parts_of(session, claim, _held(session, claim), world)
        made = claim.split(
            [tuple(one.id for one in part.holdings) for part in found],
            [ClaimId(world.chance.uuid()) for _ in found[1:]],
        )
        row.take(made[0])
        for one in made[1:]:
            _add(session, one, now)
        if len(made) > 1:
            record(session, actor, "claims.split", claim.id, at=now)
    return made


def withdraw(claim_id: str, *, actor: Actor, world: World) -> Claim:
    """Take a claim back before it is decided."""
    require(actor, "claims.withdraw")
    now = world.clock.now()
    with transaction() as session:
        row = claims.row(session, actor.learner_id or "", claim_id)
        claim = claims.value(session, row).moved(Move.WITHDRAW)
        row.take(claim)
        moved(session, claim, Move.WITHDRAW, actor, Role.LEARNER, now)
    return claim
