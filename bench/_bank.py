"""A bank of one transcript on a disk of its own, for the benches that ask it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench._documents import ORIGIN, Key, transcript
from creditbank.adapters.db import transcripts
from creditbank.adapters.db.base import db, transaction
from creditbank.app import create_app, world_of
from creditbank.config import Settings
from creditbank.core.canonical import canonical
from creditbank.core.keys import Purpose
from creditbank.core.people import Actor, Membership, Role
from creditbank.core.ports import World
from creditbank.core.transcripts.proofs import signed
from creditbank.core.values import UserId, sha256
from creditbank.services import keys

SECRET = "for the bench alone, and for nothing else at all"  # noqa: S105
CODE = "0123456789ABCDEF"
OPERATOR = Actor(UserId("bench"), None, frozenset({Membership(Role.OPERATOR, "bank")}))
LEARNER = "11111111-1111-4111-8111-111111111111"


@dataclass(frozen=True)
class Bank:
    app: Flask
    engine: Engine
    code: str
    files: Iterator[bytes]  # of its transcript, each one unlike the one before
    world: World


def opened(folder: Path, *, courses: int) -> Bank:
    """Build it with its real schema, keys and settings, on SQLite."""
    settings = Settings.read(
        {
            "CREDITBANK_ORIGIN": ORIGIN,
            "CREDITBANK_VAR": str(folder),
            "CREDITBANK_SECRET_KEY": SECRET,
            "CREDITBANK_KEY_PASSPHRASE": SECRET,
            "CREDITBANK_DEMO": "1",
        }
    )
    world = world_of(settings)
    app = create_app(settings, world=world)
    with app.app_context():
        upgrade()
        keys.create_missing(actor=OPERATOR, world=world)
        signer = world.keys.signer(Purpose.TRANSCRIPTS)
        key = Key()
        key.key_id, key.sign = signer.key_id, signer.sign  # type: ignore[method-assign]
        now = world.clock.now()
        document = canonical(signed(transcript(courses, key), signer, at=now))
        with transaction() as session:
            _keep(session, document, now)
        engine = db.engine
    files = (document + b" " * spaces for spaces in cycle(range(1_000)))
    return Bank(app, engine, CODE, files, world)


def _keep(session: Session, document: bytes, now: datetime) -> None:
    row = transcripts.CredentialRow(
        learner_id=LEARNER,
        id="6c1ab2ea-7a6e-4f3b-9d0f-2f5d3f2b9c11",
        kind="outer",
        salt="",
        list_number=1,
        status_index=42,
        document=document.decode(),
        digest=sha256(document),
        issued_at=now,
    )
    transcripts.keep(session, row)
    code = transcripts.PublicCodeRow(
        code=CODE, learner_id=LEARNER, transcript_id=row.id
    )
    session.add(code)
