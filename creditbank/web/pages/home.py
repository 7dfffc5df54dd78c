"""The ways in, and what waits for whoever is signed in."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from creditbank import __version__
from creditbank.core.damage import BooksDamagedError
from creditbank.core.people import Actor, Role, may
from creditbank.services import (
    claims,
    holdings,
    ledger,
    metrics,
    people,
    policies,
    recognition,
)
from creditbank.web.context import LANGUAGE_COOKIE, actor, world
from creditbank.web.naming import names_of, place_names
from creditbank.web.parsing import own_path
from creditbank.web.problems import sentence
from creditbank.web.security import action, csrf, limiter

blueprint = Blueprint("home", __name__)
YEAR = 31_536_000
CLAIMS_SHOWN = 5
SCRAPES = "60 per minute"
HELP = {
    "build_info": "Which program answers.",
    "claims_waiting": "Claims in review, at all institutions.",
    "claims_oldest_waiting_seconds": "How long the oldest of them has waited.",
    "jobs": "Jobs that are not done, by state.",
    "letters_waiting": "Letters not posted yet.",
    "log_leaves": "Leaves of the public log.",
    "log_leaves_signed": "Leaves its last checkpoint covers.",
}


@blueprint.get("/")
@action("home.show")
def show() -> str:
    acting = actor()
    is_learner = acting.learner_id is not None
    may_publish = Role.REGISTRAR in acting.roles()
    examines = may(acting, "claims.queue")
    mine = claims.list_(actor=acting, world=world()) if is_learner else None
    newest = mine.items[:CLAIMS_SHOWN] if mine else ()
    waiting = claims.queue(actor=acting, world=world(), limit=5) if examines else None
    desk = policies.desk(actor=acting, world=world()) if may_publish else None
    listed = waiting.items if waiting else ()
    asked = [*newest, *(one.claim for one in listed)]
    bare = desk.bare if desk else ()
    return render_template(
        "home/show.html",
        acting=acting,
        holdings=holdings.list_(actor=acting, world=world()) if is_learner else [],
        claims=newest,
        damaged=mine.damaged if mine else 0,
        places=place_names([*(one.purpose for one in asked), *bare]),
        **_account(acting) if is_learner else {},
        names=names_of(one.holdings[0] for one in listed),
        desk=desk,
        waiting=waiting,
        tasks=recognition.tasks(actor=acting, world=world()) if examines else [],
    )


def _account(acting: Actor) -> dict[str, object]:
    """Give the learner's account, or say why it cannot be shown."""
    try:
        return {"account": ledger.account(actor=acting, world=world()), "problem": ""}
    except BooksDamagedError as error:
        return {"account": None, "problem": sentence(error)}


@blueprint.get("/healthz")
@action("home.health")
def healthz() -> Response:
    return make_response("ok\n", {"Content-Type": "text/plain"})


@blueprint.get("/readyz")
@action("home.health")
def readyz() -> Response:
    """Answer only when the database does."""
    policies.list_(actor=actor(), world=world())
    return make_response("ready\n", {"Content-Type": "text/plain"})


@blueprint.get("/metrics")
@limiter.limit(SCRAPES)
@action("home.metrics")
def scraped() -> Response:
    """Give what a monitor reads, in the text form of Prometheus."""
    found = metrics.show(actor=actor(), world=world())
    told = [
        ("build_info", f'{{version="{__version__}"}}', 1),
        ("claims_waiting", "", found.claims_waiting),
        ("claims_oldest_waiting_seconds", "", found.oldest_claim_seconds),
        *(("jobs", f'{{state="{one}"}}', n) for one, n in found.jobs.items()),
        ("letters_waiting", "", found.letters_waiting),
        ("log_leaves", "", found.log_leaves),
        ("log_leaves_signed", "", found.log_leaves_signed),
    ]
    lines = []
    for name in dict.fromkeys(name for name, _, _ in told):
        lines += [
            f"# HELP creditbank_{name} {HELP[name]}",
            f"# TYPE creditbank_{name} gauge",
            *(f"creditbank_{one}{of} {n}" for one, of, n in told if one == name),
        ]
    text = "\n".join(lines) + "\n"
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.post("/language")
@csrf.exempt  # type: ignore[untyped-decorator]
@action("people.set_language")
def set_language() -> Answer:
    """Remember the language in a cookie, and with the user who is signed in.

    It needs no token, so that a page for strangers sets no cookie: from another site
    comes no session (SameSite=Lax), and whoever could send it changes words alone.
    """
    language = request.form.get("language", "zh")
    people.set_language(language, actor=actor())
    response = redirect(own_path(request.form.get("back", "/")))
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=YEAR, samesite="Lax", httponly=True
    )
    return response
