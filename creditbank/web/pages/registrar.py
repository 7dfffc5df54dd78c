"""A registrar's work: drafts, their check, publishing from a day, retirement."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from creditbank.core.errors import DomainError
from creditbank.core.values import day_of
from creditbank.services import institutions, policies
from creditbank.web.context import actor, world
from creditbank.web.filters import named
from creditbank.web.naming import names_of, place_names
from creditbank.web.problems import STATUS, sentence
from creditbank.web.security import action

blueprint = Blueprint("registrar", __name__, url_prefix="/registrar")


@blueprint.get("")
@action("policies.desk")
def desk() -> str:
    return _desk()


def _desk(problem: str = "") -> str:
    found = policies.desk(actor=actor(), world=world())
    return render_template(
        "registrar/desk.html",
        desk=found,
        places=place_names(found.bare),
        schools={
            one.code: named(one.name_zh, one.name_en) for one in found.institutions
        },
        problem=problem,
    )


@blueprint.post("/drafts")
@action("policies.draft")
def draft() -> Answer | tuple[str, int]:
    """Keep an uploaded file as a draft, and show what the check says of it."""
    upload = request.files.get("file")
    content = upload.read() if upload is not None else b""
    name = (upload.filename or "") if upload is not None else ""
    institution = request.form.get("institution", "")
    try:
        draft_id = policies.draft(
            institution, name, content, actor=actor(), world=world()
        )
    except DomainError as error:
        return _desk(sentence(error)), STATUS[error.code]
    return redirect(url_for("registrar.check", draft_id=draft_id))


@blueprint.get("/drafts/<draft_id>")
@action("policies.check")
def check(draft_id: str) -> str:
    return _check(draft_id)


def _check(draft_id: str, problem: str = "") -> str:
    found = policies.check(draft_id, actor=actor(), world=world())
    return render_template(
        "registrar/draft.html",
        draft=found,
        school=institutions.show(found.institution, actor=actor(), world=world()),
        problem=problem,
        form=request.form,
    )


@blueprint.get("/drafts/<draft_id>/preview")
@action("policies.preview")
def preview(draft_id: str) -> str:
    """Try a draft on real claims, and say what differs from the version before it."""
    found = policies.check(draft_id, actor=actor(), world=world())
    tried = policies.preview(found.content, actor=actor(), world=world())
    targets = [line.target for one in tried.changed for line in one.lines]
    return render_template(
        "registrar/preview.html",
        draft=found,
        preview=tried,
        names=names_of((), tried.policy.authority, targets),
        comparison=policies.against_published(found, actor=actor(), world=world()),
    )


@blueprint.post("/drafts/<draft_id>/discard")
@action("policies.discard")
def discard(draft_id: str) -> Answer:
    policies.discard(draft_id, actor=actor(), world=world())
    return redirect(url_for("registrar.desk"))


@blueprint.post("/drafts/<draft_id>/publish")
@action("policies.publish")
def publish(draft_id: str) -> Answer | tuple[str, int]:
    """Publish a draft as it was looked at: other bytes by now are refused."""
    found = policies.check(draft_id, actor=actor(), world=world())
    try:
        policy = policies.publish(
            found.seen(request.form.get("digest", "")),
            starts_on=_day("starts_on"),
            gap_is_stated="gap" in request.form,
            actor=actor(),
            world=world(),
        )
    except DomainError as error:
        return _check(draft_id, sentence(error)), STATUS[error.code]
    policies.discard(draft_id, actor=actor(), world=world())
    return redirect(f"/policies/{policy.code}/{policy.version}")


@blueprint.post("/policies/<institution>/<name>/<version>/retire")
@action("policies.retire")
def retire(institution: str, name: str, version: str) -> Answer | tuple[str, int]:
    code = f"{institution}/{name}"
    last_day = day_of(request.form.get("last_day", ""), "last_day")
    try:
        policies.retire(code, version, last_day, actor=actor(), world=world())
    except DomainError as error:
        return _desk(sentence(error)), STATUS[error.code]
    return redirect(url_for("registrar.desk"))


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    return day_of(text, name) if text else None
