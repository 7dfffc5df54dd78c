"""What a case could earn, line by line, before any cap is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from creditbank.core.errors import BadValueError
from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.cases import Case, Item
from creditbank.core.policies.conditions import (
    NO,
    UNDECIDED,
    YES,
    base_scope,
    every,
    judge,
    line_scope,
)
from creditbank.core.policies.model import Policy, Rule
from creditbank.core.policies.proposals import (
    Match,
    Pair,
    Proposal,
    because,
    explained,
    proposal,
)
from creditbank.core.values import ZERO, Credits, day_of


@dataclass(frozen=True)
class Option:
    """Lines that stand or fall together: one, or all courses of a bundle."""

    truth: Decision
    issued_on: str
    lines: tuple[Proposal, ...]

    @property
    def credits(self) -> Credits:
        return sum((line.credits for line in self.lines), ZERO)

    @property
    def order(self) -> tuple[str, str, str]:
        first = self.lines[0]
        return (self.issued_on, first.item, first.target or "")


def options_of(policy: Policy, case: Case) -> list[Option]:
    """Judge every pair of holding and course the case asks for, or could ask for.

    Raises BadValueError when a choice names a holding that the case does not hold.
    """
    return sorted(_Options(policy, case).all(), key=lambda option: option.order)


class _Options:
    """One policy on one case; holds what every line shares."""

    def __init__(self, policy: Policy, case: Case) -> None:
        self.policy = policy
        self.case = case
        self.base = base_scope(case)
        self.window, self.window_reasons = _window(policy, case)
        self.bundles: set[tuple[str, str]] = set()

    def all(self) -> Iterator[Option]:
        items = {item.id: item for item in self.case.portfolio}
        for choice in self.case.choices:
            if choice.item not in items:
                raise BadValueError("choices", choice.item)
            if choice.target is None:
                yield from self._open_choice(items[choice.item])
            else:
                yield from self._asked(items[choice.item], choice.target)
        if not self.case.choices:
            for item in self.case.portfolio:
                yield from self._open_choice(item)

    def _open_choice(self, item: Item) -> Iterator[Option]:
        """Try every course; where none will do, say why for the closest."""
        if self.policy.purpose == "deposit":
            yield from self._asked(item, None)
            return
        bundled = any(rule.bundle for rule in self.policy.rules)
        targets = [*([None] if bundled else []), *self.case.programme.courses]
        tried = [option for target in targets for option in self._asked(item, target)]
        useful = [option for option in tried if option.truth is not NO]
        if useful or not tried:
            yield from useful
        else:
            yield max(tried, key=lambda option: _closeness(option.lines[0]))

    def _asked(self, item: Item, target: str | None) -> Iterator[Option]:
        if target is not None and target not in self.case.programme.courses:
            missing = Reason("", "", "target_not_in_programme", {"target": target})
            yield self._refused(item, target, (missing,))
            return
        pair = self._pair(item, target)
        gates = [
            (gate.cited, judge(gate.when, pair.scope, self.policy))
            for gate in self.policy.gates
        ]
        shared = every([self.window, *(truth for _, (truth, _) in gates)])
        reasons = [*self.window_reasons]
        for cited, (truth, judged) in gates:
            reasons.extend(explained(cited, truth, judged, passed="gate_passed"))
        matches, rule_reasons = self._matching(pair)
        if shared is NO or not matches:
            refused = [one for one in reasons if one.code != "gate_passed"]
            yield self._refused(item, target, (*refused, *rule_reasons))
            return
        yield from self._given(pair, matches, shared, tuple(reasons))

    def _refused(
        self, item: Item, target: str | None, reasons: tuple[Reason, ...]
    ) -> Option:
        line = Proposal(item.id, target, ZERO, ZERO, None, "", "", reasons)
        return Option(NO, item.issued_on, (line,))

    def _matching(self, pair: Pair) -> tuple[list[Match], tuple[Reason, ...]]:
        """Walk the rules in their written order up to the first that surely holds.

        Where none is left, give the reasons of the rule that came closest.
        """
        found: list[Match] = []
        closest: tuple[int, tuple[Reason, ...]] = (-1, (Reason("", "", "no_rule"),))
        for rule in self.policy.rules:
            if not _fits(rule, pair.target, self.policy):
                continue
            truth, judged = judge(rule.when, pair.scope, self.policy)
            why = explained(rule.cited, truth, judged, passed="rule_applies")
            if truth is not NO:
                found.append(Match(rule, truth, why))
            if truth is YES:
                break
            held = sum(part.truth is YES for part in judged)
            if held > closest[0]:
                closest = (held, why)
        return found, () if found else closest[1]

    def _given(
        self,
        pair: Pair,
        matches: list[Match],
        shared: Decision,
        reasons: tuple[Reason, ...],
    ) -> Iterator[Option]:
        """Give what the first rule gives; open rules before a sure one leave it open.

        They do no harm where they would give the very same.
        """
        given = [self._lines(pair, match) for match in matches]
        alike = {
            tuple(
                (line.target, line.credits, line.grade, line.effect) for line in lines
            )
            for lines in given
        }
        sure = matches[-1].truth is YES and len(alike) == 1
        lines = given[-1] if sure else given[0]
        if not lines:
            return
        is_exact = all(line.credits_max == line.credits for line in lines)
        truth = every([shared, YES if sure and is_exact else UNDECIDED])
        yield Option(
            truth,
            pair.item.issued_on,
            tuple(replace(line, reasons=(*line.reasons, *reasons)) for line in lines),
        )

    def _lines(self, pair: Pair, match: Match) -> tuple[Proposal, ...]:
        rule, item = match.rule, pair.item
        if not rule.bundle:
            return (proposal(pair, match),)
        if (item.id, rule.cited.name) in self.bundles:
            return ()
        self.bundles.add((item.id, rule.cited.name))
        return tuple(proposal(self._pair(item, code), match) for code in rule.bundle)

    def _pair(self, item: Item, target: str | None) -> Pair:
        return Pair(item, target, line_scope(self.base, self.case, item, target))


def _fits(rule: Rule, target: str | None, policy: Policy) -> bool:
    """Tell whether a rule speaks of this target at all."""
    if policy.purpose == "deposit":
        return True
    return (target is None or target in rule.bundle) if rule.bundle else bool(target)


def _closeness(line: Proposal) -> int:
    return -sum(one.code == "condition_failed" for one in line.reasons)


def _window(policy: Policy, case: Case) -> tuple[Decision, tuple[Reason, ...]]:
    """Tell whether applications are open on the day of the case."""
    truths, reasons = [YES], []
    for window in policy.windows:
        spans = []
        for term in case.programme.terms:
            opens = day_of(term["starts_on"])
            closes = opens + timedelta(days=window.days - 1)
            latest = opens + timedelta(days=window.days_possible - 1)
            spans.append((opens, closes, latest))
        if any(opens <= case.as_of <= closes for opens, closes, _ in spans):
            continue
        open_days = [s for s in spans if s[0] <= case.as_of <= s[2]]
        truths.append(UNDECIDED if open_days else NO)
        following = [span for span in spans if span[0] > case.as_of]
        code = "window_not_decided" if open_days else "outside_window"
        facts = {"as_of": case.as_of.isoformat()}
        for opens, closes, _ in (open_days or sorted(following))[:1]:
            facts |= {"opens": opens.isoformat(), "closes": closes.isoformat()}
        if "opens" not in facts:
            code = "no_window_ahead"
        reasons.append(because(window.cited, code, **facts))
    return every(truths), tuple(reasons)
