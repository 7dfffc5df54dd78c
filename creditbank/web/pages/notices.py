"""Public notices: what an institution proposes, and a way to object to it."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from creditbank.core.errors import DomainError
from creditbank.services import notices
from creditbank.web.context import actor, world
from creditbank.web.problems import STATUS, sentence
from creditbank.web.security import action, limiter

blueprint = Blueprint("notices", __name__)
TRIES = "10 per minute"


@blueprint.get("/institutions/<code>/notices")
@action("notices.list")
def list_(code: str) -> str:
    place, found = notices.list_(
        code, after=request.args.get("after", ""), actor=actor(), world=world()
    )
    return render_template("notices/list.html", institution=place, notices=found)


@blueprint.get("/notices/<notice_id>")
@action("notices.show")
def show(notice_id: str) -> str:
    return _show(notice_id)


def _show(notice_id: str, *, problem: str = "", is_kept: bool = False) -> str:
    return render_template(
        "notices/show.html",
        shown=notices.show(notice_id, actor=actor(), world=world()),
        problem=problem,
        is_kept=is_kept,
        ground="" if is_kept else request.form.get("ground", ""),
    )


@blueprint.post("/notices/<notice_id>/object")
@limiter.limit(TRIES)
@action("notices.object")
def object_(notice_id: str) -> str | tuple[str, int]:
    """Record the objection, and say on the notice's page that it was."""
    ground = request.form.get("ground", "")
    try:
        notices.object_(notice_id, ground, actor=actor(), world=world())
    except DomainError as error:
        problem = sentence(error)
        return _show(notice_id, problem=problem), STATUS[error.code]
    return _show(notice_id, is_kept=True)
