"""Numbers, tables and grades of a policy file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from creditbank.core.policies.context import Context
from creditbank.core.policies.dates import days_of
from creditbank.core.policies.dimensions import PLAIN
from creditbank.core.policies.fields import FieldType, Kind, Vocabulary
from creditbank.core.policies.lookups import Band, Bands, Distribution, Lookup, Rows
from creditbank.core.policies.model import (
    Constant,
    DeclaredFact,
    FindingAsked,
    Step,
    Words,
)
from creditbank.core.policies.nodes import Node
from creditbank.core.policies.reading_derived import declare_derived, derived
from creditbank.core.policies.tables import Table
from creditbank.core.policies.values import Derived
from creditbank.core.values import exact

ROLES = ("reviewer", "officer", "teacher", "college", "committee", "registrar")
YES_NO = ("yes", "no")
JUDGED_UNITS = ("yes_no", "one_of", "group")  # findings that are words
FACTS_OF = ("item", "learner", "programme", "target")
HUNDRED = Fraction(100)


@dataclass(frozen=True)
class PolicyWords:
    """What the rest of a policy may name."""

    constants: tuple[Constant, ...]
    facts: tuple[DeclaredFact, ...]
    findings: tuple[FindingAsked, ...]
    derived: tuple[Derived, ...]
    ladders: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    lookups: Mapping[str, Lookup]
    bands: Mapping[str, Bands]
    distributions: Mapping[str, Distribution]
    says: Mapping[str, Words]
    vocabulary: Vocabulary


def vocabulary(context: Context) -> PolicyWords:
    """Read all that rules may name, in the order in which one may rest on another."""
    ladders(context)
    tables(context)
    known = constants(context), facts(context), findings(context)
    declare_derived(context)
    lookups(context)
    bands(context)
    distributions(context)
    return PolicyWords(
        *known,
        derived(context),
        context.ladders,
        context.tables,
        context.lookups,
        context.bands,
        context.distributions,
        context.says,
        context.vocabulary,
    )


def ladders(context: Context) -> None:
    part = context.table.table("ladders")
    if part is None:
        return
    for name, node in part.node_pairs:
        words = part.words(name)
        if len(set(words)) != len(words):
            context.table.fault(node, "row_twice", name=name)
        context.ladders[name] = words


def tables(context: Context) -> None:
    part = context.table.table("tables")
    for name, node in part.node_pairs if part is not None else ():
        rows = Table(node, context.table.faults)
        context.tables[name] = {key: rows.words(key) for key, _ in rows.node_pairs}


def constants(context: Context) -> tuple[Constant, ...]:
    found = []
    for table in context.table.tables("constants"):
        cited = context.cited(table, "constant")
        value = table.parsed("value", exact)
        unit = table.text("unit", "")
        kind = Kind(FieldType.NUMBER, context.unit(table, "unit") or PLAIN)
        context.declare(f"const.{cited.name}", kind, table.node)
        context.named(table, f"const.{cited.name}")
        found.append(
            Constant(
                cited.name,
                table.text("value") if value is not None else "0",
                unit,
                cited,
            )
        )
        table.end()
    return tuple(found)


def facts(context: Context) -> tuple[DeclaredFact, ...]:
    """Read the facts the policy declares beyond ours."""
    found = []
    for table in context.table.tables("facts"):
        name = table.text("fact")
        of, dot, _ = name.partition(".")
        if of not in FACTS_OF or not dot:
            table.fault(table.node, "fact_of_what", name=name)
        kind = context.enum(table, "type", FieldType)
        unit = context.unit(table, "unit") or PLAIN
        low, high = context.bounds(table)
        context.declare(name, Kind(kind, unit, low, high), table.node)
        context.says[name] = says = context.words(table, "says")
        found.append(DeclaredFact(name, kind.value, table.text("unit", ""), says))
        table.end()
    return tuple(found)


def findings(context: Context) -> tuple[FindingAsked, ...]:
    found = []
    for table in context.table.tables("findings"):
        name = table.given("finding")
        unit = table.text("unit")
        words = YES_NO if unit == "yes_no" else table.several("words")
        finding = FindingAsked(
            name=name,
            by_role=context.one_of(table, "by", ROLES),
            unit=unit,
            min=table.text("min", ""),
            max=table.text("max", ""),
            asks=context.words(table, "asks"),
            words=words,
            leaves_open=context.flag(table, "leaves_open"),
        )
        kind = _finding_kind(context, table, unit, words)
        context.declare(f"finding.{name}", kind, table.node)
        if unit == "one_of" and not words:
            table.fault(table.node, "missing", name="words")
        found.append(finding)
        table.end()
    return tuple(found)


def _finding_kind(
    context: Context, table: Table, unit: str, words: Sequence[str]
) -> Kind:
    if unit in JUDGED_UNITS:
        return Kind(FieldType.TEXT, words=tuple(words))
    low, high = context.bounds(table)
    return Kind(
        FieldType.NUMBER,
        context.unit(table, "unit") or PLAIN,
        Fraction(0) if low is None else low,
        high,
    )


def steps(context: Context) -> tuple[Step, ...]:
    found = []
    for table in context.table.tables("steps"):
        days = table.parsed("notice_days", days_of) if table.has("notice_days") else 0
        step = Step(
            name=table.given("step"),
            by_role=context.one_of(table, "by", ROLES),
            asks=context.words(table, "asks"),
            notice_days=days or 0,
        )
        table.end()
        found.append(step)
    return tuple(found)


def lookups(context: Context) -> None:
    """Read tables of numbers or words picked by one fact or more."""
    for table in context.table.tables("lookups"):
        name, unit = table.given("lookup"), context.unit(table, "unit")
        context.named(table, f"lookup.{name}")
        keys = table.several("keys")
        for key in keys:
            context.single(key, table.node_at("keys") or table.node)
        node = table.node_at("rows")
        rows: Rows = {}
        if node is None or not keys:
            table.fault(table.node, "missing", name="rows" if keys else "keys")
        else:
            rows = _rows(context, node, len(keys), is_number=unit is not None)
        table.end()
        lookup = Lookup(name, keys, rows, unit)
        context.lookups[name] = lookup
        if unit is not None:
            number = (lookup.amount(), unit, frozenset(keys), lookup.size)
            context.numbers[f"lookup.{name}"] = number


def _rows(context: Context, node: Node, depth: int, *, is_number: bool) -> Rows:
    table = Table(node, context.table.faults)
    rows: dict[str, Rows | str] = {}
    for key, part in table.node_pairs:
        if depth > 1:
            rows[key] = _rows(context, part, depth - 1, is_number=is_number)
        elif is_number:
            rows[key] = table.text(key) if table.parsed(key, exact) is not None else "0"
        else:
            rows[key] = table.text(key)
    return rows


def bands(context: Context) -> None:
    """Read scales cut into bands; overlaps and unmeant gaps are faults."""
    for table in context.table.tables("bands"):
        name, unit = table.given("bands"), context.unit(table, "unit")
        context.named(table, f"band.{name}")
        of = context.formula(table, "of")
        rows = [_band(one, is_number=unit is not None) for one in table.tables("rows")]
        _check_bands(table, rows, has_gaps=context.flag(table, "gaps"))
        table.end()
        found = Bands(name, of, tuple(row for row, _ in rows), unit)
        context.bands[name] = found
        if unit is not None:
            number = (found.amount(), unit, of.fields, found.size)
            context.numbers[f"band.{name}"] = number


def _band(table: Table, *, is_number: bool) -> tuple[Band, Table]:
    low = table.parsed("from", exact)
    high = table.parsed("to", exact) if table.has("to") else None
    if is_number:
        table.parsed("value", exact)
    value = table.text("value", "0" if is_number else None)
    table.end()
    return Band(low or Fraction(0), high, value), table


def _check_bands(
    table: Table, rows: Sequence[tuple[Band, Table]], *, has_gaps: bool
) -> None:
    """Refuse overlaps; and a gap wider than one, unless ``gaps: yes`` says it is meant.

    Scores are whole where bands end at 59 and begin at 60.
    """
    if not rows:
        table.fault(table.node, "missing", name="rows")
    for (band, _), (following, place) in pairwise(rows):
        facts = {"one": str(band.high or ""), "two": str(following.low)}
        if band.high is None or band.high >= following.low:
            table.fault(place.node, "bands_overlap", **facts)
        elif following.low - band.high > 1 and not has_gaps:
            table.fault(place.node, "bands_leave_a_hole", **facts)


def distributions(context: Context) -> None:
    for table in context.table.tables("distributions"):
        name, part = table.given("distribution"), table.table("grades")
        grades = []
        if part is None:
            table.fault(table.node, "missing", name="grades")
            continue
        for grade, _ in part.node_pairs:
            grades.append((grade, part.parsed(grade, exact) or Fraction(0)))
        total = sum((share for _, share in grades), Fraction(0))
        if total != HUNDRED:
            table.fault(table.node, "not_a_hundred", found=str(total))
        table.end()
        context.distributions[name] = Distribution(tuple(grades), name)
