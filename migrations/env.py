"""Runs the steps of the schema against the database the application is set to.

A step back takes tables and columns away. What was posted, signed or announced is in
others' hands too and cannot be made again, so a bank that holds any of it does not go
back, unless whoever asks says that it may be lost.
"""

from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import func, inspect, select, table
from sqlalchemy.types import TypeDecorator

database = current_app.extensions["migrate"].db
engine = database.engine


KEPT = (
    *("entries", "decisions", "credentials", "receipts", "revocations"),
    *("status_events", "transcript_prints", "withdrawals"),
    *("log_leaves", "log_checkpoints", "signature_intents"),
)
LOSE = "lose=all"


def held(connection):
    """Say how many rows of each kept table there are, where there are any."""
    there = set(inspect(connection).get_table_names())
    counts = {
        name: connection.scalar(select(func.count()).select_from(table(name)))
        for name in KEPT
        if name in there
    }
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count)


def refuse_loss(kept):
    """Give what undoes a step back that would lose what was kept."""

    def applied(step, **_):
        if kept and not step.is_upgrade and LOSE not in context.get_x_argument():
            raise CommandError(
                "nothing was changed: a step back would lose what this bank has "
                f"posted, signed or announced ({kept}). Put a copy back instead; "
                f"where all of it may be lost, say -x {LOSE}. · "
                f"未作任何改动：退回旧版会丢失本行已入账、签署或公布的内容（{kept}）。"
                f"请改为恢复备份；确可全部丢弃时加 -x {LOSE}。"
            )

    return applied


def plainly(kind, value, _context):
    """Write our own column types as the plain ones beneath: a step outlives them."""
    if kind == "type" and isinstance(value, TypeDecorator):
        return f"sa.{value.impl!r}"
    return False


def run():
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            render_item=plainly,
            compare_type=False,
            on_version_apply=refuse_loss(held(connection)),
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
