"""the life of a credential.

Why: a revocation was the one thing that could happen to a credential. Now all of it
is told in one table that only grows: issued, superseded, suspended, reinstated,
revoked; what was issued and revoked before moves there. Signed status lists are kept,
a transcript says its scope, and an awarding body can withdraw a certificate (law 12).
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0008"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "status_events",
    "withdrawal_rulings",
    "withdrawal_tasks",
    "withdrawals",
)

ISSUED = """
INSERT INTO status_events
SELECT learner_id, id, 1, 'issue', '', '', '', '',
       CASE kind WHEN 'inner' THEN 'reviewer' ELSE 'learner' END,
       list_number, status_index, issued_at
FROM credentials
"""
REVOKED = """
INSERT INTO status_events
SELECT learner_id, credential_id, 2, 'revoke', '', reason, '', '', 'reviewer',
       list_number, status_index, at
FROM revocations
"""
BACK = """
INSERT INTO revocations (learner_id, credential_id, list_number, status_index,
                         reason, at)
SELECT learner_id, credential_id, list_number, status_index, reason, at
FROM status_events WHERE act = 'revoke'
"""


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


def _events():
    op.create_table(
        "status_events",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("credential_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("hold", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_role", sa.String(length=20), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "learner_id", "credential_id", "number", name=op.f("pk_status_events")
        ),
    )
    op.create_index(
        "ix_status_events_list", "status_events", ["list_number", "act"], unique=False
    )
    op.execute(ISSUED)
    op.execute(REVOKED)
    op.drop_table("revocations")  # its triggers go with it


def _lists():
    op.create_table(
        "status_lists",
        sa.Column("list_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "list_number", "purpose", "version", name=op.f("pk_status_lists")
        ),
    )


def _withdrawals():
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner_key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("certificate", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
        sa.UniqueConstraint("owner_key", name=op.f("uq_withdrawals_owner_key")),
    )
    op.create_index(op.f("ix_withdrawals_body"), "withdrawals", ["body"], unique=False)
    for table, columns in (
        ("withdrawal_tasks", ()),
        (
            "withdrawal_rulings",
            (
                sa.Column("ruling", sa.String(length=20), nullable=False),
                sa.Column("note", sa.Text(), nullable=False),
                sa.Column("by", sa.String(length=36), nullable=False),
                sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            ),
        ),
    ):
        op.create_table(
            table,
            sa.Column("withdrawal_id", sa.String(length=36), nullable=False),
            sa.Column("institution", sa.String(length=40), nullable=False),
            *columns,
            sa.ForeignKeyConstraint(
                ["withdrawal_id"],
                ["withdrawals.id"],
                name=op.f(f"fk_{table}_withdrawal_id_withdrawals"),
            ),
            sa.PrimaryKeyConstraint(
                "withdrawal_id", "institution", name=op.f(f"pk_{table}")
            ),
        )
    op.create_index(
        op.f("ix_withdrawal_tasks_institution"),
        "withdrawal_tasks",
        ["institution"],
        unique=False,
    )
    op.create_index(op.f("ix_holdings_paper"), "holdings", ["paper"], unique=False)


def upgrade():
    _events()
    _lists()
    _withdrawals()
    # Not in batch mode: that would rebuild the table and lose its triggers.
    op.add_column(
        "credentials",
        sa.Column("scope", sa.String(length=100), server_default="", nullable=False),
    )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade():
    op.drop_column("credentials", "scope")
    op.drop_index(op.f("ix_holdings_paper"), table_name="holdings")
    op.drop_table("withdrawal_rulings")
    op.drop_table("withdrawal_tasks")
    op.drop_table("withdrawals")
    op.drop_table("status_lists")
    op.create_table(
        "revocations",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("credential_id", sa.String(length=36), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "learner_id", "credential_id", name=op.f("pk_revocations")
        ),
    )
    op.execute(BACK)
    op.drop_table("status_events")
    _refuse_changes("revocations")
