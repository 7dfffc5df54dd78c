"""Claims: see what they would earn, submit them, examine and decide them."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from creditbank.core.claims import Claim, Purpose
from creditbank.core.errors import DomainError, IllegalMoveError, NotFoundError
from creditbank.core.people import may
from creditbank.core.policies import Choice, Finding
from creditbank.core.publishing import VersionsDifferError
from creditbank.core.values import whole
from creditbank.services import claims, holdings, institutions, recognition
from creditbank.web.context import actor, world
from creditbank.web.naming import names_of, place_names
from creditbank.web.problems import STATUS, sentence
from creditbank.web.reviewing import claim_names, refused, review_page
from creditbank.web.security import action

blueprint = Blueprint("claims", __name__, url_prefix="/claims")
Answer = str | Response | tuple[str, int]
RECENT = 10  # decided claims beside the queue


@blueprint.get("/")
@action("claims.list")
def list_() -> str:
    found = claims.list_(actor=actor(), world=world())
    places = place_names(one.purpose for one in found.items)
    return render_template("claims/list.html", claims=found, places=places)


@blueprint.route("/draft", methods=("GET", "POST"))
@action("claims.draft")
def draft() -> Answer:
    """Choose a purpose and holdings, look at what they would earn, keep the draft."""
    try:
        if request.method == "POST":
            claim = claims.draft(
                request.form.get("purpose", ""),
                request.form.getlist("holding"),
                choices=_choices(request.form.getlist("choice")),
                actor=actor(),
                world=world(),
            )
            return redirect(url_for("claims.show", claim_id=claim.id))
        return _draft()
    except DomainError as error:
        return _draft(error), STATUS[error.code]


@blueprint.route("/<claim_id>/amend", methods=("GET", "POST"))
@action("claims.amend")
def amend(claim_id: str) -> Answer:
    """Mend a draft or returned claim on the same page that made it."""
    claim = claims.show(claim_id, actor=actor(), world=world()).claim
    try:
        if request.method == "POST":
            claims.amend(
                claim_id,
                request.form.getlist("holding"),
                purpose=request.form.get("purpose", ""),
                choices=_choices(request.form.getlist("choice")),
                actor=actor(),
                world=world(),
            )
            return redirect(url_for("claims.show", claim_id=claim_id))
        if not claim.may_be_submitted:
            raise IllegalMoveError(claim.status.value, "amend")
        return _draft(claim=claim)
    except DomainError as error:
        return _draft(error, claim=claim), STATUS[error.code]


def _draft(error: DomainError | None = None, claim: Claim | None = None) -> str:
    asked = claim if claim and "purpose" not in request.values else None
    purpose = str(asked.purpose) if asked else request.values.get("purpose", "deposit")
    chosen = list(asked.holdings) if asked else request.values.getlist("holding")
    mine = holdings.list_(actor=actor(), world=world())
    preview = None
    parts: tuple[claims.Part, ...] = ()
    if purpose and chosen and error is None:
        preview = claims.preview(purpose, chosen, actor=actor(), world=world())
    if isinstance(error, VersionsDifferError):
        parts = claims.parts(purpose, chosen, actor=actor(), world=world())
    return render_template(
        "claims/draft.html",
        purpose=purpose,
        chosen=chosen,
        holdings=mine,
        enrolled=institutions.enrolled(actor=actor(), world=world()),
        preview=preview,
        parts=parts,
        names=names_of(mine, Purpose.of(purpose).institution, _targets(preview))
        if preview
        else names_of(mine),
        claim=claim,
        picked=[f"{one.item}|{one.target}" for one in asked.choices] if asked else None,
        problem="" if error is None or parts else sentence(error),
    )


def _targets(preview: claims.Preview) -> list[str | None]:
    return [line.target for line in preview.answer.lines]


def _choices(texts: list[str]) -> list[Choice]:
    """Read ``holding|course`` pairs; a deposit has no course."""
    pairs = (text.partition("|") for text in texts)
    return [Choice(item, target or None) for item, _, target in pairs]


@blueprint.get("/<claim_id>")
@action("claims.show")
def show(claim_id: str) -> Answer:
    """Show a claim to its learner; who may review it is sent to that page."""
    try:
        return _show(claim_id)
    except NotFoundError:
        if not may(actor(), "claims.review"):
            raise
    return redirect(url_for("claims.review", claim_id=claim_id))


def _show(claim_id: str, problem: str = "") -> str:
    shown = claims.show(claim_id, actor=actor(), world=world())
    return render_template(
        "claims/show.html",
        shown=shown,
        places=place_names([shown.claim.purpose]),
        names=claim_names(shown),
        problem=problem,
    )


@blueprint.post("/<claim_id>/split")
@action("claims.split")
def split(claim_id: str) -> Response:
    """Make one claim for each version, and list them."""
    claims.split(claim_id, actor=actor(), world=world())
    return redirect(url_for("claims.list_"))


@blueprint.post("/<claim_id>/submit")
@action("claims.submit")
def submit(claim_id: str) -> Answer:
    try:
        claims.submit(claim_id, actor=actor(), world=world())
    except DomainError as error:
        return _show(claim_id, sentence(error)), STATUS[error.code]
    return redirect(url_for("claims.show", claim_id=claim_id))


@blueprint.post("/<claim_id>/withdraw")
@action("claims.withdraw")
def withdraw(claim_id: str) -> Response:
    claims.withdraw(claim_id, actor=actor(), world=world())
    return redirect(url_for("claims.show", claim_id=claim_id))


@blueprint.get("/queue")
@action("claims.queue")
def queue() -> str:
    words, after = request.args.get("q", "").strip(), request.args.get("after", "")
    waiting = claims.queue(words, after=after, actor=actor(), world=world())
    decided = claims.decided(actor=actor(), world=world(), limit=RECENT)
    listed = (*waiting.items, *decided)
    return render_template(
        "claims/queue.html",
        waiting=waiting,
        words=words,
        is_first=not after,
        decided=decided,
        places=place_names(one.claim.purpose for one in listed),
        names=names_of(held for one in listed for held in one.holdings),
        tasks=recognition.tasks(actor=actor(), world=world()),
    )


@blueprint.get("/<claim_id>/review")
@action("claims.review")
def review(claim_id: str) -> str:
    return review_page(claim_id)


@blueprint.post("/<claim_id>/return")
@action("claims.return")
def return_(claim_id: str) -> Answer:
    return _closed(claim_id, claims.return_)


@blueprint.post("/<claim_id>/decline")
@action("claims.decline")
def decline(claim_id: str) -> Answer:
    return _closed(claim_id, claims.decline)


def _closed(claim_id: str, close: claims.Close) -> Answer:
    try:
        close(
            claim_id,
            request.form.get("reason", ""),
            request.form.get("note", ""),
            actor=actor(),
            world=world(),
        )
    except DomainError as error:
        return refused(claim_id, error)
    return redirect(url_for("claims.queue"))


@blueprint.post("/<claim_id>/find")
@action("claims.find")
def find(claim_id: str) -> Answer:
    form = request.form
    finding = Finding(
        form.get("name", ""), form.get("value", "").strip(), form.get("item") or None
    )
    try:
        claims.find(claim_id, finding, actor=actor(), world=world())
    except DomainError as error:
        return refused(claim_id, error)
    return redirect(url_for("claims.review", claim_id=claim_id))


@blueprint.post("/<claim_id>/agree")
@action("claims.agree")
def agree(claim_id: str) -> Answer:
    try:
        claims.agree(
            claim_id,
            request.form.get("step", ""),
            request.form.get("verdict", ""),
            actor=actor(),
            world=world(),
        )
    except DomainError as error:
        return refused(claim_id, error)
    return redirect(url_for("claims.review", claim_id=claim_id))


@blueprint.post("/<claim_id>/rule")
@action("claims.rule")
def rule(claim_id: str) -> Answer:
    """Rule on one objection to the claim's public notice."""
    try:
        claims.rule(
            claim_id,
            whole(request.form.get("objection", ""), "objection"),
            request.form.get("ruling", ""),
            request.form.get("note", ""),
            actor=actor(),
            world=world(),
        )
    except DomainError as error:
        return refused(claim_id, error)
    return redirect(url_for("claims.review", claim_id=claim_id))
