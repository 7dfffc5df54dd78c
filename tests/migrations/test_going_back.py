"""A bank that has signed or posted anything does not go back, and loses nothing."""

from __future__ import annotations

import flask_migrate
import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized
from flask_migrate import downgrade
from sqlalchemy import inspect, text

from creditbank.adapters.db.base import db, reading
from creditbank.services import auditing, transcripts


def schema():
    with db.engine.connect() as connection:
        found = inspect(connection)
        return {
            (name, column["name"])
            for name in found.get_table_names()
            for column in found.get_columns(name)
        }


@pytest.mark.parametrize("revision", ["-1", "0009", "0001", "base"])
def test_a_step_back_that_would_lose_signed_data_is_refused_in_words(
    committed, monkeypatch, revision
):
    said = []  # what the command logs, whoever set the loggers up before
    monkeypatch.setattr(flask_migrate.log, "error", said.append)
    with committed.app_context():
        bank = committed.extensions["creditbank_world"]
        learner = a_learner(bank)
        claim = a_claim(bank, learner, a_holding(bank, learner))
        recognized(bank, claim, a_reviewer(bank))
        transcripts.issue(actor=learner, world=bank)
        db.session.remove()
        before = schema()

        with pytest.raises(SystemExit):
            downgrade(revision=revision)

        assert schema() == before
        assert auditing.audit(bank.evidence).faults == ()
        with reading() as session:
            version = session.scalar(text("SELECT version_num FROM alembic_version"))
        assert version > "0009"
        db.session.remove()
    assert "entries 1, decisions 1, credentials 2, receipts 1" in said[0]
    assert "恢复备份" in said[0]
