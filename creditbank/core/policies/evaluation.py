"""evaluate(policy, case) -> answer: pure, exact, and the same for everyone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from creditbank.core.canonical import JSON
from creditbank.core.policies.answers import (
    OPEN_CODES,
    Answer,
    CapUse,
    Decision,
    Line,
    MinimumUse,
    Reason,
)
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.cases import Case
from creditbank.core.policies.conditions import NO, UNDECIDED, YES
from creditbank.core.policies.highest import highest_only
from creditbank.core.policies.left_out import (
    fallen_with,
    kept_open,
    left_out,
    trimmed,
)
from creditbank.core.policies.limits import Needed
from creditbank.core.policies.model import Policy
from creditbank.core.policies.options import options_of
from creditbank.core.policies.proposals import Option, Proposal
from creditbank.core.policies.selection import Selection, select
from creditbank.core.values import ZERO, Credits, shown


def evaluate(policy: Policy, case: Case) -> Answer:
    """Judge the case's portfolio and prior lines as a whole, by this very version.

    It does not ask whether the version is in force on the case's date, nor whether it
    is for the case's purpose: who calls has settled that. So do claims, which keep the
    version they were submitted under (law 9), and whatever recomputes a decision; and
    so does who tries a version as if it were in force: examples, previews, ``diff``.
    Where nobody has settled it, ``evaluate_versions`` does.

    Raises BadValueError when a choice names a holding the case does not hold, or the
    objective is none of the policy's, or the case asks for more steps than there are.
    """
    return answered(Asking(policy, case))


def answered(asking: Asking) -> Answer:
    """Answer with the steps that ``asking`` has left; raises as ``evaluate`` does."""
    policy, case = asking.policy, asking.case
    options = options_of(asking)
    if policy.groups:
        options = highest_only(asking, options)
    standing = [option for option in options if option.truth is not NO]
    selection = select(asking, standing)
    lines = [
        _line(line, NO, ZERO, (*fallen_with(line, option), *line.reasons))
        for option in options
        if option.truth is NO
        for line in option.lines
    ]
    for number, option in enumerate(standing):
        lines.extend(_decided(number, option, selection))
    if len(lines) > 1:
        lines.sort(key=lambda line: (line.items, line.target or "", line.rule))
    return Answer(
        lines=tuple(lines),
        credits_max=selection.credits_max,
        caps=tuple(_uses(selection)),
        best=_best(policy, case, standing, selection),
    )


def _uses(selection: Selection) -> Iterator[CapUse | MinimumUse]:
    told = [one for one in selection.groups if one.cap.cited.name and one.is_told]
    for group in sorted(told, key=lambda group: group.name):
        yield group.use({i: selection.earned[i] for i in selection.certain})
    for one in selection.minimums:
        yield _minimum_use(one, selection)


def _minimum_use(one: Needed, selection: Selection) -> MinimumUse:
    known = one.least.known
    certain = {i: selection.earned[i] for i in selection.certain}
    reached = Fraction(one.reached(certain), one.unit)
    return MinimumUse(
        minimum=one.minimum.cited.name,
        clause=one.minimum.cited.clause,
        counts=one.minimum.counts.value,
        reached=shown(reached),
        min="" if known is None else shown(known),
    )


def _best(
    policy: Policy, case: Case, options: Sequence[Option], selection: Selection
) -> dict[str, JSON]:
    best: dict[str, JSON] = {
        "objective": case.objective or policy.objective,
        "value": str(Credits(selection.value)),
        "bound": str(Credits(selection.bound)),
    }
    if selection.has_gap:
        best["gap"] = str(Credits(selection.bound - selection.value))
        best["found"] = _named(selection.certain | selection.found, options)
    if selection.runner_up is not None:
        value, chosen = selection.runner_up
        best["runner_up"] = {
            "value": str(Credits(value)),
            "lines": _named(chosen, options),
        }
    return best


def _named(numbers: Iterable[int], options: Sequence[Option]) -> list[JSON]:
    return [
        {"items": list(line.items), "target": line.target}
        for number in sorted(numbers)
        for line in options[number].lines
    ]


def _decided(number: int, option: Option, selection: Selection) -> list[Line]:
    """Turn one option into lines: certain, possible, or left out by a cap."""
    if number in selection.certain:
        return _certain(number, option, selection)
    if number not in selection.possible:
        why = left_out(number, selection)
        return [_line(line, NO, ZERO, (*why, *line.reasons)) for line in option.lines]
    why = kept_open(number, option, selection)
    return [
        _line(
            line,
            UNDECIDED,
            _sure_part(number, option, line, selection),
            (*why, *line.reasons),
        )
        for line in option.lines
    ]


def _certain(number: int, option: Option, selection: Selection) -> list[Line]:
    """Give an option's lines, cut to what a trimming cap leaves them."""
    lines = []
    for place, line in enumerate(option.lines):
        most = min(selection.earned[number][place], line.credits.hundredths)
        earned = Credits(most)
        reasons = line.reasons
        if earned < line.credits:
            reasons = (*trimmed((number, place), line, earned, selection), *reasons)
        lines.append(_line(line, YES, earned, reasons))
    return lines


def _sure_part(
    number: int, option: Option, line: Proposal, selection: Selection
) -> Credits:
    """Give what an open line earns in any case: it stands, only how much is open."""
    open_codes = {one.code for one in line.reasons if one.code in OPEN_CODES}
    open_codes.discard("reading")
    if option.truth is not UNDECIDED or open_codes != {"amount_unknown"}:
        return ZERO
    bites = any(number in one.members and one.may_bite for one in selection.groups)
    fails = any(number in one.needing and one.may_fail for one in selection.minimums)
    return ZERO if bites or fails else line.credits


def _line(
    line: Proposal, decision: Decision, credits: Credits, reasons: Sequence[Reason]
) -> Line:
    return Line(
        items=line.items,
        target=line.target,
        decision=decision,
        credits=credits,
        credits_max=_most(line, decision, credits),
        grade=line.grade if decision is YES else None,
        effect=line.effect,
        rule=line.rule,
        term=line.term,
        reasons=tuple(reasons),
        consumes=line.consumes,
        version=line.version,
    )


def _most(line: Proposal, decision: Decision, credits: Credits) -> Credits | None:
    if decision is NO:
        return ZERO
    return credits if decision is YES else line.credits_max
