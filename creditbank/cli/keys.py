"""``creditbank keys``: the keys transcripts are signed with."""

from __future__ import annotations

import click

from creditbank.cli.bank import Bank
from creditbank.services import transcripts


@click.group()
def keys() -> None:
    """Signing keys."""


@keys.command()
@click.pass_obj
def create(bank: Bank) -> None:
    """Make a signing key and use it from now on; older ones still verify."""
    click.echo(bank.create_key())


@keys.command("list")
@click.pass_obj
def list_(bank: Bank) -> None:
    """List the keys whose signatures must verify, newest first."""
    with bank.opened() as world:
        document = transcripts.published_keys(world=world)
    for key in document["assertionMethod"]:  # type: ignore[union-attr]
        click.echo(key)
