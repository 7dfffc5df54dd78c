"""Give a table of the bank as rows of texts: what `load` reads, it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy.orm import Session

from creditbank.adapters.db import exports
from creditbank.adapters.db.base import reading
from creditbank.core.errors import BadValueError
from creditbank.core.people import Actor, require
from creditbank.core.ports import World

# kind -> its columns, in the order they are written
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "institutions": ("code", "name_zh", "name_en", "time_zone", "example"),
    "programmes": (
        *("institution", "code", "name_zh", "name_en", "level", "major"),
        *("total_credits", "example"),
    ),
    "courses": (
        *("institution", "code", "name_zh", "name_en", "credits", "category"),
        *("grade_scale", "programmes", "required", "bucket", "example"),
    ),
    "terms": ("institution", "code", "starts_on", "ends_on"),
    "enrolments": (
        *("institution", "programme", "learner_number", "enrolled_on", "major"),
        *("student_type", "programme_level", "cohort", "region"),
    ),
    "awarding_bodies": ("code", "name_zh", "name_en"),
    "body_statuses": ("body", "status", "from", "to", "source"),
    "outcomes": (
        *("code", "type", "name_zh", "name_en", "certificate", "module", "level"),
        *("body", "hours", "bank_value", "valid_months", "from", "to", "source"),
        *("aliases", "examples"),
    ),
}
CATALOG = frozenset({"awarding_bodies", "body_statuses", "outcomes"})

_READERS: Mapping[str, Callable[[Session], Iterator[dict[str, str]]]] = {
    "institutions": exports.institutions,
    "programmes": exports.programmes,
    "courses": exports.courses,
    "terms": exports.terms,
    "enrolments": exports.enrolments,
    "awarding_bodies": exports.awarding_bodies,
    "body_statuses": exports.body_statuses,
    "outcomes": exports.outcomes,
}


def table(kind: str, *, actor: Actor, world: World) -> list[dict[str, str]]:
    """Give every row of a kind, with all of its columns; loading it changes nothing."""
    del world
    require(actor, "institutions.export")
    if kind not in COLUMNS:
        raise BadValueError("kind", kind[:40])
    with reading() as session:
        return [
            {column: row.get(column, "") for column in COLUMNS[kind]}
            for row in _READERS[kind](session)
        ]
