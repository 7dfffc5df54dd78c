"""One policy put to one case: who is asked about what, and which rules speak of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from creditbank.core.errors import BadValueError
from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.cases import Case, Facts, Finding, Item, Prior
from creditbank.core.policies.conditions import (
    NO,
    UNDECIDED,
    YES,
    AllOf,
    Condition,
    Relation,
)
from creditbank.core.policies.explained import because, explained
from creditbank.core.policies.model import FindingAsked, Policy, Rule, Slot
from creditbank.core.policies.proposals import Pair
from creditbank.core.policies.scopes import (
    Scope,
    base_scope,
    line_scope,
    prior_scope,
    reader,
)
from creditbank.core.policies.steps import AT_ONCE, Steps
from creditbank.core.policies.weights import of_conditions
from creditbank.core.policies.windows import windows_of
from creditbank.core.values import exact


class Asking:
    """Holds what every line of one evaluation shares."""

    def __init__(self, policy: Policy, case: Case, steps: Steps | None = None) -> None:
        self.policy = policy
        self.case = _admitted(policy, case)
        self.steps = steps or Steps()
        self.others = len(case.portfolio) + len(case.prior)
        self.shared = 2 + len(case.findings) // AT_ONCE
        self.shared += policy.shared_weight.steps(self.others)
        self.items = {item.id: item for item in self.case.portfolio}
        self.base: dict[str, Facts] = base_scope(self.case, self.steps)
        if policy.constants:
            self.base["const"] = policy.const
        self.window, self.window_reasons = windows_of(policy, self.case, self.base)

    def holds(self, prior: Prior) -> bool:
        """Tell whether the case shows the holding a posted line was given for.

        Of one out of sight nobody is asked what it is like.
        """
        return bool(prior.items) and prior.items[0] in self.items

    def posted(self, prior: Prior, item: str) -> Scope:
        """Name what rules may read of a posted line, and of a holding it drew on."""
        scope = prior_scope(self.base, self.case, prior, item)
        return derived(self.policy, scope)

    def pair(
        self, items: tuple[Item, ...], target: str | None, assumed: Mapping[str, str]
    ) -> Pair:
        """Give holdings at a course with all that rules may read of them."""
        self.steps.ask(self.shared)
        scope = line_scope(self.base, self.case, items[0], target)
        if assumed:
            scope["finding"] = {**scope.get("finding", {}), **assumed}
        return Pair(items, target, derived(self.policy, scope))

    def at(self, pair: Pair, target: str | None, assumed: Mapping[str, str]) -> Pair:
        """Give the same holdings at another course."""
        if target == pair.target:
            return pair
        moved = self.pair(pair.items, target, assumed)
        more = {
            name: pair.scope[name] for name in pair.scope if name not in moved.scope
        }
        return replace(moved, scope={**more, **moved.scope})

    def pairs(self, rule: Rule, pair: Pair) -> Iterator[Pair]:
        """Give the pair with every set of further holdings the rule needs."""
        yield from self.drawing(rule, pair, self._companions(pair))

    def drawing(self, rule: Rule, pair: Pair, held: Sequence[Item]) -> Iterator[Pair]:
        """Give the pair with every set of these holdings the rule needs."""
        if not rule.slots:
            yield pair
            return
        others = [one for one in held if one.id != pair.items[0].id]
        for more in product(
            *(self._fitting(slot, others, pair) for slot in rule.slots)
        ):
            self.steps.ask(len(more))
            if len({one.id for one in more}) < len(more):
                continue
            scope = dict(pair.scope)
            for slot, item in zip(rule.slots, more, strict=True):
                scope[slot.name] = item.scope
            yield Pair((*pair.items, *more), pair.target, scope)

    def _fitting(self, slot: Slot, others: list[Item], pair: Pair) -> list[Item]:
        """Give the holdings that may be meant, whatever the rest of the set is."""
        weight = of_conditions(slot.when).steps(self.others)
        self.steps.ask(len(others) * weight)
        return [
            one
            for one in others
            if slot.when.truth({**pair.scope, "item": one.scope, slot.name: one.scope})
            is not NO
        ]

    def _companions(self, pair: Pair) -> list[Item]:
        """Give the holdings asked for at the same course, or all where none is."""
        held = sorted(self.case.portfolio, key=lambda item: (item.issued_on, item.id))
        if not self.case.choices:
            return held
        asked = {
            one.item for one in self.case.choices if one.target in (None, pair.target)
        }
        return [item for item in held if item.id in asked]

    def weight(self, rule: Rule) -> int:
        """Count the steps it takes to look at a rule once."""
        return self.policy.weights[rule.cited.name].steps(self.others)

    def speaking(self, item: Item) -> list[Rule]:
        """Give the rules that speak of a holding, in their written order."""
        policy = self.policy
        numbers = list(policy.unkeyed)
        for field, by_word in policy.keyed.items():
            word = item.scope.get(field)
            if word is None:
                for several in by_word.values():
                    numbers.extend(several)
            else:
                numbers.extend(by_word.get(word, ()))
        if len(numbers) > 1:
            numbers = sorted(set(numbers))
        return [policy.rules[number] for number in numbers]

    def silence(self, item: Item) -> Reason:
        """Say that no rule speaks of a holding, and by which of its facts."""
        for field in self.policy.keyed:
            found = item.scope.get(field)
            if found is not None:
                facts = {"field": f"item.{field}", "found": found}
                return Reason("", "", "no_rule_for", facts)
        return Reason("", "", "no_rule", {})

    def targets(self, item: Item) -> list[str | None]:
        """Give the courses that a holding could be asked for, none among them."""
        courses = self.case.programme.courses
        found: dict[str | None, None] = {}
        speaking = self.speaking(item)
        self.steps.ask(len(speaking) * (1 + len(courses) // AT_ONCE))
        for rule in speaking:
            if rule.bundle or rule.without_target:
                found[None] = None
            else:
                wanted = self._named(rule, item)
                for code in courses if wanted is None else wanted:
                    if code in courses:
                        found[code] = None
        if not found:
            return [next(iter(courses), None)]
        order = {code: n for n, code in enumerate(courses)}
        return sorted(found, key=lambda code: -1 if code is None else order[code])

    def _named(self, rule: Rule, item: Item) -> tuple[str, ...] | None:
        """Give the courses a rule names; None where it names them by their facts."""
        parts = rule.when.parts if isinstance(rule.when, AllOf) else ()
        for one in parts:
            if isinstance(one, Condition) and one.field == "target.code":
                if one.relation is Relation.IN:
                    return one.words
                if one.relation is Relation.SAME_AS:
                    scope = line_scope(self.base, self.case, item, None)
                    found = reader(one.words[0])(scope)
                    return None if found is None else (found,)
        return None

    def truth(self, rule: Rule, pair: Pair) -> Decision:
        """Judge a rule by itself: a bundle needs every course it names."""
        self.steps.ask(self.weight(rule))
        return NO if self._lacking(rule) else rule.when.truth(pair.scope)

    def _lacking(self, rule: Rule) -> str | None:
        """Name a course of a rule's bundle that the programme does not have."""
        courses = self.case.programme.courses
        return next((code for code in rule.bundle if code not in courses), None)

    def held(self, rule: Rule, pair: Pair) -> int:
        """Count the conditions of a rule that hold: how close it came."""
        self.steps.ask(2 * self.weight(rule))
        return sum(one.truth is YES for one in rule.when.judged(pair.scope))

    def refusal(self, rule: Rule, pair: Pair, direct: Decision) -> tuple[Reason, ...]:
        """Say why a rule gives nothing here; ``direct``: a course of its own stands."""
        lacking = self._lacking(rule)
        if lacking is not None:
            return (because(rule.cited, "target_not_in_programme", target=lacking),)
        truth = rule.when.truth(pair.scope)
        if truth is NO or (rule.slots and truth is UNDECIDED):
            return explained(
                self.policy, rule.cited, rule.when, pair.scope, truth, "rule_applies"
            )
        if direct is YES:
            return (because(rule.cited, "direct_course_exists"),)
        names = "、".join(slot.name for slot in rule.slots)
        return (because(rule.cited, "holding_missing", slots=names),)


