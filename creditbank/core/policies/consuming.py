"""How much bank value a line spends, where its rule consumes it (law 3)."""

from __future__ import annotations

from creditbank.core.errors import BadValueError
from creditbank.core.policies.answers import Line
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.cases import Case
from creditbank.core.policies.model import Policy
from creditbank.core.values import ZERO, Credits


def consumed(policy: Policy, case: Case, line: Line) -> Credits:
    """Give what a line spends; zero where its rule consumes nothing.

    Raises BadValueError where the amount is not known: nothing is spent by guess.
    """
    rule = next((one for one in policy.rules if one.cited.name == line.rule), None)
    if rule is None or rule.consumes is None:
        return ZERO
    asking = Asking(policy, case)
    held = tuple(asking.items[item] for item in line.items)
    known = rule.consumes.amount(asking.pair(held, line.target, {}).scope).known
    if known is None:
        raise BadValueError("consumes", rule.consumes.text)
    return Credits.exactly(known)
