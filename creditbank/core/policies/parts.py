"""The parts of a policy version: rules, gates, caps, windows, findings, steps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from creditbank.core.policies.conditions import Conditions
from creditbank.core.policies.dates import DateFormula
from creditbank.core.policies.formulas import Formula
from creditbank.core.policies.grades import GradeRule
from creditbank.core.policies.values import Piecewise


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
    EXAM_DUE = "exemption_exam_due"  # free of the course, not of its exam
    ELECTIVE = "elective"
    GRADE = "grade"


class Bites(StrEnum):
    """What a cap does when it bites; there is no default."""

    REFUSE = "refuse"  # everything asked for under the cap is refused
    WHOLE = "whole"  # the best whole lines that fit are chosen
    TRIM = "trim"  # lines are cut to what fits, in the order of their issue dates


class Counts(StrEnum):
    CREDITS = "credits"
    LINES = "lines"
    ITEMS = "items"  # different holdings


class By(StrEnum):
    """The date that picks the version of a policy."""

    SUBMITTED_ON = "submitted_on"
    ISSUED_ON = "issued_on"
    ENROLLED_ON = "enrolled_on"


@dataclass(frozen=True)
class Cited:
    """Where something stands in the source: name, clause, published wording."""

    name: str
    clause: str
    published: str


@dataclass(frozen=True)
class Slot:
    """A further holding a rule draws on; read as ``<name>.score``."""

    name: str
    when: Conditions


@dataclass(frozen=True)
class Rule:
    """What one clause gives: to which holdings and courses, and how much.

    ``fallback``: only for holdings to which no earlier rule speaks at any course asked
    for. ``alternative_to``: may stand where that rule's line finds no room.
    """

    cited: Cited
    when: Conditions
    effect: Effect
    credits: Piecewise
    grade: GradeRule | None = None
    bundle: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    is_fallback: bool = False
    alternative_to: str = ""
    without_target: bool = False
    consumes: Formula | None = None
    term: str = ""  # the fact that names the term of a use (law 6)


@dataclass(frozen=True)
class Gate:
    """What every line must satisfy, whichever rule gives it."""

    cited: Cited
    when: Conditions


@dataclass(frozen=True)
class Cap:
    """The most that may be given; inclusive, compared as exact fractions.

    ``over`` names the facts by which lines are counted apart; none: all together.
    """

    cited: Cited
    counts: Counts
    over: tuple[str, ...]
    where: Conditions
    max: Formula
    bites: Bites
    step: Formula | None = None  # trimmed lines are multiples of it
    within: str = ""
    is_of_group: bool = False  # "only the highest counts", read as a cap of one


@dataclass(frozen=True)
class Minimum:
    """The least that must be reached for the lines that need it to stand."""

    cited: Cited
    counts: Counts
    where: Conditions  # the lines that are counted, posted ones among them
    needed_by: Conditions  # the lines that fall if it is not reached
    min: Formula


@dataclass(frozen=True)
class Group:
    """Holdings of which only the highest counts: same content, series or patent.

    ``ladder`` with ``rank``: the highest by level; without, by credits. ``nets``: a
    line already posted in the group is set off, so that only the difference is given.
    """

    cited: Cited
    by: tuple[str, ...]
    rank: str = ""
    ladder: str = ""
    nets: bool = False


@dataclass(frozen=True)
class Window:
    """Applications are open from ``opens`` to ``closes``, both days included.

    ``closes_possible`` is later where the source's wording admits a later last day:
    between the two the policy does not decide. Where they start from a date of a term,
    every term has its own window.
    """

    cited: Cited
    opens: DateFormula
    closes: DateFormula
    closes_possible: DateFormula


@dataclass(frozen=True)
class FindingAsked:
    """A judgement that rules may read as ``finding.<name>``.

    ``leaves_open``: not a judgement on evidence but a choice the published wording
    leaves open. ``words`` are the values it may have, none for a number.
    """

    name: str
    by_role: str
    unit: str  # yes_no | one_of | group | or a unit such as credits, percent
    min: str
    max: str
    asks: Words
    words: tuple[str, ...] = ()
    leaves_open: bool = False


@dataclass(frozen=True)
class Step:
    """Someone else who must agree, or a public notice of some days."""

    name: str
    by_role: str
    asks: Words
    notice_days: int = 0

    @property
    def facts(self) -> dict[str, str]:
        """Name it in a refusal: by its code, and in both languages."""
        return {"step": self.name, "asks_zh": self.asks.zh, "asks_en": self.asks.en}


@dataclass(frozen=True)
class Objective:
    """What "best" means: credits, of all lines or of some."""

    name: str
    says: Words
    where: Conditions


@dataclass(frozen=True)
class Constant:
    """A number of the policy with its unit, read as ``const.<name>``."""

    name: str
    value: str
    unit: str
    cited: Cited


@dataclass(frozen=True)
class DeclaredFact:
    """A fact the policy reads that is not among ours."""

    name: str
    type: str
    unit: str
    says: Words


@dataclass(frozen=True)
class Source:
    document: str
    address: str
    completeness: str
    number: str = ""
    date: str = ""
