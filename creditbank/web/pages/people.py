"""Signing up, in and out; links by mail; profile, sessions and tokens."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from creditbank.core.errors import DomainError
from creditbank.core.values import whole
from creditbank.services import people, tokens
from creditbank.web.context import actor, locale, signed_in, world
from creditbank.web.problems import STATUS, sentence
from creditbank.web.security import (
    action,
    by_account,
    end_session,
    limiter,
    start_session,
)

blueprint = Blueprint("people", __name__, url_prefix="/people")

Answer = str | Response | tuple[str, int]
TRIES = "20 per minute"
TRIES_ACCOUNT = "10 per minute"
POST = ("GET", "POST")


def _form(template: str, error: DomainError | None = None, **facts: object) -> Answer:
    page = render_template(
        f"people/{template}.html",
        problem=sentence(error) if error else "",
        form=request.form,
        **facts,
    )
    return page if error is None else (page, STATUS[error.code])


@blueprint.route("/sign-up", methods=POST)
@limiter.limit(TRIES, methods=["POST"])
@action("people.sign_up")
def sign_up() -> Answer:
    if request.method == "GET":
        return _form("sign_up")
    form = request.form
    try:
        people.sign_up(
            form.get("email", ""),
            form.get("password", ""),
            form.get("name", ""),
            language=locale(),
            world=world(),
        )
    except DomainError as error:
        return _form("sign_up", error)
    return render_template("people/letter_sent.html")


@blueprint.route("/confirm", methods=POST)
@limiter.limit(TRIES)
@action("people.confirm")
def confirm() -> Answer:
    """A letter's link asks for a click, so that a mail scanner does not use it up."""
    if request.method == "GET":
        return _form("confirm", token=request.args.get("token", ""))
    people.confirm(request.form.get("token", ""), world=world())
    return redirect(url_for("people.sign_in", confirmed=1))


@blueprint.route("/sign-in", methods=POST)
@limiter.limit(TRIES, methods=["POST"])
@limiter.limit(TRIES_ACCOUNT, methods=["POST"], key_func=by_account)
@action("people.sign_in")
def sign_in() -> Answer:
    if request.method == "GET":
        return _form("sign_in")
    try:
        token = people.sign_in(
            request.form.get("email", ""),
            request.form.get("password", ""),
            agent=request.user_agent.string,
            world=world(),
        )
    except DomainError as error:
        return _form("sign_in", error)
    start_session(token)
    return redirect(url_for("home.show"))


@blueprint.post("/sign-out")
@action("people.sign_out")
def sign_out() -> Response:
    found = signed_in()
    if found is not None:
        people.sign_out(found.session_id, actor=actor(), world=world())
    end_session()
    return redirect(url_for("home.show"))


@blueprint.route("/ask-reset", methods=POST)
@limiter.limit(TRIES, methods=["POST"])
@limiter.limit(TRIES_ACCOUNT, methods=["POST"], key_func=by_account)
@action("people.ask_reset")
def ask_reset() -> Answer:
    if request.method == "GET":
        return _form("ask_reset")
    try:
        people.ask_reset(request.form.get("email", ""), world=world())
    except DomainError as error:
        return _form("ask_reset", error)
    return render_template("people/letter_sent.html")


@blueprint.route("/reset", methods=POST)
@limiter.limit(TRIES)
@action("people.reset")
def reset() -> Answer:
    token = request.values.get("token", "")
    if request.method == "GET":
        return _form("reset", token=token)
    try:
        people.reset(token, request.form.get("password", ""), world=world())
    except DomainError as error:
        return _form("reset", error, token=token)
    return redirect(url_for("people.sign_in", confirmed=1))


@blueprint.route("/profile", methods=POST)
@action("people.profile")
def profile() -> Answer:
    error = None
    if request.method == "POST":
        try:
            people.update_profile(
                request.form.get("name", ""),
                request.form.get("citizen_id", ""),
                actor=actor(),
                world=world(),
            )
        except DomainError as refused:
            error = refused
        else:
            return redirect(url_for("people.profile"))
    return _form("profile", error, profile=people.profile(actor=actor(), world=world()))


@blueprint.get("/sessions")
@action("people.sessions")
def sessions() -> str:
    found = signed_in()
    return render_template(
        "people/sessions.html",
        sessions=people.sessions(actor=actor(), world=world()),
        current=found.session_id if found else "",
    )


@blueprint.post("/sessions/<session_id>/end")
@action("people.end_session")
def end_one(session_id: str) -> Response:
    people.end_session(session_id, actor=actor(), world=world())
    return redirect(url_for("people.sessions"))


@blueprint.get("/tokens")
@action("people.tokens")
def list_tokens() -> str:
    return _tokens()


def _tokens(fresh: str = "", problem: str = "") -> str:
    return render_template(
        "people/tokens.html",
        tokens=tokens.tokens(actor=actor(), world=world()),
        fresh=fresh,
        problem=problem,
    )


@blueprint.post("/tokens")
@action("people.create_token")
def create_token() -> Answer:
    """Show the new token this once, on this page and in no address."""
    try:
        fresh = tokens.create_token(
            request.form.get("name", ""),
            days=whole(request.form.get("days", ""), "days"),
            actor=actor(),
            world=world(),
        )
    except DomainError as error:
        return _tokens(problem=sentence(error)), STATUS[error.code]
    return _tokens(fresh)


@blueprint.post("/tokens/<token_id>/revoke")
@action("people.revoke_token")
def revoke_token(token_id: str) -> Response:
    tokens.revoke_token(token_id, actor=actor(), world=world())
    return redirect(url_for("people.list_tokens"))
