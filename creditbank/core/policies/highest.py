"""Of holdings with the same content only the highest counts, net of what is posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.conditions import NO, UNDECIDED, YES
from creditbank.core.policies.groups import key_of
from creditbank.core.policies.model import Group
from creditbank.core.policies.proposals import Option, Proposal, because
from creditbank.core.policies.scopes import prior_scope, reader
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
    steps = asking.policy.ladders[group.ladder]
    read = reader(group.rank)
    ranks: dict[int, tuple[str | None, int]] = {}
    for number, option in enumerate(options):
        scope = option.lines[0].scope
        level = read(scope)
        if option.truth is not NO and level in steps:
            ranks[number] = (key_of(group.by, scope), steps.index(level))
    result = []
    for number, option in enumerate(options):
        mine = ranks.get(number)
        above = [
            options[other]
            for other, (key, rank) in ranks.items()
            if mine is not None and key == mine[0] and rank > mine[1]
        ]
        result.append(_below(group, option, above) if above else option)
    return result


def _below(group: Group, option: Option, above: list[Option]) -> Option:
    """Refuse an option below another; leave it open where the other is open."""
    sure = [one for one in above if one.truth is YES]
    higher = (sure or above)[0].lines[0].items[0]
    why = because(group.cited, "not_highest", higher=higher)
    truth: Decision = NO if sure else UNDECIDED
    return _with(option, truth, why)


def _with(option: Option, truth: Decision, why: Reason) -> Option:
    lines = tuple(
        replace(line, truth=truth, reasons=(why, *line.reasons))
        for line in option.lines
    )
    return replace(option, truth=truth, lines=lines)


def _netted(asking: Asking, group: Group, options: list[Option]) -> list[Option]:
    posted: dict[str, Credits] = {}
    for prior in asking.case.prior:
        scope = prior_scope(asking.base, asking.case, prior, (prior.items or ("",))[0])
        key = key_of(group.by, scope)
        if key is not None:
            posted[key] = posted.get(key, ZERO) + prior.credits
    return [
        option if option.truth is NO else _set_off(group, option, posted)
        for option in options
    ]


def _set_off(group: Group, option: Option, posted: dict[str, Credits]) -> Option:
    key = key_of(group.by, option.lines[0].scope)
    left = posted.get(key, ZERO) if key is not None else ZERO
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
