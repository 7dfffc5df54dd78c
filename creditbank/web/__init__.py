"""Floor 4a: HTTP. Pages parse, call and render; they decide nothing."""

from __future__ import annotations

from flask import Flask

from creditbank.config import Settings
from creditbank.core.ports import World


def install(app: Flask, *, settings: Settings, world: World) -> None:
    """Give the application its pages and API."""
    app.extensions["creditbank_world"] = world
    app.extensions["creditbank_settings"] = settings
