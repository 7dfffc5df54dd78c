"""Why a line is left out, cut or kept open by what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from creditbank.core.policies.answers import Reason
from creditbank.core.policies.conditions import NO, UNDECIDED
from creditbank.core.policies.explained import because
from creditbank.core.policies.limits import Counted, Needed
from creditbank.core.policies.model import Bites
from creditbank.core.policies.proposals import Option, Proposal
from creditbank.core.policies.selection import Selection
from creditbank.core.values import Credits, shown


def fallen_with(line: Proposal, option: Option) -> Iterator[Reason]:
    """Say of a line that falls with its bundle, by which other courses."""
    fallen = [one.target or "" for one in option.lines if one.truth is NO]
    if line.truth is not NO and fallen:
        yield Reason(line.rule, "", "bundle_falls", {"targets": "、".join(fallen)})


def trimmed(
    at: tuple[int, int], line: Proposal, earned: Credits, selection: Selection
) -> Iterator[Reason]:
    """Name the caps that cut a line to what it earns; none that left it more."""
    under = [
        group
        for group in selection.groups
        if at[1] in group.lines.get(at[0], {}) and group.cap.bites is Bites.TRIM
    ]
    lefts = {group.name: selection.left(group, at) for group in under}
    least = min(lefts.values())
    for group in under:
        if lefts[group.name] == least:
            yield because(
                group.cap.cited,
                "cap_trimmed",
                full=str(line.credits),
                credits=str(earned),
                max=_limit(group),
            )


def left_out(number: int, selection: Selection) -> list[Reason]:
    """Name the caps that leave no room for an option, and the minimums not reached."""
    why = [_bitten(group, number, selection) for group in selection.bitten(number)]
    why += [_missed(one, number, selection) for one in selection.missed(number)]
    return why or [Reason("", "", "not_chosen", {})]


def kept_open(number: int, option: Option, selection: Selection) -> list[Reason]:
    """Say what leaves an option open that its own reasons do not name."""
    why: list[Reason] = []
    for group in selection.groups:
        if number in group.members and group.is_open:
            one = _open_cap(group)
            why += [] if one in why else [one]
    if why or option.truth is UNDECIDED:
        return why
    unknown = "、".join(selection.worth[number].unknown)
    if unknown:
        return [Reason("", "", "objective_unknown", {"field": unknown})]
    if selection.has_gap:
        return [Reason("", "", "search_gap", {})]
    return list(_waiting(number, selection))


def _open_cap(group: Counted) -> Reason:
    """Say which fact leaves open how much a cap allows, or what falls under it."""
    if group.limit.known is None:
        return because(
            group.cap.cited,
            "cap_unknown",
            formula=group.cap.max.text,
            field="、".join(sorted(group.limit.unknown)),
        )
    field = "、".join(sorted(group.unknown))
    if group.cap.is_of_group:
        return because(group.cap.cited, "group_open", field=field, other="")
    return because(group.cap.cited, "cap_place_unknown", field=field)


def _waiting(number: int, selection: Selection) -> Iterator[Reason]:
    """Name the caps and minimums under which another line is open."""
    others = selection.possible - selection.certain - {number}
    caps = [
        group.cap.cited
        for group in selection.groups
        if number in group.members and not others.isdisjoint(group.members)
    ]
    minimums = [
        one.minimum.cited
        for one in selection.minimums
        if number in one.needing and not others.isdisjoint(one.members)
    ]
    named = [one for one in dict.fromkeys((*caps, *minimums)) if one.name]
    for cited in named:
        yield because(cited, "depends_on_open_line_under")
    if not named:
        yield Reason("", "", "depends_on_open_line", {})


def _missed(one: Needed, number: int, selection: Selection) -> Reason:
    reached = Fraction(one.reached(selection.with_it(number)), one.unit)
    return because(
        one.minimum.cited,
        f"minimum_{one.minimum.counts.value}",
        reached=shown(reached),
        min="" if one.least.known is None else shown(one.least.known),
    )


def _bitten(group: Counted, number: int, selection: Selection) -> Reason:
    if not group.cap.cited.name:
        return Reason("", "", "another_line_stands", {})
    over = {(): "all", ("item.id",): "item", ("target.code",): "target"}
    kind = over.get(group.cap.over, "group")
    beside = selection.beside(group, number)
    facts = {
        "used": shown(Fraction(beside, group.unit)),
        "asked": shown(Fraction(selection.asks(group, number), group.unit)),
        "max": _limit(group),
        "over": group.key,
    }
    code = f"cap_{group.cap.counts.value}_{kind}"
    if selection.is_refused(group, number):
        facts["used"] = shown(Fraction(group.used, group.unit))
        together = beside - group.used + selection.asks(group, number)
        facts["asked"] = shown(Fraction(together, group.unit))
        code = f"cap_refused_{group.cap.counts.value}"
    return because(group.cap.cited, code, **facts)


def _limit(group: Counted) -> str:
    high = group.limit.high
    return "" if high is None else shown(high)
