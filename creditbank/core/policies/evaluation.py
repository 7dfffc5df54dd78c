"""evaluate(policy, case) -> answer: pure, exact, and the same for everyone."""

from __future__ import annotations

from collections.abc import Sequence

from creditbank.core.canonical import JSON
from creditbank.core.policies.answers import Answer, Decision, Line, Reason
from creditbank.core.policies.cases import Case
from creditbank.core.policies.conditions import NO, UNDECIDED, YES
from creditbank.core.policies.groups import Group
from creditbank.core.policies.model import Policy
from creditbank.core.policies.options import Option, options_of
from creditbank.core.policies.proposals import Proposal
from creditbank.core.policies.selection import Selection, select
from creditbank.core.values import ZERO, shown


def evaluate(policy: Policy, case: Case) -> Answer:
    """Judge the case's portfolio and prior lines as a whole.

    Raises BadValueError when a choice names a holding the case does not hold.
    """
    options = options_of(policy, case)
    standing = [option for option in options if option.truth is not NO]
    selection = select(policy, case, standing)
    lines = [
        line for option in options if option.truth is NO for line in _refused(option)
    ]
    for number, option in enumerate(standing):
        lines.extend(_decided(number, option, selection))
    chosen = selection.certain
    return Answer(
        lines=tuple(sorted(lines, key=lambda line: (line.items, line.target or ""))),
        credits_max=selection.credits_max,
        caps=tuple(
            group.use(chosen)
            for group in sorted(selection.groups, key=lambda group: group.name)
        ),
        best=_best(policy, case, selection),
    )


def _best(policy: Policy, case: Case, selection: Selection) -> dict[str, JSON]:
    best: dict[str, JSON] = {
        "objective": case.objective or policy.objective,
        "value": str(selection.credits),
        "bound": str(selection.bound),
    }
    if selection.has_gap:
        best["gap"] = str(selection.bound - selection.credits)
    return best


def _refused(option: Option) -> list[Line]:
    return [_line(line, NO, line.reasons) for line in option.lines]


def _decided(number: int, option: Option, selection: Selection) -> list[Line]:
    """Turn one option into lines: certain, possible, or left out by a cap."""
    if number in selection.certain:
        return [_line(line, YES, line.reasons) for line in option.lines]
    why: Sequence[Reason]
    if number not in selection.possible:
        why = [_bitten(group, number, selection) for group in selection.bitten(number)]
        why = why or [Reason("", "", "not_chosen", {})]
        return [_line(line, NO, (*why, *line.reasons)) for line in option.lines]
    why = _open(number, option, selection)
    return [_line(line, UNDECIDED, (*why, *line.reasons)) for line in option.lines]


def _open(number: int, option: Option, selection: Selection) -> list[Reason]:
    """Say what leaves an option open that its own reasons do not name."""
    why = [
        Reason(
            group.cap.cited.name,
            group.cap.cited.clause,
            "cap_unknown",
            {
                "formula": group.cap.max.text,
                "field": "、".join(sorted(group.limit.unknown)),
            },
        )
        for group in selection.groups
        if number in group.members and group.is_open
    ]
    if why or option.truth is UNDECIDED:
        return why
    code = "search_gap" if selection.has_gap else "depends_on_open_line"
    return [Reason("", "", code, {})]


def _bitten(group: Group, number: int, selection: Selection) -> Reason:
    limit = group.limit.high
    return Reason(
        group.cap.cited.name,
        group.cap.cited.clause,
        f"cap_{group.cap.counts.value}_{group.cap.over.value}",
        {
            "used": shown(selection.beside(group, number)),
            "asked": shown(group.members[number]),
            "max": "" if limit is None else shown(limit),
            "over": group.key,
        },
    )


def _line(line: Proposal, decision: Decision, reasons: tuple[Reason, ...]) -> Line:
    is_yes = decision is YES
    return Line(
        items=(line.item,),
        target=line.target,
        decision=decision,
        credits=line.credits if is_yes else ZERO,
        credits_max=ZERO if decision is NO else line.credits_max,
        grade=line.grade if is_yes else None,
        effect=line.effect,
        rule=line.rule,
        reasons=tuple(reasons),
    )
