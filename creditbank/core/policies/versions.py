"""Which version of a policy answers: exactly one for a learner and a holding.

A version applies by the date its policy names. Where one takes the place of another,
those who keep the old one (cohorts, grandfathering) stay with it whatever the date.
None or two is never resolved silently: the holding is undecided, and says so. So it is
where a single version is asked: alone it answers no other days than beside the rest.

Who asks a policy by its file or its address asks here. ``evaluate`` itself looks at no
dates: it is for those who have settled which version answers (a claim keeps the one it
was submitted under, law 9) and for trying a version as if it were in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.policies.answers import (
    Answer,
    CapUse,
    Decision,
    Line,
    MinimumUse,
    Reason,
)
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.cases import Case, Item, Prior
from creditbank.core.policies.conditions import NO, UNDECIDED, YES
from creditbank.core.policies.evaluation import answered, evaluate
from creditbank.core.policies.model import By, Policy
from creditbank.core.policies.purposes import unserved, unserved_by_all
from creditbank.core.policies.scopes import Scope, base_scope, line_scope
from creditbank.core.policies.steps import Steps
from creditbank.core.values import ZERO, Credits, Period, day_of


@dataclass(frozen=True)
class Applying:
    """The version that applies to a holding; else the reason why none can be told."""

    policy: Policy | None
    reason: Reason | None = None


def always(policy: Policy) -> Policy:
    """Give a version as if it were in force on every day, for everybody."""
    return replace(
        policy, effective=Period(), by=By.SUBMITTED_ON, keeps_old=None, supersedes=""
    )


def applying(versions: Sequence[Policy], case: Case, item: Item | None) -> Applying:
    """Tell which of the ``versions`` of one policy applies to a holding.

    Each is in force on the days of its ``effective``, for the purpose it names.
    """
    scope = line_scope(base_scope(case, Steps()), case, item, None)
    found: list[Policy] = []
    for policy in versions:
        day = _day(policy, case, item)
        if day is None:
            return Applying(
                None, _why("version_date_unknown", field=_FIELDS[policy.by])
            )
        if day not in policy.effective or unserved(policy, case):
            continue
        kept = kept_of(policy, versions, scope)
        if kept.reason is not None:
            return kept
        found.extend([kept.policy] if kept.policy else [])
    if len(found) == 1:
        return Applying(found[0])
    if not found:
        return Applying(None, _why("no_version"))
    names = "、".join(sorted(one.version for one in found))
    return Applying(None, _why("two_versions", versions=names))


def kept_of(policy: Policy, versions: Sequence[Policy], scope: Scope) -> Applying:
    """Go back, step by step, to the version a learner keeps.

    Who kept the first under the second keeps it where the third lets him keep that.

    A version kept that is not among these is named; no policy and no reason: versions
    that take each other's place.
    """
    by_version = {one.version: one for one in versions}
    now = policy
    for _ in range(len(versions) + 1):
        keeps = now.keeps_old.truth(scope) if now.keeps_old else Decision.NO
        if keeps is UNDECIDED:
            return Applying(None, _why("version_date_unknown", field=_open(now, scope)))
        if keeps is not YES:
            return Applying(now)
        if now.supersedes not in by_version:
            return Applying(None, _why("version_kept", version=now.supersedes))
        now = by_version[now.supersedes]
    return Applying(None)


def _order(version: str) -> list[tuple[int, str]]:
    """Put 2 before 10: numbers by their size, what stands between by its letters."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in re.split(r"(\d+)", version)
    ]


def evaluate_versions(
    versions: Sequence[Policy], case: Case, *, only: str = ""
) -> Answer:
    """Answer a case by the versions of one policy, each on the holdings it governs.

    Versions are taken in the order of their numbers; what an earlier one gives stands
    as a prior line before the next. ``only`` the version of this number answers, and
    the others where they apply leave a holding open. Of a purpose that none of them is
    for, all is refused. Raises BadValueError as ``evaluate`` does.
    """
    held = {item.id for item in case.portfolio}
    for choice in case.choices:
        if choice.item not in held:
            raise BadValueError("choices", choice.item)
    why = unserved_by_all(versions, case)
    if why is not None:
        each = (_lines_of(case, item, NO, why) for item in case.portfolio)
        return Answer(tuple(line for lines in each for line in lines))
    governed, lines = _governed(versions, case, only)
    if len(governed) == 1:
        ((policy, items),) = governed
        if len(items) == len(case.portfolio):
            return evaluate(policy, case)
    answers: list[Answer] = []
    steps = Steps()
    for policy, items in governed:
        part = _part(case, items, answers)
        if part.choices or not case.choices:
            answers.append(answered(Asking(policy, part, steps)))
    return _merged(answers, lines)


