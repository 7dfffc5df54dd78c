"""The facts one line may read, by the part of the case they stand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from creditbank.core.policies.cases import Case, Facts, Item, Prior
from creditbank.core.policies.steps import AT_ONCE, Steps

# ``scope["item"]["score"]``: parts are learner, programme, item, target, finding,
# line, derived, case, and the names of a rule's own slots.
Scope: TypeAlias = Mapping[str, Facts]
Reader: TypeAlias = Callable[[Scope], str | None]

NONE: Facts = {}


def reader(name: str) -> Reader:
    """Make the function that reads the fact ``name`` of a scope."""
    part, _, key = name.partition(".")
    if not key:
        part, key = "case", name
    base, _, wanted = key.rpartition(".")
    if wanted == "year" and base.endswith("_on"):
        return _year(part, base)

    def read(scope: Scope) -> str | None:
        return scope.get(part, NONE).get(key)

    return read


def _year(part: str, key: str) -> Reader:
    def read(scope: Scope) -> str | None:
        text = scope.get(part, NONE).get(key)
        return None if text is None else text[:4]

    return read


class _NoCourse(dict[str, str]):
    """The course of a line to no course: it is known to have none of its facts."""

    def get(self, key: str, default: object = None) -> str:
        del key, default
        return ""


NO_COURSE: Facts = _NoCourse()


class Around(dict[str, str]):
    """The other holdings and posted lines of a case; named once a condition asks."""

    def __init__(self, case: Case, base: Scope, steps: Steps) -> None:
        super().__init__()
        self._case = case
        self._base = base
        self._steps = steps

    @cached_property
    def portfolio(self) -> Sequence[Scope]:
        held = self._case.portfolio
        self._steps.ask(1 + len(held) // AT_ONCE)
        return [line_scope(self._base, self._case, item, None) for item in held]

    @cached_property
    def prior(self) -> Sequence[Scope]:
        drawn = [(one, item) for one in self._case.prior for item in one.items or ("",)]
        self._steps.ask(len(drawn) * (1 + len(self._case.portfolio) // AT_ONCE))
        return [prior_scope(self._base, self._case, *one) for one in drawn]


def base_scope(case: Case, steps: Steps) -> dict[str, Facts]:
    """Name the facts that are the same for every line of the case."""
    base: dict[str, Facts] = {
        "learner": case.learner,
        "programme": case.programme.scope,
        "case": {"as_of": case.as_of.isoformat()},
    }
    base["around"] = Around(case, base, steps)
    return base


def line_scope(
    base: Scope, case: Case, item: Item | None, target: str | None
) -> dict[str, Facts]:
    """Name the facts one line may read: the base, its holding, course, findings."""
    scope = dict(base)
    if item is not None:
        scope["item"] = item.scope
    scope["target"] = NO_COURSE
    if target is not None:
        course = case.programme.courses.get(target, NONE)
        scope["target"] = {"code": target, **course}
    if case.findings:
        scope["finding"] = {
            finding.name: finding.value
            for finding in case.findings
            if finding.concerns(item, target)
        }
    return scope


def prior_scope(base: Scope, case: Case, prior: Prior, item: str) -> dict[str, Facts]:
    """Name the facts of a line posted earlier; its holding may be out of sight.

    Then the facts it was decided on are read, else what the line itself repeats of
    it (``type``, ``category``); and of findings those it was decided on.
    """
    away = Item(item, prior.facts)
    known = (*case.portfolio, *prior.holdings, away)
    held = next(one for one in known if one.id == item)
    scope = line_scope(base, case, held, prior.target)
    scope["line"] = prior.facts
    if prior.findings:
        scope["finding"] = {
            **scope.get("finding", {}),
            **{one.name: one.value for one in prior.findings},
        }
    return scope
