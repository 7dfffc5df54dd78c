"""What one rule would give one holding at one course: credits, grade, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.cases import Item
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, every
from creditbank.core.policies.explained import explained
from creditbank.core.policies.giving import credits_of, grade_of, reckoned, spent_of
from creditbank.core.policies.model import Policy, Rule
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.values import ZERO, Credits


@dataclass(slots=True)
class Proposal:
    """One line a rule would give.

    ``given`` tells whether all it gives is known, should its rule hold.
    """

    items: tuple[str, ...]
    target: str | None
    credits: Credits
    credits_max: Credits | None
    grade: str | None
    effect: str
    rule: str
    term: str | None
    truth: Decision
    reasons: tuple[Reason, ...]
    scope: Scope = field(repr=False, compare=False)
    given: Decision = YES
    consumes: Credits = ZERO
    version: str = ""  # of the policy that the rule stands in


@dataclass(slots=True)
class Option:
    """Lines that stand or fall together: one, or all courses of a bundle.

    Options of the same ``exclusive`` key are alternatives, tried by ``rank``. One
    ``is_named`` where the learner asked for just this, holding and course. A fallback
    ``waits_for`` the holding that an open rule before it may give a course.
    """

    truth: Decision
    issued_on: str
    lines: tuple[Proposal, ...]
    rank: int = 0
    exclusive: str = ""
    is_named: bool = False
    waits_for: str = ""

    @property
    def credits(self) -> Credits:
        return sum((line.credits for line in self.lines), ZERO)

    @property
    def credits_max(self) -> Credits | None:
        """Give the most it can earn; None where nothing bounds it."""
        total = ZERO
        for line in self.lines:
            if line.credits_max is None:
                return None
            total += line.credits_max
        return total

    @property
    def items(self) -> frozenset[str]:
        return frozenset(item for line in self.lines for item in line.items)

    @property
    def order(self) -> tuple[str, tuple[str, ...], str, int]:
        first = self.lines[0]
        return (self.issued_on, first.items, first.target or "", self.rank)


@dataclass(slots=True)
class Pair:
    """Holdings asked for at a course, with the facts a rule may read."""

    items: tuple[Item, ...]
    target: str | None
    scope: Scope

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)


def proposal(
    policy: Policy,
    pair: Pair,
    rule: Rule,
    truth: Decision,
    shared: tuple[Reason, ...],
) -> Proposal:
    """Work out what a rule that holds, or may hold, gives the pair.

    ``shared`` are the reasons that every line of the case has.
    """
    why = explained(policy, rule.cited, rule.when, pair.scope, truth, "rule_applies")
    low, high, credits_truth, credits_why = credits_of(rule, pair.scope)
    if credits_truth is YES:
        credits_why = reckoned(policy, rule, pair.scope, low)
    grade, grade_truth, grade_why = grade_of(policy, rule, pair.scope)
    spent, spent_truth, spent_why = spent_of(rule, pair.scope)
    given = every((credits_truth, grade_truth, spent_truth))
    facts = {"rule": rule.cited.name, "effect": rule.effect.value}
    term = reader(rule.term)(pair.scope) if rule.term else None
    if term is not None:
        facts["term"] = term
    return Proposal(
        items=pair.ids,
        target=pair.target,
        credits=low,
        credits_max=high,
        grade=grade,
        effect=rule.effect.value,
        rule=rule.cited.name,
        term=term,
        truth=every((truth, given)),
        reasons=(*why, *credits_why, *grade_why, *spent_why, *shared),
        scope={**pair.scope, "line": facts},
        given=given,
        consumes=spent,
        version=policy.version,
    )


def option_of(
    shared: Decision, lines: tuple[Proposal, ...], *, sure: bool, exclusive: str
) -> Option:
    """Bind lines into one option, no surer than its least sure line."""
    truth = every([shared, *(line.truth for line in lines)])
    if truth is YES and not sure:
        truth = UNDECIDED
    issued = min(
        line.scope.get("item", {}).get("issued_on", "9999-12-31") for line in lines
    )
    return Option(truth, issued, lines, exclusive=exclusive)


def without_needless_refusals(options: Sequence[Option]) -> list[Option]:
    """Leave out refusals of holdings that a line of several draws on."""
    used = {
        (item, line.target)
        for one in options
        if one.truth is not NO
        for line in one.lines
        if len(line.items) > 1
        for item in line.items
    }
    return [
        one
        for one in options
        if one.truth is not NO
        or (one.lines[0].items[0], one.lines[0].target) not in used
    ]
