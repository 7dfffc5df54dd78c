"""A bank of one key goes on with it, and what it signed passes the audit."""

from __future__ import annotations

import json

import pytest
from alembic.script import ScriptDirectory
from conftest import OneKey, built, fresh_database
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from creditbank.adapters.db import keys
from creditbank.adapters.db.base import db, reading, transaction
from creditbank.adapters.db.transcripts import CredentialRow
from creditbank.app import shipped
from creditbank.cli.institution import sown
from creditbank.cli.story import tell
from creditbank.core.keys import Purpose, State
from creditbank.core.transcripts.proofs import SUITE, signing_input
from creditbank.core.values import sha256
from creditbank.core.verification.signatures import options_of
from creditbank.services import jobs
from creditbank.work import works


def before_0002():
    script = ScriptDirectory(str(shipped("migrations")))
    return script.get_revision("0002").down_revision


def jcs_message(document):
    (proof,) = [one for one in document["proof"] if one["cryptosuite"] == SUITE]
    name = proof["verificationMethod"].partition("#")[2]
    return name, sha256(signing_input(document, options_of(proof)))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_one_key_signed_before_is_announced_and_the_newest_goes_on(
    kind, tmp_path, postgresql, clock
):
    app = built(fresh_database(kind, tmp_path, postgresql), tmp_path, clock)
    with app.app_context():
        world = app.extensions["creditbank_world"]
        sown(shipped("seed"), world)
        tell(world, lambda _: None, lambda: jobs.run_waiting(works(world), world=world))
        downgrade(revision=before_0002(), x_arg="lose=all")
        with transaction() as session:
            session.execute(
                text(
                    "INSERT INTO signing_keys (multikey, private, state, created_at) "
                    "VALUES ('z6MkOlder', :none, 'active', '2020-01-01')"
                ),
                {"none": b""},
            )
        upgrade()

        with reading() as session:
            kept = session.scalars(select(CredentialRow.document)).all()
            messages = [jcs_message(json.loads(one)) for one in kept]
            assert len(messages) > 1
            assert all(keys.is_announced(session, *one) for one in messages)
            states = {row.multikey: row.state for row in keys.every(session)}
            at_work = keys.in_turn(session, Purpose.TRANSCRIPTS, State.ACTIVE)
        assert states["z6MkOlder"] == "verify_only"
        assert at_work.multikey == OneKey().multikey
        assert at_work.activated_at == at_work.created_at
        db.session.remove()
        db.engine.dispose()
