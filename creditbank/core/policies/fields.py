"""The facts a policy may read, and the type and unit of each.

A name that is not here, and that the policy does not declare under ``facts``, is a
fault of the file: a misspelled field would otherwise be a fact nobody ever knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from creditbank.core.policies.dimensions import PLAIN, Unit, unit_of


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    LIST = "list"  # several texts


@dataclass(frozen=True)
class Kind:
    """What a fact is: its type, unit and bounds, and the words it is one of, if any."""

    type: FieldType
    unit: Unit = PLAIN
    low: Fraction | None = Fraction(0)
    high: Fraction | None = None
    words: tuple[str, ...] = ()

    def admits(self, number: Fraction) -> bool:
        """Tell whether a number is within the bounds; out of them it is not read."""
        is_low = self.low is not None and number < self.low
        return not is_low and (self.high is None or number <= self.high)


_TEXTS = {
    "item": (
        *("id", "outcome", "outcome_version", "type", "certificate", "module"),
        *("level", "body", "body_status", "major", "provider", "category", "family"),
        *("series", "name_key", "prize", "scope", "class", "role", "state", "term"),
        *("grade", "grade_scale", "course", "scheme", "institution"),
    ),
    "learner": (
        *("major", "student_type", "programme_level", "region", "degree", "term"),
        *("military",),
    ),
    "programme": ("institution", "code", "level", "major", "award"),
    "target": (
        *("code", "category", "bucket", "grade_scale", "required", "kind", "term"),
        *("name_key", "level"),
    ),
    "line": ("rule", "effect", "term", "scheme", "policy", "version", "grade"),
}
_LISTS = ("learner.passed", "learner.enrolled_in")
_NUMBERS = {
    "item.score": "points",
    "item.hours": "hours",
    "item.credits": "credits",
    "item.bank_value": "credits",
    "item.rank": "",
    "item.author_order": "",
    "item.participants": "",
    "learner.cohort": "",
    "target.credits": "credits",
    "target.hours": "hours",
    "target.score": "points",
    "line.credits": "credits",
    "programme.total_credits": "credits",
    "programme.course_count": "courses",
}
_DATES = (
    *("item.issued_on", "item.expires_on", "item.achieved_on", "item.deposited_on"),
    *("learner.enrolled_on", "learner.born_on", "learner.first_module_on"),
    *("target.starts_on", "line.on", "as_of"),
)
TERM_DATES = ("term.starts_on", "term.ends_on")

FIELDS: dict[str, Kind] = {
    **{
        f"{part}.{name}": Kind(FieldType.TEXT)
        for part, names in _TEXTS.items()
        for name in names
    },
    **dict.fromkeys(_LISTS, Kind(FieldType.LIST)),
    **{n: Kind(FieldType.NUMBER, unit_of(u)) for n, u in _NUMBERS.items()},
    **dict.fromkeys(_DATES, Kind(FieldType.DATE)),
}


@dataclass
class Vocabulary:
    """The facts one policy may read: ours, and those it declares or derives."""

    own: dict[str, Kind] = field(default_factory=dict)
    slots: set[str] = field(default_factory=set)  # names of a rule's further holdings

    def kind(self, name: str) -> Kind | None:
        """Tell what a fact is; None when no such fact exists."""
        known = self._plain(name)
        if known is not None:
            return known
        if name.startswith("programme.credits_in."):
            return Kind(FieldType.NUMBER, unit_of("credits"))
        if name.startswith("programme.count_in."):
            return Kind(FieldType.NUMBER, unit_of("courses"))
        base, _, year = name.rpartition(".")
        if year == "year" and self._is_date(base):
            return Kind(FieldType.NUMBER)
        part, _, key = name.partition(".")
        return self._plain(f"item.{key}") if part in self.slots else None

    def is_list(self, name: str) -> bool:
        kind = self.kind(name)
        return kind is not None and kind.type is FieldType.LIST

    def _plain(self, name: str) -> Kind | None:
        return self.own.get(name) or FIELDS.get(name)

    def _is_date(self, name: str) -> bool:
        part, _, key = name.partition(".")
        kind = self._plain(f"item.{key}" if part in self.slots else name)
        return kind is not None and kind.type is FieldType.DATE
