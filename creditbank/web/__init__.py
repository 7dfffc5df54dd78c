"""Floor 4a: HTTP. Pages parse, call and render; they decide nothing."""

from __future__ import annotations

import pkgutil
from datetime import timedelta
from importlib import import_module

import structlog
from flask import Flask, Response
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from creditbank.config import Settings, WrongSettingError
from creditbank.core.errors import DomainError
from creditbank.core.ports import World
from creditbank.services import log
from creditbank.web import api, filters, pages, parsing, problems, security
from creditbank.web.answers import JSONProvider
from creditbank.web.context import world as current_world

REQUEST_BYTES_MAX = 21 * 1024 * 1024  # the largest evidence, and its form
FORM_BYTES_MAX = 500_000
STATIC_SECONDS = 31_536_000  # addresses carry a digest


def install(app: Flask, *, settings: Settings, world: World) -> None:
    """Give the application its pages and API, and what guards them."""
    app.extensions["creditbank_world"] = world
    app.extensions["creditbank_settings"] = settings
    app.config.update(
        MAX_CONTENT_LENGTH=REQUEST_BYTES_MAX,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES_MAX,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_SECONDS,
        SESSION_COOKIE_NAME="creditbank",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.is_demo,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.proxies:
        # Otherwise everyone behind the proxy would share one throttle.
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.json = JSONProvider(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.install(app)
    app.after_request(publish)
    parsing.install(app)
    problems.install(app)
    filters.install(app)
    for package in (pages, api):
        for module in sorted(
            pkgutil.iter_modules(package.__path__), key=lambda m: m.name
        ):
            found = import_module(f"{package.__name__}.{module.name}")
            if hasattr(found, "blueprint"):
                app.register_blueprint(found.blueprint)
    api.install(app)


def publish(response: Response) -> Response:
    """Sign what this request put into the log; the worker repeats what fails."""
    try:
        log.publish_grown(world=current_world())
    except (DomainError, WrongSettingError, OSError) as error:
        structlog.get_logger().error("checkpoint", error=str(error))
    return response
