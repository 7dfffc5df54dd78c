"""the public log.

Why: everything signed or taken back leaves a leaf in a Merkle tree that strangers can
check. Leaves, nodes and checkpoints only grow, by triggers on both databases; the head
is one row that counts them and serves as their lock. What was issued and revoked
before gets its leaves here, with its own date, in the order it happened; entries get
the mark of where the log stood when they were posted.
"""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = ("log_checkpoints", "log_leaves", "log_marks", "log_nodes")


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


WHAT_HAPPENED = """
SELECT 'issue' AS kind, digest, issued_at AS at FROM credentials
UNION ALL
SELECT 'revoke', c.digest, r.at FROM revocations r JOIN credentials c
ON c.learner_id = r.learner_id AND c.id = r.credential_id
ORDER BY at, kind, digest
"""


def _instant(at):
    """SQLite gives text without a zone, PostgreSQL an instant."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(UTC)


def _add(bind, nodes, number, kind, digest, at):
    """Add one leaf, and the nodes it makes whole (RFC 6962)."""
    leaf = {"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "digest": digest, "kind": kind}
    content = json.dumps(leaf, separators=(",", ":"), sort_keys=True).encode()
    bind.execute(
        sa.text("INSERT INTO log_leaves VALUES (:n, :kind, :digest, :at)").bindparams(
            sa.bindparam("at", type_=sa.DateTime(timezone=True))
        ),
        {"n": number, "kind": kind, "digest": digest, "at": at},
    )
    level, place, found = 0, number, hashlib.sha256(b"\0" + content).digest()
    while True:
        nodes[level, place] = found
        bind.execute(
            sa.text("INSERT INTO log_nodes VALUES (:level, :place, :hash)"),
            {"level": level, "place": place, "hash": found},
        )
        if place % 2 == 0:
            return
        left = nodes.pop((level, place - 1))
        found = hashlib.sha256(b"\1" + left + found).digest()
        level, place = level + 1, place // 2


def _remember():
    """Give what was issued and revoked so far its leaves."""
    bind, nodes, number = op.get_bind(), {}, 0
    for kind, digest, at in bind.execute(sa.text(WHAT_HAPPENED)).all():
        _add(bind, nodes, number, kind, digest, _instant(at))
        number += 1
    bind.execute(
        sa.text("INSERT INTO log_head (id, size) VALUES (1, :size)"), {"size": number}
    )
    bind.execute(
        sa.text(
            "INSERT INTO log_marks SELECT learner_id, sequence, :size FROM entries"
        ),
        {"size": number},
    )


def upgrade():
    op.create_table(
        "log_checkpoints",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", "key", name=op.f("pk_log_checkpoints")),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "log_leaves",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_log_leaves")),
    )
    with op.batch_alter_table("log_leaves", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_log_leaves_digest"), ["digest"], unique=False
        )
    op.create_table(
        "log_marks",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "sequence", name=op.f("pk_log_marks")),
    )
    op.create_table(
        "log_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_log_nodes")),
    )
    _remember()
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade():
    op.drop_table("log_nodes")
    op.drop_table("log_marks")
    with op.batch_alter_table("log_leaves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_leaves_digest"))
    op.drop_table("log_leaves")
    op.drop_table("log_head")
    op.drop_table("log_checkpoints")
