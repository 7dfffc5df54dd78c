"""JSON under ``/api/v1``: bearer tokens only, never cookies; OpenAPI 3.1 beside it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Flask
from flask_smorest import Api

from creditbank import __version__
from creditbank.web.security import csrf


class _Api(Api):  # type: ignore[misc]
    """The documented API; errors are ours, in web/problems.py."""

    def _register_error_handlers(self) -> None:
        """Leave them alone: one table answers pages and API alike."""


def install(app: Flask) -> None:
    """Register every room's ``routes``, found by their place."""
    app.config.update(
        API_TITLE="creditbank",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "components": {
                "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}
            },
            "security": [{"bearer": []}],
        },
    )
    api = _Api(app)
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        found = import_module(f"{__name__}.{module.name}")
        if hasattr(found, "routes"):
            csrf.exempt(found.routes)
            api.register_blueprint(found.routes, url_prefix="/api/v1")
