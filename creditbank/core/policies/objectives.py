"""What a selection is judged by: the learner's objective, else the policy's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from creditbank.core.errors import BadValueError
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.conditions import ALWAYS, YES, Conditions
from creditbank.core.policies.limits import Earned
from creditbank.core.policies.proposals import Option
from creditbank.core.policies.weights import of_conditions
from creditbank.core.values import ZERO


@dataclass(slots=True)
class Worth:
    """What one option brings."""

    objective: int
    credits: int
    lines: Earned
    without_credits: int
    items: frozenset[str]
    rank: int


def counting(asking: Asking, options: Sequence[Option]) -> CountsFor:
    """Find what the objective looks at; BadValueError for one the policy has not."""
    name = asking.case.objective or asking.policy.objective
    if name == "credits":
        return CountsFor(ALWAYS, options)
    if name not in asking.policy.objectives:
        raise BadValueError("objective", name)
    where = asking.policy.objectives[name].where
    lines = sum(len(option.lines) for option in options)
    asking.steps.ask(of_conditions(where).steps(asking.others) * lines)
    return CountsFor(where, options)


@dataclass(frozen=True)
class CountsFor:
    """Tells whether the objective looks at an option."""

    where: Conditions
    options: Sequence[Option]

    def __call__(self, number: int) -> bool:
        if self.where is ALWAYS:
            return True
        return any(
            self.where.truth(line.scope) is YES for line in self.options[number].lines
        )


def full(option: Option) -> Earned:
    """Give what the lines of an option earn at most; what is sure if unbounded."""
    if option.credits_max is None:
        return tuple(line.credits.hundredths for line in option.lines)
    highs = (line.credits_max or ZERO for line in option.lines)
    return tuple(high.hundredths for high in highs)


def worth_of(option: Option, counts_for: Callable[[int], bool], number: int) -> Worth:
    """Weigh an option; ``counts_for`` tells whether the objective looks at it."""
    lines = full(option)
    credits = sum(lines)
    return Worth(
        objective=credits if counts_for(number) else 0,
        credits=credits,
        lines=lines,
        without_credits=sum(not line.credits.hundredths for line in option.lines),
        items=option.items,
        rank=option.rank,
    )
