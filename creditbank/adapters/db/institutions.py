"""Institutions, programmes, courses, terms and enrolments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row
from creditbank.adapters.db.types import CanonicalType, CreditsType
from creditbank.core.errors import NotFoundError
from creditbank.core.institutions import (
    Course,
    Enrolment,
    Institution,
    PlannedCourse,
    Programme,
    Term,
)
from creditbank.core.values import Credits


class InstitutionRow(Row):
    __tablename__ = "institutions"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(40))
    is_example: Mapped[bool]

    def value(self) -> Institution:
        return Institution(
            self.code, self.name_zh, self.name_en, self.time_zone, self.is_example
        )


class ProgrammeRow(Row):
    __tablename__ = "programmes"

    institution: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(40))
    major: Mapped[str] = mapped_column(String(100))
    total_credits: Mapped[Credits] = mapped_column(CreditsType)
    is_example: Mapped[bool]


class CourseRow(Row):
    __tablename__ = "courses"

    institution: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int]
    is_newest: Mapped[bool]
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    credits: Mapped[Credits] = mapped_column(CreditsType)
    category: Mapped[str] = mapped_column(String(60))
    grade_scale: Mapped[str] = mapped_column(String(20))
    is_example: Mapped[bool]

    @classmethod
    def of(cls, course: Course) -> CourseRow:
        return cls(**vars(course), number=int(course.version), is_newest=True)

    def value(self) -> Course:
        return Course(
            institution=self.institution,
            code=self.code,
            version=self.version,
            name_zh=self.name_zh,
            name_en=self.name_en,
            credits=self.credits,
            category=self.category,
            grade_scale=self.grade_scale,
            is_example=self.is_example,
        )


class PlannedCourseRow(Row):
    __tablename__ = "planned_courses"

    institution: Mapped[str] = mapped_column(String(40), primary_key=True)
    programme: Mapped[str] = mapped_column(String(40), primary_key=True)
    course: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_required: Mapped[bool]
    bucket: Mapped[str] = mapped_column(String(60))


class TermRow(Row):
    __tablename__ = "terms"

    institution: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class EnrolmentRow(Row):
    __tablename__ = "enrolments"

    institution: Mapped[str] = mapped_column(String(40), primary_key=True)
    programme: Mapped[str] = mapped_column(String(40), primary_key=True)
    learner_number: Mapped[str] = mapped_column(
        String(20), primary_key=True, index=True
    )
    enrolled_on: Mapped[date]
    facts: Mapped[Mapping[str, str]] = mapped_column(CanonicalType)

    def value(self) -> Enrolment:
        return Enrolment(
            self.learner_number,
            self.institution,
            self.programme,
            self.enrolled_on,
            self.facts,
        )


def institution(session: Session, code: str) -> Institution:
    row = session.get(InstitutionRow, code)
    if row is None:
        raise NotFoundError
    return row.value()


def institutions(session: Session) -> list[Institution]:
    rows = session.scalars(select(InstitutionRow).order_by(InstitutionRow.code))
    return [row.value() for row in rows]


def course(
    session: Session, institution: str, code: str, version: str | None = None
) -> Course:
    """Give one version of a course, the newest where none is named."""
    query = select(CourseRow).where(
        CourseRow.institution == institution,
        CourseRow.code == code,
        CourseRow.is_newest if version is None else CourseRow.version == version,
    )
    row = session.scalars(query).first()
    if row is None:
        raise NotFoundError
    return row.value()


def courses(
    session: Session, institution: str, codes: Iterable[str]
) -> dict[str, Course]:
    """Give the newest of an institution's courses by their codes, where it has them."""
    query = select(CourseRow).where(
        CourseRow.institution == institution,
        CourseRow.code.in_(set(codes)),
        CourseRow.is_newest,
    )
    return {row.code: row.value() for row in session.scalars(query)}


def programme(session: Session, institution: str, code: str) -> Programme:
    """Give a programme with its newest courses and its terms."""
    row = session.get(ProgrammeRow, (institution, code))
    if row is None:
        raise NotFoundError
    return _programmes(session, [row])[0]


def programme_codes(session: Session) -> set[tuple[str, str]]:
    """Name every programme by its institution's code and its own."""
    rows = session.execute(select(ProgrammeRow.institution, ProgrammeRow.code))
    return {(institution, code) for institution, code in rows}


def programmes(session: Session, institution: str) -> list[Programme]:
    """List an institution's programmes, by code."""
    rows = session.scalars(
        select(ProgrammeRow)
        .where(ProgrammeRow.institution == institution)
        .order_by(ProgrammeRow.code)
    )
    return _programmes(session, list(rows))


def _programmes(session: Session, rows: Sequence[ProgrammeRow]) -> list[Programme]:
    """Give programmes of one institution whole, in two more questions for all."""
    if not rows:
        return []
    institution = rows[0].institution
    planned = _planned(session, institution)
    found = session.scalars(
        select(TermRow)
        .where(TermRow.institution == institution)
        .order_by(TermRow.starts_on)
    )
    terms = tuple(Term(t.code, t.starts_on, t.ends_on) for t in found)
    return [
        Programme(
            institution=row.institution,
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            level=row.level,
            major=row.major,
            total_credits=row.total_credits,
            courses=tuple(planned[row.code]),
            terms=terms,
            is_example=row.is_example,
        )
        for row in rows
    ]


def _planned(session: Session, institution: str) -> dict[str, list[PlannedCourse]]:
    """Give the newest courses of an institution by the programme they belong to."""
    found: dict[str, list[PlannedCourse]] = defaultdict(list)
    query = (
        select(PlannedCourseRow, CourseRow)
        .join(
            CourseRow,
            (CourseRow.institution == PlannedCourseRow.institution)
            & (CourseRow.code == PlannedCourseRow.course)
            & CourseRow.is_newest,
        )
        .where(PlannedCourseRow.institution == institution)
        .order_by(PlannedCourseRow.course)
    )
    for plan, taught in session.execute(query):
        course = PlannedCourse(taught.value(), plan.is_required, plan.bucket)
        found[plan.programme].append(course)
    return found


def enrolments(session: Session, learner_number: str) -> list[Enrolment]:
    rows = session.scalars(
        select(EnrolmentRow)
        .where(EnrolmentRow.learner_number == learner_number)
        .order_by(EnrolmentRow.institution, EnrolmentRow.programme)
    )
    return [row.value() for row in rows]


def enrolment(
    session: Session, learner_number: str, institution: str, programme: str
) -> Enrolment | None:
    row = session.get(EnrolmentRow, (institution, programme, learner_number))
    return None if row is None else row.value()
