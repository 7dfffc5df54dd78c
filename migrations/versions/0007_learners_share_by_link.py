"""learners share by link.

Why: a learner shows a transcript, or some credentials of it, by a link that ends. The
token is kept as its digest only. A link and a visit are never changed; a share counts
its wrong PINs and may be withdrawn.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("share_links", "share_visits")


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
        "share_links",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("share_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_share_links")),
        sa.UniqueConstraint("share_id", name=op.f("uq_share_links_share_id")),
    )
    op.create_table(
        "shares",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("transcript_id", sa.String(length=36), nullable=False),
        sa.Column("credential_ids", sa.Text(), nullable=False),
        sa.Column("has_receipts", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("pin", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_pins", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id", "transcript_id"],
            ["credentials.learner_id", "credentials.id"],
            name=op.f("fk_shares_learner_id_credentials"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_shares")),
    )
    op.create_table(
        "share_visits",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("share_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("network", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "share_id"],
            ["shares.learner_id", "shares.id"],
            name=op.f("fk_share_visits_learner_id_shares"),
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "share_id", "number", name=op.f("pk_share_visits")
        ),
    )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade():
    op.drop_table("share_visits")
    op.drop_table("shares")
    op.drop_table("share_links")
