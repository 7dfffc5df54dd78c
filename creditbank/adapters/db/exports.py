"""Tables as they are exported: the rows of one kind, as texts by column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db.catalog import BodyRow, BodyStatusRow, OutcomeRow
from creditbank.adapters.db.institutions import (
    CourseRow,
    EnrolmentRow,
    InstitutionRow,
    PlannedCourseRow,
    ProgrammeRow,
    TermRow,
)

Cells = dict[str, str]


def institutions(session: Session) -> Iterator[Cells]:
    for row in session.scalars(select(InstitutionRow).order_by(InstitutionRow.code)):
        yield {
            "code": row.code,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "time_zone": row.time_zone,
            "example": _yes(row.is_example),
        }


def programmes(session: Session) -> Iterator[Cells]:
    order = (ProgrammeRow.institution, ProgrammeRow.code)
    for row in session.scalars(select(ProgrammeRow).order_by(*order)):
        yield {
            "institution": row.institution,
            "code": row.code,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "level": row.level,
            "major": row.major,
            "total_credits": str(row.total_credits),
            "example": _yes(row.is_example),
        }


def courses(session: Session) -> Iterator[Cells]:
    """Give the newest version of each course, once for every plan it belongs to."""
    query = (
        select(CourseRow, PlannedCourseRow)
        .outerjoin(
            PlannedCourseRow,
            (PlannedCourseRow.institution == CourseRow.institution)
            & (PlannedCourseRow.course == CourseRow.code),
        )
        .where(CourseRow.is_newest)
        .order_by(CourseRow.institution, CourseRow.code, PlannedCourseRow.programme)
    )
    for row, plan in session.execute(query):
        yield {
            "institution": row.institution,
            "code": row.code,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "credits": str(row.credits),
            "category": row.category,
            "grade_scale": row.grade_scale,
            "programmes": plan.programme if plan else "",
            "required": _yes(plan.is_required) if plan else "",
            "bucket": plan.bucket if plan else "",
            "example": _yes(row.is_example),
        }


def terms(session: Session) -> Iterator[Cells]:
    order = (TermRow.institution, TermRow.starts_on, TermRow.code)
    for row in session.scalars(select(TermRow).order_by(*order)):
        yield {
            "institution": row.institution,
            "code": row.code,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
        }


def enrolments(session: Session) -> Iterator[Cells]:
    order = (
        EnrolmentRow.institution,
        EnrolmentRow.programme,
        EnrolmentRow.learner_number,
    )
    for row in session.scalars(select(EnrolmentRow).order_by(*order)):
        yield {
            "institution": row.institution,
            "programme": row.programme,
            "learner_number": row.learner_number,
            "enrolled_on": row.enrolled_on.isoformat(),
            **row.facts,
        }


def awarding_bodies(session: Session) -> Iterator[Cells]:
    for row in session.scalars(select(BodyRow).order_by(BodyRow.code)):
        yield {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en}


def body_statuses(session: Session) -> Iterator[Cells]:
    for row in session.scalars(select(BodyStatusRow).order_by(BodyStatusRow.number)):
        yield {
            "body": row.body,
            "status": row.status,
            "from": _day(row.starts_on),
            "to": _day(row.ends_on),
            "source": row.source,
        }


def outcomes(session: Session) -> Iterator[Cells]:
    query = select(OutcomeRow).where(OutcomeRow.is_newest).order_by(OutcomeRow.code)
    for row in session.scalars(query):
        one = row.value()
        yield {
            "code": one.code,
            "type": one.type.value,
            "name_zh": one.name_zh,
            "name_en": one.name_en,
            "certificate": one.certificate,
            "module": one.module,
            "level": one.level,
            "body": one.body,
            "hours": one.hours,
            "bank_value": "" if one.bank_value is None else str(one.bank_value),
            "valid_months": one.valid_months,
            "from": _day(one.starts_on),
            "to": _day(one.ends_on),
            "source": one.source,
            "aliases": "|".join(one.aliases),
            "examples": "|".join(sorted(one.examples)),
        }


def _yes(value: bool) -> str:  # noqa: FBT001 - one cell
    return "yes" if value else "no"


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
