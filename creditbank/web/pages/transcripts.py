"""Transcripts for the learner; keys and status lists for everyone."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Blueprint,
    Response,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from creditbank.core.errors import DomainError, NotFoundError
from creditbank.core.transcripts.life import BY_HAND_REASONS
from creditbank.core.transcripts.status_lists import TTL
from creditbank.services import receipts, transcripts
from creditbank.web.context import actor, world
from creditbank.web.naming import place_names
from creditbank.web.problems import STATUS, sentence
from creditbank.web.security import action

blueprint = Blueprint("transcripts", __name__)

CREDENTIAL = "application/vc"
LIST_SECONDS = int(TTL.total_seconds())  # as long as the list's own ttl


@blueprint.get("/transcripts")
@action("transcripts.list")
def list_() -> str:
    return _list()


def _list(problem: str = "") -> str:
    statable = transcripts.statable(actor=actor(), world=world())
    issued = transcripts.list_(actor=actor(), world=world())
    stated = {one.scope for one in issued if ":" in one.scope}
    return render_template(
        "transcripts/list.html",
        transcripts=issued,
        places=place_names(stated | {one.purpose for one in statable}),
        statable=statable,
        scopes=sorted({one.purpose for one in statable if not one.is_suspended}),
        prints=transcripts.printing(actor=actor(), world=world()),
        receipts=receipts.of_credentials(actor=actor(), world=world()),
        problem=problem,
    )


@blueprint.post("/transcripts")
@action("transcripts.issue")
def issue() -> Answer | tuple[str, int]:
    scope = request.form.get("scope", transcripts.SELECTION)
    is_selection = scope == transcripts.SELECTION
    try:
        transcripts.issue(
            request.form.getlist("credential") if is_selection else None,
            scope=transcripts.ACCOUNT if is_selection else scope,
            supersede=request.form.get("earlier") != "keep",
            withhold=request.form.getlist("withhold"),
            actor=actor(),
            world=world(),
        )
    except DomainError as error:
        return _list(sentence(error)), STATUS[error.code]
    return redirect(url_for("transcripts.list_"))


@blueprint.get("/transcripts/<transcript_id>.json")
@action("transcripts.download")
def download(transcript_id: str) -> Response:
    found = transcripts.show(transcript_id, actor=actor(), world=world())
    return _attached(found.document, CREDENTIAL, f"transcript-{found.code}.json")


def _attached(content: bytes, mimetype: str, name: str) -> Response:
    """Give a file to keep; browsers are told elsewhere not to guess what it is."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/transcripts/<transcript_id>.jwt")
@action("transcripts.download")
def download_jwt(transcript_id: str) -> Response:
    content = transcripts.jwt(transcript_id, actor=actor(), world=world())
    return _attached(content, f"{CREDENTIAL}+jwt", f"transcript-{transcript_id}.jwt")


@blueprint.get("/transcripts/<transcript_id>.pdf")
@action("transcripts.pdf")
def pdf(transcript_id: str) -> Response:
    found = transcripts.show(transcript_id, actor=actor(), world=world())
    content = transcripts.pdf(transcript_id, actor=actor(), world=world())
    return _attached(content, "application/pdf", f"transcript-{found.code}.pdf")


@blueprint.get("/transcripts/<transcript_id>/offline.svg")
@action("transcripts.summary")
def summary(transcript_id: str) -> Response:
    """Show the offline QR code: signed totals and lines, without a name."""
    content = transcripts.offline_code(transcript_id, actor=actor(), world=world())
    return Response(content, mimetype="image/svg+xml")


@blueprint.post("/transcripts/<transcript_id>/reprint")
@action("transcripts.reprint")
def reprint(transcript_id: str) -> Answer:
    transcripts.reprint(transcript_id, actor=actor(), world=world())
    return redirect(url_for("transcripts.list_"))


@blueprint.get("/transcripts/<transcript_id>/bundle.json")
@action("transcripts.bundle")
def bundle(transcript_id: str) -> Response:
    """Give the transcript with what proves it, as one file."""
    content = transcripts.bundle(transcript_id, actor=actor(), world=world())
    response = Response(content, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="bundle.json"'
    return response


@blueprint.get("/credentials/<credential_id>")
@action("transcripts.credential")
def credential(credential_id: str) -> Response:
    content = transcripts.credential(credential_id, actor=actor(), world=world())
    return Response(content, mimetype=CREDENTIAL)


@blueprint.get("/.well-known/did.json")
@action("transcripts.did")
def did() -> Response:
    response = jsonify(transcripts.published_keys(world=world()))
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={LIST_SECONDS}"
    return response


@blueprint.get("/status/revocation/<whole:number>", defaults={"purpose": "revocation"})
@blueprint.get("/status/suspension/<whole:number>", defaults={"purpose": "suspension"})
@blueprint.get(
    "/status/supersession/<whole:number>", defaults={"purpose": "supersession"}
)
@action("transcripts.status_list")
def status_list(purpose: str, number: int) -> Answer:
    """Give the same bytes until a bit changes; a cache asks by their digest."""
    found = transcripts.status_list(purpose, number, world=world())
    response = Response(found.document, mimetype=CREDENTIAL)
    response.set_etag(found.digest)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={LIST_SECONDS}"
    return response.make_conditional(request)


@blueprint.get("/transcripts/life")
@action("transcripts.life")
def life() -> str | tuple[str, int]:
    """Find a transcript by its code, and show what happened to it."""
    return _life(request.args.get("code", "").strip())


def _life(code: str, problem: str = "", status: int = 200) -> str | tuple[str, int]:
    living = None
    if code:
        try:
            living = transcripts.life(code, actor=actor(), world=world())
        except NotFoundError as error:
            problem, status = problem or sentence(error), STATUS[error.code]
    page = render_template(
        "transcripts/life.html",
        code=code,
        living=living,
        reasons=BY_HAND_REASONS,
        problem=problem,
    )
    return page, status


@blueprint.post("/transcripts/life/<code>/suspend")
@action("transcripts.suspend")
def suspend(code: str) -> Answer | str | tuple[str, int]:
    return _happen(code, transcripts.suspend)


@blueprint.post("/transcripts/life/<code>/reinstate")
@action("transcripts.reinstate")
def reinstate(code: str) -> Answer | str | tuple[str, int]:
    return _happen(code, transcripts.reinstate)


@blueprint.post("/transcripts/life/<code>/revoke")
@action("transcripts.revoke")
def revoke(code: str) -> Answer | str | tuple[str, int]:
    return _happen(code, transcripts.revoke)


def _happen(code: str, act: Callable[..., None]) -> Answer | str | tuple[str, int]:
    form = request.form
    try:
        act(
            code,
            form.get("reason", ""),
            form.get("note", ""),
            actor=actor(),
            world=world(),
        )
    except DomainError as error:
        return _life(code, sentence(error), STATUS[error.code])
    return redirect(url_for("transcripts.life", code=code))
