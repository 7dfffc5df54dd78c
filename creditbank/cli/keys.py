"""``creditbank keys``: the keys the bank signs with, and their life."""

from __future__ import annotations

from datetime import datetime

import click

from creditbank.cli.bank import Bank
from creditbank.cli.institution import operator
from creditbank.core.errors import BadValueError, DomainError
from creditbank.core.keys import Key, Purpose
from creditbank.core.values import instant_of, instant_text
from creditbank.services import keys as ring

PURPOSE = click.Choice([purpose.value for purpose in Purpose])


@click.group()
def keys() -> None:
    """Signing keys, one at work for each purpose."""


@keys.command()
@click.pass_obj
def create(bank: Bank) -> None:
    """Make a key for each purpose that has none; the others stay as they are."""
    with bank.opened() as world:
        for key in ring.create_missing(actor=operator(), world=world):
            click.echo(_line(key))


@keys.command("list")
@click.pass_obj
def list_(bank: Bank) -> None:
    """List all keys: purpose, state, since when, fingerprint, name, where it is."""
    with bank.opened():
        for key in ring.listed(actor=operator()):
            click.echo(_line(key))


@keys.command()
@click.argument("purpose", type=PURPOSE)
@click.option("--now", "at_once", is_flag=True, help="Do not wait for caches.")
@click.pass_obj
def rotate(bank: Bank, purpose: str, *, at_once: bool) -> None:
    """Publish the next key of PURPOSE; said again a day later, put it to work."""
    with bank.opened() as world:
        done = ring.rotate(
            Purpose(purpose), at_once=at_once, actor=operator(), world=world
        )
    click.echo(_line(done.key))
    if done.ready_at is not None:
        click.echo(
            f"It is published and does not sign yet. From {instant_text(done.ready_at)}"
            " on, when caches know it, run this again.",
            err=True,
        )


@keys.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why, for the bank's own records.")
@click.option("--at", help="First instant it may have been in other hands; or now.")
@click.pass_obj
def revoke(bank: Bank, name: str, reason: str, at: str | None) -> None:
    """Revoke the key NAME for good; the next one signs at once."""
    moment = _moment(at)
    with bank.opened() as world:
        try:
            following = ring.revoke(
                name.rpartition("#")[2],
                reason,
                at=moment,
                actor=operator(),
                world=world,
            )
        except DomainError as error:
            raise click.ClickException(f"{error.code}: {error.facts}") from error
    if following is not None:
        click.echo(_line(following))


def _moment(text: str | None) -> datetime | None:
    try:
        return instant_of(text) if text else None
    except BadValueError as error:
        raise click.UsageError(
            "--at needs an instant such as 2026-11-24T08:00:00Z"
        ) from error


def _line(key: Key) -> str:
    name, purpose = key.public.name, key.public.purpose.value
    told = f"{purpose:<16} {key.state.value:<14} {instant_text(key.since)}"
    place = "[token] " if key.is_in_token else ""
    return f"{told} {key.fingerprint[:16]} {name} {place}{key.reason}".rstrip()
