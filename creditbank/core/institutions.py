"""Institutions, their programmes, courses and terms, and who is enrolled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from creditbank.core.canonical import JSON
from creditbank.core.values import DEFAULT_TIME_ZONE, Credits


@dataclass(frozen=True)
class Institution:
    code: str
    name_zh: str
    name_en: str
    time_zone: str = DEFAULT_TIME_ZONE
    is_example: bool = False

    @property
    def name(self) -> str:
        """Give both names as one plain text, as credentials need it."""
        return f"{self.name_zh} / {self.name_en}" if self.name_en else self.name_zh


@dataclass(frozen=True)
class Course:
    """A course of an institution, in one version."""

    institution: str
    code: str
    version: str
    name_zh: str
    name_en: str
    credits: Credits
    category: str
    grade_scale: str  # percent | five_level | pass_fail
    is_example: bool = False

    @property
    def name(self) -> str:
        return f"{self.name_zh} / {self.name_en}" if self.name_en else self.name_zh


@dataclass(frozen=True)
class PlannedCourse:
    """A course's place in a programme."""

    course: Course
    is_required: bool
    bucket: str

    def facts(self) -> dict[str, JSON]:
        course = self.course
        return {
            "code": course.code,
            "credits": str(course.credits),
            "category": course.category,
            "grade_scale": course.grade_scale,
            "required": "yes" if self.is_required else "no",
            "bucket": self.bucket,
        }


@dataclass(frozen=True)
class Term:
    code: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Programme:
    """What a learner studies: total credits, courses in buckets, terms."""

    institution: str
    code: str
    name_zh: str
    name_en: str
    level: str
    major: str
    total_credits: Credits
    courses: tuple[PlannedCourse, ...] = ()
    terms: tuple[Term, ...] = ()
    is_example: bool = False

    def facts(self) -> dict[str, JSON]:
        """Write what a CASE says of the programme (contract section 5)."""
        return {
            "institution": self.institution,
            "code": self.code,
            "level": self.level,
            "major": self.major,
            "total_credits": str(self.total_credits),
            "courses": [planned.facts() for planned in self.courses],
            "terms": [
                {
                    "code": term.code,
                    "starts_on": term.starts_on.isoformat(),
                    "ends_on": term.ends_on.isoformat(),
                }
                for term in self.terms
            ],
        }


@dataclass(frozen=True)
class Enrolment:
    """A learner's place in a programme, with the facts policies may read."""

    learner_number: str
    institution: str
    programme: str
    enrolled_on: date
    facts: Mapping[str, str]  # major, student_type, programme_level, cohort

    @property
    def learner_facts(self) -> dict[str, str]:
        """Say what a CASE may know of the learner."""
        return {"enrolled_on": self.enrolled_on.isoformat(), **self.facts}