def _governed(
    versions: Sequence[Policy], case: Case, only: str
) -> tuple[list[tuple[Policy, list[Item]]], list[Line]]:
    """Part the holdings by the version that governs each; leave the others open."""
    governed: dict[str, tuple[Policy, list[Item]]] = {}
    lines: list[Line] = []
    for item in case.portfolio or (None,):
        found = applying(versions, case, item)
        if found.policy is not None and only not in ("", found.policy.version):
            other = _why("other_version", version=found.policy.version, asked=only)
            found = Applying(None, other)
        if found.policy is not None:
            place = governed.setdefault(found.policy.version, (found.policy, []))
            place[1].extend([item] if item else [])
        elif item is not None:
            lines.extend(_lines_of(case, item, UNDECIDED, found.reason))
    return [governed[name] for name in sorted(governed, key=_order)], lines


def faults_of(versions: Sequence[Policy]) -> Iterator[tuple[str, dict[str, str]]]:
    """Name days that two versions of one policy claim, and days that none does."""
    if len({one.by for one in versions}) > 1:
        yield "versions_by_different_dates", {}
        return
    ordered = sorted(versions, key=lambda one: one.effective.starts_on or date.min)
    for one, two in pairwise(ordered):
        end, start = one.effective.ends_on, two.effective.starts_on
        facts = {"one": one.version, "two": two.version}
        if end is None or start is None or start <= end:
            yield "versions_overlap", {**facts, "day": (start or date.min).isoformat()}
        elif start > end + timedelta(days=1):
            day = end + timedelta(days=1)
            yield "versions_leave_a_hole", {**facts, "day": day.isoformat()}


_FIELDS = {
    By.SUBMITTED_ON: "as_of",
    By.ISSUED_ON: "item.issued_on",
    By.ENROLLED_ON: "learner.enrolled_on",
}


def _day(policy: Policy, case: Case, item: Item | None) -> date | None:
    if policy.by is By.SUBMITTED_ON:
        return case.as_of
    text = (
        case.learner.get("enrolled_on")
        if policy.by is By.ENROLLED_ON
        else (item.facts.get("issued_on") if item else None)
    )
    try:
        return None if text is None else day_of(text)
    except BadValueError:
        return None


def _open(policy: Policy, scope: Scope) -> str:
    """Name the facts without which it is open who keeps the version before."""
    parts = policy.keeps_old.judged(scope) if policy.keeps_old else ()
    names = sorted({one.field for one in parts if one.truth is UNDECIDED})
    return "、".join(names)


def _why(code: str, **facts: str) -> Reason:
    return Reason("", "", code, facts)


def _lines_of(
    case: Case, item: Item, decision: Decision, reason: Reason | None
) -> Iterator[Line]:
    """Refuse a holding, or leave it open, at every course it is asked for."""
    asked = [one.target for one in case.choices if one.item == item.id]
    for target in asked or ([] if case.choices else [None]):
        yield Line(
            items=(item.id,),
            target=target,
            decision=decision,
            credits=ZERO,
            credits_max=ZERO if decision is NO else None,
            grade=None,
            effect="",
            rule="",
            reasons=(reason,) if reason else (),
        )


def _part(case: Case, items: Sequence[Item], before: Sequence[Answer]) -> Case:
    """Cut out what one version governs; what others gave stands before it."""
    ids = {item.id for item in items}
    given = [line for answer in before for line in answer.yes_lines]
    prior = tuple(
        Prior(f"now.{number}", line.items, line.target, line.credits, _facts(line))
        for number, line in enumerate(given, start=1)
    )
    return replace(
        case,
        portfolio=tuple(items),
        choices=tuple(one for one in case.choices if one.item in ids),
        prior=(*case.prior, *prior),
    )


def _facts(line: Line) -> dict[str, str]:
    facts = {"rule": line.rule, "effect": line.effect}
    return facts if line.term is None else {**facts, "term": line.term}


def _merged(answers: Sequence[Answer], lines: Sequence[Line]) -> Answer:
    every = [*lines, *(line for answer in answers for line in answer.lines)]
    highs = [*(one.credits_max for one in answers), *([None] if lines else [])]
    caps: list[CapUse | MinimumUse] = [cap for one in answers for cap in one.caps]
    best: dict[str, JSON] = {}
    if answers:
        total = sum((one.credits for one in answers), ZERO)
        gap = {"gap": "0"} if any(one.has_gap for one in answers) else {}
        best = {**answers[-1].best, "value": str(total), "bound": str(total), **gap}
        best.pop("runner_up", None)
    return Answer(
        lines=tuple(
            sorted(every, key=lambda one: (one.items, one.target or "", one.rule))
        ),
        credits_max=None if None in highs else _sum(highs),
        caps=tuple(caps),
        best=best,
    )


def _sum(amounts: Sequence[Credits | None]) -> Credits:
    return sum((one for one in amounts if one is not None), ZERO)
