"""The catalog: search it, show an outcome, load it from rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from creditbank.adapters.db import catalog
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.catalog import (
    QUERY_CHARACTERS_MAX,
    AwardingBody,
    BodyStatus,
    Outcome,
    OutcomeType,
    StatusInterval,
)
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.people import Actor, require
from creditbank.core.ports import World
from creditbank.core.tables import Record, Rows
from creditbank.core.values import Credits, Period, day_of, exact

PAGE = 30
PAGE_MAX = 100

Cells = Mapping[str, str]


def search(
    query: str,
    *,
    actor: Actor,
    world: World,
    limit: int = PAGE,
    after: str = "",
) -> tuple[list[Outcome], str | None]:
    """Find outcomes; give them with the cursor of the next page, None at the end."""
    del world
    require(actor, "catalog.search")
    if len(query) > QUERY_CHARACTERS_MAX:
        raise BadValueError("q", query[:40])
    limit = max(1, min(limit, PAGE_MAX))
    with reading() as session:
        found = catalog.search(session, query, limit=limit + 1, after=after)
    more = found[limit:]
    return found[:limit], found[limit - 1].code if more else None


def show(
    code: str, version: str | None, *, actor: Actor, world: World
) -> tuple[Outcome, AwardingBody | None]:
    """Give one version of an outcome, the newest where none is named."""
    del world
    require(actor, "catalog.show")
    with reading() as session:
        outcome = catalog.outcome(session, code, version)
        return outcome, catalog.body_or_none(session, outcome.body)


def named(
    keys: Iterable[tuple[str, str]], *, actor: Actor, world: World
) -> dict[tuple[str, str], Outcome]:
    """Give outcomes by their codes and versions, for pages that name many."""
    del world
    require(actor, "catalog.show")
    with reading() as session:
        return catalog.named(session, keys)


def load(
    files: Mapping[str, Sequence[Cells]],
    *,
    is_dry_run: bool = False,
    actor: Actor,
    world: World,
) -> int:
    """Load the catalog's files; give the number of new versions.

    ``awarding_bodies``, ``body_statuses``, ``outcomes``, and the files whose names
    begin with ``example_``, which fill blanks of outcomes and mark them as examples.
    All or nothing: raises RowFaultsError naming every cell at fault. The second time
    changes nothing; a changed row becomes the outcome's next version. A dry run only
    looks for faults.
    """
    require(actor, "institutions.load")
    rows = Rows(world.printer.unprintable)
    bodies = [_body(one) for one in _records(rows, files, "awarding_bodies")]
    statuses = [_status(one) for one in _records(rows, files, "body_statuses")]
    outcomes = {
        one.code: one
        for one in (_outcome(row) for row in _records(rows, files, "outcomes"))
    }
    for name in sorted(name for name in files if name.startswith("example_")):
        for record in _records(rows, files, name):
            _fill(record, outcomes)
    rows.end()
    if is_dry_run:
        return 0
    with transaction() as session:
        for row in bodies:
            session.merge(row)
        session.flush()
        if "body_statuses" in files:
            _keep_statuses(session, statuses)
        return sum(_keep(session, outcome) for outcome in outcomes.values())


def _keep_statuses(
    session: Session, statuses: Sequence[tuple[str, StatusInterval]]
) -> None:
    """Put the whole list in the place of the one before."""
    session.execute(delete(catalog.BodyStatusRow))
    session.add_all(
        catalog.BodyStatusRow(
            body=code,
            number=number,
            status=interval.status.value,
            starts_on=interval.period.starts_on,
            ends_on=interval.period.ends_on,
            source=interval.source,
        )
        for number, (code, interval) in enumerate(statuses, start=1)
    )


def _keep(session: Session, outcome: Outcome) -> bool:
    """Add the outcome as its next version, unless the newest says the same."""
    try:
        newest = catalog.outcome(session, outcome.code)
    except NotFoundError:
        catalog.keep(session, outcome)
        return True
    if replace(outcome, version=newest.version) == newest:
        return False
    catalog.keep(session, replace(outcome, version=str(int(newest.version) + 1)))
    return True


def _records(
    rows: Rows, files: Mapping[str, Sequence[Cells]], name: str
) -> list[Record]:
    return [
        Record(rows, f"{name}.csv", number, cells)
        for number, cells in enumerate(files.get(name, ()), start=1)
    ]


def _body(record: Record) -> catalog.BodyRow:
    return catalog.BodyRow(
        code=record.text("code", needed=True),
        name_zh=record.text("name_zh", needed=True),
        name_en=record.text("name_en"),
    )


def _status(record: Record) -> tuple[str, StatusInterval]:
    status = record.parsed("status", BodyStatus, BodyStatus.UNKNOWN)
    starts = record.parsed("from", day_of, None)
    ends = record.parsed("to", day_of, None)
    if starts and ends and ends < starts:
        record.fault("to", "ends_before_it_starts", ends.isoformat())
        ends = None
    interval = StatusInterval(status, Period(starts, ends), record.text("source"))
    return record.text("body", needed=True), interval


def _outcome(record: Record) -> Outcome:
    return Outcome(
        code=record.text("code", needed=True),
        version="1",
        type=record.parsed("type", OutcomeType, OutcomeType.TRAINING),
        name_zh=record.text("name_zh", needed=True),
        name_en=record.text("name_en"),
        certificate=record.text("certificate", needed=True),
        module=record.text("module"),
        level=record.text("level"),
        body=record.text("body"),
        hours=record.parsed("hours", _number, ""),
        bank_value=record.parsed("bank_value", Credits.of, None),
        valid_months=record.parsed("valid_months", _number, ""),
        starts_on=record.parsed("from", day_of, None),
        ends_on=record.parsed("to", day_of, None),
        source=record.text("source", needed=True),
        aliases=tuple(part for part in record.text("aliases").split("|") if part),
        examples=frozenset(part for part in record.text("examples").split("|") if part),
    )


def _number(text: str) -> str:
    exact(text)
    return text


def _fill(record: Record, outcomes: dict[str, Outcome]) -> None:
    """Fill one blank of an outcome with example data, and mark it so."""
    code, name = record.text("code", needed=True), record.text("field", needed=True)
    if code not in outcomes:
        record.fault("code", "unknown", code)
        return
    if getattr(outcomes[code], name, None):
        record.fault("field", "already_published", name)
        return
    examples = outcomes[code].examples | {name}
    match name:
        case "bank_value":
            amount = record.parsed("value", Credits.of, None)
            outcomes[code] = replace(
                outcomes[code], bank_value=amount, examples=examples
            )
        case "name_en" | "hours" | "valid_months":
            value = {name: record.text("value", needed=True)}
            outcomes[code] = replace(outcomes[code], examples=examples, **value)  # type: ignore[arg-type]
        case _:
            record.fault("field", "unknown", name)
