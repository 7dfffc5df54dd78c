"""Caps, minimums, groups and windows of a policy file."""

from __future__ import annotations

from creditbank.core.policies.context import Context
from creditbank.core.policies.dates import DateFormula, days_of
from creditbank.core.policies.fields import TERM_DATES
from creditbank.core.policies.formulas import Formula
from creditbank.core.policies.parts import (
    Bites,
    Cap,
    Cited,
    Counts,
    Group,
    Minimum,
    Window,
)
from creditbank.core.policies.reading_conditions import conditions, day
from creditbank.core.policies.tables import Table

OVER = {"all": (), "item": ("item.id",), "target": ("target.code",)}
COUNTED_UNITS = {
    Counts.CREDITS: "credits",
    Counts.LINES: "courses",
    Counts.ITEMS: "items",
}


def group(context: Context, table: Table) -> Group:
    group = Group(
        cited=context.cited(table, "group"),
        by=_over(context, table, "by"),
        rank=context.fact(table, "highest") if table.has("highest") else "",
        ladder=table.text("on", "") if table.has("highest") else "",
        nets=context.flag(table, "nets"),
    )
    if group.rank and group.ladder not in context.ladders:
        table.fault(table.node, "unknown_ladder_or_table", name=group.ladder)
    table.end()
    return group


def _over(context: Context, table: Table, name: str) -> tuple[str, ...]:
    """Read what lines are counted by: a known word, or one fact or more."""
    node = table.node_at(name)
    if node is None:
        table.fault(table.node, "missing", name=name)
        return ()
    if node.text is not None and node.text in OVER:
        return OVER[node.text]
    names = table.words(name) if node.items is not None else (table.text(name),)
    for one in names:
        context.single(one, node)
    return names


def cap(context: Context, table: Table) -> Cap:
    counts = context.enum(table, "counts", Counts)
    cap = Cap(
        cited=context.cited(table, "cap"),
        counts=counts,
        over=_over(context, table, "over"),
        where=conditions(context, table, "where"),
        max=context.formula(table, "max", COUNTED_UNITS[counts]),
        bites=context.enum(table, "bites", Bites),
        step=context.formula(table, "step", "credits") if table.has("step") else None,
        within=table.text("within", ""),
    )
    if cap.bites is Bites.TRIM and cap.counts is not Counts.CREDITS:
        table.fault(table.node, "trims_credits_only")
    if cap.step is not None and not _is_step(cap.step):
        table.fault(table.node_at("step") or table.node, "step_is_no_amount")
    table.end()
    return cap


def _is_step(formula: Formula) -> bool:
    """Tell whether a formula is a number of hundredths, one or more, for every case."""
    known = formula.constant.known if formula.constant is not None else None
    return known is not None and known > 0 and (known * 100).denominator == 1


def minimum(context: Context, table: Table) -> Minimum:
    counts = context.enum(table, "counts", Counts)
    minimum = Minimum(
        cited=context.cited(table, "minimum"),
        counts=counts,
        where=conditions(context, table, "where"),
        needed_by=conditions(context, table, "needed_by"),
        min=context.formula(table, "min", COUNTED_UNITS[counts]),
    )
    table.end()
    return minimum


def window(context: Context, table: Table) -> Window:
    cited = context.cited(table, "window")
    if table.has("after"):
        return _days_after(context, table, cited)
    opens = day(context, table, "opens", TERM_DATES)
    closes = day(context, table, "closes", TERM_DATES)
    possible = (
        day(context, table, "closes_possible", TERM_DATES)
        if table.has("closes_possible")
        else closes
    )
    table.end()
    return Window(cited, opens, closes, possible)


def _days_after(context: Context, table: Table, cited: Cited) -> Window:
    """Read ``after: term.starts_on, days: 7``: the first day counts as one."""
    start = context.one_of(table, "after", TERM_DATES)
    days = table.parsed("days", days_of) or 1
    last = days
    if table.has("days_possible"):
        last = max(days, table.parsed("days_possible", days_of) or 0)
    table.end()
    return Window(
        cited,
        DateFormula(start, start),
        DateFormula(f"{start} + {days - 1} days", start, ((days - 1, "day"),)),
        DateFormula(f"{start} + {last - 1} days", start, ((last - 1, "day"),)),
    )
