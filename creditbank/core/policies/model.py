"""What a policy version says, once read; its parts stand in ``parts``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from creditbank.core.policies.cases import Facts
from creditbank.core.policies.conditions import (
    AllOf,
    Conditions,
    leaves,
)
from creditbank.core.policies.fields import Vocabulary
from creditbank.core.policies.lookups import Bands, Distribution, Lookup
from creditbank.core.policies.parts import (
    Bites,
    By,
    Cap,
    Cited,
    Constant,
    Counts,
    DeclaredFact,
    Effect,
    FindingAsked,
    Gate,
    Group,
    Minimum,
    Objective,
    Rule,
    Slot,
    Source,
    Step,
    Window,
    Words,
)
from creditbank.core.policies.values import Derived
from creditbank.core.policies.weights import (
    Weight,
    of_conditions,
    of_derived,
    of_rule,
    total,
)
from creditbank.core.values import Digest, Period

__all__ = [
    "LANGUAGE",
    "Bites",
    "By",
    "Cap",
    "Cited",
    "Constant",
    "Counts",
    "DeclaredFact",
    "Effect",
    "FindingAsked",
    "Gate",
    "Group",
    "Minimum",
    "Objective",
    "Policy",
    "Rule",
    "Slot",
    "Source",
    "Step",
    "Window",
    "Words",
    "spoken_of",
]

LANGUAGE = "1"


@dataclass(frozen=True)
class Policy:
    """One version of a policy; immutable once published."""

    code: str
    version: str
    authority: str
    purpose: str  # deposit | convert
    programmes: tuple[str, ...]
    title: Words
    summary: Words
    source: Source
    effective: Period
    by: By
    supersedes: str  # the version it takes the place of, "" where none
    keeps_old: Conditions | None  # who keeps the version superseded
    objective: str
    objectives: Mapping[str, Objective]
    rules: tuple[Rule, ...]
    gates: tuple[Gate, ...]
    groups: tuple[Group, ...]
    caps: tuple[Cap, ...]
    minimums: tuple[Minimum, ...]
    windows: tuple[Window, ...]
    findings: tuple[FindingAsked, ...]
    steps: tuple[Step, ...]
    constants: tuple[Constant, ...]
    facts: tuple[DeclaredFact, ...]
    derived: tuple[Derived, ...]
    ladders: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    lookups: Mapping[str, Lookup]
    bands: Mapping[str, Bands]
    distributions: Mapping[str, Distribution]
    digest: Digest
    says: Mapping[str, Words] = field(default_factory=dict)  # of facts of its own
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    of_posted: frozenset[str] = frozenset()  # what `posted` conditions read

    @property
    def institution(self) -> str:
        return self.authority

    def serves(self, programme: str) -> bool:
        return not self.programmes or programme in self.programmes

    @cached_property
    def asked(self) -> Mapping[str, FindingAsked]:
        """Find a finding by its name."""
        return {one.name: one for one in self.findings}

    @cached_property
    def caps_inside_out(self) -> Sequence[Cap]:
        """Give the caps in their order, but what refuses before what it stands inside.

        So nothing is asked for under an outer cap that an inner one threw out.
        """
        inner: dict[str, list[Cap]] = {}
        for cap in self.caps:
            inner.setdefault(cap.within, []).append(cap)
        order: dict[str, Cap] = {}
        for cap in self.caps:
            left = [cap]
            while left:
                name = left[-1].cited.name
                more = [c for c in inner.get(name, ()) if c.cited.name not in order]
                if not more:
                    order.setdefault(name, left.pop())
                left += reversed(more)
        refusing = (cap for cap in order.values() if cap.bites is Bites.REFUSE)
        return [next(refusing) if c.bites is Bites.REFUSE else c for c in self.caps]

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """Call the facts of its own by its own words; findings by what they ask."""
        own = {name: {"zh": one.zh, "en": one.en} for name, one in self.says.items()}
        return own | {
            f"finding.{one.name}": {
                "zh": one.asks.zh,
                "en": one.asks.en,
                "by": one.by_role,
            }
            for one in self.findings
        }

    @cached_property
    def made_of(self) -> Mapping[str, frozenset[str]]:
        """Name the facts that each fact made of others rests on."""
        found: dict[str, frozenset[str]] = {}
        for one in self.derived:
            rest = (found.get(name, frozenset()) for name in one.fields)
            found[f"derived.{one.name}"] = one.fields.union(*rest)
        return found

    @cached_property
    def const(self) -> Facts:
        """Give the constants as facts."""
        return {one.name: one.value for one in self.constants}

    @cached_property
    def keyed(self) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
        """Index the rules by the fact of the holding each one speaks of."""
        index: dict[str, dict[str, list[int]]] = {}
        for number, rule in enumerate(self.rules):
            key = spoken_of(rule.when)
            if key is not None:
                words = index.setdefault(key[0], {})
                for word in key[1]:
                    words.setdefault(word, []).append(number)
        return {
            name: {word: tuple(numbers) for word, numbers in words.items()}
            for name, words in index.items()
        }

    @cached_property
    def unkeyed(self) -> tuple[int, ...]:
        """Number the rules that speak of every holding."""
        return tuple(
            number
            for number, rule in enumerate(self.rules)
            if spoken_of(rule.when) is None
        )

    @cached_property
    def reads_rule(self) -> bool:
        """Tell whether it matters by which rule a line is given."""
        trees = [one.where for one in self.caps]
        trees += [one.where for one in self.objectives.values()]
        trees += [tree for one in self.minimums for tree in (one.where, one.needed_by)]
        over = {name for one in self.caps for name in one.over}
        over |= {name for one in self.groups for name in one.by}
        read = {one.field for tree in trees for one in leaves(tree)}
        return "line.rule" in read | over

    @cached_property
    def weights(self) -> Mapping[str, Weight]:
        """Weigh every rule, in steps."""
        return {rule.cited.name: of_rule(rule) for rule in self.rules}

    @cached_property
    def shared_weight(self) -> Weight:
        """Weigh what is looked at for every line: gates, and facts made of others."""
        gates = [of_conditions(gate.when) for gate in self.gates]
        return total([*gates, *(of_derived(one) for one in self.derived)])

    @cached_property
    def alternatives(self) -> Mapping[str, tuple[Rule, ...]]:
        """Find the rules that may stand where another's line finds no room."""
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            if rule.alternative_to:
                other = rule.alternative_to
                found[other] = (*found.get(other, ()), rule)
        return found


def spoken_of(when: Conditions) -> tuple[str, tuple[str, ...]] | None:
    """Find the words by which a rule speaks of a holding: its first such condition."""
    for part in when.parts if isinstance(when, AllOf) else ():
        key = part.key
        if key is not None:
            return key
    return None
