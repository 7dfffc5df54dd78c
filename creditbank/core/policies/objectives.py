"""What a selection is judged by: the learner's objective, else the policy's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from creditbank.core.errors import BadValueError
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.conditions import (
    ALWAYS,
    UNDECIDED,
    YES,
    Conditions,
)
from creditbank.core.policies.limits import Earned
from creditbank.core.policies.proposals import Option
from creditbank.core.policies.weights import of_conditions
from creditbank.core.values import ZERO


@dataclass(slots=True)
class Worth:
    """What one option brings.

    ``counting`` are its lines the objective looks at; ``unknown`` the facts without
    which it cannot be told of some.
    """

    objective: int
    credits: int
    lines: Earned
    counting: tuple[int, ...]
    without_credits: int
    items: frozenset[str]
    rank: int
    unknown: tuple[str, ...] = ()

    def judged(self, earned: Earned) -> int:
        """Add up what the objective sees of what the lines earn, trimmed ones less."""
        return sum(earned[line] for line in self.counting)


def objective_of(asking: Asking, options: Sequence[Option]) -> Conditions:
    """Find what the objective looks at; BadValueError for one the policy has not."""
    name = asking.case.objective or asking.policy.objective
    if name == "credits":
        return ALWAYS
    if name not in asking.policy.objectives:
        raise BadValueError("objective", name)
    where = asking.policy.objectives[name].where
    lines = sum(len(option.lines) for option in options)
    asking.steps.ask(of_conditions(where).steps(asking.others) * lines)
    return where


def full(option: Option) -> Earned:
    """Give what the lines of an option earn at most; what is sure if unbounded."""
    if option.credits_max is None:
        return tuple(line.credits.hundredths for line in option.lines)
    highs = (line.credits_max or ZERO for line in option.lines)
    return tuple(high.hundredths for high in highs)


def counting(option: Option, where: Conditions) -> tuple[int, ...]:
    """Number the lines of an option that an objective looks at: of a bundle, some."""
    if where is ALWAYS:
        return tuple(range(len(option.lines)))
    return tuple(
        n for n, line in enumerate(option.lines) if where.truth(line.scope) is YES
    )


def _unknown(option: Option, where: Conditions) -> tuple[str, ...]:
    """Name the facts an objective would have to know of an option."""
    if where is ALWAYS:
        return ()
    open_ones = {
        one.field
        for line in option.lines
        if where.truth(line.scope) is UNDECIDED
        for one in where.judged(line.scope)
        if one.truth is UNDECIDED
    }
    return tuple(sorted(open_ones))


def worth_of(option: Option, where: Conditions) -> Worth:
    """Weigh an option by an objective."""
    lines = full(option)
    mine = counting(option, where)
    return Worth(
        objective=sum(lines[line] for line in mine),
        credits=sum(lines),
        lines=lines,
        counting=mine,
        without_credits=sum(not line.credits.hundredths for line in option.lines),
        items=option.items,
        rank=option.rank,
        unknown=_unknown(option, where),
    )
