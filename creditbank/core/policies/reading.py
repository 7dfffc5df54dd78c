"""From the nodes of a policy file to a Policy, or to all its faults at once."""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.core.errors import BadValueError
from creditbank.core.policies import reading_values as values
from creditbank.core.policies.conditions import Conditions
from creditbank.core.policies.context import Context
from creditbank.core.policies.model import (
    LANGUAGE,
    By,
    Effect,
    Gate,
    Objective,
    Policy,
    Rule,
    Slot,
    Source,
)
from creditbank.core.policies.nodes import Fault, Node, PolicyFaultsError
from creditbank.core.policies.reading_conditions import conditions
from creditbank.core.policies.reading_grades import grade, piecewise
from creditbank.core.policies.reading_limits import cap, group, minimum, window
from creditbank.core.policies.reading_names import check_names
from creditbank.core.policies.tables import Table
from creditbank.core.values import Digest, Period, day_of

PURPOSES = ("deposit", "convert")
# What is read by these names already.
TAKEN = frozenset(
    {
        *("learner", "programme", "item", "target", "finding", "line", "derived"),
        *("case", "const", "lookup", "band", "around", "term", "as_of"),
    }
)


def policy_of(root: Node, digest: Digest) -> Policy:
    """Read a policy whose bytes have ``digest``; raises PolicyFaultsError."""
    faults: list[Fault] = []
    policy = _policy(Context(Table(root, faults)), digest)
    if faults:
        raise PolicyFaultsError(
            tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))
        )
    return policy


def _policy(context: Context, digest: Digest) -> Policy:
    table = context.table
    if table.text("language") != LANGUAGE:
        table.fault(table.node, "language_not_known", known=LANGUAGE)
    words = values.vocabulary(context)
    supersedes, keeps_old = _supersedes(context)
    objectives = _objectives(context)
    effective, by = _effective(context)
    policy = Policy(
        code=table.given("code"),
        version=table.given("version"),
        authority=table.given("authority"),
        purpose=context.one_of(table, "purpose", PURPOSES),
        programmes=table.several("programmes"),
        title=context.words(table, "title"),
        summary=context.words(table, "summary"),
        source=_source(context),
        effective=effective,
        by=by,
        supersedes=supersedes,
        keeps_old=keeps_old,
        objective=context.one_of(table, "objective", ("credits", *objectives)),
        objectives=objectives,
        rules=tuple(_rule(context, part) for part in table.tables("rules")),
        gates=_gates(context),
        groups=tuple(group(context, part) for part in table.tables("groups")),
        caps=tuple(cap(context, part) for part in table.tables("caps")),
        minimums=tuple(minimum(context, part) for part in table.tables("minimums")),
        windows=tuple(window(context, part) for part in table.tables("windows")),
        steps=values.steps(context),
        digest=digest,
        **vars(words),
        of_posted=frozenset(context.of_posted),
    )
    check_names(table)
    table.read |= {"examples", "common_case"}  # by whoever runs them
    table.end()
    return policy


def _gates(context: Context) -> tuple[Gate, ...]:
    own = (_gate(context, part) for part in context.table.tables("gates"))
    return (*_scope(context), *own)


def _source(context: Context) -> Source:
    part = context.table.table("source")
    if part is None:
        context.table.fault(context.table.node, "missing", name="source")
        return Source("", "", "")
    source = Source(
        document=part.given("document"),
        address=part.text("address", ""),
        completeness=part.given("completeness"),
        number=part.text("number", ""),
        date=part.text("date", ""),
    )
    part.end()
    return source


def _effective(context: Context) -> tuple[Period, By]:
    part = context.table.table("effective")
    if part is None:
        context.table.fault(context.table.node, "missing", name="effective")
        return Period(), By.SUBMITTED_ON
    by = context.enum(part, "by", By)
    starts = part.parsed("from", day_of)
    ends = part.parsed("to", day_of) if part.has("to") else None
    part.end()
    try:
        return Period(starts, ends), by
    except BadValueError:
        part.fault(part.node, "ends_before_it_starts")
        return Period(), by


def _supersedes(context: Context) -> tuple[str, Conditions | None]:
    """Read which version this one takes the place of, and who keeps the old one."""
    part = context.table.table("supersedes")
    if part is None:
        return "", None
    version = part.given("version")
    keeps = conditions(context, part, "kept_by") if part.has("kept_by") else None
    part.end()
    return version, keeps


def _objectives(context: Context) -> Mapping[str, Objective]:
    found = {}
    for part in context.table.tables("objectives"):
        name = part.given("objective")
        found[name] = Objective(
            name, context.words(part, "says"), conditions(context, part, "where")
        )
        part.end()
    return found


def _scope(context: Context) -> list[Gate]:
    """Read whom the whole policy is for: a gate before every other."""
    part = context.table.table("scope")
    if part is None:
        return []
    gate = Gate(context.cited(part, "scope"), conditions(context, part, "when"))
    part.end()
    return [gate]


def _rule(context: Context, table: Table) -> Rule:
    slots = tuple(_slot(context, part) for part in table.tables("with"))
    context.vocabulary.slots = {slot.name for slot in slots}
    rule = Rule(
        cited=context.cited(table, "rule"),
        when=conditions(context, table, "when"),
        effect=context.enum(table, "effect", Effect),
        credits=piecewise(context, table, "credits", "credits"),
        grade=grade(context, table),
        bundle=table.several("bundle"),
        slots=slots,
        is_fallback=context.flag(table, "fallback"),
        alternative_to=table.text("alternative_to", ""),
        without_target=context.flag(table, "without_target"),
        consumes=context.formula(table, "consumes", "credits")
        if table.has("consumes")
        else None,
        term=context.fact(table, "term") if table.has("term") else "",
    )
    context.vocabulary.slots = set()
    if rule.bundle and rule.without_target:
        table.fault(table.node, "bundle_without_target")
    table.end()
    return rule


def _slot(context: Context, table: Table) -> Slot:
    slot = Slot(table.text("holding"), conditions(context, table, "when"))
    if slot.name in TAKEN:
        table.fault(table.node, "name_used_twice", name=slot.name)
    if not slot.name.isidentifier():
        table.fault(table.node, "bad_value", name="holding", value=slot.name[:40])
    table.end()
    return slot


def _gate(context: Context, table: Table) -> Gate:
    gate = Gate(context.cited(table, "gate"), conditions(context, table, "when"))
    table.end()
    return gate
