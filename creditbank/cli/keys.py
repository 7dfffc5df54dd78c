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
    """Make a key for each purpose that has none; the others stay as they are."""
    for line in bank.create_keys():
        click.echo(line)


@keys.command("list")
@click.pass_obj
def list_(bank: Bank) -> None:
    """List the keys whose signatures must verify, newest first."""
    with bank.opened() as world:
        document = transcripts.published_keys(world=world)
    for key in document["verificationMethod"]:  # type: ignore[union-attr]
        click.echo(f"{key['purpose']} {key['id']}")  # type: ignore[index,call-overload]
