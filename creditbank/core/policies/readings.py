"""What an open line would earn, whichever way the open findings turn out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.model import Policy
from creditbank.core.policies.proposals import Option, Proposal
from creditbank.core.values import ZERO

NAMES_MAX = 3  # findings read in all their combinations
READINGS_MAX = 16
_ASSUMED = {"finding", "derived"}  # the parts of a scope that a reading changes


class Judged(Protocol):
    """Lines that stand or fall together, judged."""

    @property
    def truth(self) -> Decision: ...

    @property
    def lines(self) -> tuple[Proposal, ...]: ...


def open_words(
    policy: Policy, lines: Iterable[Proposal]
) -> list[tuple[str, tuple[str, ...]]]:
    """Name the findings with few values that leave these lines open, and the values."""
    texts = [
        text
        for line in lines
        for reason in line.reasons
        for name, text in reason.facts.items()
        if name in {"field", "expected"}
    ]
    named = [
        (one.name, one.words)
        for one in policy.findings
        if one.words and any(_names(text, one.name) for text in texts)
    ]
    ways = 1
    for _, words in named:
        ways *= len(words)
    return named if len(named) <= NAMES_MAX and ways <= READINGS_MAX else []


def _names(text: str, finding: str) -> bool:
    return f"finding.{finding}" in text.replace("、", " ").split()


def reading(assumed: dict[str, str], options: Sequence[Judged]) -> Reason:
    """Say what one reading gives."""
    lines = [line for one in options for line in one.lines]
    truths = {one.truth for one in options}
    decision = (
        Decision.UNDECIDED
        if Decision.UNDECIDED in truths
        else Decision.YES
        if Decision.YES in truths
        else Decision.NO
    )
    standing = [
        line for one in options if one.truth is not Decision.NO for line in one.lines
    ]
    credits = sum((line.credits for line in standing), ZERO)
    grades = "、".join(line.grade for line in lines if line.grade is not None)
    facts = {
        "reading": "、".join(f"{name}={value}" for name, value in assumed.items()),
        "decision": decision.value,
        "credits": str(credits),
    }
    if grades:
        facts["grade"] = grades
    return Reason("", "", "reading", facts)


def unassumed(option: Option, before: Sequence[Proposal]) -> Option:
    """Take back what a reading assumed: caps and groups read only what was given."""
    scope = next(line.scope for line in before if line.scope)
    given = {name: scope[name] for name in scope if name in _ASSUMED}
    lines = []
    for line in option.lines:
        rest = {name: line.scope[name] for name in line.scope if name not in _ASSUMED}
        lines.append(replace(line, scope={**rest, **given}))
    return replace(option, lines=tuple(lines))


def with_readings(option: Option, told: Sequence[Reason]) -> Option:
    if option.truth is not Decision.UNDECIDED:
        return option
    lines = tuple(
        replace(line, reasons=(*line.reasons, *told)) for line in option.lines
    )
    return replace(option, lines=lines)
