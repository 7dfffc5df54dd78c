"""The rules that hold for a holding at a course: which come first, which are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from creditbank.core.policies.answers import Decision
from creditbank.core.policies.conditions import UNDECIDED, YES
from creditbank.core.policies.explained import because
from creditbank.core.policies.model import Rule
from creditbank.core.policies.proposals import (
    Option,
    Pair,
    Proposal,
    option_of,
)

Gist = tuple[object, ...]


@dataclass(slots=True)
class Match:
    """A rule that holds for a pair, or may hold.

    ``earlier`` names the open rule before a fallback that may give a course instead.
    """

    rule: Rule
    pair: Pair
    truth: Decision
    earlier: str = ""


def parted(matches: list[Match]) -> tuple[list[Match], list[Match]]:
    """Part the matches into the rule's own and its alternatives or further pairs."""
    names = {match.rule.cited.name for match in matches}
    main, rest, pairs = [], [], {}
    for match in matches:
        name = match.rule.cited.name
        other = match.rule.alternative_to
        if (other and other in names) or name in pairs:
            rest.append(match)
        else:
            pairs[name] = match
            main.append(match)
    return main, rest


def open_before(match: Match, matches: list[Match]) -> list[str]:
    """Name the open rules that, should they hold, keep this one from giving a line."""
    own = {match.rule.cited.name, match.rule.alternative_to}
    earlier = takewhile(lambda one: one is not match, matches)
    names = [one.rule.cited.name for one in earlier if one.truth is not YES]
    return [name for name in (*names, match.earlier) if name and name not in own]


def gist(line: Proposal, *, by_rule: bool) -> Gist:
    """Tell what a line gives, however it is explained; ``by_rule``: and by which."""
    return (
        *(line.items, line.target, line.effect, line.term, line.given),
        *(line.credits, line.credits_max, line.grade, line.consumes),
        line.rule if by_rule else "",
    )


def are_alike(given: Sequence[Sequence[Proposal]], *, by_rule: bool) -> bool:
    """Tell whether it is all one which of several rules holds.

    What a rule gives in part only, may differ in the rest: that is not alike.
    """
    if len(given) == 1:
        return all(one.given is not UNDECIDED for one in given[0])
    gists = {tuple(gist(line, by_rule=by_rule) for line in lines) for lines in given}
    is_decided = all(one.given is not UNDECIDED for lines in given for one in lines)
    return is_decided and len(gists) == 1


def waiting(
    lines: Sequence[Proposal], rule: Rule, earlier: Sequence[str]
) -> tuple[Proposal, ...]:
    """Say that lines are only given where the open rules before theirs do not hold."""
    if not earlier:
        return tuple(lines)
    why = tuple(
        because(rule.cited, "depends_on_earlier_rule", earlier=name)
        for name in dict.fromkeys(earlier)
    )
    return tuple(replace(line, reasons=(*line.reasons, *why)) for line in lines)


def option_by(
    match: Match,
    shared: Decision,
    lines: tuple[Proposal, ...],
    before: list[str],
    exclusive: str,
) -> Option:
    """Bind the lines a match gives; open rules ``before`` it leave them open."""
    sure = match.truth is YES and not before
    if match.truth is YES or match.earlier:
        lines = waiting(lines, match.rule, before)
    option = option_of(shared, lines, sure=sure, exclusive=exclusive)
    return replace(option, waits_for=lines[0].items[0]) if match.earlier else option
