"""JSON under ``/api/v1``: bearer tokens only, never cookies."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Finish the API once its rooms are registered."""
    del app
