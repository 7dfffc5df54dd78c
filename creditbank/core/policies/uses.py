"""One live award for each holding, course and term: every use is made once (law 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from creditbank.core.policies.amounts import Amount
from creditbank.core.policies.answers import Reason
from creditbank.core.policies.cases import Case, Prior
from creditbank.core.policies.conditions import ALWAYS, NO, YES
from creditbank.core.policies.formulas import formula_of
from creditbank.core.policies.limits import Counted
from creditbank.core.policies.matches import gist
from creditbank.core.policies.model import Bites, Cap, Cited, Counts
from creditbank.core.policies.proposals import Option, Proposal
from creditbank.core.values import BANK

Use: TypeAlias = "tuple[str, str | None, str]"  # the holding, its course, the term

ONCE = Cap(Cited("", "", ""), Counts.LINES, (), ALWAYS, formula_of("1"), Bites.WHOLE)


def posted(case: Case) -> dict[Use, str]:
    """Name the posted line that each use of this purpose was made by."""
    return {
        (item, prior.target, prior.facts.get("term", "")): prior.line
        for prior in case.prior
        if _is_of(case, prior)
        for item in prior.items
    }


def _is_of(case: Case, prior: Prior) -> bool:
    """Tell whether a line was posted for the purpose now asked for, if it says so."""
    place = case.purpose.partition(":")[2].partition("/")[0]
    own = BANK if case.purpose == "deposit" else place
    facts = prior.facts
    is_here = not own or facts.get("scheme", own) == own
    return is_here and facts.get("purpose", case.purpose) == case.purpose


def unless_posted(line: Proposal, made: Mapping[Use, str]) -> Proposal:
    """Refuse a line that makes a use again; only a reversal sets it free."""
    for use in _uses(line):
        if use in made:
            why = Reason("", "", "already_awarded", {"line": made[use]})
            return replace(line, truth=NO, given=NO, reasons=(why, *line.reasons))
    return line


def _uses(line: Proposal) -> Iterator[Use]:
    for item in line.items:
        yield item, line.target, line.term or ""


def single_uses(options: Sequence[Option]) -> list[Counted]:
    """Let one of the lines that would make the same use stand, and no more."""
    if len(options) < 2:
        return []
    made: dict[Use, dict[int, int]] = {}
    for number, option in enumerate(options):
        for line in option.lines:
            for use in _uses(line):
                made.setdefault(use, {})[number] = 1
    return [
        Counted(ONCE, " ".join(filter(None, use)), Amount.of(Fraction(1)), members=tied)
        for use, tied in made.items()
        if len({options[n].exclusive or n for n in tied}) > 1
    ]


def without_mirrors(options: Iterable[Option]) -> list[Option]:
    """Keep one of several sets of the same holdings that give the same at a course."""
    seen: set[object] = set()
    kept = []
    for option in options:
        if option.truth is not YES or len(option.items) < 2:
            kept.append(option)
            continue
        key = tuple(
            (
                line.rule,
                *sorted(line.items),
                gist(replace(line, items=()), by_rule=True),
            )
            for line in option.lines
        )
        if key not in seen:
            kept.append(option)
        seen.add(key)
    return kept
