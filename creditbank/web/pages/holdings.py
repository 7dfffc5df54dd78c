"""The learner's portfolio: register a certificate, attach its evidence."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from creditbank.core.catalog import QUERY_CHARACTERS_MAX, Outcome
from creditbank.core.errors import DomainError
from creditbank.services import catalog, holdings, policies
from creditbank.web.context import actor, world
from creditbank.web.naming import earning_names, names_of
from creditbank.web.problems import STATUS, sentence
from creditbank.web.schemas.holdings import facts_of
from creditbank.web.security import action

blueprint = Blueprint("holdings", __name__, url_prefix="/holdings")

# A stored file is only ever downloaded, and could run nothing if it were opened.
SANDBOX = "sandbox; default-src 'none'"
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@blueprint.get("/")
@action("holdings.list")
def list_() -> str:
    mine = holdings.list_(actor=actor(), world=world())
    return render_template("holdings/list.html", holdings=mine, names=names_of(mine))


@blueprint.route("/register", methods=("GET", "POST"))
@action("holdings.register")
def register() -> str | Answer | tuple[str, int]:
    """First find the outcome, then copy the paper's facts and attach a photo."""
    code = request.values.get("outcome", "")
    if request.method == "POST":
        try:
            return _registered()
        except DomainError as error:
            return _register(code, sentence(error)), STATUS[error.code]
    return _register(code)


def _register(code: str, problem: str = "") -> str:
    query = request.args.get("q", "")[:QUERY_CHARACTERS_MAX]
    outcome: Outcome | None = None
    found: list[Outcome] = []
    if code:
        outcome, _ = catalog.show(code, None, actor=actor(), world=world())
    else:
        found, _ = catalog.search(query, actor=actor(), world=world())
    return render_template(
        "holdings/register.html",
        outcome=outcome,
        outcomes=found,
        query=query,
        problem=problem,
        form=request.form,
    )


def _registered() -> Answer:
    """Check the file before anything is written, so that half an upload is none."""
    upload = request.files.get("file")
    content = upload.read() if upload is not None else b""
    file_name = (upload.filename or "") if upload is not None else ""
    facts = facts_of(request.form)
    if content:
        holdings.media_type_of(content, file_name)
    holding = holdings.register(facts, actor=actor(), world=world())
    if content:
        holdings.attach(holding.id, content, file_name, actor=actor(), world=world())
    return redirect(url_for("holdings.show", holding_id=holding.id))


@blueprint.get("/<holding_id>")
@action("holdings.show")
def show(holding_id: str) -> str:
    return _show(holding_id)


def _show(holding_id: str, problem: str = "") -> str:
    holding = holdings.show(holding_id, actor=actor(), world=world())
    outcome, body = catalog.show(
        holding.outcome, holding.outcome_version, actor=actor(), world=world()
    )
    return render_template(
        "holdings/show.html",
        holding=holding,
        outcome=outcome,
        body=body,
        problem=problem,
    )


@blueprint.get("/<holding_id>/compare")
@action("holdings.compare")
def compare(holding_id: str) -> str:
    """Compare the places where the holding might count."""
    holding = holdings.show(holding_id, actor=actor(), world=world())
    outcome, _ = catalog.show(
        holding.outcome, holding.outcome_version, actor=actor(), world=world()
    )
    found = policies.where_would_it_count(holding_id, actor=actor(), world=world())
    return render_template(
        "holdings/compare.html",
        holding=holding,
        outcome=outcome,
        found=found,
        names=earning_names(found.items, outcome),
    )


@blueprint.post("/<holding_id>/evidence")
@action("holdings.attach")
def attach(holding_id: str) -> str | Answer | tuple[str, int]:
    upload = request.files.get("file")
    content = upload.read() if upload is not None else b""
    file_name = (upload.filename or "") if upload is not None else ""
    try:
        holdings.attach(holding_id, content, file_name, actor=actor(), world=world())
    except DomainError as error:
        return _show(holding_id, sentence(error)), STATUS[error.code]
    return redirect(url_for("holdings.show", holding_id=holding_id))


@blueprint.get("/<holding_id>/evidence/<digest>")
@action("holdings.evidence")
def evidence(holding_id: str, digest: str) -> Response:
    found, content = holdings.evidence(holding_id, digest, actor=actor(), world=world())
    response = Response(content, mimetype=found.media_type)
    name = f"evidence-{digest[:12]}.{ENDINGS[found.media_type]}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
