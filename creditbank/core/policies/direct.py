"""Whether a rule before a fallback gives a holding a course of its own."""

from __future__ import annotations

from itertools import takewhile

from creditbank.core.policies.answers import Decision
from creditbank.core.policies.asking import Asking, fits
from creditbank.core.policies.cases import Item
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, every
from creditbank.core.policies.giving import gives
from creditbank.core.policies.model import Rule


class Direct:
    """Looks once for each holding and fallback of a case."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self._found: dict[tuple[str, str], tuple[Decision, str]] = {}

    def of(self, rule: Rule, item: Item) -> tuple[Decision, str]:
        """Tell whether an earlier rule gives the holding a course, and which rule.

        None stands in the way of a rule that is no fallback.
        """
        if not rule.is_fallback:
            return NO, ""
        key = (rule.cited.name, item.id)
        if key not in self._found:
            self._found[key] = self._first(rule, item)
        return self._found[key]

    def _first(self, fallback: Rule, item: Item) -> tuple[Decision, str]:
        best = (NO, "")
        earlier = takewhile(lambda one: one is not fallback, self.asking.speaking(item))
        for rule in earlier:
            for target in self.asking.case.programme.courses:
                if fits(rule, target, self.asking.policy):
                    found = self._gives(rule, item, target)
                    if found is YES:
                        return YES, rule.cited.name
                    if found is UNDECIDED and best[0] is NO:
                        best = (UNDECIDED, rule.cited.name)
        return best

    def _gives(self, rule: Rule, item: Item, target: str) -> Decision:
        """Tell whether a rule gives a holding a course, with whichever others."""
        asking = self.asking
        pair = asking.pair((item,), target, {})
        gates = every(gate.when.truth(pair.scope) for gate in asking.policy.gates)
        best = NO
        for one in asking.drawing(rule, pair, asking.case.portfolio):
            asking.steps.ask(asking.weight(rule))
            lines = (asking.at(one, code, {}) for code in rule.bundle or (target,))
            amounts = (gives(rule, line.scope) for line in lines)
            found = every([gates, asking.truth(rule, one), *amounts])
            if found is YES:
                return YES
            best = UNDECIDED if found is UNDECIDED else best
        return best
