"""The decision itself: recognize a claim; and its only correction, a reversal."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from creditbank.core.errors import DomainError
from creditbank.core.values import whole
from creditbank.services import recognition
from creditbank.web.context import actor, world
from creditbank.web.reviewing import refused
from creditbank.web.security import action

blueprint = Blueprint("recognition", __name__)
Answer = Response | tuple[str, int]


@blueprint.post("/claims/<claim_id>/recognize")
@action("recognition.recognize")
def recognize(claim_id: str) -> Answer:
    digest = request.form.get("answer_digest", "")
    try:
        recognition.recognize(claim_id, digest, actor=actor(), world=world())
    except DomainError as error:
        return refused(claim_id, error)
    return redirect(url_for("claims.queue"))


@blueprint.post("/entries/<entry_id>/reverse")
@action("recognition.reverse")
def reverse(entry_id: str) -> Answer:
    claim_id = request.form.get("claim", "-")
    try:
        recognition.reverse(
            entry_id,
            [whole(n, "lines") for n in request.form.getlist("line")],
            request.form.get("note", ""),
            actor=actor(),
            world=world(),
        )
    except DomainError as error:
        return refused(claim_id, error)
    return redirect(url_for("claims.review", claim_id=claim_id))
