"""seals have a level: a PDF may be sealed with timestamps or without (PAdES).

Revision ID: 0013
Revises: 0006

Every seal made before is B-B: there was no timestamp server then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    # A plain ADD COLUMN on both databases: the table is not rebuilt, so the triggers
    # that keep it append-only stand.
    op.add_column(
        "transcript_prints",
        sa.Column("seal", sa.String(length=5), nullable=False, server_default="B-B"),
    )


def downgrade():
    op.drop_column("transcript_prints", "seal")
