"""Going back takes notices and their public ids away, and leaves every other id."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from conftest import built, fresh_database
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from creditbank.adapters.db.base import db, reading, transaction
from creditbank.adapters.db.claims import LocatorRow
from creditbank.app import shipped


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_only_the_public_ids_of_notices_go_with_them(kind, tmp_path, postgresql, clock):
    app = built(fresh_database(kind, tmp_path, postgresql), tmp_path, clock)
    before = ScriptDirectory(str(shipped("migrations"))).get_revision("0011")
    with app.app_context():
        with transaction() as session:
            for name in ("claim", "notice"):
                session.add(LocatorRow(public_id=name, kind=name, learner_id="l"))

        downgrade(revision=before.down_revision)
        upgrade()

        with reading() as session:
            kinds = session.execute(text("SELECT kind FROM locators")).scalars().all()
        assert kinds == ["claim"]
        db.session.remove()
        db.engine.dispose()
