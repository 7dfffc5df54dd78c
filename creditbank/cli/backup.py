"""``creditbank backup`` and ``creditbank restore``."""

from __future__ import annotations

from pathlib import Path

import click

from creditbank.cli.bank import Bank
from creditbank.core.errors import DomainError, NotSQLiteError
from creditbank.language.refusals import refusal_text
from creditbank.services import backups

FOLDER = click.Path(file_okay=False, path_type=Path)
WITH_POSTGRESQL = (
    "PostgreSQL has its own tools for this, and this command does not replace them: "
    "`pg_dump --format=custom` (or a base backup with WAL archiving) for the database, "
    "then a copy of the evidence folder; `pg_restore` and the copy to go back. "
    "Nothing was copied."
)


@click.command()
@click.argument("folder", type=FOLDER)
@click.pass_obj
def backup(bank: Bank, folder: Path) -> None:
    """Copy the whole bank into an empty FOLDER, while it serves."""
    with bank.opened() as world:
        try:
            found = backups.backup(folder, settings=bank.settings, world=world)
        except DomainError as error:
            _refuse(error)
    click.echo(f"{found.leaves} leaves of the log, {found.files} files of evidence")
    click.echo("keep both secrets elsewhere: the copy is of no use without", err=True)


@click.command()
@click.argument("folder", type=FOLDER)
@click.pass_obj
def restore(bank: Bank, folder: Path) -> None:
    """Make a bank of the copy in FOLDER, where no bank is."""
    try:
        found = backups.restore(folder, settings=bank.settings)
    except DomainError as error:
        _refuse(error)
    click.echo(f"{found.leaves} leaves of the log, {found.files} files of evidence")
    click.echo("run `creditbank audit` before you serve", err=True)


def _refuse(error: DomainError) -> None:
    if isinstance(error, NotSQLiteError):
        click.echo(WITH_POSTGRESQL, err=True)
        raise SystemExit(3) from error
    raise click.ClickException(refusal_text(error.code, error.facts, "en")) from error
