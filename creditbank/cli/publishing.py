"""``creditbank policy publish``: put a file in force at the bank, as a registrar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from creditbank.cli.bank import Bank
from creditbank.cli.policy import FILE, fault_lines
from creditbank.core.errors import BadValueError, DomainError
from creditbank.core.policies.nodes import PolicyFaultsError
from creditbank.core.values import day_of
from creditbank.language.refusals import refusal_text
from creditbank.services import people, policies


@click.command()
@click.argument("file", type=FILE)
@click.option("--from", "starts_on", help="The first day; else the file's own.")
@click.option("--as", "email", required=True, help="A registrar of its authority.")
@click.option("--gap", is_flag=True, help="A gap between versions is meant.")
@click.pass_obj
def publish(
    bank: Bank, file: Path, starts_on: str | None, email: str, *, gap: bool
) -> None:
    """Publish a policy FILE; what does not pass the check is refused."""
    content = file.read_bytes()
    with bank.opened() as world:
        try:
            policy = policies.publish(
                content,
                starts_on=day(starts_on),
                gap_is_stated=gap,
                actor=people.actor_of_email(email),
                world=world,
            )
        except DomainError as error:
            refuse(file, error)
    click.echo(f"{policy.code} {policy.version} {policy.digest}")


def day(text: str | None) -> date | None:
    """Read a day given on the command line."""
    try:
        return None if text is None else day_of(text)
    except BadValueError as error:
        raise click.UsageError(f"not a date: {text}") from error


def refuse(file: Path, error: DomainError) -> None:
    """Say on stderr why nothing was done, in both languages; exit 1."""
    if isinstance(error, PolicyFaultsError):
        for line in fault_lines(file, error):
            click.echo(line, err=True)
    for locale in ("zh", "en"):
        click.echo(refusal_text(error.code, error.facts, locale), err=True)
    raise SystemExit(1) from error
