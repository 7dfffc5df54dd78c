"""Old answers against new ones: who would gain, who would lose, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from creditbank.core.canonical import JSON
from creditbank.core.policies import Answer, Reason
from creditbank.core.values import ZERO, Credits


@dataclass(frozen=True)
class LineSeen:
    """One line of an answer, as far as a comparison needs it."""

    decision: str
    credits: Credits
    reasons: tuple[Reason, ...]
    grade: str = ""  # of a line that stands, and what it does in the record
    effect: str = ""

    @property
    def gives(self) -> tuple[str, Credits, str, str]:
        return (self.decision, self.credits, self.grade, self.effect)


NO_LINE = LineSeen("no", ZERO, ())


@dataclass(frozen=True)
class LineChange:
    """One line that would come out otherwise, with the reasons that came and went."""

    target: str  # "" for none
    old: LineSeen
    new: LineSeen

    @property
    def come(self) -> tuple[Reason, ...]:
        return _beyond(self.new, self.old)

    @property
    def gone(self) -> tuple[Reason, ...]:
        return _beyond(self.old, self.new)


@dataclass(frozen=True)
class Replayed:
    """One claim under both versions; named by its number, never by its learner."""

    claim: str
    is_decided: bool
    old_version: str
    old: Credits
    new: Credits
    lines: tuple[LineChange, ...]

    @property
    def difference(self) -> Credits:
        return self.new - self.old

    @property
    def is_unchanged(self) -> bool:
        return not self.lines


@dataclass(frozen=True)
class Totals:
    """How many gain and lose, and how much together."""

    count: int
    unchanged: int
    gaining: int
    gained: Credits
    losing: int
    lost: Credits
    opened: int  # some line was decided and would be undecided


def replayed(
    claim: str,
    old: Mapping[str, JSON],
    new: Answer,
    *,
    old_version: str,
    is_decided: bool,
) -> Replayed:
    """Compare a kept ANSWER with what another version gives on the same CASE."""
    before, after = _lines(old), _lines(new.json())
    found = []
    for key in sorted({*before, *after}):
        one, two = before.get(key, NO_LINE), after.get(key, NO_LINE)
        if one.gives != two.gives:
            found.append(LineChange(key[1], one, two))
    return Replayed(
        claim=claim,
        is_decided=is_decided,
        old_version=old_version,
        old=Credits.of(str(old["credits"])),
        new=new.credits,
        lines=tuple(found),
    )


def totals(found: Iterable[Replayed]) -> Totals:
    every = list(found)
    gains = [one.difference for one in every if one.difference > ZERO]
    losses = [one.difference for one in every if one.difference < ZERO]
    return Totals(
        count=len(every),
        unchanged=sum(one.is_unchanged for one in every),
        gaining=len(gains),
        gained=sum(gains, ZERO),
        losing=len(losses),
        lost=-sum(losses, ZERO),
        opened=sum(any(_opens(line) for line in one.lines) for one in every),
    )


def _opens(line: LineChange) -> bool:
    return line.new.decision == "undecided" and line.old.decision != "undecided"


def _beyond(one: LineSeen, other: LineSeen) -> tuple[Reason, ...]:
    return tuple(reason for reason in one.reasons if reason not in other.reasons)


def _lines(answer: Mapping[str, JSON]) -> dict[tuple[str, str], LineSeen]:
    """Key lines by holdings and course; several with one key count together."""
    found: dict[tuple[str, str], LineSeen] = {}
    for line in _tables(answer["lines"]):
        items = line["items"]
        names = [str(one) for one in items] if isinstance(items, list | tuple) else []
        key = (" ".join(names), str(line["target"] or ""))
        seen = LineSeen(
            str(line["decision"]),
            Credits.of(str(line["credits"])),
            tuple(_reason(one) for one in _tables(line["reasons"])),
            *(_said(line, name) for name in ("grade", "effect")),
        )
        known = found.get(key)
        found[key] = seen if known is None else _together(known, seen)
    return found


def _together(one: LineSeen, two: LineSeen) -> LineSeen:
    """Say the better decision of two lines that draw on the same, and their sum."""
    order = ("yes", "undecided", "no")
    return LineSeen(
        min(one.decision, two.decision, key=order.index),
        one.credits + two.credits,
        (*one.reasons, *two.reasons),
        _joined(one.grade, two.grade),
        one.effect or two.effect,
    )


def _said(line: Mapping[str, JSON], name: str) -> str:
    """Give what a line that stands records; another records nothing."""
    return str(line.get(name) or "") if line["decision"] == "yes" else ""


def _joined(one: str, two: str) -> str:
    return "、".join(sorted({text for text in (one, two) if text}))


def _tables(value: JSON) -> list[Mapping[str, JSON]]:
    parts = value if isinstance(value, list | tuple) else []
    return [part for part in parts if isinstance(part, Mapping)]


def _reason(document: Mapping[str, JSON]) -> Reason:
    facts = document["facts"]
    return Reason(
        str(document["rule"]),
        str(document["clause"]),
        str(document["code"]),
        {name: str(fact) for name, fact in facts.items()}
        if isinstance(facts, Mapping)
        else {},
    )
