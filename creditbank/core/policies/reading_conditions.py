"""Conditions of a policy file, from its tables to a tree."""

from __future__ import annotations

from creditbank.core.errors import BadValueError
from creditbank.core.policies.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Conditions,
    Held,
    NoneOf,
    Relation,
    condition,
    facts_of,
    looks_around,
)
from creditbank.core.policies.context import Context
from creditbank.core.policies.dates import DateFormula, date_formula_of
from creditbank.core.policies.fields import FieldType, Kind
from creditbank.core.policies.nodes import Node
from creditbank.core.policies.tables import Table

DEPTH_MAX = 6

HELD = {
    "holds": ("portfolio", True),
    "lacks": ("portfolio", False),
    "posted": ("prior", True),
    "not_posted": ("prior", False),
}
JOINED = ("any_of", "all_of", "none_of")
BOUNDS = (Relation.MIN, Relation.MAX, Relation.ABOVE, Relation.BELOW)
LADDERS = (Relation.AT_LEAST, Relation.AT_MOST)
SAME = (Relation.SAME_AS, Relation.NOT_SAME_AS)
LISTED = (Relation.HAS, Relation.LACKS)


def conditions(context: Context, table: Table, name: str) -> Conditions:
    """Read the conditions under ``name``; none at all always hold."""
    part = table.table(name)
    return ALWAYS if part is None else _all(context, part, 0)


def _all(context: Context, table: Table, depth: int) -> Conditions:
    if depth > DEPTH_MAX:
        table.fault(table.node, "too_deep")
        return ALWAYS
    parts: list[Conditions] = []
    for name, node in table.node_pairs:
        if name in JOINED:
            several = [_all(context, one, depth + 1) for one in table.tables(name)]
            if not several:
                table.fault(node, "empty_list", name=name)
                continue
            parts.append(_joined(name, several))
        elif name in HELD:
            place, wanted = HELD[name]
            like = _all(context, Table(node, table.faults), depth + 1)
            if place == "prior":
                context.of_posted |= facts_of(like)
            if looks_around(like):  # others of others: steps to the power of the depth
                table.fault(node, "too_deep")
            parts.append(Held(place, like, wanted))
        else:
            parts.extend(_field(context, table, name, node))
    return AllOf(tuple(parts))


def _joined(name: str, several: list[Conditions]) -> Conditions:
    if name == "all_of":
        return AllOf(tuple(several))
    either = AnyOf(tuple(several))
    return either if name == "any_of" else NoneOf(either)


def _field(context: Context, table: Table, name: str, node: Node) -> list[Condition]:
    kind = context.kind(name, node)
    if node.pairs is None:
        return [_in(name, kind, _known_words(table, name, kind))]
    return _related(context, Table(node, table.faults), name, kind)


def _in(name: str, kind: Kind | None, words: tuple[str, ...]) -> Condition:
    is_list = kind is not None and kind.type is FieldType.LIST
    return condition(name, Relation.HAS if is_list else Relation.IN, words=words)


def _related(
    context: Context, test: Table, name: str, kind: Kind | None
) -> list[Condition]:
    found = [one for one in Relation if test.has(one.value)]
    if not found:
        known = "、".join(one.value for one in Relation)
        test.fault(test.node, "relation_needed", field=name, known=known)
    made = [_one(context, test, name, kind, relation) for relation in found]
    test.end()
    return made


def _one(
    context: Context, test: Table, name: str, kind: Kind | None, relation: Relation
) -> Condition:
    if relation in BOUNDS:
        return _bound(context, test, name, kind, relation)
    is_list = kind is not None and kind.type is FieldType.LIST
    if kind is not None and is_list is not (relation in LISTED):
        test.fault(test.node, "relation_does_not_fit", field=name, name=relation.value)
    if relation in LADDERS:
        word, ladder = test.text(relation.value), test.text("on")
        if ladder not in context.ladders:
            test.fault(test.node, "unknown_ladder_or_table", name=ladder)
        steps = context.ladders.get(ladder, ())
        is_field = context.vocabulary.kind(word) is not None
        if steps and word not in steps and not is_field:
            test.fault(test.node, "not_on_ladder", value=word, name=ladder)
        return condition(name, relation, words=(word,), ladder=(ladder, steps))
    if relation is Relation.IN_TABLE:
        row, table = context.fact(test, relation.value), test.text("on")
        if table not in context.tables:
            test.fault(test.node, "unknown_ladder_or_table", name=table)
        rows = context.tables.get(table, {})
        return condition(name, relation, words=(row,), ladder=(table, ()), rows=rows)
    if relation in SAME:
        return condition(name, relation, words=(context.fact(test, relation.value),))
    return condition(name, relation, words=_known_words(test, relation.value, kind))


def _known_words(table: Table, name: str, kind: Kind | None) -> tuple[str, ...]:
    """Read words; where a finding may have some only, others are never found."""
    words = _words(table, name)
    known = kind.words if kind is not None else ()
    for word in words if known else ():
        if word not in known:
            facts = {"value": word[:80], "known": "、".join(known)}
            table.fault(table.members[name], "word_never_given", **facts)
    return words


def _words(table: Table, name: str) -> tuple[str, ...]:
    """Read one word, or a list of them with at least one."""
    node = table.node_at(name) or table.node
    if node.text is not None:
        return (node.text,)
    words = table.words(name)
    if not words and node.items is not None:
        table.fault(node, "empty_list", name=name)
    return words


def _bound(
    context: Context, test: Table, name: str, kind: Kind | None, relation: Relation
) -> Condition:
    if kind is not None and kind.type is FieldType.DATE:
        return condition(name, relation, day=day(context, test, relation.value))
    if kind is not None and kind.type is not FieldType.NUMBER:
        test.fault(test.node, "relation_does_not_fit", field=name, name=relation.value)
    formula = context.formula(test, relation.value)
    if kind is not None and kind.unit and formula.unit and kind.unit != formula.unit:
        node = test.members[relation.value]
        test.fault(node, "units_differ", **context.two_units(kind.unit, formula.unit))
    return condition(name, relation, formula=formula)


def day(
    context: Context, table: Table, name: str, more: tuple[str, ...] = ()
) -> DateFormula:
    """Read a date formula; ``more`` are date facts known only here."""
    text, node = table.text(name), table.node_at(name) or table.node
    try:
        formula = date_formula_of(text)
    except BadValueError:
        if table.has(name):
            table.fault(node, "bad_value", name=name, value=text[:80])
        return DateFormula(text, "1970-01-01")
    field = formula.field
    if field is not None and field not in more:
        kind = context.kind(field, node)
        if kind is not None and kind.type is not FieldType.DATE:
            table.fault(node, "not_a_date_field", field=field)
    return formula
