"""Of holdings with the same content only the highest counts, net of what is posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, every
from creditbank.core.policies.explained import because
from creditbank.core.policies.groups import key_of
from creditbank.core.policies.model import Group
from creditbank.core.policies.portfolio import Prior
from creditbank.core.policies.proposals import Option, Proposal
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.policies.steps import AT_ONCE
from creditbank.core.values import ZERO, Credits


def highest_only(asking: Asking, options: Sequence[Option]) -> list[Option]:
    """Refuse what a higher holding of its group stands above; net what is posted."""
    found = list(options)
    for group in asking.policy.groups:
        if group.rank:
            found = _ranked(asking, group, found)
        if group.nets:
            found = _netted(asking, group, found)
    return found


def _ranked(asking: Asking, group: Group, options: list[Option]) -> list[Option]:
    steps = {word: n for n, word in enumerate(asking.policy.ladders[group.ladder])}
    standing = [option for option in options if option.truth is not NO]
    ranks = [
        (_rank(group, steps, one.items, one.lines[0].scope), one) for one in standing
    ]
    posted = [
        (_rank(group, steps, frozenset(one.items), scope), one)
        for one in asking.case.prior
        for scope in [asking.posted(one, (one.items or ("",))[0])]
        if asking.holds(one) or key_of(group.by, scope) is not None
    ]
    asking.steps.ask(len(ranks) * (1 + (len(ranks) + len(posted)) // AT_ONCE))
    ranked = {
        id(option): _below(group, mine, _beside(group, mine, option, posted), ranks)
        for mine, option in ranks
    }
    return [ranked.get(id(option), option) for option in options]


@dataclass(frozen=True)
class _Rank:
    """Where holdings stand: their group, None where open, and their steps as known."""

    items: frozenset[str]
    key: str | None
    low: int
    high: int

    def is_beside(self, other: _Rank) -> Decision:
        """Tell whether two stand in one group; none stands beside itself."""
        if self.items == other.items:
            return NO
        if None in (self.key, other.key):
            return UNDECIDED
        return YES if self.key == other.key else NO

    def is_above(self, other: _Rank) -> Decision:
        """Tell whether this one keeps another from counting."""
        if self.high <= other.low:
            return NO
        higher = YES if self.low > other.high else UNDECIDED
        return every([self.is_beside(other), higher])

    def is_not_below(self, other: _Rank) -> Decision:
        """Tell whether this one, once posted, keeps another from counting."""
        if self.high < other.low:
            return NO
        reaches = YES if self.low >= other.high else UNDECIDED
        return every([self.is_beside(other), reaches])


def _rank(
    group: Group, steps: dict[str, int], items: frozenset[str], scope: Scope
) -> _Rank:
    level = reader(group.rank)(scope)
    low, high = 0, len(steps) - 1
    if level in steps:
        low = high = steps[level]
    return _Rank(items, key_of(group.by, scope), low, high)


def _below(
    group: Group, mine: _Rank, option: Option, ranks: Sequence[tuple[_Rank, Option]]
) -> Option:
    """Refuse an option below another; leave it open where that is open."""
    above = [
        (every([rank.is_above(mine), other.truth]), other.lines[0].items[0])
        for rank, other in ranks
    ]
    return _kept_from(group, option, above)


def _beside(
    group: Group, mine: _Rank, option: Option, posted: Sequence[tuple[_Rank, Prior]]
) -> Option:
    """Refuse what does not stand above what is posted; net what is posted below it."""
    above = [(rank.is_not_below(mine), _named(one)) for rank, one in posted]
    kept = _kept_from(group, option, above)
    if kept is not option:
        return kept
    beside = [(rank.is_beside(mine), one) for rank, one in posted]
    open_ones = [(truth, _named(one)) for truth, one in beside if truth is UNDECIDED]
    lower = sum((one.credits for truth, one in beside if truth is YES), ZERO)
    if not group.nets:
        option = _set_off(group, option, {mine.key: lower})
    return _kept_from(group, option, open_ones)


def _named(posted: Prior) -> str:
    """Name a posted line by its holding; by itself where it names none."""
    return posted.items[0] if posted.items else posted.line


def _kept_from(
    group: Group, option: Option, others: Sequence[tuple[Decision, str]]
) -> Option:
    """Refuse an option that another surely keeps from counting; open it where open."""
    for truth in (YES, UNDECIDED):
        for found, other in others:
            if found is truth:
                if truth is YES:
                    why = because(group.cited, "not_highest", higher=other)
                    return _with(option, NO, why)
                return _with(option, UNDECIDED, _open(group, other))
    return option


def _open(group: Group, other: str) -> Reason:
    """Say that nobody told whether holdings belong together, or which is higher."""
    return because(group.cited, "group_open", other=other, field="、".join(group.by))


def _with(option: Option, truth: Decision, why: Reason) -> Option:
    lines = tuple(
        replace(line, truth=truth, reasons=(why, *line.reasons))
        for line in option.lines
    )
    return replace(option, truth=truth, lines=lines)


def _netted(asking: Asking, group: Group, options: list[Option]) -> list[Option]:
    posted: dict[str | None, Credits] = {}
    for prior in asking.case.prior:
        scope = asking.posted(prior, (prior.items or ("",))[0])
        key = key_of(group.by, scope)
        if key is None and not asking.holds(prior):
            continue
        posted[key] = posted.get(key, ZERO) + prior.credits
    return [
        option if option.truth is NO else _set_off(group, option, posted)
        for option in options
    ]


def _set_off(group: Group, option: Option, posted: dict[str | None, Credits]) -> Option:
    key = key_of(group.by, option.lines[0].scope)
    loose = sum(posted.values(), ZERO) if key is None else posted.get(None, ZERO)
    if loose > ZERO:
        return _may_be_set_off(group, option, loose + posted.get(key or "", ZERO))
    left = posted.get(key, ZERO)
    if left == ZERO:
        return option
    lines: list[Proposal] = []
    for line in option.lines:
        off = min(left, line.credits)
        left -= off
        high = line.credits_max
        why = because(
            group.cited,
            "net_of_posted",
            gross=str(line.credits),
            posted=str(off),
            credits=str(line.credits - off),
        )
        lines.append(
            replace(
                line,
                credits=line.credits - off,
                credits_max=None if high is None else max(high - off, ZERO),
                reasons=(why, *line.reasons),
            )
        )
    option = replace(option, lines=tuple(lines))
    if option.truth is YES and option.credits == ZERO:
        return _with(option, NO, because(group.cited, "already_posted"))
    return option


def _may_be_set_off(group: Group, option: Option, most: Credits) -> Option:
    """Leave open what an option gives beyond what may have been posted for it."""
    lines = tuple(
        replace(line, credits=max(line.credits - most, ZERO)) for line in option.lines
    )
    return _with(replace(option, lines=lines), UNDECIDED, _open(group, ""))
