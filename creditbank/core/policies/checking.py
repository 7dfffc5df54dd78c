"""What is wrong with a policy before any case: unreachable rules, unknown codes.

Faults keep a policy from being published; notes are shown and do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from creditbank.core.policies.conditions import (
    Conditions,
    Relation,
    leaves,
)
from creditbank.core.policies.cycles import cycles, doubts
from creditbank.core.policies.examples import examples_of, run, unnoticed
from creditbank.core.policies.holes import holes, never
from creditbank.core.policies.implying import covers, excludes, plain_parts
from creditbank.core.policies.model import Policy, Rule, spoken_of
from creditbank.core.policies.nodes import Fault, Node
from creditbank.core.policies.noting import notes
from creditbank.core.policies.rounding import unrounded
from creditbank.core.policies.steps import ASKED_MAX, AT_ONCE, Steps, StepsSpentError
from creditbank.core.policies.versions import faults_of


class Weight(StrEnum):
    FAULT = "fault"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing found by the check, and whether it keeps the policy back."""

    weight: Weight
    fault: Fault


@dataclass(frozen=True)
class Known:
    """The codes there are, where the check can see a bank; None: not looked at."""

    outcomes: frozenset[str] | None = None
    courses: frozenset[str] | None = None


@dataclass
class Checked:
    """A policy file that could be read, and what the check found in it."""

    policy: Policy
    findings: list[Finding] = field(default_factory=list)
    examples: int = 0

    @property
    def faults(self) -> list[Fault]:
        return [one.fault for one in self.findings if one.weight is Weight.FAULT]

    def add(self, weight: Weight, fault: Fault) -> None:
        self.findings.append(Finding(weight, fault))


def check(root: Node, policy: Policy, known: Known | None = None) -> Checked:
    """Check one file that could be read; every finding at once."""
    checked = Checked(policy)
    places = _places(root)
    for name, code in _unknown_codes(policy, known or Known()):
        checked.add(Weight.FAULT, _at(places, name, "unknown_code", {"value": code}))
    for name, rule in _unknown_rules(policy):
        weight = Weight.NOTE if policy.supersedes else Weight.FAULT
        checked.add(weight, _at(places, name, "no_such_rule", {"rule": rule}))
    try:
        _run_examples(root, checked, places)
    except StepsSpentError:
        facts = {"max": str(ASKED_MAX)}
        checked.add(Weight.FAULT, Fault(1, 1, "check_too_long", facts))
    checked.findings.sort(key=lambda one: (one.fault.line, one.fault.column))
    return checked


def _run_examples(
    root: Node, checked: Checked, places: Mapping[str, tuple[int, int]]
) -> None:
    """Run the examples, then ask which rules they would miss; within one count."""
    policy, steps = checked.policy, Steps()
    for code, names in _shadowed(policy, steps):
        facts = {"rule": names[0], "by": names[1]}
        weight = Weight.FAULT if code == "rule_unreachable" else Weight.NOTE
        checked.add(weight, _at(places, names[0], code, facts))
    for name, code, facts in never(policy, steps):
        checked.add(Weight.FAULT, _at(places, name, code, facts))
    for name, facts in unrounded(policy, steps):
        told = {"rule": name, **facts}
        checked.add(Weight.FAULT, _at(places, name, "credits_not_rounded", told))
    for name, code, facts in (*notes(policy, steps), *holes(policy, steps)):
        checked.add(Weight.NOTE, _at(places, name, code, facts))
    examples, faults = examples_of(root, steps)
    checked.examples = len(examples)
    for fault in (*faults, *run(policy, examples, steps)):
        placed = fault
        if fault.code == "rule_lacks_examples":
            placed = _at(places, fault.facts["rule"], fault.code, dict(fault.facts))
        checked.add(Weight.FAULT, placed)
    if examples and not checked.faults:
        for name in unnoticed(policy, examples, steps):
            fault = _at(places, name, "rule_unnoticed", {"rule": name})
            checked.add(Weight.FAULT, fault)


def check_together(policies: Sequence[Policy]) -> Iterator[Finding]:
    """Check what only several files show: versions that clash, cycles that gain.

    Where it is not shown that no cycle gains, a note says by which rule one might.
    """
    by_code: dict[str, list[Policy]] = {}
    for policy in policies:
        by_code.setdefault(policy.code, []).append(policy)
    for code, versions in sorted(by_code.items()):
        for fault, facts in faults_of(versions) if len(versions) > 1 else ():
            yield _together(Weight.FAULT, fault, {**facts, "code": code})
    for names, gain in cycles(policies):
        facts = {"schemes": " → ".join(names), "gain": gain}
        yield _together(Weight.FAULT, "cycle_gains_credit", facts)
    for doubt, facts in doubts(policies):
        yield _together(Weight.NOTE, doubt, facts)


