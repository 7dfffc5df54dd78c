"""Sign-in by session rows, rights by action, CSRF, headers and throttles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TypeVar, cast

from flask import Flask, Request, Response, g, request, session
from flask.sessions import (
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionMixin,
)
from flask_wtf import CSRFProtect

from creditbank.core.people import require
from creditbank.services import people, tokens
from creditbank.web.context import actor, settings, signed_in, world
from creditbank.web.throttling import SharedCounters, Throttle

F = TypeVar("F", bound=Callable[..., object])

SESSION_TOKEN = "token"  # noqa: S105 - the name of a member, not a secret
SHARES = "shares"  # likewise: share id -> until when, in seconds
API = "/api/"

# No inline script or style anywhere; images only from here.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'"),
        *("img-src 'self'", "font-src 'self'", "connect-src 'self'"),
        *("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"),
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
YEAR = 31_536_000
HOUR = 3_600
SHARES_OPENED_MAX = 8  # remembered in one browser; the oldest gives way

csrf = CSRFProtect()
limiter = Throttle(SharedCounters())


def action(name: str) -> Callable[[F], F]:
    """Name the action of an endpoint, and refuse who may not do it anywhere.

    Whether it may be done on this very object, the use case decides.
    """

    def named(view: F) -> F:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> object:
            require(actor(), name)
            return view(*args, **kwargs)

        guarded.action = name  # type: ignore[attr-defined]
        return cast("F", guarded)

    return named


def start_session(token: str) -> None:
    """Begin a session afresh: nothing of the one before survives (rotation)."""
    session.clear()
    session[SESSION_TOKEN] = token
    session.permanent = True


class Sessions(SecureCookieSessionInterface):
    """Signed cookies; who brings none has an empty session, and nothing is opened.

    Nor is one written that nobody looked at: most requests of strangers and tokens.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        if session.accessed:
            super().save_session(app, session, response)


def end_session() -> None:
    session.clear()
    g.signed_in = None


def remember_opened(share_id: str, *, now: datetime) -> None:
    """Let this browser see what a link shows for an hour, without its PIN again."""
    opened = {**session.get(SHARES, {}), share_id: int(now.timestamp()) + HOUR}
    session[SHARES] = dict(list(opened.items())[-SHARES_OPENED_MAX:])


def _opened() -> frozenset[str]:
    now = world().clock.now().timestamp()
    kept = session.get(SHARES, {}).items()
    return frozenset(share_id for share_id, until in kept if until > now)


def by_account() -> str:
    """Throttle by the address that is being tried, whoever tries it."""
    return "account:" + request.form.get("email", "").strip().casefold()[:254]


def install(app: Flask) -> None:
    """Load who acts before each request, and put the headers on each answer."""
    csrf.init_app(app)
    app.session_interface = Sessions()

    @app.before_request
    def load() -> None:
        g.signed_in = g.token_actor = None
        g.shares_opened = frozenset()
        if request.path.startswith(API):
            said = request.environ.get("HTTP_AUTHORIZATION", "")
            scheme, _, token = said.partition(" ")
            if scheme.lower() == "bearer" and token:
                g.token_actor = tokens.actor_of_token(token.strip(), world=world())
            return
        g.shares_opened = _opened()
        token = session.get(SESSION_TOKEN, "")
        if token:
            g.signed_in = people.signed_in(token, world=world())

    @app.after_request
    def protect(response: Response) -> Response:
        own = dict(response.headers)  # what a view has set is said otherwise there
        response.headers.extend(
            (name, value) for name, value in HEADERS.items() if name not in own
        )
        if not settings().is_demo:
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains"
            )
        if signed_in() is not None:
            response.headers["Cache-Control"] = "no-store"
        return response
