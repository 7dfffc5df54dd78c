"""Public notices over JSON: anyone reads them, who has a token objects."""

from __future__ import annotations

from typing import Any

from creditbank.core.notices import Objection
from creditbank.core.paging import Page
from creditbank.services import notices
from creditbank.web.api.arguments import Routes
from creditbank.web.api.once import once
from creditbank.web.context import actor, world
from creditbank.web.schemas.api import page_of
from creditbank.web.schemas.notices import (
    AnnouncedOut,
    NoticesIn,
    ObjectedOut,
    ObjectionIn,
)
from creditbank.web.security import action, limiter

routes = Routes("api_notices", __name__, description="What is about to be recognized")
TRIES = "10 per minute"


@routes.get("/notices")
@routes.arguments(NoticesIn, location="query")
@routes.response(200, page_of(AnnouncedOut))
@action("notices.list")
def list_(page: dict[str, Any]) -> Page[notices.Announced]:
    """List the notices under way, the first to end first; of one institution or all."""
    return notices.page(
        page["institution"],
        limit=page["limit"],
        after=page["cursor"],
        actor=actor(),
        world=world(),
    )


@routes.get("/notices/<notice_id>")
@routes.response(200, AnnouncedOut)
@action("notices.show")
def show(notice_id: str) -> notices.Announced:
    """Show one notice under way; one that is over looks missing."""
    return notices.show(notice_id, actor=actor(), world=world())


@routes.post("/notices/<notice_id>/object")
@limiter.limit(TRIES)
@action("notices.object")
@once
@routes.arguments(ObjectionIn)
@routes.response(201, ObjectedOut)
def object_(fields: dict[str, str], notice_id: str) -> Objection:
    """Object to a notice under way, once each; reviewers see who, nobody else does."""
    return notices.object_(notice_id, fields["ground"], actor=actor(), world=world())
