"""The catalog: search, and one outcome's page (an achievement's public address)."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from creditbank.core.catalog import QUERY_CHARACTERS_MAX
from creditbank.services import catalog, policies
from creditbank.web.context import actor, world
from creditbank.web.naming import earning_names
from creditbank.web.security import action

blueprint = Blueprint("catalog", __name__)


@blueprint.get("/outcomes")
@action("catalog.search")
def search() -> str:
    query = request.args.get("q", "")[:QUERY_CHARACTERS_MAX]
    found, after = catalog.search(
        query, actor=actor(), world=world(), after=request.args.get("after", "")
    )
    return render_template(
        "catalog/search.html", query=query, outcomes=found, after=after
    )


@blueprint.get("/outcomes/<code>")
@blueprint.get("/outcomes/<code>/<version>")
@action("catalog.show")
def show(code: str, version: str | None = None) -> str:
    outcome, body = catalog.show(code, version, actor=actor(), world=world())
    found = policies.where_it_counts(code, version, actor=actor(), world=world())
    return render_template(
        "catalog/show.html",
        outcome=outcome,
        body=body,
        found=found,
        names=earning_names(found, outcome),
    )
