"""Of holdings with the same content only the highest counts, net of what is posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, every
from creditbank.core.policies.groups import key_of
from creditbank.core.policies.model import Group
from creditbank.core.policies.proposals import Option, Proposal, because
from creditbank.core.policies.scopes import prior_scope, reader
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
    read = reader(group.rank)
    ranks: list[_Rank] = []
    for option in options:
        if option.truth is not NO:
            scope = option.lines[0].scope
            level = read(scope)
            low, high = 0, len(steps) - 1
            if level in steps:
                low = high = steps[level]
            ranks.append(_Rank(option, key_of(group.by, scope), low, high))
    asking.steps.ask(len(ranks) * (1 + len(ranks) // AT_ONCE))
    ranked = {id(one.option): _below(group, one, ranks) for one in ranks}
    return [ranked.get(id(option), option) for option in options]


@dataclass(frozen=True)
class _Rank:
    """Where an option stands: its group, None where open, and its steps as known."""

    option: Option
    key: str | None
    low: int
    high: int

    def is_above(self, other: _Rank) -> Decision:
        """Tell whether this option keeps another from counting."""
        if self.high <= other.low or self.option.items == other.option.items:
            return NO
        same = UNDECIDED if None in (self.key, other.key) else YES
        if same is YES and self.key != other.key:
            return NO
        higher = YES if self.low > other.high else UNDECIDED
        return every([same, higher, self.option.truth])


def _below(group: Group, mine: _Rank, ranks: Sequence[_Rank]) -> Option:
    """Refuse an option below another; leave it open where that is open."""
    above = [(one.is_above(mine), one.option) for one in ranks]
    for truth in (YES, UNDECIDED):
        for found, other in above:
            if found is truth:
                higher = other.lines[0].items[0]
                if truth is YES:
                    why = because(group.cited, "not_highest", higher=higher)
                    return _with(mine.option, NO, why)
                return _with(mine.option, UNDECIDED, _open(group, higher))
    return mine.option


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
        scope = prior_scope(asking.base, asking.case, prior, (prior.items or ("",))[0])
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
