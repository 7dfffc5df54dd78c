"""notices have a public page.

Why: what a public notice proposes is kept as it was announced, and so are the
objections and what was ruled on each; all three only grow. A notice that was opened
before has no page: it is opened again, since nobody could object to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0013"
branch_labels = None
depends_on = None

APPEND_ONLY = ("notices", "objections", "objection_rulings")


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
        "notices",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("institution", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=100), nullable=False),
        sa.Column("policy", sa.String(length=80), nullable=False),
        sa.Column("policy_version", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "claim_id"],
            ["claims.learner_id", "claims.id"],
            name=op.f("fk_notices_learner_id_claim_id_claims"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "learner_id",
            "claim_id",
            "step",
            "number",
            name=op.f("uq_notices_learner_id_claim_id_step_number"),
        ),
    )
    op.create_index("ix_notices_running", "notices", ["institution", "ends_on", "id"])
    op.create_table(
        "objections",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.String(length=36), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "notice_id"],
            ["notices.learner_id", "notices.id"],
            name=op.f("fk_objections_learner_id_notice_id_notices"),
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "claim_id", "number", name=op.f("pk_objections")
        ),
        sa.UniqueConstraint(
            "learner_id",
            "notice_id",
            "by",
            name=op.f("uq_objections_learner_id_notice_id_by"),
        ),
    )
    op.create_table(
        "objection_rulings",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "claim_id", "number"],
            ["objections.learner_id", "objections.claim_id", "objections.number"],
            name=op.f("fk_objection_rulings_learner_id_claim_id_number_objections"),
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "claim_id", "number", name=op.f("pk_objection_rulings")
        ),
    )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade():
    op.drop_table("objection_rulings")
    op.drop_table("objections")
    op.drop_table("notices")
    op.execute("DELETE FROM locators WHERE kind = 'notice'")
