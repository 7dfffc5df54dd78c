"""transcripts are printed.

Why: the PDF of a transcript is made once, after the commit that issues it, and kept
by digest; which one it is never changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0003"
branch_labels = None
depends_on = None


def _refuse_changes(table):
    """Make the database itself refuse to change or drop a row of ``table``."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )


def upgrade():
    op.create_table(
        "transcript_prints",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("transcript_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "transcript_id"],
            ["credentials.learner_id", "credentials.id"],
            name=op.f("fk_transcript_prints_learner_id_transcript_id_credentials"),
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "transcript_id", name=op.f("pk_transcript_prints")
        ),
    )
    _refuse_changes("transcript_prints")


def downgrade():
    op.drop_table("transcript_prints")
