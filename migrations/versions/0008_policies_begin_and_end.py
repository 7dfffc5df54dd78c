"""policies begin and end.

Why: a version is put in force from a day, and ends when a successor takes its place
or it is retired. Both are events in tables that only grow. Drafts are what
registrars work on; they are replaced freely and are never in force.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _refuse_changes(table):
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
    # Added in place, on both databases: the table is not rebuilt, its triggers stay.
    op.add_column("policy_adoptions", sa.Column("starts_on", sa.Date(), nullable=True))
    op.create_table(
        "policy_endings",
        sa.Column("institution", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("successor", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution", "code", "version"],
            [
                "policy_adoptions.institution",
                "policy_adoptions.code",
                "policy_adoptions.version",
            ],
            name=op.f("fk_policy_endings_institution_code_version_policy_adoptions"),
        ),
        sa.PrimaryKeyConstraint(
            "institution",
            "code",
            "version",
            "ends_on",
            name=op.f("pk_policy_endings"),
        ),
    )
    _refuse_changes("policy_endings")
    op.create_table(
        "policy_drafts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_drafts")),
        sa.UniqueConstraint(
            "institution", "name", name=op.f("uq_policy_drafts_institution_name")
        ),
    )


def downgrade():
    op.drop_table("policy_drafts")
    op.drop_table("policy_endings")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("policy_adoptions", "starts_on")
        return
    # SQLite drops a column in place since 3.35; batch mode would lose the triggers.
    op.execute("ALTER TABLE policy_adoptions DROP COLUMN starts_on")
