"""What one rule would give one holding at one course: credits, grade, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from creditbank.core.errors import BadValueError
from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.cases import Item
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, Judged
from creditbank.core.policies.formulas import NoValueError, Scope
from creditbank.core.policies.model import Cited, GradeRule, Rule
from creditbank.core.values import ZERO, Credits, shown


@dataclass(frozen=True)
class Proposal:
    """One line a rule would give."""

    item: str
    target: str | None
    credits: Credits
    credits_max: Credits | None
    grade: str | None
    effect: str
    rule: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Pair:
    """A holding asked for at a course, with the facts a rule may read."""

    item: Item
    target: str | None
    scope: Scope


@dataclass(frozen=True)
class Match:
    """A rule that holds for a pair, or may hold; and why."""

    rule: Rule
    truth: Decision
    reasons: tuple[Reason, ...]


def because(cited: Cited, code: str, **facts: str) -> Reason:
    return Reason(cited.name, cited.clause, code, facts)


def proposal(pair: Pair, match: Match) -> Proposal:
    """Work out what a matching rule gives the pair."""
    rule = match.rule
    low, high, trouble = _credits(rule, pair.scope)
    return Proposal(
        item=pair.item.id,
        target=pair.target,
        credits=low,
        credits_max=high,
        grade=_grade(rule.grade, pair.scope),
        effect=rule.effect.value,
        rule=rule.cited.name,
        reasons=(*match.reasons, *trouble),
    )


def explained(
    cited: Cited, truth: Decision, judged: tuple[Judged, ...], *, passed: str
) -> tuple[Reason, ...]:
    """Say what held, in one reason; or each condition that failed or is open."""
    if truth is YES:
        inputs = {part.field: part.found or "" for part in judged}
        return (Reason(cited.name, cited.clause, passed, inputs),)
    reasons = []
    for part in judged:
        if part.truth is NO:
            reasons.append(because(cited, "condition_failed", **part.facts()))
        elif part.truth is UNDECIDED and truth is UNDECIDED:
            is_finding = (
                part.field.startswith("finding.") or "finding." in part.expected
            )
            code = "finding_missing" if is_finding else "fact_unknown"
            reasons.append(because(cited, code, **part.facts()))
    return tuple(reasons)


def _credits(
    rule: Rule, scope: Scope
) -> tuple[Credits, Credits | None, tuple[Reason, ...]]:
    """Work out the credits: what is certain, the most possible, and what is open."""
    try:
        amount = rule.credits.amount(scope)
    except NoValueError:
        why = because(rule.cited, "formula_has_no_value", formula=rule.credits.text)
        return ZERO, None, (why,)
    if amount.known is None:
        fields = "、".join(sorted(amount.unknown))
        why = because(
            rule.cited, "amount_unknown", formula=rule.credits.text, field=fields
        )
        return ZERO, _floor(amount.high), (why,)
    try:
        credits = Credits.exactly(amount.known)
    except BadValueError:
        why = because(
            rule.cited,
            "credits_not_exact",
            formula=rule.credits.text,
            found=str(amount.known),
        )
        return ZERO, _floor(amount.known), (why,)
    return credits, credits, ()


def _floor(amount: Fraction | None) -> Credits | None:
    return None if amount is None else Credits(int(amount * 100))


def _grade(rule: GradeRule | None, scope: Scope) -> str | None:
    """Give the grade to record; None where the source gives none to work from."""
    if rule is None:
        return None
    if rule.formula is None:
        return (rule.values or {}).get(scope.get(rule.field, ""))
    try:
        known = rule.formula.amount(scope).known
    except NoValueError:
        return None
    return None if known is None else shown(known)
