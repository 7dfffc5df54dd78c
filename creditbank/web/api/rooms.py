"""The other rooms over JSON: catalog, account, transcripts, policies, checks."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask.wrappers import Response

from creditbank.core.canonical import JSON
from creditbank.core.policies import Case
from creditbank.core.values import whole
from creditbank.services import catalog, ledger, policies, transcripts
from creditbank.web.api.arguments import Routes
from creditbank.web.api.once import once
from creditbank.web.context import actor, world
from creditbank.web.schemas.api import (
    AccountOut,
    EntryOut,
    EvaluateIn,
    OutcomeOut,
    PageIn,
    SearchIn,
    TranscriptIn,
    TranscriptOut,
    page_of,
)
from creditbank.web.security import action, limiter

routes = Routes("api_rooms", __name__, description="Catalog, account, transcripts")
TRIES = "120 per minute"


@routes.get("/outcomes")
@routes.arguments(SearchIn, location="query")
@routes.response(200, page_of(OutcomeOut))
@action("catalog.search")
def outcomes(page: dict[str, str]) -> dict[str, object]:
    """Search the catalog by code, name or alias."""
    found, after = catalog.search(
        page["q"],
        actor=actor(),
        world=world(),
        limit=int(page["limit"]),
        after=page["cursor"],
    )
    return {"items": found, "next": after}


@routes.get("/accounts/me")
@routes.response(200, AccountOut)
@action("ledger.account")
def account() -> ledger.Account:
    """Give the learner's balances, one per scheme."""
    return ledger.account(actor=actor(), world=world())


@routes.get("/accounts/me/entries")
@routes.arguments(PageIn, location="query")
@routes.response(200, page_of(EntryOut))
@action("ledger.entries")
def entries(page: dict[str, str]) -> dict[str, object]:
    """List the account's entries, first to last."""
    limit, cursor = int(page["limit"]), page["cursor"]
    after = whole(cursor or "0", "cursor")
    found = ledger.entries(actor=actor(), world=world(), limit=limit, after=after)
    last = str(found[-1].entry.sequence) if len(found) == limit else None
    return {"items": [one.entry for one in found], "next": last}


@routes.get("/transcripts")
@routes.arguments(PageIn, location="query")
@routes.response(200, page_of(TranscriptOut))
@action("transcripts.list")
def list_(page: dict[str, Any]) -> dict[str, object]:
    """List the learner's transcripts, newest first."""
    limit, cursor = page["limit"], page["cursor"]
    prints = transcripts.printing(actor=actor(), world=world())
    found = transcripts.page(limit=limit, after=cursor, actor=actor(), world=world())
    items = [_told(one, prints[one.id].state) for one in found.items]
    return {"items": items, "next": found.next}


def _told(one: transcripts.Transcript, pdf: str) -> dict[str, object]:
    names = set(TranscriptOut().fields) - {"pdf"}
    return {**{name: getattr(one, name) for name in names}, "pdf": pdf}


@routes.get("/transcripts/<transcript_id>/pdf")
@routes.response(200, content_type="application/pdf")
@action("transcripts.pdf")
def pdf(transcript_id: str) -> Response:
    """Give the sealed PDF; 409 `not_printed` until the job that makes it is done."""
    content = transcripts.pdf(transcript_id, actor=actor(), world=world())
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="transcript.pdf"'
    return response


@routes.post("/transcripts")
@action("transcripts.issue")
@once
@routes.arguments(TranscriptIn)
@routes.response(201, TranscriptOut)
def issue(fields: dict[str, Any]) -> dict[str, object]:
    """Issue a transcript of the account, of one purpose, or of credentials named."""
    issued = transcripts.issue(
        fields["credentials"],
        scope=fields["scope"],
        supersede=fields["supersede"],
        withhold=fields["withhold"],
        actor=actor(),
        world=world(),
    )
    return _told(issued, "queued")


@routes.post("/policies/evaluate")
@routes.arguments(EvaluateIn)
@limiter.limit(TRIES)
@action("policies.evaluate")
def evaluate(fields: dict[str, JSON]) -> Response:
    """Evaluate a published policy on a CASE, in the shown form; nothing is kept.

    The version answers where it is in force on the date it names, as in a decision;
    elsewhere a holding is undecided, and refused where the policy is for another
    purpose. ``as_if_in_force`` asks it whatever its days: a decision keeps the version
    it was submitted under.
    A refused line says under ``nearest`` which one changed input would make it a yes.
    """
    answer = policies.answer(
        str(fields["policy"]),
        str(fields["version"]),
        Case.of(fields["case"]).json(),
        as_if_in_force=bool(fields["as_if_in_force"]),
        actor=actor(),
        world=world(),
    )
    return jsonify(answer)
