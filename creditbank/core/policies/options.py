"""What a case could earn, line by line, before any cap is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from creditbank.core.errors import BadValueError
from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.asking import Asking, fits
from creditbank.core.policies.cases import Choice, Item
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, every
from creditbank.core.policies.direct import Direct
from creditbank.core.policies.explained import explained
from creditbank.core.policies.matches import (
    Match,
    are_alike,
    gist,
    open_before,
    option_by,
    parted,
)
from creditbank.core.policies.model import Rule
from creditbank.core.policies.proposals import (
    Option,
    Pair,
    Proposal,
    proposal,
    without_needless_refusals,
)
from creditbank.core.policies.readings import (
    open_words,
    reading,
    unassumed,
    with_readings,
)
from creditbank.core.policies.uses import posted, unless_posted, without_mirrors
from creditbank.core.values import ZERO


def options_of(asking: Asking) -> list[Option]:
    """Judge every pair of holding and course the case asks for, or could ask for.

    Raises BadValueError when a choice names a holding that the case does not hold.
    """
    found = _Options(asking).all()
    if len(found) < 2:
        return found
    return without_mirrors(sorted(found, key=lambda option: option.order))


class _Options:
    """One policy on one case."""

    def __init__(self, asking: Asking) -> None:
        self.asking, self.policy, self.case = asking, asking.policy, asking.case
        self.direct = Direct(asking)
        self.posted = posted(asking.case)
        self.bundled: set[tuple[str, str]] = set()
        self.pairs: set[tuple[str, str | None]] = set()

    def all(self) -> list[Option]:
        found = list[Option]()
        by_name = sorted(self.case.choices, key=lambda one: one.target is None)
        for choice in by_name:  # first: what is asked twice is asked by name
            found.extend(self._chosen(choice))
        if not self.case.choices:
            for item in self.case.portfolio:
                found.extend(self._open_choice(item))
        return without_needless_refusals(found)

    def _chosen(self, choice: Choice) -> list[Option]:
        """Judge what a choice asks for; by name, unless it leaves open which course."""
        item = self.asking.items.get(choice.item)
        if item is None:
            raise BadValueError("choices", choice.item)
        if choice.target is not None:
            found = self._asked(item, choice.target)
        else:
            found = self._open_choice(item)
            if len(self._places(item)) > 1:
                return found
        return [replace(one, is_named=True) for one in found]

    def _places(self, item: Item) -> list[str | None]:
        """Give the courses a holding could be asked for; a deposit knows none."""
        if self.policy.purpose == "deposit":
            return [None]
        return self.asking.targets(item)

    def _open_choice(self, item: Item) -> list[Option]:
        """Try every course; where none will do, say why for the closest."""
        if self.policy.purpose == "deposit":
            return self._asked(item, None)
        tried = [
            option
            for target in self._places(item)
            for option in self._asked(item, target)
        ]
        useful = [option for option in tried if option.truth is not NO]
        if useful or not tried:
            return useful
        return [min(tried, key=lambda option: _failures(option.lines[0]))]

    def _asked(self, item: Item, target: str | None) -> list[Option]:
        """Judge one holding at one course, once, with readings where it stays open."""
        if (item.id, target) in self.pairs:
            return []
        self.pairs.add((item.id, target))
        if target is not None and target not in self.case.programme.courses:
            missing = Reason("", "", "target_not_in_programme", {"target": target})
            return [self._refused(item, target, (missing,))]
        options = self._judged(item, target, {})
        if any(option.truth is UNDECIDED for option in options):
            options = self._read(item, target, options)
        fresh = [one for one in options if self.bundled.isdisjoint(_bundle_keys(one))]
        self.bundled |= {key for one in fresh for key in _bundle_keys(one)}
        return fresh

    def _judged(
        self, item: Item, target: str | None, assumed: dict[str, str]
    ) -> list[Option]:
        pair = self.asking.pair((item,), target, assumed)
        gates = [(one, one.when.truth(pair.scope)) for one in self.policy.gates]
        shared = every([self.asking.window, *(truth for _, truth in gates)])
        matches, why = self._matching(item, target, pair)
        if shared is NO or not matches:
            return [self._refused(item, target, (*self._failed(pair), *why))]
        reasons = [*self.asking.window_reasons]
        for gate, truth in gates:
            reasons.extend(
                explained(
                    self.policy,
                    gate.cited,
                    gate.when,
                    pair.scope,
                    truth,
                    "gate_passed",
                )
            )
        return list(self._given(matches, shared, tuple(reasons), assumed))

    def _failed(self, pair: Pair) -> Iterator[Reason]:
        yield from self.asking.window_reasons
        for gate in self.policy.gates:
            truth = gate.when.truth(pair.scope)
            if truth is not YES:
                yield from explained(
                    self.policy, gate.cited, gate.when, pair.scope, truth, ""
                )

    def _refused(
        self, item: Item, target: str | None, reasons: Iterable[Reason]
    ) -> Option:
        line = Proposal(
            *((item.id,), target, ZERO, ZERO, None, "", "", None, NO),
            tuple(reasons),
            {},
            version=self.policy.version,
        )
        return Option(NO, item.issued_on, (line,))

    def _matching(
        self, item: Item, target: str | None, pair: Pair
    ) -> tuple[list[Match], tuple[Reason, ...]]:
        """Walk the rules that speak of the holding, up to the first that surely holds.

        Where none is left, give the reasons of the rule that came closest.
        """
        found: list[Match] = []
        best = -1
        closest: tuple[Reason, ...] = (self.asking.silence(item),)
        for rule in self.asking.speaking(item):
            if not fits(rule, target, self.policy):
                continue
            is_alternative = bool(rule.alternative_to) and any(
                one.rule.cited.name == rule.alternative_to for one in found
            )
            matches, why = self._tried(rule, item, pair)
            found.extend(matches)
            if any(one.truth is YES for one in matches) and not is_alternative:
                found.extend(self._alternatives(rule, pair))
                break
            held = -1 if matches else self.asking.held(rule, pair)
            if held > best:
                best, closest = held, why
        return found, () if found else closest

    def _tried(
        self, rule: Rule, item: Item, pair: Pair
    ) -> tuple[list[Match], tuple[Reason, ...]]:
        """Try one rule, with every set of further holdings it needs."""
        direct, earlier = self.direct.of(rule, item)
        matches = []
        for one in self.asking.pairs(rule, pair):
            truth = self.asking.truth(rule, one)
            if truth is not NO and direct is not YES:
                truth = every([truth, UNDECIDED if earlier else YES])
                matches.append(Match(rule, one, truth, earlier))
        if matches:
            return matches, ()
        return [], self.asking.refusal(rule, pair, direct)

    def _alternatives(self, rule: Rule, pair: Pair) -> Iterator[Match]:
        for other in self.policy.alternatives.get(rule.cited.name, ()):
            truth = other.when.truth(pair.scope)
            if truth is not NO:
                yield Match(other, pair, truth)

    def _given(
        self,
        matches: list[Match],
        shared: Decision,
        reasons: tuple[Reason, ...],
        assumed: dict[str, str],
    ) -> Iterator[Option]:
        """Give what the first rule gives; open rules before a sure one leave it open.

        They do no harm where they would give the very same.
        """
        main, rest = parted(matches)
        given = [self._lines(match, reasons, assumed) for match in main]
        by_rule = self.policy.reads_rule
        is_one = are_alike(given, by_rule=by_rule)
        if is_one:
            last = -1 if main[-1].truth is YES else 0
            main, given = [main[last]], [given[last]]
        first = given[0][0]
        key = f"{main[0].rule.cited.name} {first.items} {first.target}"
        exclusive = key if rest or len(given) > 1 else ""
        for match, lines in zip(main, given, strict=True):
            before = open_before(match, [match] if is_one else matches)
            yield option_by(match, shared, lines, before, exclusive)
        for rank, match in enumerate(rest, start=1):
            lines = self._lines(match, reasons, assumed)
            before = open_before(match, matches)
            alternative = option_by(match, shared, lines, before, exclusive)
            yield replace(alternative, rank=rank)

    def _lines(
        self, match: Match, reasons: tuple[Reason, ...], assumed: dict[str, str]
    ) -> tuple[Proposal, ...]:
        rule = match.rule
        targets = rule.bundle or (match.pair.target,)
        self.asking.steps.ask(4 * len(targets) * (1 + self.asking.weight(rule)))
        lines = []
        for target in targets:
            pair = self.asking.at(match.pair, target, assumed)
            line = proposal(self.policy, pair, rule, match.truth, reasons)
            lines.append(unless_posted(line, self.posted))
        return tuple(lines)

    def _read(
        self, item: Item, target: str | None, options: list[Option]
    ) -> list[Option]:
        """Try every value of the findings that leave it open; tell each reading.

        Where all of them give the very same, nothing is open after all.
        """
        lines = [line for one in options for line in one.lines]
        names = open_words(self.policy, lines)
        if not names:
            return options
        told, gists, last = [], set(), options
        for values in product(*(words for _, words in names)):
            assumed = {
                name: value for (name, _), value in zip(names, values, strict=True)
            }
            last = self._judged(item, target, assumed)
            told.append(reading(assumed, last))
            gists.add(self._gists(last))
        if len(gists) == 1 and all(one.truth is YES for one in last):
            return [unassumed(one, lines) for one in last]
        return [with_readings(one, told) for one in options]

    def _gists(self, options: Iterable[Option]) -> tuple[object, ...]:
        by_rule = self.policy.reads_rule
        return tuple(
            (one.truth, *(gist(line, by_rule=by_rule) for line in one.lines))
            for one in options
        )


def _bundle_keys(option: Option) -> list[tuple[str, str]]:
    if len(option.lines) < 2:
        return []
    return [
        (" ".join(line.items), f"{line.rule} {line.target}") for line in option.lines
    ]


def _failures(line: Proposal) -> int:
    return sum(one.code == "condition_failed" for one in line.reasons)
