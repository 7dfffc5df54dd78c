"""Institutions: load their files, show them and their courses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from creditbank.adapters.db import institutions as rows_of
from creditbank.adapters.db import people, places
from creditbank.adapters.db.base import Row, reading, transaction
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.institutions import Course, Institution, Programme
from creditbank.core.people import Actor, require
from creditbank.core.ports import World
from creditbank.core.tables import Record, Rows
from creditbank.core.values import DEFAULT_TIME_ZONE, ZERO, Credits, day_of
from creditbank.language.places import PlaceName

Cells = Mapping[str, str]
GRADE_SCALES = ("percent", "five_level", "pass_fail")
_FACTS = ("major", "student_type", "programme_level", "cohort", "region")


@dataclass(frozen=True)
class Shown:
    """An institution with its programmes."""

    institution: Institution
    programmes: tuple[Programme, ...]


def list_(*, actor: Actor, world: World) -> list[Shown]:
    del world
    require(actor, "institutions.list")
    with reading() as session:
        return [
            Shown(one, tuple(rows_of.programmes(session, one.code)))
            for one in rows_of.institutions(session)
        ]


def show(code: str, *, actor: Actor, world: World) -> Shown:
    del world
    require(actor, "institutions.show")
    with reading() as session:
        return Shown(
            rows_of.institution(session, code),
            tuple(rows_of.programmes(session, code)),
        )


def course(
    institution: str, code: str, version: str | None, *, actor: Actor, world: World
) -> tuple[Institution, Course]:
    """Give one version of a course, the newest where none is named."""
    del world
    require(actor, "institutions.course")
    with reading() as session:
        return (
            rows_of.institution(session, institution),
            rows_of.course(session, institution, code, version),
        )


@dataclass(frozen=True)
class Place:
    """A programme a learner is enrolled in."""

    institution: Institution
    programme: Programme


def enrolled(*, actor: Actor, world: World) -> list[Place]:
    """List the programmes the learner is enrolled in."""
    del world
    require(actor, "institutions.list")
    if actor.learner_id is None:
        return []
    with reading() as session:
        number = people.learner(session, actor.learner_id).number
        return [
            Place(
                rows_of.institution(session, one.institution),
                rows_of.programme(session, one.institution, one.programme),
            )
            for one in rows_of.enrolments(session, number)
        ]


def place_names(
    purposes: Iterable[str], *, actor: Actor, world: World
) -> dict[str, PlaceName | None]:
    """Name the places that purposes are about, so that nobody reads their codes."""
    del world
    require(actor, "institutions.list")
    with reading() as session:
        return places.named(session, purposes)


def load(
    files: Mapping[str, Sequence[Cells]],
    *,
    is_dry_run: bool = False,
    actor: Actor,
    world: World,
) -> int:
    """Load institutions with all that belongs to them; give the number of rows.

    ``institutions``, ``programmes``, ``courses``, ``terms`` and ``enrolments``, each
    also as ``example_…`` for example data. All or nothing: raises RowFaultsError
    naming every cell at fault. The second time changes nothing; a changed course
    becomes its next version. A dry run only looks for faults.
    """
    require(actor, "institutions.load")
    with reading() as session:
        known = {one.code for one in rows_of.institutions(session)}
    rows = Rows(world.printer.unprintable)
    values = _Loading(rows, files, known).read()
    rows.end()
    if is_dry_run:
        return len(values)
    with transaction() as session:
        for value in values:
            if isinstance(value, Course):
                _keep_course(session, value)
            else:
                session.merge(value)
        session.flush()
    return len(values)


def _keep_course(session: Session, course: Course) -> None:
    try:
        newest = rows_of.course(session, course.institution, course.code)
    except NotFoundError:
        session.add(rows_of.CourseRow.of(course))
        return
    if replace(course, version=newest.version) == newest:
        return
    old = session.get_one(
        rows_of.CourseRow, (course.institution, course.code, newest.version)
    )
    old.is_newest = False
    number = str(int(newest.version) + 1)
    session.add(rows_of.CourseRow.of(replace(course, version=number)))


class _Loading:
    """One load: reads every file, and knows which codes exist."""

    def __init__(
        self, rows: Rows, files: Mapping[str, Sequence[Cells]], known: set[str]
    ) -> None:
        self.rows = rows
        self.files = files
        self.institutions = known

    def read(self) -> list[Row | Course]:
        values: list[Row | Course] = []
        readers: tuple[tuple[str, Callable[[Record], list[Row | Course]]], ...]
        readers = (
            ("institutions", self._institution),
            ("programmes", self._programme),
            ("courses", self._course),
            ("terms", self._term),
            ("enrolments", self._enrolment),
        )
        for name, reader in readers:
            for file in (name, f"example_{name}"):
                for number, cells in enumerate(self.files.get(file, ()), start=1):
                    values += reader(Record(self.rows, f"{file}.csv", number, cells))
        return values

    def _is_example(self, record: Record) -> bool:
        return record.file.startswith("example_") or record.text("example") == "yes"

    def _at(self, record: Record) -> str:
        code = record.text("institution", needed=True)
        if code and code not in self.institutions:
            record.fault("institution", "unknown", code)
        return code

    def _institution(self, record: Record) -> list[Row | Course]:
        code = record.text("code", needed=True)
        self.institutions.add(code)
        return [
            rows_of.InstitutionRow(
                code=code,
                name_zh=record.text("name_zh", needed=True),
                name_en=record.text("name_en"),
                time_zone=record.parsed("time_zone", _zone, DEFAULT_TIME_ZONE),
                is_example=self._is_example(record),
            )
        ]

    def _programme(self, record: Record) -> list[Row | Course]:
        return [
            rows_of.ProgrammeRow(
                institution=self._at(record),
                code=record.text("code", needed=True),
                name_zh=record.text("name_zh", needed=True),
                name_en=record.text("name_en"),
                level=record.text("level"),
                major=record.text("major"),
                total_credits=record.parsed("total_credits", Credits.of, ZERO),
                is_example=self._is_example(record),
            )
        ]

    def _course(self, record: Record) -> list[Row | Course]:
        """Read a course and, in ``programmes``, the plans it belongs to."""
        institution = self._at(record)
        code = record.text("code", needed=True)
        course = Course(
            institution=institution,
            code=code,
            version="1",
            name_zh=record.text("name_zh", needed=True),
            name_en=record.text("name_en"),
            credits=record.parsed("credits", Credits.of, ZERO),
            category=record.text("category"),
            grade_scale=record.parsed("grade_scale", _scale, "percent"),
            is_example=self._is_example(record),
        )
        plans: list[Row | Course] = [
            rows_of.PlannedCourseRow(
                institution=institution,
                programme=programme,
                course=code,
                is_required=record.text("required") != "no",
                bucket=record.text("bucket"),
            )
            for programme in record.text("programmes").split("|")
            if programme
        ]
        return [course, *plans]

    def _term(self, record: Record) -> list[Row | Course]:
        return [
            rows_of.TermRow(
                institution=self._at(record),
                code=record.text("code", needed=True),
                starts_on=record.parsed("starts_on", day_of, date.min),
                ends_on=record.parsed("ends_on", day_of, date.max),
            )
        ]

    def _enrolment(self, record: Record) -> list[Row | Course]:
        return [
            rows_of.EnrolmentRow(
                institution=self._at(record),
                programme=record.text("programme", needed=True),
                learner_number=record.text("learner_number", needed=True),
                enrolled_on=record.parsed("enrolled_on", day_of, date.min),
                facts={name: record.text(name) for name in _FACTS if record.text(name)},
            )
        ]


def _scale(text: str) -> str:
    if text not in GRADE_SCALES:
        raise BadValueError("grade_scale", text)
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadValueError("time_zone", text) from error
    return text
