"""Who acts, in which world, reading which language: the facts of one request."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flask import current_app, g, request

from creditbank.config import Settings
from creditbank.core.people import STRANGER, Actor
from creditbank.core.ports import World
from creditbank.language import LOCALES, Locale, filled
from creditbank.services.people import SignedIn

LANGUAGE_COOKIE = "language"
LOCALE = "creditbank.locale"  # in the request's own environment: `g` may outlive it


def world() -> World:
    return cast("World", current_app.extensions["creditbank_world"])


def settings() -> Settings:
    return cast("Settings", current_app.extensions["creditbank_settings"])


def signed_in() -> SignedIn | None:
    """Give the session of this request; None for a stranger or a bearer token."""
    return cast("SignedIn | None", g.get("signed_in"))


def actor() -> Actor:
    """Give whoever acts: by session on pages, by bearer token in the API."""
    found = signed_in()
    acting = cast("Actor", g.get("token_actor")) or (found.actor if found else STRANGER)
    opened = cast("frozenset[str]", g.get("shares_opened", frozenset()))
    return replace(acting, shares=opened) if opened else acting


def locale() -> Locale:
    """Tell the reader's language, chosen once a request: a page asks fifty times."""
    found = cast("Locale | None", request.environ.get(LOCALE))
    if found is None:
        found = request.environ[LOCALE] = _chosen()
    return found


def _chosen() -> Locale:
    """Choose the language: the cookie, the user's own, the browser's, Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen not in LOCALES:
        found = signed_in()
        chosen = found.language if found else ""
    if chosen not in LOCALES:
        chosen = request.accept_languages.best_match(LOCALES) or "zh"
    return "en" if chosen == "en" else "zh"


def said(zh: str, en: str, **facts: object) -> str:
    """Say a whole sentence in the reader's language, with named facts."""
    text = zh if locale() == "zh" else en
    return filled(text, facts) if facts else text
