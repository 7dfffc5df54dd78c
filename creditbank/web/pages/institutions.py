"""Institutions and their courses (a course's page is an achievement's address)."""

from __future__ import annotations

from flask import Blueprint, render_template

from creditbank.services import institutions
from creditbank.web.context import actor, world
from creditbank.web.security import action

blueprint = Blueprint("institutions", __name__)


@blueprint.get("/institutions")
@action("institutions.list")
def list_() -> str:
    return render_template(
        "institutions/list.html",
        shown=institutions.list_(actor=actor(), world=world()),
    )


@blueprint.get("/institutions/<code>")
@action("institutions.show")
def show(code: str) -> str:
    return render_template(
        "institutions/show.html",
        shown=institutions.show(code, actor=actor(), world=world()),
    )


@blueprint.get("/courses/<institution>/<code>")
@blueprint.get("/courses/<institution>/<code>/<version>")
@action("institutions.course")
def course(institution: str, code: str, version: str | None = None) -> str:
    place, found = institutions.course(
        institution, code, version, actor=actor(), world=world()
    )
    return render_template("institutions/course.html", institution=place, course=found)
