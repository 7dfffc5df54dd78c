"""lines name their term: the same holding may be used again in another term (law 6)

Revision ID: 0009
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    # A plain ADD COLUMN on both databases: the table is not rebuilt, so the triggers
    # that keep it append-only stand.
    op.add_column("entry_lines", sa.Column("term", sa.String(length=40), nullable=True))


def downgrade():
    op.drop_column("entry_lines", "term")
