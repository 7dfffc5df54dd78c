"""What waited before the step is found by a search after it, exactly as it is now."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from builders import a_claim, a_holding, a_learner, a_reviewer
from conftest import built, fresh_database, seeded
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from creditbank.adapters.db.base import db, reading
from creditbank.adapters.db.desk_search import DeskTextRow
from creditbank.app import shipped
from creditbank.services import claims


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_waited_before_is_found_after(kind, tmp_path, postgresql, clock):
    app = seeded(built(fresh_database(kind, tmp_path, postgresql), tmp_path, clock))
    before = ScriptDirectory(str(shipped("migrations"))).get_revision("0014")
    world = app.extensions["creditbank_world"]
    with app.app_context():
        learner = a_learner(world, name="ＬÍn  Fang")
        held = a_holding(world, learner, number="Ｎ-1")
        claim = a_claim(world, learner, held)
        a_claim(world, learner, a_holding(world, learner, number="2"), submitted=False)
        kept = rows()

        downgrade(revision=before.down_revision)
        upgrade()

        assert rows() == kept
        assert len(kept) == 1
        reviewer = a_reviewer(world)
        for words in ("lín fang", "n-1", "x012"):
            (found,) = claims.queue(words, actor=reviewer, world=world).items
            assert found.claim.id == claim.id
        db.session.remove()
        db.engine.dispose()


def rows():
    with reading() as session:
        return session.execute(select(*DeskTextRow.__table__.c)).all()
