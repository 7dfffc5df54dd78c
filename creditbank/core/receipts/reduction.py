"""Leave out of a CASE whatever one line does not need.

Parts are left out in halves, quarters and so on down to single ones; what cannot be
left out alone stays. The order and the number of steps are fixed, so the same case
always gives the same reduced case. When the steps are used up, what was not tried
stays: the result is then larger than need be, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from creditbank.core.errors import DomainError
from creditbank.core.policies import Case, Line, Policy, Prior, Programme, evaluate

# A kind and a place: ("item", "0"), ("item", "0", "score"), ("learner", "major").
Part: TypeAlias = tuple[str, ...]
T = TypeVar("T")

# Evaluations for one line. A case of the demo needs 10 to 40; one of 50 holdings at
# 80 courses below 100.
STEPS_MAX = 200
_WORD = re.compile(r"[^\s.,、()*/+-]+")


def reduced(policy: Policy, case: Case, line: Line) -> Case:
    """Give the smallest case found that still gives ``line``; without its salt.

    The salt must not travel with the digest of the full case: with both, whoever
    guesses what was left out could prove the guess.
    """
    return _Elimination(policy, case, line).result()


class _Elimination:
    """One line of one case; remembers what is left out and what was tried."""

    def __init__(self, policy: Policy, case: Case, line: Line) -> None:
        self.policy = policy
        self.case = case
        self.line = line
        self.words = _words(policy, line)
        self.steps = 0
        self.gone: frozenset[Part] = frozenset()
        self.tried: dict[Part, frozenset[Part]] = {}

    def result(self) -> Case:
        needed = _needed_surely(self.case, self.line)
        parts = [part for part in parts_of(self.case) if part not in needed]
        self._leave_out([part for part in parts if not self._is_likely(part)])
        while True:
            before = self.gone
            self._leave_out([part for part in parts if self._is_open(part)])
            if self.gone == before:
                return without(self.case, self.gone)

    def _is_likely(self, part: Part) -> bool:
        """Guess from line and rule; a wrong guess costs steps and nothing else."""
        kind, place = part[0], part[1:]
        if kind == "item":
            mine = self.case.portfolio[int(place[0])].id in self.line.items
            return mine and part[-1] in self.words
        if kind == "course":
            mine = place[0] == self.line.target or place[0] in self.words
            return mine and (len(place) == 1 or part[-1] in self.words)
        return kind == "finding" or (
            kind in {"learner", "programme"} and part[-1] in self.words
        )

    def _is_open(self, part: Part) -> bool:
        """Tell whether leaving this part out may still work."""
        is_gone = any(part[:size] in self.gone for size in (2, 4, len(part)))
        return not is_gone and self.tried.get(part) != self.gone

    def _leave_out(self, parts: Sequence[Part]) -> None:
        if not parts or self.steps >= STEPS_MAX:
            return
        if self._stands_without(parts):
            self.gone |= frozenset(parts)
        elif len(parts) == 1:
            self.tried[parts[0]] = self.gone
        else:
            middle = len(parts) // 2
            self._leave_out(parts[:middle])
            self._leave_out(parts[middle:])

    def _stands_without(self, parts: Iterable[Part]) -> bool:
        self.steps += 1
        rest = without(self.case, self.gone | frozenset(parts))
        try:
            answer = evaluate(self.policy, rest)
        except DomainError:
            return False
        return self.line in answer.lines and not answer.has_gap


def _words(policy: Policy, line: Line) -> frozenset[str]:
    """Name the facts and courses that the line's reasons and its rule speak of."""
    told = [
        " ".join((*reason.facts, *reason.facts.values())) for reason in line.reasons
    ]
    for rule in policy.rules:
        if rule.cited.name == line.rule:
            told += (rule.credits.text, *rule.bundle)
    return frozenset(_WORD.findall(" ".join(told)))


def _needed_surely(case: Case, line: Line) -> frozenset[Part]:
    """Name the holdings the line draws on: without them it would be another line."""
    return frozenset(
        ("item", str(number))
        for number, item in enumerate(case.portfolio)
        if item.id in line.items
    )


def parts_of(case: Case) -> Iterator[Part]:
    """Name every part that may be left out: the large ones before the small."""
    for kind, things in (
        ("item", case.portfolio),
        ("prior", case.prior),
        ("choice", case.choices),
        ("finding", case.findings),
        ("term", case.programme.terms),
    ):
        yield from ((kind, str(number)) for number in range(len(things)))
    yield from (("course", code) for code in case.programme.courses)
    yield from (("learner", name) for name in case.learner)
    yield from (("programme", name) for name in case.programme.facts)
    for number, item in enumerate(case.portfolio):
        yield from (("item", str(number), name) for name in item.facts)
    for number, prior in enumerate(case.prior):
        yield from (("prior", str(number), name) for name in prior.facts)
        for kind, things in (("item", prior.holdings), ("finding", prior.findings)):
            for at in range(len(things)):
                yield ("prior", str(number), kind, str(at))
        for at, item in enumerate(prior.holdings):
            place = ("prior", str(number), "item", str(at))
            yield from ((*place, name) for name in item.facts)
    for code, facts in case.programme.courses.items():
        yield from (("course", code, name) for name in facts)


def without(case: Case, gone: frozenset[Part]) -> Case:
    """Give the case without these parts, and without what speaks of them."""
    portfolio = tuple(
        replace(item, facts=_facts(gone, item.facts, "item", number))
        for number, item in _left(gone, "item", case.portfolio)
    )
    held = {item.id for item in portfolio}
    return Case(
        purpose=case.purpose,
        as_of=case.as_of,
        portfolio=portfolio,
        learner=_facts(gone, case.learner, "learner"),
        programme=_programme(case.programme, gone),
        prior=tuple(
            _prior(gone, prior, number)
            for number, prior in _left(gone, "prior", case.prior)
        ),
        findings=tuple(
            one
            for _, one in _left(gone, "finding", case.findings)
            if one.item is None or one.item in held
        ),
        choices=tuple(
            one for _, one in _left(gone, "choice", case.choices) if one.item in held
        ),
        objective=case.objective,
    )


def _programme(programme: Programme, gone: frozenset[Part]) -> Programme:
    return Programme(
        _facts(gone, programme.facts, "programme"),
        {
            code: _facts(gone, facts, "course", code)
            for code, facts in programme.courses.items()
            if ("course", code) not in gone
        },
        tuple(term for _, term in _left(gone, "term", programme.terms)),
    )


def _prior(gone: frozenset[Part], prior: Prior, number: str) -> Prior:
    place = ("prior", number)
    return replace(
        prior,
        facts=_facts(gone, prior.facts, *place),
        holdings=tuple(
            replace(item, facts=_facts(gone, item.facts, *place, "item", at))
            for at, item in _left(gone, "item", prior.holdings, *place)
        ),
        findings=tuple(
            one for _, one in _left(gone, "finding", prior.findings, *place)
        ),
    )


def _left(
    gone: frozenset[Part], kind: str, things: Sequence[T], *place: str
) -> Iterator[tuple[str, T]]:
    for number, thing in enumerate(things):
        if (*place, kind, str(number)) not in gone:
            yield str(number), thing


def _facts(
    gone: frozenset[Part], facts: Mapping[str, str], *place: str
) -> dict[str, str]:
    return {name: text for name, text in facts.items() if (*place, name) not in gone}
