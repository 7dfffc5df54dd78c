"""The composition root: only this module knows every floor, and wires them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click
from flask import Flask
from flask_migrate import Migrate

from creditbank import cli, web
from creditbank.adapters.chance import SystemChance
from creditbank.adapters.clock import SystemClock
from creditbank.adapters.db.base import configure, db
from creditbank.adapters.evidence import FolderEvidence
from creditbank.adapters.keys import RingSigner
from creditbank.adapters.passwords import Argon2Passwords
from creditbank.adapters.vault import FernetVault
from creditbank.config import Settings, WrongSettingError
from creditbank.core.ports import World

PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Find a folder that lies inside an installed wheel or beside a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def world_of(settings: Settings) -> World:
    """Build the real World that ``settings`` describe."""
    return World(
        origin=settings.origin,
        clock=SystemClock(),
        chance=SystemChance(),
        evidence=FolderEvidence(settings.evidence_folder),
        signer=RingSigner(settings.origin, settings.key_passphrase),
        passwords=Argon2Passwords(),
        vault=FernetVault(settings.secret_key),
    )


def create_app(settings: Settings, world: World | None = None) -> Flask:
    """Wire the floors into one application."""
    app = Flask(
        "creditbank.web",
        template_folder=str(shipped("templates")),
        static_folder=str(PACKAGE / "web" / "static"),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
    )
    db.init_app(app)
    with app.app_context():
        configure(db.engine)
    Migrate(app, db, directory=str(shipped("migrations")), render_as_batch=True)
    web.install(app, settings=settings, world=world or world_of(settings))
    return app
