"""Institutions, their programmes and courses, as people see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from creditbank.adapters.db import institutions as rows_of
from creditbank.adapters.db import people, places
from creditbank.adapters.db.base import reading
from creditbank.core.institutions import Course, Institution, Programme
from creditbank.core.people import Actor, require
from creditbank.core.ports import World
from creditbank.language.places import PlaceName


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


def courses(
    institution: str, codes: Iterable[str], *, actor: Actor, world: World
) -> dict[str, Course]:
    """Give the newest of an institution's courses by their codes, where it has them."""
    del world
    require(actor, "institutions.course")
    with reading() as session:
        return rows_of.courses(session, institution, codes)


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
