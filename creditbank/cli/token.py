"""``creditbank token create``: a bearer token for the API."""

from __future__ import annotations

import click

from creditbank.cli.bank import Bank
from creditbank.core.errors import DomainError
from creditbank.services import people, tokens


@click.group()
def token() -> None:
    """Bearer tokens for the API."""


@token.command()
@click.option("--user", required=True, help="The user's e-mail address.")
@click.option("--days", default=30, show_default=True)
@click.option("--scope", multiple=True, help="An action it is limited to.")
@click.pass_obj
def create(bank: Bank, user: str, days: int, scope: tuple[str, ...]) -> None:
    """Print a new token; it is shown this once."""
    with bank.opened() as world:
        try:
            actor = people.actor_of_email(user)
            text = tokens.create_token(
                "command line", days=days, scopes=scope, actor=actor, world=world
            )
        except DomainError as error:
            raise click.ClickException(f"{error.code}: {error.facts}") from error
    click.echo(text)
