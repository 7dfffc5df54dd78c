"""Facts that a policy file makes of others."""

from __future__ import annotations

from creditbank.core.policies.context import Context
from creditbank.core.policies.dimensions import PLAIN
from creditbank.core.policies.fields import FieldType, Kind
from creditbank.core.policies.lookups import Bands, Lookup
from creditbank.core.policies.reading_conditions import conditions
from creditbank.core.policies.tables import Table
from creditbank.core.policies.values import Derived, DerivedCase

FORMS = ("word", "number", "table")  # what a case may give, one of them


def declare_derived(context: Context) -> None:
    """Name the facts made of others before the tables that are read by them."""
    for table in context.table.tables("derived"):
        unit = context.unit(table, "unit")
        kind = Kind(
            FieldType.TEXT if unit is None else FieldType.NUMBER, unit or PLAIN, None
        )
        context.declare(f"derived.{table.text('derived')}", kind, table.node)


def derived(context: Context) -> tuple[Derived, ...]:
    """Read facts made of others; each may read those before it."""
    found: list[Derived] = []
    later = [
        f"derived.{part.text('derived')}" for part in context.table.tables("derived")
    ]
    for table in context.table.tables("derived"):
        name = table.given("derived")
        context.named(table, f"derived.{name}")
        cases = tuple(_derived_case(context, one) for one in table.tables("cases"))
        if not cases:
            table.fault(table.node, "missing", name="cases")
        one = Derived(name, table.given("clause"), table.given("published"), cases)
        for field in sorted(one.fields & set(later[len(found) :])):
            facts = {"name": name, "field": field}
            table.fault(table.node, "reads_itself_or_later", **facts)
        table.read.add("unit")
        table.end()
        found.append(one)
    return tuple(found)


def _derived_case(context: Context, table: Table) -> DerivedCase:
    when = conditions(context, table, "when")
    word = table.text("word") if table.has("word") else None
    number = context.formula(table, "number") if table.has("number") else None
    source = table_named(context, table) if table.has("table") else None
    if sum(table.has(name) for name in FORMS) != 1:
        table.fault(table.node, "one_value_needed", known="、".join(FORMS))
    table.end()
    return DerivedCase(when, word, number, source)


def table_named(context: Context, table: Table) -> Lookup | Bands | None:
    name = table.text("table")
    found = context.lookups.get(name) or context.bands.get(name)
    if found is None:
        table.fault(table.node, "unknown_ladder_or_table", name=name)
    return found
