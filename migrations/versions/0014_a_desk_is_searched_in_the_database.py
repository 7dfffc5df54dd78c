"""a desk is searched in the database: a narrow row for each claim that waits.

Revision ID: 0014
Revises: 0011

Before, every text of every claim that waited was fetched and folded for each search.
The folding is that of the program when this was written: width and case, and spaces
joined; each text on a line of its own.
"""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
WAITING = ("submitted", "disputed")


def upgrade():
    made = op.create_table(
        "desk_texts",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("institution", sa.String(length=40), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bodies", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "claim_id", name="pk_desk_texts"),
        sa.ForeignKeyConstraint(
            ["learner_id", "claim_id"],
            ["claims.learner_id", "claims.id"],
            name="fk_desk_texts_learner_id_claim_id_claims",
        ),
    )
    place = ["institution", "submitted_at", "claim_id"]
    op.create_index("ix_desk_texts_waiting", "desk_texts", place)
    found = list(waiting(op.get_bind()))
    for start in range(0, len(found), AT_ONCE):
        op.bulk_insert(made, found[start : start + AT_ONCE])


def waiting(connection):
    """What waits now, with the texts of its learner and its holdings."""
    learners, holdings = held(connection)
    claims = connection.execute(
        sa.text(
            "SELECT learner_id, id, institution, submitted_at, holdings FROM claims "
            "WHERE status IN (:first, :second) AND submitted_at IS NOT NULL"
        ).columns(submitted_at=sa.DateTime(timezone=True)),
        dict(zip(("first", "second"), WAITING, strict=True)),
    )
    for row in claims.all():
        mine = [
            holdings[row.learner_id, one]
            for one in json.loads(row.holdings)
            if (row.learner_id, one) in holdings
        ]
        texts = [*learners.get(row.learner_id, ())]
        texts += [one for found in mine for one in found[1:]]
        yield {
            "learner_id": row.learner_id,
            "claim_id": row.id,
            "institution": row.institution,
            "submitted_at": row.submitted_at,
            "bodies": lines(sorted({found[0] for found in mine})),
            "text": lines(dict.fromkeys(folded(one) for one in texts)),
        }


def held(connection):
    """The learners of what waits, and what they hold."""
    whose = (
        "IN (SELECT learner_id FROM claims WHERE status IN ('submitted', 'disputed'))"
    )
    learners = connection.execute(
        sa.text(f"SELECT id, name, number FROM learners WHERE id {whose}")
    )
    holdings = connection.execute(
        sa.text(
            "SELECT learner_id, id, body, number, certificate, module, outcome "
            f"FROM holdings WHERE learner_id {whose}"
        )
    )
    return (
        {row[0]: row[1:] for row in learners.all()},
        {(row[0], row[1]): row[2:] for row in holdings.all()},
    )


def folded(text):
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def lines(texts):
    return "".join(f"\n{one}" for one in texts) + "\n"


def downgrade():
    op.drop_table("desk_texts")
