"""What a policy version says, once read: rules, gates, caps, windows, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from creditbank.core.policies.formulas import Formula
from creditbank.core.values import Digest, Period

LANGUAGE = "1"


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str


class Effect(StrEnum):
    """What a line does in the learner's record."""

    BANK_VALUE = "bank_value"
    CREDIT_TRANSFER = "credit_transfer"
    EXEMPTION = "exemption"
    ELECTIVE = "elective"
    GRADE = "grade"


class Bites(StrEnum):
    """What a cap does when it bites; there is no default."""

    REFUSE = "refuse"  # everything asked for under the cap is refused
    WHOLE = "whole"  # the best whole lines that fit are chosen


class Counts(StrEnum):
    CREDITS = "credits"
    LINES = "lines"


class Over(StrEnum):
    """What a cap is counted over: all lines, those of one holding, of one course."""

    ALL = "all"
    ITEM = "item"
    TARGET = "target"


class Relation(StrEnum):
    """How a field is compared; bounds are inclusive."""

    IN = "in"
    NOT = "not"
    MIN = "min"
    MAX = "max"
    AT_LEAST = "at_least"
    IN_TABLE = "in_table"
    SAME_AS = "same_as"


@dataclass(frozen=True)
class Condition:
    """``field relation operand``; the operand's form follows the relation.

    IN, NOT: the words. MIN, MAX: a formula for numbers, one date for dates.
    AT_LEAST: a word or a field on ``ladder``. IN_TABLE: ``words[0]`` is the field
    whose value picks the row of ``ladder``'s table. SAME_AS: the other field.
    """

    field: str
    relation: Relation
    words: tuple[str, ...] = ()
    formula: Formula | None = None
    ladder: str = ""


# Every condition of an alternative must hold; one alternative is enough.
Conditions: TypeAlias = tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True)
class Cited:
    """Where something stands in the source: name, clause, published wording."""

    name: str
    clause: str
    published: str


@dataclass(frozen=True)
class GradeRule:
    """The grade to record: a formula, or a word by the value of one field."""

    formula: Formula | None = None
    field: str = ""
    values: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Rule:
    """What one clause gives: to which holdings and courses, and how much."""

    cited: Cited
    when: Conditions
    effect: Effect
    credits: Formula
    grade: GradeRule | None = None
    bundle: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gate:
    """What every line must satisfy, whichever rule gives it."""

    cited: Cited
    when: Conditions


@dataclass(frozen=True)
class Cap:
    """The most that may be given; inclusive, compared as exact fractions."""

    cited: Cited
    counts: Counts
    over: Over
    where: Conditions
    max: Formula
    bites: Bites


@dataclass(frozen=True)
class Window:
    """Applications are open from a term's first day for ``days`` days, it included.

    ``days_possible`` is larger where the source's wording admits a later last day:
    between the two the policy does not decide.
    """

    cited: Cited
    days: int
    days_possible: int


@dataclass(frozen=True)
class FindingAsked:
    """A reviewer's judgement that rules may read as ``finding.<name>``."""

    name: str
    by_role: str
    unit: str  # credits | yes_no
    min: str
    max: str
    asks: Words


@dataclass(frozen=True)
class Step:
    """Someone else who must agree before the claim can be recognized."""

    name: str
    by_role: str
    asks: Words


@dataclass(frozen=True)
class Source:
    document: str
    address: str
    completeness: str


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
    objective: str
    rules: tuple[Rule, ...]
    gates: tuple[Gate, ...]
    caps: tuple[Cap, ...]
    windows: tuple[Window, ...]
    findings: tuple[FindingAsked, ...]
    steps: tuple[Step, ...]
    ladders: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    digest: Digest

    @property
    def institution(self) -> str:
        return self.authority

    def serves(self, programme: str) -> bool:
        return not self.programmes or programme in self.programmes
