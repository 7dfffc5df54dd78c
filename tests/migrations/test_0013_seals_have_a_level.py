"""Seals made before there was a timestamp server are B-B; prints still only grow."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from conftest import NOON, built, fresh_database
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from creditbank.adapters.db.base import db, reading, transaction
from creditbank.adapters.db.prints import PrintRow, prints
from creditbank.adapters.db.transcripts import CredentialRow
from creditbank.app import shipped


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_seal_made_before_is_b_b(kind, tmp_path, postgresql, clock):
    script = ScriptDirectory(str(shipped("migrations")))
    before = script.get_revision("0013").down_revision
    app = built(fresh_database(kind, tmp_path, postgresql), tmp_path, clock)
    with app.app_context():
        with transaction() as session:
            session.add(a_transcript())
            session.flush()
            session.add(a_print())

        downgrade(revision=before, x_arg="lose=all")
        upgrade()

        with reading() as session:
            (kept,) = prints(session, "l").values()
            assert (kept.seal, kept.digest) == ("B-B", "d" * 64)
        for change in (
            "UPDATE transcript_prints SET seal = 'B-LTA'",
            "DELETE FROM transcript_prints",
        ):
            with pytest.raises(DatabaseError), transaction() as session:
                session.execute(text(change))
        db.session.remove()
        db.engine.dispose()


def a_print():
    return PrintRow(
        learner_id="l", transcript_id="t", digest="d" * 64, made_at=NOON, seal="B-LTA"
    )


def a_transcript():
    return CredentialRow(
        learner_id="l",
        id="t",
        kind="outer",
        salt="",
        list_number=1,
        status_index=1,
        document="{}",
        digest="0" * 64,
        issued_at=NOON,
    )
