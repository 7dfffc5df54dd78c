"""Shares: the learner's links, and the page a link opens to whoever holds it."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from creditbank.core.errors import (
    DomainError,
    NotFoundError,
    PinNeededError,
    WrongPinError,
)
from creditbank.core.values import whole
from creditbank.services import shares, transcripts, verification
from creditbank.web.context import actor, world
from creditbank.web.problems import STATUS, sentence
from creditbank.web.security import action, limiter, remember_opened

blueprint = Blueprint("shares", __name__)
OPENINGS = "60 per minute"
PIN_TRIES = "10 per minute"
CREDENTIAL = "application/vc"


@blueprint.after_request
def keep_the_link_close(response: Response) -> Response:
    """Keep a link out of referrers, caches and search engines.

    `strict-origin` tells our own forms where they come from, without the path.
    """
    if request.path.startswith("/s/"):
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/shares")
@action("shares.list")
def list_() -> str:
    found = shares.list_(actor=actor(), world=world())
    return render_template("shares/list.html", shares=found)


@blueprint.get("/shares/<share_id>")
@action("shares.show")
def show(share_id: str) -> str:
    shown, came = shares.show(share_id, actor=actor(), world=world())
    return render_template("shares/show.html", shown=shown, came=came)


@blueprint.get("/transcripts/<transcript_id>/share")
@action("shares.create")
def ask(transcript_id: str) -> str:
    return _form(transcript_id)


def _form(transcript_id: str, problem: str = "") -> str:
    issued = transcripts.show(transcript_id, actor=actor(), world=world())
    return render_template(
        "shares/create.html",
        transcript=issued,
        lines=transcripts.inside(issued.document),
        problem=problem,
        form=request.form,
    )


@blueprint.post("/transcripts/<transcript_id>/share")
@action("shares.create")
def create(transcript_id: str) -> str | tuple[str, int]:
    """Show the new link this once, on this page and nowhere else."""
    try:
        shown, link = shares.create(_wish(transcript_id), actor=actor(), world=world())
    except DomainError as error:
        return _form(transcript_id, sentence(error)), STATUS[error.code]
    return render_template("shares/made.html", share=shown.share, link=link)


def _wish(transcript_id: str) -> shares.Wish:
    form = request.form
    chosen = form.getlist("credential")
    is_selection = form.get("scope") == "selected"
    if is_selection and not chosen:
        raise NotFoundError
    return shares.Wish(
        transcript_id=transcript_id,
        days=whole(form.get("days", ""), "days"),
        credential_ids=chosen if is_selection else (),
        has_receipts="receipts" in form,
        note=form.get("note", ""),
        pin=form.get("pin", ""),
    )


@blueprint.post("/shares/<share_id>/withdraw")
@action("shares.withdraw")
def withdraw(share_id: str) -> Answer:
    shares.withdraw(share_id, actor=actor(), world=world())
    return redirect(url_for("shares.list_"))


@blueprint.get("/s/<token>")
@limiter.limit(OPENINGS)
@action("shares.open")
def open_(token: str) -> str:
    try:
        return _opened(token)
    except PinNeededError:
        return render_template("shares/pin.html", link=token, problem="")


@blueprint.post("/s/<token>")
@limiter.limit(PIN_TRIES)
@action("shares.open")
def unlock(token: str) -> str | Answer | tuple[str, int]:
    """Take the PIN, then show the page at its own address."""
    try:
        _opened(token, request.form.get("pin", ""))
    except (PinNeededError, WrongPinError) as error:
        page = render_template("shares/pin.html", link=token, problem=sentence(error))
        return page, STATUS[error.code]
    return redirect(url_for("shares.open_", token=token))


def _opened(token: str, pin: str = "") -> str:
    """Check the very bytes that are shown, every time they are shown."""
    opened = _open(token, pin)
    remember_opened(opened.share.id, now=world().clock.now())
    shown = [
        (credential_id, verification.examine(content, world=world()))
        for credential_id, content in opened.documents
    ]
    return render_template(
        "shares/open.html",
        share=opened.share,
        receipts=opened.receipts,
        shown=shown,
        link=token,
    )


def _open(token: str, pin: str = "") -> shares.Opened:
    return shares.open_(
        token, pin=pin, address=request.remote_addr or "", actor=actor(), world=world()
    )


@blueprint.get("/s/<token>/<credential_id>.json")
@limiter.limit(OPENINGS)
@action("shares.download")
def download(token: str, credential_id: str) -> Response:
    """Hand out a signed document of the share, byte for byte."""
    content = dict(_open(token).documents).get(credential_id)
    if content is None:
        raise NotFoundError
    response = Response(content, mimetype=CREDENTIAL)
    name = f"credential-{credential_id[:8]}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
