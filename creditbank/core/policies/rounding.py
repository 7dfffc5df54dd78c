"""Whether the credits of a rule are exact: else it names its rounding (law 4).

Decision: tried with numbers rather than derived from the formula. A number tried that
gives a third of a credit is a proof anyone can check, and stands in the fault; what no
number tried gives is left to the evaluation, which posts nothing inexact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from creditbank.core.policies.amounts import NoValueError
from creditbank.core.policies.conditions import (
    NO,
    YES,
    Conditions,
    looks_around,
)
from creditbank.core.policies.formulas import Formula
from creditbank.core.policies.lookups import OTHER as OTHERS
from creditbank.core.policies.lookups import Rows
from creditbank.core.policies.model import Policy, Rule
from creditbank.core.policies.scopes import Scope
from creditbank.core.policies.steps import Steps
from creditbank.core.values import shown

NUMBERS = ("1", "2", "3", "7", "2.5")
OTHER = "11"  # what one fact is beside the others
DECIMALS = 100
ROWS_MAX = 200  # of a rule's tables that are tried
ANY = "?"  # a word that no table has, for the row of all others
_MAY_DIVIDE = re.compile(r"[*/]|\.\d{3}|lookup|band")  # sums of hundredths are exact
_TABLE = re.compile(r"\b(?:lookup|band)\.([\w-]+)")

Unrounded = tuple[str, dict[str, str]]  # the rule, and what was tried
Values = dict[str, str]


def unrounded(policy: Policy, steps: Steps) -> Iterator[Unrounded]:
    """Name each rule that gives no multiple of 0.01 for some numbers, and those.

    What it gives are its credits and the bank value it spends.
    """
    for rule in policy.rules:
        found = next(_inexact(policy, rule, steps), None)
        if found is not None:
            values, amount = found
            given = "、".join(f"{name}={text}" for name, text in values.items())
            yield rule.cited.name, {"given": given or "-", "found": shown(amount)}


def _inexact(
    policy: Policy, rule: Rule, steps: Steps
) -> Iterator[tuple[Values, Fraction]]:
    for formula, needed, before in _given(rule):
        if not _MAY_DIVIDE.search(formula.text):
            continue
        for values in _tried(policy, formula):
            steps.ask(formula.size)
            scope = _scope(policy, values)
            if _may_hold(scope, needed, before):
                amount = _amount(formula, scope)
                if amount is not None and (amount * DECIMALS).denominator != 1:
                    yield values, amount


def _given(
    rule: Rule,
) -> Iterator[tuple[Formula, list[Conditions], list[Conditions]]]:
    """Give what a rule works out, with what must hold and what must not before it."""
    for number, piece in enumerate(rule.credits.pieces):
        before = [one.when for one in rule.credits.pieces[:number]]
        yield piece.amount, [rule.when, piece.when], before
    if rule.consumes is not None:
        yield rule.consumes, [rule.when], []


def _tried(policy: Policy, formula: Formula) -> Iterator[Values]:
    """Give every fact the same number, then one of them another; then each row."""
    names = sorted(one for one in formula.fields if not one.startswith("derived."))
    tried = [dict.fromkeys(names, text) for text in NUMBERS]
    tried += [{**dict.fromkeys(names, "2"), one: OTHER} for one in names]
    for values in tried if names else ({},):
        kinds = ((policy.vocabulary.kind(one), values[one]) for one in values)
        if all(kind is None or kind.admits(Fraction(text)) for kind, text in kinds):
            yield values
    for row in islice(_rows(policy, formula), ROWS_MAX):
        yield {**dict.fromkeys(names, "2"), **row}


def _rows(policy: Policy, formula: Formula) -> Iterator[Values]:
    """Give the facts that pick each row of the tables a formula reads."""
    for name in _TABLE.findall(formula.text):
        lookup, bands = policy.lookups.get(name), policy.bands.get(name)
        if lookup is not None:
            yield from _paths(lookup.keys, lookup.rows)
        elif bands is not None and bands.of.text in bands.of.fields:
            yield from ({bands.of.text: shown(row.low)} for row in bands.rows)


def _paths(keys: Sequence[str], rows: Rows) -> Iterator[Values]:
    for word, inner in rows.items():
        here = {keys[0]: ANY if word == OTHERS else word}
        if isinstance(inner, str):
            yield here
        else:
            yield from ({**here, **more} for more in _paths(keys[1:], inner))


def _scope(policy: Policy, values: Values) -> Scope:
    scope: dict[str, dict[str, str]] = {"const": dict(policy.const)}
    for name, text in values.items():
        part, _, key = name.partition(".")
        scope.setdefault(part, {})[key] = text
    return scope


def _may_hold(scope: Scope, needed: list[Conditions], before: list[Conditions]) -> bool:
    """Tell whether a piece may be the one: none before it surely is."""
    here = [one for one in (*needed, *before) if not looks_around(one)]
    truths = [(one in needed, one.truth(scope)) for one in here]
    return (True, NO) not in truths and (False, YES) not in truths


def _amount(formula: Formula, scope: Scope) -> Fraction | None:
    try:
        return formula.amount(scope).known
    except NoValueError:
        return None
