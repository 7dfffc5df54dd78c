"""The parts of a CASE: holdings, posted lines, findings, choices, the programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from creditbank.core.canonical import JSON
from creditbank.core.values import Credits

Facts: TypeAlias = Mapping[str, str]


class Listed(str):
    """A fact that is a list of words; kept as one text, a line for each."""

    __slots__ = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> Listed:
        return cls("\n".join(words))


def facts_json(facts: Facts) -> dict[str, JSON]:
    """Write facts as a CASE has them; a list known to be empty as an empty text."""
    return {
        name: list(text.split("\n")) if text and isinstance(text, Listed) else str(text)
        for name, text in facts.items()
    }


@dataclass(frozen=True)
class Item:
    """A holding as the policy sees it; ``facts`` leave out what is not known."""

    id: str
    facts: Facts

    @property
    def issued_on(self) -> str:
        return self.facts.get("issued_on", "9999-12-31")

    @cached_property
    def scope(self) -> Facts:
        """Give the facts as rules read them, the id among them."""
        return {**self.facts, "id": self.id}


@dataclass(frozen=True)
class Finding:
    """What a reviewer judged; ``item`` and ``target`` narrow it where given."""

    name: str
    value: str
    item: str | None = None
    target: str | None = None
    by_role: str = "reviewer"
    on: str = ""

    def concerns(self, item: Item | None, target: str | None) -> bool:
        """Tell whether it speaks of this holding at this course."""
        same_item = self.item is None or (item is not None and self.item == item.id)
        return same_item and self.target in (None, target)


@dataclass(frozen=True)
class Prior:
    """A line posted earlier and not reversed: it uses up caps and single uses.

    ``holdings`` and ``findings`` are those it was decided on, as they were then.
    """

    line: str
    items: tuple[str, ...]
    target: str | None
    credits: Credits
    facts: Facts  # scheme, grade, policy, version, rule, effect, term, on
    holdings: tuple[Item, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What the learner asks for: this holding, for this course (None: no course)."""

    item: str
    target: str | None = None


@dataclass(frozen=True)
class Programme:
    """The target programme; its courses by code, in the order given."""

    facts: Facts = field(default_factory=dict)
    courses: Mapping[str, Facts] = field(default_factory=dict)
    terms: tuple[Facts, ...] = ()

    @cached_property
    def scope(self) -> Facts:
        """Give the facts as rules read them, with what its courses add up to.

        What is stated stands. No courses listed are not known to be none, and a bucket
        with a course of unknown credits has no sum.
        """
        facts = {"course_count": str(len(self.courses))} if self.courses else {}
        buckets: dict[str, list[str | None]] = {}
        for course in self.courses.values():
            of = buckets.setdefault(course.get("bucket", ""), [])
            of.append(course.get("credits"))
        for name, given in buckets.items():
            known = [Credits.of(one) for one in given if one is not None]
            facts[f"count_in.{name}"] = str(len(given))
            if len(known) == len(given):
                facts[f"credits_in.{name}"] = str(sum(known, Credits(0)))
        return {**facts, **self.facts}
