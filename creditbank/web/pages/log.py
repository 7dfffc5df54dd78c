"""The public log: its checkpoint and tiles, as C2SP tlog-tiles has them served."""

from __future__ import annotations

from flask import Blueprint, Response

from creditbank.services import log
from creditbank.web.context import world
from creditbank.web.security import action

blueprint = Blueprint("log", __name__)

FOR_EVER = "public, max-age=31536000, immutable"  # a full tile never changes
NOT_KEPT = "no-store"  # a checkpoint is old at once; a partial tile grows


@blueprint.get("/log/checkpoint")
@action("log.checkpoint")
def checkpoint() -> Response:
    note = log.checkpoint(world=world())
    return _public(Response(note, content_type="text/plain; charset=utf-8"), NOT_KEPT)


@blueprint.get("/log/tile/<path:path>")
@action("log.tile")
def tile(path: str) -> Response:
    found, content = log.tile(path, world=world())
    response = Response(content, content_type="application/octet-stream")
    return _public(response, FOR_EVER if found.is_full else NOT_KEPT)


def _public(response: Response, caching: str) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = caching
    return response