def _together(weight: Weight, code: str, facts: dict[str, str]) -> Finding:
    return Finding(weight, Fault(1, 1, code, facts))


def _places(root: Node) -> Mapping[str, tuple[int, int]]:
    """Find where each named part of the file stands."""
    places: dict[str, tuple[int, int]] = {}
    for _, part in root.pairs or ():
        for one in part.items or ():
            pairs = one.pairs or ()
            if pairs and pairs[0][1].text is not None:
                places.setdefault(pairs[0][1].text, (one.line, one.column))
    return places


def _at(
    places: Mapping[str, tuple[int, int]], name: str, code: str, facts: dict[str, str]
) -> Fault:
    line, column = places.get(name, (1, 1))
    return Fault(line, column, code, facts)


def _shadowed(policy: Policy, steps: Steps) -> Iterator[tuple[str, tuple[str, str]]]:
    """Name rules that an earlier one always comes before, or sometimes."""
    plain = [
        (rule, parts)
        for rule in policy.rules
        if (parts := plain_parts(rule.when)) is not None and not _is_apart(rule)
    ]
    keys = [_key(rule) for rule, _ in plain]
    for index, (rule, parts) in enumerate(plain):
        steps.ask(1 + index * (4 + len(keys[index][1])) // (4 * AT_ONCE))
        for (earlier, wider), key in zip(plain[:index], keys, strict=False):
            if (
                _speak_apart(keys[index], key)
                or earlier.bundle != rule.bundle
                or (earlier.without_target is not rule.without_target)
            ):
                continue
            words = sum(len(one.words) for one in (*parts, *wider))
            steps.ask(1 + len(parts) * len(wider) // 2 + words // AT_ONCE)
            names = (rule.cited.name, earlier.cited.name)
            if all(any(covers(one, part) for part in parts) for one in wider):
                yield "rule_unreachable", names
                break
            if not any(excludes(one, part) for one in wider for part in parts):
                yield "rules_overlap", names
                break


def _key(rule: Rule) -> tuple[str, frozenset[str]]:
    field, words = spoken_of(rule.when) or ("", ())
    return field, frozenset(words)


def _speak_apart(
    one: tuple[str, frozenset[str]], two: tuple[str, frozenset[str]]
) -> bool:
    """Tell whether two rules speak of different holdings by one and the same fact."""
    return bool(one[0]) and one[0] == two[0] and one[1].isdisjoint(two[1])


def _is_apart(rule: Rule) -> bool:
    return rule.is_fallback or bool(rule.alternative_to) or bool(rule.slots)


def _unknown_codes(policy: Policy, known: Known) -> Iterator[tuple[str, str]]:
    """Name the outcomes and courses that nobody has."""
    trees: list[tuple[str, Conditions]] = [
        (one.cited.name, one.when) for one in policy.rules
    ]
    trees += [(one.cited.name, one.when) for one in policy.gates]
    for name, tree in trees:
        for one in leaves(tree):
            if one.relation in {Relation.IN, Relation.NOT}:
                yield from _missing(name, one.field, one.words, known)
    for rule in policy.rules:
        yield from _missing(rule.cited.name, "target.code", rule.bundle, known)


def _unknown_rules(policy: Policy) -> Iterator[tuple[str, str]]:
    """Name what caps, minimums and objectives call a rule, and is none of the policy.

    It may be one of the version before, by which lines were posted; where a condition
    names the policy of a line too, it may be another's.
    """
    rules = {one.cited.name for one in policy.rules}
    trees = [(one.cited.name, one.where) for one in policy.caps]
    for least in policy.minimums:
        trees += [(least.cited.name, one) for one in (least.where, least.needed_by)]
    trees += [(name, one.where) for name, one in policy.objectives.items()]
    for name, tree in trees:
        parts = list(leaves(tree))
        if any(one.field == "line.policy" for one in parts):
            continue
        for one in parts:
            if one.field == "line.rule" and one.relation in {Relation.IN, Relation.NOT}:
                yield from ((name, word) for word in one.words if word not in rules)


def _missing(
    name: str, fact: str, words: Iterable[str], known: Known
) -> Iterator[tuple[str, str]]:
    codes = {"item.outcome": known.outcomes, "target.code": known.courses}.get(fact)
    if codes is not None:
        yield from ((name, word) for word in words if word not in codes)
