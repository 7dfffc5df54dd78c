"""What was issued and revoked before the log stood gets its leaves; all goes back."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from conftest import built, fresh_database
from flask_migrate import downgrade, upgrade

from creditbank.adapters.db import log
from creditbank.adapters.db.base import db, reading, transaction
from creditbank.adapters.db.transcripts import CredentialRow, keep, revoke_lines
from creditbank.app import shipped
from creditbank.core.log import Kind, root


def before_0004():
    script = ScriptDirectory(str(shipped("migrations")))
    return script.get_revision("0004").down_revision


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_signed_before_the_log_gets_its_leaves(
    kind, tmp_path, postgresql, clock
):
    app = built(fresh_database(kind, tmp_path, postgresql), tmp_path, clock)
    with app.app_context():
        for number in range(5):
            with transaction() as session:
                keep(session, a_credential(number, at=clock.now()))
            clock.pass_time(hours=1)
        with transaction() as session:
            reason = "credit_reversed"
            revoke_lines(session, "l", [(1, 0)], reason=reason, at=clock.now())
        before = everything()

        downgrade(revision=before_0004(), x_arg="lose=all")
        upgrade()

        assert everything() == before
        assert [one.kind for one in before[0]] == [Kind.ISSUE] * 5 + [Kind.REVOKE]
        db.session.remove()
        db.engine.dispose()


def everything():
    with reading() as session:
        size = log.size(session)
        return log.leaves(session, 0, 100), size, root(size, log.nodes(session))


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
