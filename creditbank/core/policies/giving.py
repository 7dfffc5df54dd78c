"""What a rule gives where it holds: credits, a grade, bank value it spends."""

from __future__ import annotations

from fractions import Fraction

from creditbank.core.errors import BadValueError
from creditbank.core.policies.amounts import NoRowError, NoValueError
from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.conditions import NO, UNDECIDED, YES
from creditbank.core.policies.explained import because, inputs_of, open_code
from creditbank.core.policies.grades import Grade, GradeState
from creditbank.core.policies.model import Policy, Rule
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.values import ZERO, Credits

_Worked = tuple[Credits, Credits | None, Decision, tuple[Reason, ...]]


def credits_of(rule: Rule, scope: Scope) -> _Worked:
    """Work out the credits: what is certain, the most possible, and what is open."""
    formula = rule.credits.text
    try:
        amount = rule.credits.amount(scope)
    except NoRowError as error:
        why = because(rule.cited, "no_row", table=error.table, found=error.found)
        return ZERO, ZERO, NO, (why,)
    except NoValueError:
        why = because(rule.cited, "formula_has_no_value", formula=formula)
        return ZERO, None, UNDECIDED, (why,)
    if amount.known is None:
        fields = "、".join(sorted(amount.unknown))
        why = because(rule.cited, "amount_unknown", formula=formula, field=fields)
        return _floor(amount.low) or ZERO, _floor(amount.high), UNDECIDED, (why,)
    try:
        credits = Credits.exactly(amount.known)
    except BadValueError:
        found = str(amount.known)
        why = because(rule.cited, "credits_not_exact", formula=formula, found=found)
        return ZERO, _floor(amount.known), UNDECIDED, (why,)
    if credits < ZERO:
        why = because(rule.cited, "below_zero", formula=formula, found=str(credits))
        return ZERO, ZERO, NO, (why,)
    return credits, credits, YES, ()


def reckoned(
    policy: Policy, rule: Rule, scope: Scope, credits: Credits
) -> tuple[Reason, ...]:
    """Say how the credits came out, where they are not just written or carried over."""
    chosen = rule.credits.chosen(scope)
    if chosen is None:
        return ()
    formula, facts = chosen.amount, inputs_of(chosen.when, scope)
    if not facts and (
        not formula.fields
        or (formula.text in formula.fields and formula.text not in policy.made_of)
    ):
        return ()
    made = (policy.made_of.get(name, frozenset()) for name in formula.fields)
    for name in sorted(formula.fields.union(*made)):
        found = reader(name)(scope)
        if found is not None and name not in facts:
            facts[name] = found
    told = {"formula": formula.text, "credits": str(credits), **facts}
    return (because(rule.cited, "credits_reckoned", **told),)


def gives(rule: Rule, scope: Scope) -> Decision:
    """Tell whether a rule gives something, however much.

    What no table may lack a row for, and is not below zero, is something.
    """
    _, _, truth, why = credits_of(rule, scope)
    if rule.credits.may_lack or "amount_unknown" not in {one.code for one in why}:
        return truth
    low = rule.credits.amount(scope).low
    return UNDECIDED if low is None or low < 0 else YES


def _floor(amount: Fraction | None) -> Credits | None:
    return None if amount is None else Credits(max(int(amount * 100), 0))


def grade_of(
    policy: Policy, rule: Rule, scope: Scope
) -> tuple[str | None, Decision, tuple[Reason, ...]]:
    """Give the grade to record; None where the source gives none to work from."""
    if rule.grade is None:
        return None, YES, ()
    grade: Grade = rule.grade.grade(scope)
    if grade.state is GradeState.OPEN:
        code = f"grade_{open_code(policy, grade.why, grade.why)}"
        return None, UNDECIDED, (because(rule.cited, code, field=grade.why),)
    if grade.state is GradeState.NO_VALUE:
        why = because(rule.cited, "formula_has_no_value", formula=grade.why)
        return None, UNDECIDED, (why,)
    if grade.state is GradeState.NOT_EXACT:
        why = because(rule.cited, "grade_not_exact", found=grade.why)
        return None, UNDECIDED, (why,)
    if grade.state is GradeState.TIED:
        return None, UNDECIDED, (because(rule.cited, "grade_tied", grades=grade.why),)
    without = tuple(
        because(rule.cited, "no_grade", field=name, found=text)
        for name, text in grade.found.items()
    )
    return grade.text, YES, without


def spent_of(rule: Rule, scope: Scope) -> tuple[Credits, Decision, tuple[Reason, ...]]:
    """Work out how much bank value the line spends; nothing is spent by guess."""
    if rule.consumes is None:
        return ZERO, YES, ()
    formula = rule.consumes.text
    try:
        amount = rule.consumes.amount(scope)
    except NoValueError:
        why = because(rule.cited, "formula_has_no_value", formula=formula)
        return ZERO, UNDECIDED, (why,)
    if amount.known is None:
        fields = "、".join(sorted(amount.unknown))
        why = because(rule.cited, "spending_unknown", formula=formula, field=fields)
        return ZERO, UNDECIDED, (why,)
    try:
        return Credits.exactly(amount.known), YES, ()
    except BadValueError:
        found = str(amount.known)
        why = because(rule.cited, "credits_not_exact", formula=formula, found=found)
        return ZERO, UNDECIDED, (why,)
