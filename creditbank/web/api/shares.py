"""Shares over JSON. A link is in the first answer only: no copy of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, g, jsonify

from creditbank.core.paging import Page
from creditbank.services import shares
from creditbank.web.api.arguments import Routes
from creditbank.web.api.once import once
from creditbank.web.context import actor, world
from creditbank.web.schemas.api import PageIn, page_of
from creditbank.web.schemas.shares import ShareIn, ShareOut, VisitOut
from creditbank.web.security import action

F = TypeVar("F", bound=Callable[..., object])
routes = Routes("api_shares", __name__, description="Links a learner gives away")


def with_link(view: F) -> F:
    """Add the link to the answer after the answer was kept.

    What is kept for the second time would otherwise hold the link itself; so the
    repeat says ``"link": null``, and the learner withdraws it and makes another.
    """

    @wraps(view)
    def linked(*args: object, **kwargs: object) -> Response:
        g.share_link = None
        response = cast("Response", view(*args, **kwargs))
        if response.status_code != 201:
            return response
        told = cast("dict[str, object]", response.get_json())
        linked = jsonify({**told, "link": g.share_link})
        linked.status_code = 201
        return linked

    return cast("F", linked)


@routes.get("/shares")
@routes.arguments(PageIn, location="query")
@routes.response(200, page_of(ShareOut))
@action("shares.list")
def list_(page: dict[str, Any]) -> Page[shares.Shown]:
    """List the learner's shares, newest first."""
    limit, cursor = page["limit"], page["cursor"]
    return shares.page(limit=limit, after=cursor, actor=actor(), world=world())


@routes.get("/shares/<share_id>")
@routes.response(200, VisitOut(many=True))
@action("shares.show")
def show(share_id: str) -> list[shares.Came]:
    """List who opened a share: when, from which network at large, and how."""
    return shares.show(share_id, actor=actor(), world=world())[1]


@routes.post("/shares")
@action("shares.create")
@with_link
@once
@routes.arguments(ShareIn)
@routes.response(201, ShareOut)
def create(fields: dict[str, object]) -> shares.Shown:
    """Share a transcript, or some credentials of it; ``link`` is given once."""
    wish = shares.Wish(**fields)  # type: ignore[arg-type]
    shown, g.share_link = shares.create(wish, actor=actor(), world=world())
    return shown


@routes.post("/shares/<share_id>/withdraw")
@action("shares.withdraw")
@once
@routes.response(200, ShareOut)
def withdraw(share_id: str) -> shares.Shown:
    """Take a link back, at once and for good."""
    return shares.withdraw(share_id, actor=actor(), world=world())
