"""What was issued and revoked before lives were told moves there, and back."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from conftest import built, fresh_database
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from creditbank.adapters.db import status
from creditbank.adapters.db.base import db, reading, transaction
from creditbank.adapters.db.transcripts import CredentialRow, keep, revoke_lines
from creditbank.app import shipped


def before_0003():
    script = ScriptDirectory(str(shipped("migrations")))
    return script.get_revision("0003").down_revision


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_issues_and_revocations_move_into_lives_and_back(
    kind, tmp_path, postgresql, clock
):
    app = built(fresh_database(kind, tmp_path, postgresql), tmp_path, clock)
    with app.app_context():
        for number in range(3):
            with transaction() as session:
                keep(session, a_credential(number, at=clock.now()))
        clock.pass_time(hours=1)
        with transaction() as session:
            reason = "credit_reversed"
            revoke_lines(session, "l", [(1, 2)], reason=reason, at=clock.now())
        before = lives()

        downgrade(revision=before_0003(), x_arg="lose=all")
        with reading() as session:
            (gone,) = session.execute(text("SELECT * FROM revocations")).all()
        db.session.remove()
        upgrade()

        assert gone.credential_id == "2"
        assert gone.reason == "credit_reversed"
        assert lives() == before
        assert [one.status for one in before.values()] == ["valid", "valid", "revoked"]
        with pytest.raises(Exception, match="only grows"), transaction() as session:
            session.execute(text("UPDATE credentials SET scope = 'x'"))
        db.session.remove()
        db.engine.dispose()


def lives():
    with reading() as session:
        return dict(sorted(status.lives(session, "l").items()))


def a_credential(number, *, at):
    return CredentialRow(
        learner_id="l",
        id=str(number),
        kind="inner",
        sequence=1,
        number=number,
        salt="",
        list_number=1,
        status_index=number,
        document="{}",
        digest=f"{number:064x}",
        issued_at=at,
    )
