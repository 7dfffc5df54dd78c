"""Where an outcome counts, and what it earns there; for a holding, place by place."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, partial
from threading import Lock

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    catalog,
    holdings,
    institutions,
    ledger,
    people,
    policies,
)
from creditbank.adapters.db.base import reading
from creditbank.core.catalog import AwardingBody, BodyStatus
from creditbank.core.damage import BooksDamagedError
from creditbank.core.earning import Earning, Place, asked, best_first
from creditbank.core.errors import NotFoundError
from creditbank.core.institutions import Enrolment
from creditbank.core.paging import Page
from creditbank.core.people import Actor, require
from creditbank.core.policies import Answer, Case, Policy, Prior, evaluate
from creditbank.core.ports import World
from creditbank.core.publishing import Dates, InForce, applying, governing
from creditbank.core.values import BANK
from creditbank.services.policies.reading import today_at

ANSWERS_KEPT_MAX = 20_000


class _Answers:
    """Answers by the digests of policy and case; both never change, nor does it.

    Which version governs the case is found out before (``governing``).
    """

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self.lock = Lock()

    def of(self, policy: Policy, case: Case) -> Answer:
        key = (policy.digest, case.digest)
        with self.lock:
            found = self.kept.get(key)
        if found is None:
            found = evaluate(policy, case)
            with self.lock:
                self.kept[key] = found
                if len(self.kept) > ANSWERS_KEPT_MAX:
                    self.kept.popitem(last=False)
        return found


_answers = _Answers()


def where_it_counts(
    outcome: str, version: str | None, *, actor: Actor, world: World
) -> tuple[Earning, ...]:
    """Tell what an outcome earns at every place with a policy today.

    Asked for a learner of whom only the programme is known, on a certificate of which
    only the outcome is: what depends on more is undecided and says on what.
    """
    require(actor, "catalog.show")
    today = today_at(world)
    with reading() as session:
        known = catalog.outcome(session, outcome, version)
        body = catalog.body_or_none(session, known.body)
        item = {"id": "outcome", **known.facts, **_standing(body)}
        found = [
            earning
            for place, version, versions in _places(session, today, (today,), {})
            for earning in _earned(
                place, version, versions, asked(place, item, on=today)
            )
        ]
    return best_first(found)


def _earned(
    place: Place,
    version: InForce,
    versions: Mapping[InForce, Policy],
    case: Case,
    *,
    is_enrolled: bool = False,
) -> Iterator[Earning]:
    """Answer by the version that governs; nothing where that cannot be told."""
    policy = governing(version, versions, case)
    if policy is not None:
        yield Earning(place, policy, _answers.of(policy, case), is_enrolled)


def _standing(body: AwardingBody | None) -> dict[str, str]:
    """State a body's status only where it was the same on every day."""
    status = BodyStatus.UNKNOWN if body is None else body.status_always
    return {} if status is None else {"body_status": status.value}


def where_would_it_count(
    holding_id: str, *, actor: Actor, world: World
) -> Page[Earning]:
    """Compare the places where the learner's own holding might count today.

    One where a posted line of theirs rests on damage is counted, and not answered.
    """
    require(actor, "holdings.compare")
    if actor.learner_id is None:
        raise NotFoundError
    today = today_at(world)
    with reading() as session:
        holding = holdings.holding(session, actor.learner_id, holding_id)
        outcome = catalog.outcome(session, holding.outcome, holding.outcome_version)
        item = holding.facts_of(outcome, catalog.body_or_none(session, outcome.body))
        number = people.learner(session, actor.learner_id).number
        enrolled = {
            (one.institution, one.programme): one
            for one in institutions.enrolments(session, number)
        }
        found: list[Earning] = []
        issued_on, damaged = (holding.issued_on,), 0
        prior = partial(cache(_prior), session, actor.learner_id)
        for place, version, versions in _places(session, today, issued_on, enrolled):
            enrolment = enrolled.get(_key(place))
            posted = prior(place.institution.code)
            if posted is None:
                damaged += 1
                continue
            case = asked(
                place,
                item,
                on=today,
                learner=enrolment.learner_facts if enrolment else None,
                prior=posted,
            )
            is_enrolled = enrolment is not None
            found += _earned(place, version, versions, case, is_enrolled=is_enrolled)
    return Page(best_first(found), None, damaged=damaged)


def _prior(session: Session, learner_id: str, scheme: str) -> list[Prior] | None:
    """Give the learner's posted lines; None where what they rest on is damaged."""
    try:
        return ledger.prior(session, learner_id, scheme)
    except BooksDamagedError:
        return None


def _key(place: Place) -> tuple[str, str]:
    return (place.institution.code, place.programme.code if place.programme else "")


def _places(
    session: Session,
    today: date,
    issued_on: tuple[date, ...],
    enrolled: Mapping[tuple[str, str], Enrolment],
) -> Iterator[tuple[Place, InForce, Mapping[InForce, Policy]]]:
    """Give every place where one version would answer today, with all versions there.

    Who is not enrolled there is taken to enrol today.
    """
    standing: dict[str, dict[InForce, Policy]] = defaultdict(dict)
    for one in policies.adopted(session):
        standing[one.institution][one.in_force] = one.policy
    for institution in institutions.institutions(session):
        known = standing.get(institution.code)
        if known is None:
            continue
        places = [
            Place(institution, one)
            for one in institutions.programmes(session, institution.code)
        ]
        if institution.code == BANK:
            places.insert(0, Place(institution))
        for place in places:
            enrolment = enrolled.get(_key(place))
            began = enrolment.enrolled_on if enrolment else today
            kind, _, _ = place.purpose.partition(":")
            found = applying(
                known, kind, _key(place)[1], Dates(today, began, issued_on)
            )
            if len(found) == 1:
                yield place, found[0], known
