"""Caps counted out: which lines fall under which cap, over what, up to which bound."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from creditbank.core.policies.amounts import Amount, NoValueError, least
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.cases import Facts, Prior
from creditbank.core.policies.conditions import ALWAYS, NO, UNDECIDED, YES
from creditbank.core.policies.formulas import formula_of
from creditbank.core.policies.limits import Counted, Needed
from creditbank.core.policies.model import Bites, Cap, Cited, Counts, Group, Minimum
from creditbank.core.policies.proposals import Option, Proposal
from creditbank.core.policies.scopes import NO_COURSE, Scope, line_scope, reader
from creditbank.core.policies.weights import of_conditions
from creditbank.core.values import Credits

ONE = formula_of("1")
ANY = "\n"  # the place of what nobody knows the place of; no fact is like it


def counted(asking: Asking, options: Sequence[Option]) -> list[Counted]:
    """Count every option and every prior line into the caps it falls under."""
    policy = asking.policy
    caps = [*policy.caps_inside_out, *(_cap_of(group) for group in policy.groups)]
    if not caps and not any(option.exclusive for option in options):
        return []
    counting = _Counting(asking)
    lines = sum(len(option.lines) for option in options) + len(asking.case.prior)
    for cap in caps:
        asking.steps.ask((2 + of_conditions(cap.where).steps(asking.others)) * lines)
        counting.count(cap, options)
    counting.exclude(options)
    return [group for group in counting.groups.values() if group.members]


def needed(asking: Asking, options: Sequence[Option]) -> list[Needed]:
    """Count what every minimum asks for."""
    return [_needed(asking, one, options) for one in asking.policy.minimums]


def _cap_of(group: Group) -> Cap:
    """Read "only the highest counts" as a cap of one holding."""
    one = (Counts.ITEMS, group.by, ALWAYS, ONE, Bites.WHOLE)
    return Cap(group.cited, *one, is_of_group=True)


class _Counting:
    """Finds the groups a line falls into, with the limit of each."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.groups: dict[tuple[str, str], Counted] = {}
        self.netted = {
            one.cited.name for one in asking.policy.groups if one.nets or one.rank
        }
        self.prior = [
            (asking.posted(one, (one.items or ("",))[0]), one)
            for one in asking.case.prior
        ]

    def count(self, cap: Cap, options: Sequence[Option]) -> None:
        if cap.cited.name not in self.netted:
            for scope, one in self.prior:
                self._count_prior(cap, scope, one)
        for number, option in enumerate(options):
            for place, line in enumerate(option.lines):
                self._count_line(cap, number, place, line)
        self._count_anywhere(cap)

    def _count_prior(self, cap: Cap, scope: Scope, prior: Prior) -> None:
        truth = cap.where.truth(scope)
        if truth is NO:
            return
        for key in _keys(cap, scope, prior.items):
            if key is None and not self.asking.holds(prior) and _is_judged(cap.over):
                continue  # nobody can be asked any more
            group = self._group(cap, ANY if key is None else key)
            if key is None or truth is UNDECIDED:
                group.unknown |= _unknown(cap, scope)
                group.maybe += _amount(cap, prior.credits, prior.items)
            elif cap.counts is Counts.ITEMS:
                group.used += len({*prior.items} - group.used_items)
                group.used_items |= {*prior.items}
            else:
                group.used += _amount(cap, prior.credits)

    def _count_anywhere(self, cap: Cap) -> None:
        """Count what nobody knows the place of as what may stand in every place."""
        anywhere = self.groups.get((cap.cited.name, ANY))
        if anywhere is None:
            return
        for (name, key), group in self.groups.items():
            if name == cap.cited.name and key != ANY:
                group.maybe += anywhere.maybe
                group.unknown |= anywhere.unknown
                group.boundless |= anywhere.boundless
                if not group.members:
                    group.limit = anywhere.limit
                for number, lines in anywhere.lines.items():
                    for place, amount in lines.items():
                        group.join(number, place, amount, anywhere.items[number])
                    group.unsure.add(number)

    def _count_line(self, cap: Cap, number: int, place: int, line: Proposal) -> None:
        truth = cap.where.truth(line.scope)
        if truth is NO:
            return
        for key in _keys(cap, line.scope, line.items):
            group = self._group(cap, ANY if key is None else key)
            if not group.members or cap.max.fields:
                limit = self._limit(cap, group.key, line.scope)
                group.limit = least([group.limit, limit]) if group.members else limit
            most = _amount(cap, line.credits_max or line.credits)
            group.join(number, place, most, frozenset(line.items))
            if cap.counts is Counts.CREDITS and line.credits_max is None:
                group.boundless = True
            if truth is UNDECIDED or key is None:
                group.unsure.add(number)
                group.unknown |= _unknown(cap, line.scope)

    def exclude(self, options: Sequence[Option]) -> None:
        """Let one of several alternatives stand, and no more."""
        for number, option in enumerate(options):
            if option.exclusive:
                cap = Cap(Cited("", "", ""), Counts.LINES, (), ALWAYS, ONE, Bites.WHOLE)
                key = ("", option.exclusive)
                group = self.groups.setdefault(
                    key, Counted(cap, option.exclusive, Amount.of(Fraction(1)))
                )
                group.members[number] = 1

    def _group(self, cap: Cap, key: str) -> Counted:
        new = Counted(cap, key, Amount(None, None), is_anywhere=key == ANY)
        return self.groups.setdefault((cap.cited.name, key), new)

    def _limit(self, cap: Cap, key: str, scope: Scope) -> Amount:
        """Work out a limit by one line; over holdings, by the holding's facts."""
        if cap.over == ("item.id",):
            scope = {**scope, "item": self.asking.items[key].scope}
        try:
            return cap.max.amount(scope)
        except NoValueError:
            return Amount(None, None, cap.max.fields)


