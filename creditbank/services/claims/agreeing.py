"""Those whom a policy names: they agree, give notice and rule on objections."""

from __future__ import annotations

from sqlalchemy.orm import Session

from creditbank.adapters.db import claims, institutions, notices, people, policies
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import transaction
from creditbank.core.claims import NOTE_CHARACTERS_MAX, Claim
from creditbank.core.errors import (
    BadValueError,
    IllegalMoveError,
    NotSubmittedError,
)
from creditbank.core.notices import (
    DISPUTED,
    OPENED,
    UNDER_WAY,
    Notice,
    Objection,
    Ruling,
    check_ended,
    check_opening,
    is_disputed,
    period_of,
    proposed,
)
from creditbank.core.people import Actor, require
from creditbank.core.policies.parts import Step
from creditbank.core.ports import World
from creditbank.core.values import day_in
from creditbank.services.claims.moving import check_role, decidable
from creditbank.services.claims.showing import answered_of


def agree(
    claim_id: str, step: str, verdict: str, *, actor: Actor, world: World
) -> Claim:
    """Agree to a claim, or refuse, as someone the policy names; each step once.

    A public notice is first ``opened``, and agreed to when its days are over and
    every objection was dismissed; it may be refused at any time.
    """
    require(actor, "claims.agree")
    if verdict not in (OPENED, "agreed", "refused"):
        raise BadValueError("verdict", verdict[:40])
    now = world.clock.now()
    with transaction() as session:
        row = decidable(session, claim_id, actor)
        claim = claims.value(session, row)
        named = _open_step(session, claim, step, "agree")
        check_role(session, row, named.by_role, actor, "claims.agree")
        if named.notice_days and verdict != "refused":
            _check_notice(session, claim, named, verdict, world)
        elif verdict == OPENED:
            raise BadValueError("verdict", verdict)
        claims.add_step(session, claim, step, verdict, by=actor.user_id or "", at=now)
        record(session, actor, "claims.agree", claim.id, at=now, step=step)
        return claims.value(session, row)


def _open_step(session: Session, claim: Claim, step: str, move: str) -> Step:
    """Give a step of a claim in review that nobody agreed to or refused yet."""
    if not claim.is_in_review or claim.submission is None:
        raise IllegalMoveError(claim.status.value, move)
    policy = policies.version(
        session, claim.submission.policy, claim.submission.policy_version
    )
    named = {one.name: one for one in policy.steps}.get(step)
    if named is None or claim.steps.get(step, OPENED) not in UNDER_WAY:
        raise BadValueError("step", step[:40])
    return named


def _check_notice(
    session: Session, claim: Claim, step: Step, verdict: str, world: World
) -> None:
    """Open a notice of what the policy answers now, or see that it is over."""
    latest = notices.of_claim(session, claim.learner_id, claim.id).get(step.name)
    objections = notices.objections(session, claim.learner_id, claim.id)
    answered = answered_of(session, claim)
    if answered is None:
        raise NotSubmittedError
    lines = proposed(answered.answer, answered.case)
    place = institutions.institution(session, claim.purpose.institution)
    now = world.clock.now()
    today = day_in(now, place.time_zone)
    if verdict != OPENED:
        check_ended(step, latest, objections, lines, today)
        return
    check_opening(step, latest, objections, lines)
    notice = Notice(
        id=world.chance.uuid(),
        learner_id=claim.learner_id,
        claim_id=claim.id,
        step=step.name,
        institution=place.code,
        purpose=str(claim.purpose),
        policy=answered.policy.code,
        policy_version=answered.policy.version,
        period=period_of(today, step.notice_days),
        lines=lines,
    )
    notices.announce(session, notice, at=now)


def rule(
    claim_id: str, number: int, ruling: str, note: str, *, actor: Actor, world: World
) -> Claim:
    """Rule on an objection, once: upheld refuses the step, dismissed lets it go on.

    Whose word the step is rules; who objected is told, with the note.
    """
    require(actor, "claims.rule")
    if ruling not in set(Ruling):
        raise BadValueError("ruling", ruling[:40])
    if not 0 < len(note.strip()) <= NOTE_CHARACTERS_MAX:
        raise BadValueError("note", note[:40])
    now = world.clock.now()
    with transaction() as session:
        row = decidable(session, claim_id, actor)
        claim = claims.value(session, row)
        made = notices.objections(session, claim.learner_id, claim.id)
        found = next((o for o in made if o.number == number and not o.ruling), None)
        if found is None:
            raise BadValueError("objection", str(number)[:40])
        step = notices.notice(session, found.notice_id).step
        named = _open_step(session, claim, step, "rule")
        check_role(session, row, named.by_role, actor, "claims.rule")
        ruled = Ruling(ruling)
        notices.keep_ruling(
            session, claim, found, ruled, note.strip(), by=actor.user_id or "", at=now
        )
        others = [one for one in made if one.number != number]
        verdict = _after(ruled, others)
        claims.add_step(session, claim, step, verdict, by=actor.user_id or "", at=now)
        record(session, actor, "claims.rule", claim.id, at=now, ruling=ruling)
        people.tell(session, found.by, f"objection_{ruling}", at=now, note=note.strip())
        return claims.value(session, row)


def _after(ruling: Ruling, others: list[Objection]) -> str:
    """Tell how the step stands once an objection is ruled on."""
    if ruling is Ruling.UPHELD:
        return "refused"
    return DISPUTED if is_disputed(others) else OPENED
