"""``creditbank log``: the public log, for its operator and its auditors."""

from __future__ import annotations

import click

from creditbank.cli.bank import Bank
from creditbank.services import log as use


@click.group()
def log() -> None:
    """The public log."""


@log.command()
@click.pass_obj
def key(bank: Bank) -> None:
    """Print the key of the checkpoints as auditors' programs read it."""
    with bank.opened() as world:
        click.echo(use.verifier(world=world))


@log.command()
@click.pass_obj
def heads(bank: Bank) -> None:
    """Put the root over the heads of all accounts into the log, now."""
    with bank.opened() as world:
        click.echo(use.publish_heads(world=world))


@log.command()
@click.pass_obj
def checkpoint(bank: Bank) -> None:
    """Print the checkpoint signed last."""
    with bank.opened() as world:
        use.publish(world=world)
        click.echo(use.checkpoint(world=world).decode(), nl=False)
