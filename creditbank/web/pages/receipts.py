"""Decision receipts: the signed bytes for programs, the same in words for people."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from creditbank.services import receipts
from creditbank.web.context import actor, world
from creditbank.web.security import action

blueprint = Blueprint("receipts", __name__)


@blueprint.get("/receipts/<digest>")
@action("receipts.show")
def show(digest: str) -> Response:
    """Give what was signed, unless whoever asks would rather read a page."""
    found = receipts.show(digest, actor=actor(), world=world())
    kinds = ["application/json", "text/html"]
    if request.accept_mimetypes.best_match(kinds) == "text/html":
        response = make_response(render_template("receipts/show.html", receipt=found))
    else:
        response = Response(found.content, mimetype="application/json")
    response.headers["Vary"] = "Accept, Cookie"
    return response


@blueprint.get("/receipts/<digest>.json")
@action("receipts.show")
def download(digest: str) -> Response:
    """Give the signed bytes as a file, named as `creditbank verify` looks for it."""
    found = receipts.show(digest, actor=actor(), world=world())
    response = Response(found.content, mimetype="application/json")
    name = f"{found.digest}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
