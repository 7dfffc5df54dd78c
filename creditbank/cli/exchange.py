"""``creditbank institution import | export``: one table as a file people can edit."""

from __future__ import annotations

from pathlib import Path

import click

from creditbank.cli.bank import Bank
from creditbank.cli.files import show_faults, table_in, write_table
from creditbank.cli.institution import operator
from creditbank.core.errors import RowFaultsError
from creditbank.services import catalog, exports, institutions

KIND = click.Choice(sorted(exports.COLUMNS))
FILE = click.Path(dir_okay=False, path_type=Path)
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("kind", type=KIND)
@click.argument("file", type=READABLE)
@click.option("--dry-run", is_flag=True, help="Check every row and write nothing.")
@click.pass_obj
def import_(bank: Bank, kind: str, file: Path, *, dry_run: bool) -> None:
    """Load one KIND of rows from a CSV FILE, all or nothing; faults by row."""
    rows = table_in(file)
    _check_columns(kind, file, rows)
    room = catalog if kind in exports.CATALOG else institutions
    with bank.opened() as world:
        try:
            room.load({kind: rows}, is_dry_run=dry_run, actor=operator(), world=world)
        except RowFaultsError as error:
            show_faults(error)
            raise SystemExit(1) from error
    click.echo(f"{len(rows)} rows" + (", nothing written" if dry_run else ""))


def _check_columns(kind: str, file: Path, rows: list[dict[str, str]]) -> None:
    """Refuse columns nobody would read: a misspelt one would be lost silently."""
    unknown = sorted(
        {name for row in rows for name in row} - set(exports.COLUMNS[kind])
    )
    if unknown:
        known = ", ".join(exports.COLUMNS[kind])
        click.echo(f"{file.name}: {', '.join(unknown)}; known: {known}", err=True)
        raise SystemExit(1)


@click.command("export")
@click.argument("kind", type=KIND)
@click.argument("file", type=FILE)
@click.pass_obj
def export(bank: Bank, kind: str, file: Path) -> None:
    """Write every row of a KIND to a CSV FILE that a spreadsheet opens safely."""
    with bank.opened() as world:
        rows = exports.table(kind, actor=operator(), world=world)
    write_table(file, exports.COLUMNS[kind], rows)
    click.echo(f"{len(rows)} rows")
