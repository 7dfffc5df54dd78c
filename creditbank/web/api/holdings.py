"""Holdings over JSON."""

from __future__ import annotations

from typing import Any

from flask import request

from creditbank.core.holdings import Evidence, Holding
from creditbank.core.paging import Page
from creditbank.services import holdings
from creditbank.web.api.arguments import Routes
from creditbank.web.api.once import once
from creditbank.web.context import actor, world
from creditbank.web.schemas.api import (
    EvidenceOut,
    HoldingIn,
    HoldingOut,
    PageIn,
    page_of,
)
from creditbank.web.schemas.holdings import facts_of
from creditbank.web.security import action

routes = Routes("api_holdings", __name__, description="What a learner holds")


@routes.get("/holdings")
@routes.arguments(PageIn, location="query")
@routes.response(200, page_of(HoldingOut))
@action("holdings.list")
def list_(page: dict[str, Any]) -> Page[Holding]:
    """List the learner's portfolio, in the order registered."""
    limit, cursor = page["limit"], page["cursor"]
    return holdings.page(limit=limit, after=cursor, actor=actor(), world=world())


@routes.post("/holdings")
@action("holdings.register")
@once
@routes.arguments(HoldingIn)
@routes.response(201, HoldingOut)
def register(fields: dict[str, str | bool]) -> Holding:
    """Register a certificate or other outcome.

    An empty ``score`` is one not filled in, so what hangs on it stays undecided;
    ``is_unscored`` says that the paper bears none.
    """
    return holdings.register(facts_of(fields), actor=actor(), world=world())


@routes.post("/holdings/<holding_id>/evidence")
@action("holdings.attach")
@once
@routes.response(201, EvidenceOut)
def attach(holding_id: str) -> Evidence:
    """Attach a file (multipart, ``file``): PDF, PNG or JPG, at most 20 MB."""
    upload = request.files.get("file")
    content = upload.read() if upload is not None else b""
    name = (upload.filename or "") if upload is not None else ""
    return holdings.attach(holding_id, content, name, actor=actor(), world=world())
