"""Policies in force, each version at a stable address, as a page and as the file."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from creditbank.services import policies
from creditbank.web.context import actor, locale, world
from creditbank.web.security import action

blueprint = Blueprint("policies", __name__)


@blueprint.get("/policies")
@action("policies.list")
def list_() -> str:
    return render_template(
        "policies/list.html", policies=policies.list_(actor=actor(), world=world())
    )


@blueprint.get("/policies/language/1.json")
@action("policies.schema")
def schema() -> Response:
    """Give the JSON Schema of a policy file, for editors and for keeping."""
    return make_response(
        policies.schema(), {"Content-Type": "application/schema+json; charset=utf-8"}
    )


@blueprint.get("/policies/<institution>/<name>")
@blueprint.get("/policies/<institution>/<name>/<version>")
@action("policies.show")
def show(institution: str, name: str, version: str | None = None) -> str:
    code = f"{institution}/{name}"
    found = policies.show(code, version, actor=actor(), world=world())
    chapters = policies.explain(found.policy, locale())
    return render_template(
        "policies/show.html", policy=found.policy, found=found, chapters=chapters
    )


@blueprint.get("/policies/<institution>/<name>/compare")
@action("policies.compare")
def compare(institution: str, name: str) -> str:
    """Say what differs between two versions; the two newest where none is named."""
    code = f"{institution}/{name}"
    known = policies.show(code, None, actor=actor(), world=world()).versions
    found = policies.compare(
        code,
        request.args.get("from", known[min(1, len(known) - 1)]),
        request.args.get("to", known[0]),
        actor=actor(),
        world=world(),
    )
    return render_template("policies/compare.html", comparison=found)


@blueprint.get("/policies/<institution>/<name>/<version>.yaml")
@action("policies.show")
def file(institution: str, name: str, version: str) -> Response:
    """Give the file as it was published, byte for byte."""
    code = f"{institution}/{name}"
    found = policies.show(code, version, actor=actor(), world=world())
    return make_response(found.content, {"Content-Type": "text/plain; charset=utf-8"})


@blueprint.get("/policies/<institution>/<name>/<version>.json")
@action("policies.show")
def plain(institution: str, name: str, version: str) -> Response:
    """Give the same as JSON, every scalar a text."""
    code = f"{institution}/{name}"
    found = policies.show(code, version, actor=actor(), world=world())
    return jsonify(found.plain)
