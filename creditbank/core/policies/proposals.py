"""What one rule would give one holding at one course: credits, grade, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from creditbank.core.errors import BadValueError
from creditbank.core.policies.amounts import NoRowError, NoValueError
from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.cases import Item
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, Conditions, every
from creditbank.core.policies.grades import Grade, GradeState
from creditbank.core.policies.model import Cited, Policy, Rule
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.values import ZERO, Credits


@dataclass(slots=True)
class Proposal:
    """One line a rule would give.

    ``given`` tells whether all it gives is known, should its rule hold.
    """

    items: tuple[str, ...]
    target: str | None
    credits: Credits
    credits_max: Credits | None
    grade: str | None
    effect: str
    rule: str
    term: str | None
    truth: Decision
    reasons: tuple[Reason, ...]
    scope: Scope = field(repr=False, compare=False)
    given: Decision = YES
    consumes: Credits = ZERO
    version: str = ""  # of the policy that the rule stands in


@dataclass(slots=True)
class Option:
    """Lines that stand or fall together: one, or all courses of a bundle.

    Options of the same ``exclusive`` key are alternatives, tried by ``rank``. One
    ``is_named`` where the learner asked for just this, holding and course. A fallback
    ``waits_for`` the holding that an open rule before it may give a course.
    """

    truth: Decision
    issued_on: str
    lines: tuple[Proposal, ...]
    rank: int = 0
    exclusive: str = ""
    is_named: bool = False
    waits_for: str = ""

    @property
    def credits(self) -> Credits:
        return sum((line.credits for line in self.lines), ZERO)

    @property
    def credits_max(self) -> Credits | None:
        """Give the most it can earn; None where nothing bounds it."""
        total = ZERO
        for line in self.lines:
            if line.credits_max is None:
                return None
            total += line.credits_max
        return total

    @property
    def items(self) -> frozenset[str]:
        return frozenset(item for line in self.lines for item in line.items)

    @property
    def order(self) -> tuple[str, tuple[str, ...], str, int]:
        first = self.lines[0]
        return (self.issued_on, first.items, first.target or "", self.rank)


@dataclass(slots=True)
class Pair:
    """Holdings asked for at a course, with the facts a rule may read."""

    items: tuple[Item, ...]
    target: str | None
    scope: Scope

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)


def because(cited: Cited, code: str, **facts: str) -> Reason:
    return Reason(cited.name, cited.clause, code, facts)


def proposal(
    policy: Policy,
    pair: Pair,
    rule: Rule,
    truth: Decision,
    shared: tuple[Reason, ...],
) -> Proposal:
    """Work out what a rule that holds, or may hold, gives the pair.

    ``shared`` are the reasons that every line of the case has.
    """
    why = explained(policy, rule.cited, rule.when, pair.scope, truth, "rule_applies")
    low, high, credits_truth, credits_why = _credits(rule, pair.scope)
    if credits_truth is YES:
        credits_why = _reckoned(policy, rule, pair.scope, low)
    grade, grade_truth, grade_why = _grade(policy, rule, pair.scope)
    spent, spent_truth, spent_why = _spent(rule, pair.scope)
    given = every((credits_truth, grade_truth, spent_truth))
    facts = {"rule": rule.cited.name, "effect": rule.effect.value}
    term = reader(rule.term)(pair.scope) if rule.term else None
    if term is not None:
        facts["term"] = term
    return Proposal(
        items=pair.ids,
        target=pair.target,
        credits=low,
        credits_max=high,
        grade=grade,
        effect=rule.effect.value,
        rule=rule.cited.name,
        term=term,
        truth=every((truth, given)),
        reasons=(*why, *credits_why, *grade_why, *spent_why, *shared),
        scope={**pair.scope, "line": facts},
        given=given,
        consumes=spent,
        version=policy.version,
    )


def explained(
    policy: Policy,
    cited: Cited,
    when: Conditions,
    scope: Scope,
    truth: Decision,
    passed: str,
) -> tuple[Reason, ...]:
    """Say what held, in one reason; or each condition that failed or is open."""
    if truth is YES:
        return (Reason(cited.name, cited.clause, passed, _inputs(when, scope)),)
    reasons = []
    for part in when.judged(scope):
        if part.truth is NO:
            reasons.append(because(cited, "condition_failed", **part.facts()))
        elif part.truth is UNDECIDED and truth is UNDECIDED:
            code = _open_code(policy, part.field, part.expected)
            reasons.append(because(cited, code, **part.facts()))
    return tuple(reasons)


def _inputs(when: Conditions, scope: Scope) -> dict[str, str]:
    """Name what was read; of other things, all that was asked, one in a line."""
    facts: dict[str, str] = {}
    for name, found in when.inputs(scope):
        before = facts.get(name)
        is_more = before is not None and found not in before.split("\n")
        facts[name] = f"{before}\n{found}" if is_more else found
    return facts


def _open_code(policy: Policy, field_name: str, expected: str = "") -> str:
    """Tell a judgement not given from a gap of the wording, or an unknown fact."""
    names = [
        one.name
        for one in policy.findings
        if f"finding.{one.name}" == field_name or f"finding.{one.name}" in expected
    ]
    if not names:
        return "fact_unknown"
    gap = policy.asked[names[0]].leaves_open
    return "policy_leaves_open" if gap else "finding_missing"


def option_of(
    shared: Decision, lines: tuple[Proposal, ...], *, sure: bool, exclusive: str
) -> Option:
    """Bind lines into one option, no surer than its least sure line."""
    truth = every([shared, *(line.truth for line in lines)])
    if truth is YES and not sure:
        truth = UNDECIDED
    issued = min(
        line.scope.get("item", {}).get("issued_on", "9999-12-31") for line in lines
    )
    return Option(truth, issued, lines, exclusive=exclusive)


def without_needless_refusals(options: Sequence[Option]) -> list[Option]:
    """Leave out refusals of holdings that a line of several draws on."""
    used = {
        (item, line.target)
        for one in options
        if one.truth is not NO
        for line in one.lines
        if len(line.items) > 1
        for item in line.items
    }
    return [
        one
        for one in options
        if one.truth is not NO
        or (one.lines[0].items[0], one.lines[0].target) not in used
    ]


_Worked = tuple[Credits, Credits | None, Decision, tuple[Reason, ...]]


def _credits(rule: Rule, scope: Scope) -> _Worked:
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


def _reckoned(
    policy: Policy, rule: Rule, scope: Scope, credits: Credits
) -> tuple[Reason, ...]:
    """Say how the credits came out, where they are not just written or carried over."""
    chosen = rule.credits.chosen(scope)
    if chosen is None:
        return ()
    formula, facts = chosen.amount, _inputs(chosen.when, scope)
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
    _, _, truth, why = _credits(rule, scope)
    if rule.credits.may_lack or "amount_unknown" not in {one.code for one in why}:
        return truth
    low = rule.credits.amount(scope).low
    return UNDECIDED if low is None or low < 0 else YES


def _floor(amount: Fraction | None) -> Credits | None:
    return None if amount is None else Credits(max(int(amount * 100), 0))


def _grade(
    policy: Policy, rule: Rule, scope: Scope
) -> tuple[str | None, Decision, tuple[Reason, ...]]:
    """Give the grade to record; None where the source gives none to work from."""
    if rule.grade is None:
        return None, YES, ()
    grade: Grade = rule.grade.grade(scope)
    if grade.state is GradeState.OPEN:
        code = f"grade_{_open_code(policy, grade.why, grade.why)}"
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


def _spent(rule: Rule, scope: Scope) -> tuple[Credits, Decision, tuple[Reason, ...]]:
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
