"""Public notices: what an institution is about to recognize, for anyone to object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    catalog,
    claims,
    institutions,
    notices,
    people,
    policies,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.canonical import JSON
from creditbank.core.catalog import Outcome
from creditbank.core.claims import Claim, Purpose
from creditbank.core.damage import BooksDamagedError, kept
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.institutions import Course, Institution, Programme
from creditbank.core.notices import (
    DISPUTED,
    GROUND_CHARACTERS_MAX,
    UNDER_WAY,
    Notice,
    Objection,
)
from creditbank.core.paging import PAGE, Page
from creditbank.core.people import Actor, Role, require
from creditbank.core.policies import Policy
from creditbank.core.policies.model import Rule
from creditbank.core.policies.parts import Step
from creditbank.core.ports import World
from creditbank.core.receipts import rule_of
from creditbank.core.values import day_in


@dataclass(frozen=True)
class Proposed:
    """One line of what is proposed, with what its codes name."""

    outcomes: tuple[Outcome, ...]
    course: Course | None
    credits: str
    effect: str
    rule: Rule

    @property
    def is_example(self) -> bool:
        """Tell whether the credits rest on data that is published nowhere."""
        if self.course is not None and self.course.is_example:
            return True
        return any("bank_value" in one.examples for one in self.outcomes)


@dataclass(frozen=True)
class Announced:
    """A notice as anyone reads it; nobody's name is in it (law 17)."""

    notice: Notice
    institution: Institution
    programme: Programme | None
    policy: Policy
    step: Step
    lines: tuple[Proposed, ...]


def list_(
    institution: str, *, after: str = "", actor: Actor, world: World
) -> tuple[Institution, Page[Announced]]:
    """Give an institution with its notices under way, the first to end first."""
    require(actor, "notices.list")
    with reading() as session:
        place = institutions.institution(session, institution)
        return place, _page(session, [place], PAGE, after, world)


def page(
    institution: str = "",
    *,
    limit: int = PAGE,
    after: str = "",
    actor: Actor,
    world: World,
) -> Page[Announced]:
    """List the notices under way, of one institution or of all, as `list_` does."""
    require(actor, "notices.list")
    with reading() as session:
        places = (
            [institutions.institution(session, institution)]
            if institution
            else institutions.institutions(session)
        )
        return _page(session, places, limit, after, world)


def _page(
    session: Session,
    places: Sequence[Institution],
    limit: int,
    after: str,
    world: World,
) -> Page[Announced]:
    """Give a page; ``after`` is the id of the last notice of the one before."""
    now = world.clock.now()
    days = {one.code: day_in(now, one.time_zone) for one in places}
    since = _cursor(session, after)
    found = notices.running(session, days, limit=limit + 1, after=since)
    told = [_told(session, one) for one in found[:limit]]
    shown = tuple(one for one in told if one is not None)
    after = found[limit - 1].id if len(found) > limit else ""
    return Page(shown, after or None, damaged=len(told) - len(shown))


def _told(session: Session, notice: Notice) -> Announced | None:
    """Give a notice for a list; None where what it rests on is damaged."""
    try:
        return _announced(session, notice)
    except BooksDamagedError:
        return None


def _cursor(session: Session, notice_id: str) -> tuple[date, str] | None:
    if not notice_id:
        return None
    try:
        last = notices.notice(session, notice_id).period.ends_on
    except NotFoundError:
        raise BadValueError("cursor", notice_id[:40]) from None
    return (last or date.max, notice_id)


def show(notice_id: str, *, actor: Actor, world: World) -> Announced:
    """Show one notice under way; one that is over looks missing."""
    require(actor, "notices.show")
    with reading() as session:
        notice, _ = _under_way(session, notice_id, world)
        return _announced(session, notice)


def object_(notice_id: str, ground: str, *, actor: Actor, world: World) -> Objection:
    """Object to a notice under way, once each; its step is disputed until a ruling.

    Those who review are told, and the learner, who is not told by whom. Raises
    AlreadyObjectedError the second time; NotFoundError where it runs no longer.
    """
    require(actor, "notices.object")
    if not 0 < len(ground.strip()) <= GROUND_CHARACTERS_MAX:
        raise BadValueError("ground", ground[:40])
    now = world.clock.now()
    with transaction() as session:
        notice = notices.notice(session, notice_id)
        claims.row(session, notice.learner_id, notice.claim_id)  # the lock comes first
        notice, claim = _under_way(session, notice_id, world)
        by = actor.user_id or ""
        made = notices.object_(session, notice, ground.strip(), by=by, at=now)
        if claim.steps[notice.step] != DISPUTED:
            claims.add_step(session, claim, notice.step, DISPUTED, by=by, at=now)
        record(session, actor, "notices.object", notice.id, at=now)
        _tell(session, claim, by, world)
    return made


def _tell(session: Session, claim: Claim, by: str, world: World) -> None:
    """Tell the learner, and who may rule on it: whoever objected may not."""
    at = world.clock.now()
    learner = people.learner(session, claim.learner_id)
    people.tell(session, learner.user_id, "claim_objected", at=at, claim=claim.id)
    members = people.members(session, Role.REVIEWER, claim.purpose.institution)
    for user_id in (one for one in members if one != by):
        people.tell(session, user_id, "objection_made", at=at, claim=claim.id)


def _under_way(session: Session, notice_id: str, world: World) -> tuple[Notice, Claim]:
    """Give a notice anyone may object to now; NotFoundError for every other."""
    notice = notices.notice(session, notice_id)
    claim = claims.claim(session, notice.learner_id, notice.claim_id)
    latest = notices.of_claim(session, claim.learner_id, claim.id)[notice.step]
    place = institutions.institution(session, notice.institution)
    runs = (
        claim.is_in_review
        and latest.id == notice.id
        and claim.steps.get(notice.step) in UNDER_WAY
        and day_in(world.clock.now(), place.time_zone) in notice.period
    )
    if not runs:
        raise NotFoundError
    return notice, claim


@kept("notice")
def _announced(session: Session, notice: Notice) -> Announced:
    purpose = Purpose.of(notice.purpose)
    policy = policies.version(session, notice.policy, notice.policy_version)
    return Announced(
        notice=notice,
        institution=institutions.institution(session, notice.institution),
        programme=None
        if purpose.is_deposit
        else institutions.programme(session, purpose.institution, purpose.programme),
        policy=policy,
        step=next(one for one in policy.steps if one.name == notice.step),
        lines=tuple(_line(session, policy, notice, one) for one in notice.lines),
    )


def _line(
    session: Session, policy: Policy, notice: Notice, line: Mapping[str, JSON]
) -> Proposed:
    target, codes = line["target"], line["outcomes"]
    return Proposed(
        outcomes=tuple(
            catalog.outcome(session, str(code), None)
            for code in (codes if isinstance(codes, list) else ())
        ),
        course=institutions.course(session, notice.institution, str(target), None)
        if target is not None
        else None,
        credits=str(line["credits"]),
        effect=str(line["effect"]),
        rule=rule_of(policy, str(line["rule"])),
    )
