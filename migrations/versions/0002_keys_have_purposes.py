"""keys have purposes.

Why: one key signed everything. A key now signs for one purpose and has a life: it is
published, signs, only verifies, may be revoked; every kept signature is announced by
an intent before it is made. The keys there were signed transcripts, and go on so.
"""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0004"
branch_labels = None
depends_on = None

SUITE = "eddsa-jcs-2022"  # until then the only one


def upgrade():
    with op.batch_alter_table("signing_keys") as table:
        table.add_column(
            sa.Column(
                "purpose",
                sa.String(length=20),
                nullable=False,
                server_default="transcripts",
            )
        )
        table.add_column(
            sa.Column(
                "algorithm",
                sa.String(length=20),
                nullable=False,
                server_default="Ed25519",
            )
        )
        table.add_column(sa.Column("certificate", sa.LargeBinary(), nullable=True))
        for name in ("activated_at", "retired_at", "revoked_at"):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        table.add_column(
            sa.Column(
                "reason", sa.String(length=200), nullable=False, server_default=""
            )
        )
    op.execute("UPDATE signing_keys SET activated_at = created_at")
    # The newest signed; the others only verified, whatever their state said.
    op.execute(
        "UPDATE signing_keys SET state = 'verify_only' WHERE created_at < "
        "(SELECT max(created_at) FROM signing_keys)"
    )
    with op.batch_alter_table("signing_keys") as table:
        for name in ("purpose", "algorithm", "reason"):
            table.alter_column(name, server_default=None)
    in_turn = sa.text("state IN ('active', 'pre_published')")
    op.create_index(
        "uq_signing_keys_in_turn",
        "signing_keys",
        ["purpose", "state"],
        unique=True,
        sqlite_where=in_turn,
        postgresql_where=in_turn,
    )
    op.create_table(
        "signature_intents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("multikey", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_intents")),
    )
    op.create_index(
        op.f("ix_signature_intents_digest"), "signature_intents", ["digest"]
    )
    _announce_what_was_signed()
    _refuse_changes("signature_intents")


def _announce_what_was_signed():
    """Give every credential signed until now the intent it would have had.

    The stored text is canonical, its names are ASCII, and no number in it is written
    otherwise by Python: writing it again with sorted names gives the signed bytes.
    """
    connection = op.get_bind()
    query = "SELECT kind, document, issued_at FROM credentials ORDER BY issued_at"
    intents = sa.table(
        "signature_intents",
        *map(sa.column, ("multikey", "purpose", "kind", "digest")),
        sa.column("at", sa.DateTime(timezone=True)),
    )
    rows = sa.text(query).columns(issued_at=sa.DateTime(timezone=True))
    for kind, document, issued_at in connection.execute(rows).all():
        bare = json.loads(document)
        for proof in bare.pop("proof", ()):
            if proof["cryptosuite"] != SUITE:
                continue
            proof.pop("proofValue")
            connection.execute(
                intents.insert().values(
                    multikey=proof["verificationMethod"].partition("#")[2],
                    purpose="transcripts",
                    kind={"inner": "credential", "outer": "transcript"}[kind],
                    digest=sha256(_hashed(proof) + _hashed(bare)).hexdigest(),
                    at=issued_at,
                )
            )


def _hashed(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).digest()


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


def downgrade():
    op.drop_table("signature_intents")
    op.drop_index("uq_signing_keys_in_turn", "signing_keys")
    op.execute("DELETE FROM signing_keys WHERE purpose <> 'transcripts'")
    op.execute("UPDATE signing_keys SET state = 'verify_only' WHERE state <> 'active'")
    with op.batch_alter_table("signing_keys") as table:
        for name in (
            "reason",
            "revoked_at",
            "retired_at",
            "activated_at",
            "certificate",
            "algorithm",
            "purpose",
        ):
            table.drop_column(name)
