"""decision receipts.

Why: every posted line has the signed reasons it was given for (law 16). Receipts only
grow, as do the learner's choices to keep one back from a transcript.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0009"
branch_labels = None
depends_on = None

APPEND_ONLY = ("receipts", "withheld_receipts")


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
        "receipts",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "sequence", "number"],
            ["entry_lines.learner_id", "entry_lines.sequence", "entry_lines.number"],
            name=op.f("fk_receipts_learner_id_sequence_number_entry_lines"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "digest", name=op.f("pk_receipts")),
        sa.UniqueConstraint(
            "learner_id",
            "sequence",
            "number",
            name=op.f("uq_receipts_learner_id_sequence_number"),
        ),
    )
    op.create_table(
        "withheld_receipts",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("transcript_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "transcript_id"],
            ["credentials.learner_id", "credentials.id"],
            name=op.f("fk_withheld_receipts_learner_id_transcript_id_credentials"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id", "digest"],
            ["receipts.learner_id", "receipts.digest"],
            name=op.f("fk_withheld_receipts_learner_id_digest_receipts"),
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "transcript_id", "digest", name=op.f("pk_withheld_receipts")
        ),
    )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade():
    op.drop_table("withheld_receipts")
    op.drop_table("receipts")
