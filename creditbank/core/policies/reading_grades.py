"""What a rule of a policy file gives: its credits and its grade."""

from __future__ import annotations

from collections.abc import Sequence

from creditbank.core.policies.conditions import (
    AllOf,
    Condition,
    Conditions,
    Relation,
)
from creditbank.core.policies.context import Context
from creditbank.core.policies.grades import GradeCase, GradeRule
from creditbank.core.policies.lookups import Distribution, Matching
from creditbank.core.policies.reading_conditions import conditions
from creditbank.core.policies.reading_derived import table_named
from creditbank.core.policies.tables import Table
from creditbank.core.policies.values import Piece, Piecewise

METHODS = ("midpoint", "highest", "lowest")
TIES = ("highest", "lowest")


def piecewise(context: Context, table: Table, name: str, unit: str) -> Piecewise:
    """Read one formula, or a list of them with the conditions of each."""
    node = table.node_at(name)
    if node is None or node.items is None:
        formula = context.formula(table, name, unit)
        return Piecewise((Piece(conditions(context, table, "-"), formula),))
    pieces = []
    for part in table.tables(name):
        when = conditions(context, part, "when")
        pieces.append(Piece(when, context.formula(part, "value", unit)))
        part.end()
    if not pieces:
        table.fault(node, "empty_list", name=name)
    return Piecewise(tuple(pieces), is_whole=_is_whole(context, pieces))


def _is_whole(context: Context, pieces: Sequence[Piece]) -> bool:
    """Tell whether some piece is the one whatever a finding says: each word has one."""
    said: dict[str, set[str]] = {}
    for piece in pieces:
        key = _sole_word(piece.when)
        if key is not None:
            said.setdefault(key[0], set()).update(key[1])
    kinds = {name: context.vocabulary.kind(name) for name in said}
    return any(
        kind is not None and kind.words and said[name].issuperset(kind.words)
        for name, kind in kinds.items()
    )


def _sole_word(when: Conditions) -> tuple[str, tuple[str, ...]] | None:
    """Name the finding that alone decides a piece, and the words it may be."""
    parts = when.parts if isinstance(when, AllOf) else ()
    if len(parts) != 1 or not isinstance(parts[0], Condition):
        return None
    one = parts[0]
    is_word = one.relation is Relation.IN and one.field.startswith("finding.")
    return (one.field, one.words) if is_word else None


def grade(context: Context, table: Table) -> GradeRule | None:
    """Read the grade of a rule; cases in turn, or one form alone."""
    part = table.table("grade")
    if part is None:
        return None
    if part.has("cases"):
        cases = tuple(_grade_case(context, one) for one in part.tables("cases"))
        if not cases:
            part.fault(part.node, "missing", name="cases")
        part.end()
        return GradeRule(cases)
    return GradeRule((_grade_case(context, part),))


def _grade_case(context: Context, table: Table) -> GradeCase:
    when = conditions(context, table, "when")
    forms = [name for name in _GRADE_FORMS if table.has(name)]
    if len(forms) != 1:
        table.fault(table.node, "one_value_needed", known="、".join(_GRADE_FORMS))
        return GradeCase(when, word="")
    case = _GRADE_FORMS[forms[0]](context, table)
    table.end()
    return GradeCase(**{**vars(case), "when": when})


def _by_values(context: Context, table: Table) -> GradeCase:
    values = table.table("values")
    if values is None:
        table.fault(table.node, "missing", name="values")
    rows = {} if values is None else {k: values.text(k) for k, _ in values.node_pairs}
    return GradeCase(field=context.fact(table, "by"), values=rows)


def _by_distribution(context: Context, table: Table) -> GradeCase:
    part = table.table("distribution") or table
    names = [part.text("from"), part.text("to")]
    found = [context.distributions.get(name) for name in names]
    for name, one in zip(names, found, strict=True):
        if one is None:
            part.fault(part.node, "unknown_ladder_or_table", name=name)
    field = context.fact(part, "grade")
    method = context.one_of(part, "by", METHODS)
    ties = context.one_of(part, "ties", TIES) if part.has("ties") else ""
    if ties and method != "midpoint":
        part.fault(part.node_at("ties") or part.node, "ties_of_midpoints_only")
    part.end()
    source, target = (one or Distribution(()) for one in found)
    return GradeCase(matching=Matching(source, target, field, method, ties))


_GRADE_FORMS = {
    "word": lambda _context, table: GradeCase(word=table.text("word")),
    "formula": lambda context, table: GradeCase(
        formula=context.formula(table, "formula", "points")
    ),
    "table": lambda context, table: GradeCase(table=table_named(context, table)),
    "by": _by_values,
    "distribution": _by_distribution,
}