def fits(rule: Rule, target: str | None, policy: Policy) -> bool:
    """Tell whether a rule speaks of this target at all."""
    if policy.purpose == "deposit":
        return True
    if rule.bundle:
        return target is None or target in rule.bundle
    return (target is None) is rule.without_target


def derived(policy: Policy, scope: dict[str, Facts]) -> Scope:
    """Add the facts that the policy makes of others."""
    if policy.derived:
        made: dict[str, str] = {}
        scope["derived"] = made
        for one in policy.derived:
            value = one.value(scope)
            if value is not None:
                made[one.name] = value
    return scope


def _admitted(policy: Policy, case: Case) -> Case:
    """Leave out what is not read: lists where one value belongs, and some findings.

    Findings nobody asked for, that is, or given by who may not give them.

    Posted lines and findings are put in one order, whatever the input's: of several
    findings the most particular is read, then the latest.
    """
    several = {name for name in case.lists if not policy.vocabulary.is_list(name)}
    if several:
        case = case.without_lists(several)
    if not case.findings and len(case.prior) < 2:
        return case
    kept = [
        one
        for one in case.findings
        if one.name in policy.asked and is_admitted(policy.asked[one.name], one)
    ]
    return replace(
        case,
        findings=tuple(sorted(kept, key=_particular)),
        prior=tuple(sorted(case.prior, key=lambda one: one.line)),
    )


def _particular(one: Finding) -> tuple[bool, bool, str, str]:
    return one.item is not None, one.target is not None, one.on, one.value


def is_admitted(asked: FindingAsked, finding: Finding) -> bool:
    """Tell whether a finding is by the role asked, and within its words or bounds."""
    if finding.by_role != asked.by_role:
        return False
    if asked.words:
        return finding.value in asked.words
    if asked.unit == "group":
        return bool(finding.value)
    try:
        value = exact(finding.value)
        low = exact(asked.min or "0")
        high = exact(asked.max) if asked.max else None
    except BadValueError:
        return False
    return value >= low and (high is None or value <= high)