def _keys(cap: Cap, scope: Scope, items: Sequence[str]) -> list[str | None]:
    """Give the keys of a line; one a holding where holdings are counted apart."""
    if cap.over == ("item.id",):
        return list(items)
    if cap.is_of_group:
        return [key_of(cap.over, scope)]
    if scope["target"] is NO_COURSE and any(
        one.startswith("target.") for one in cap.over
    ):
        return []
    found = [reader(name)(scope) for name in cap.over]
    known = [text for text in found if text is not None]
    return [" ".join(known) if len(known) == len(found) else None]


def _unknown(cap: Cap, scope: Scope) -> set[str]:
    """Name the facts without which it is open whether, or where, a line counts.

    Of a group only findings: what lacks another fact is in a group of its own.
    """
    places = {
        name
        for name in cap.over
        if reader(name)(scope) is None and (not cap.is_of_group or _is_judged((name,)))
    }
    parts = cap.where.judged(scope)
    return places | {one.field for one in parts if one.truth is UNDECIDED}


def _is_judged(names: tuple[str, ...]) -> bool:
    return any(name.startswith("finding.") for name in names)


def key_of(by: tuple[str, ...], scope: Scope) -> str | None:
    """Join what a holding's group is named by; without such a fact it is in none.

    A finding not given yet may be the same as another's: None.
    """
    found: list[str] = []
    for name in by:
        text = reader(name)(scope)
        if text is None and name.startswith("finding."):
            return None
        if text is None:
            own: Facts = scope.get("item", {})
            text = f"({own.get('id', '')})"
        found.append(text)
    return " ".join(found)


def _amount(cap: Cap | Minimum, credits: Credits, items: Sequence[str] = ()) -> int:
    if cap.counts is Counts.ITEMS and items:
        return len(set(items))
    return credits.hundredths if cap.counts is Counts.CREDITS else 1


def _needed(asking: Asking, one: Minimum, options: Sequence[Option]) -> Needed:
    weight = of_conditions(one.where) + of_conditions(one.needed_by)
    lines = sum(len(option.lines) for option in options) + len(asking.case.prior)
    asking.steps.ask((2 + weight.steps(asking.others)) * lines)
    used = 0
    truths = set()
    for prior in asking.case.prior:
        item = (prior.items or ("",))[0]
        truth = one.where.truth(asking.posted(prior, item))
        truths.add(truth)
        if truth is YES:
            used += _amount(one, prior.credits)
    members: dict[int, dict[int, int]] = {}
    needing = set()
    for number, option in enumerate(options):
        for place, line in enumerate(option.lines):
            counts, needs = (
                tree.truth(line.scope) for tree in (one.where, one.needed_by)
            )
            truths |= {counts, needs}
            if counts is YES:
                members.setdefault(number, {})[place] = _amount(one, line.credits)
            if needs is not NO:
                needing.add(number)
    try:
        least = one.min.amount(line_scope(asking.base, asking.case, None, None))
    except NoValueError:
        least = Amount(None, None, one.min.fields)
    is_vague = UNDECIDED in truths or least.known is None
    return Needed(one, least, used, members, frozenset(needing), is_vague)
