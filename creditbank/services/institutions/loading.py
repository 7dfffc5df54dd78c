"""Load the files of institutions: every fault listed, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from creditbank.adapters.db import institutions as rows_of
from creditbank.adapters.db.base import Row, reading, transaction
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.institutions import Course
from creditbank.core.people import Actor, require
from creditbank.core.ports import World
from creditbank.core.tables import Record, Rows
from creditbank.core.values import DEFAULT_TIME_ZONE, ZERO, Credits, day_of

Cells = Mapping[str, str]
GRADE_SCALES = ("percent", "five_level", "pass_fail")
_FACTS = ("major", "student_type", "programme_level", "cohort", "region")


def load(
    files: Mapping[str, Sequence[Cells]],
    *,
    is_dry_run: bool = False,
    actor: Actor,
    world: World,
) -> int:
    """Load institutions with all that belongs to them; give how many rows changed.

    ``institutions``, ``programmes``, ``courses``, ``terms`` and ``enrolments``, each
    also as ``example_…`` for example data. All or nothing: raises RowFaultsError
    naming every cell at fault. The second time changes nothing; a changed course
    becomes its next version. A dry run only looks for faults.
    """
    require(actor, "institutions.load")
    with reading() as session:
        known = {one.code for one in rows_of.institutions(session)}
        programmes = rows_of.programme_codes(session)
    rows = Rows(world.printer.unprintable)
    values = _Loading(rows, files, known, programmes).read()
    rows.end()
    if is_dry_run:
        return 0
    with transaction() as session:
        return sum(
            _keep_course(session, one)
            if isinstance(one, Course)
            else _keep(session, one)
            for one in values
        )


def _keep(session: Session, row: Row) -> bool:
    """Put a row in the place of the one with its key; tell whether that differs."""
    kept = session.merge(row)
    return kept in session.new or session.is_modified(kept)


def _keep_course(session: Session, course: Course) -> bool:
    """Add the course, or its next version; tell whether the newest says otherwise."""
    try:
        newest = rows_of.course(session, course.institution, course.code)
    except NotFoundError:
        session.add(rows_of.CourseRow.of(course))
        return True
    if replace(course, version=newest.version) == newest:
        return False
    old = session.get_one(
        rows_of.CourseRow, (course.institution, course.code, newest.version)
    )
    old.is_newest = False
    number = str(int(newest.version) + 1)
    session.add(rows_of.CourseRow.of(replace(course, version=number)))
    return True


class _Loading:
    """One load: reads every file, and knows which codes exist."""

    def __init__(
        self,
        rows: Rows,
        files: Mapping[str, Sequence[Cells]],
        known: set[str],
        programmes: set[tuple[str, str]],
    ) -> None:
        self.rows = rows
        self.files = files
        self.institutions = known
        self.programmes = programmes
        self.seen: set[tuple[str, ...]] = set()  # in these files

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

    def _once(self, record: Record, column: str, *key: str) -> None:
        """Refuse a second row of the same key, in whichever file of its kind."""
        kind = record.file.removeprefix("example_")
        if (kind, *key) in self.seen:
            record.fault(column, "twice", key[-1])
        self.seen.add((kind, *key))

    def _at_programme(self, record: Record, column: str, school: str, code: str) -> str:
        is_told = school in self.institutions and code  # a fault of its own otherwise
        if is_told and (school, code) not in self.programmes:
            record.fault(column, "unknown", code)
        return code

    def _institution(self, record: Record) -> list[Row | Course]:
        code = record.text("code", needed=True)
        self._once(record, "code", code)
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
        school, code = self._at(record), record.text("code", needed=True)
        self._once(record, "code", school, code)
        self.programmes.add((school, code))
        return [
            rows_of.ProgrammeRow(
                institution=school,
                code=code,
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
        self._once(record, "code", institution, code)
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
                programme=self._at_programme(
                    record, "programmes", institution, programme
                ),
                course=code,
                is_required=record.text("required") != "no",
                bucket=record.text("bucket"),
            )
            for programme in dict.fromkeys(record.text("programmes").split("|"))
            if programme
        ]
        return [course, *plans]

    def _term(self, record: Record) -> list[Row | Course]:
        school, code = self._at(record), record.text("code", needed=True)
        self._once(record, "code", school, code)
        return [
            rows_of.TermRow(
                institution=school,
                code=code,
                starts_on=record.parsed("starts_on", day_of, date.min),
                ends_on=record.parsed("ends_on", day_of, date.max),
            )
        ]

    def _enrolment(self, record: Record) -> list[Row | Course]:
        school, code = self._at(record), record.text("programme", needed=True)
        number = record.text("learner_number", needed=True)
        self._at_programme(record, "programme", school, code)
        self._once(record, "learner_number", school, code, number)
        return [
            rows_of.EnrolmentRow(
                institution=school,
                programme=code,
                learner_number=number,
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
