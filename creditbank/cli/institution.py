"""``creditbank institution load`` and ``creditbank seed``."""

from __future__ import annotations

from pathlib import Path

import click

from creditbank.cli.bank import Bank
from creditbank.cli.files import show_faults, tables_in
from creditbank.core.errors import RowFaultsError
from creditbank.core.people import Actor, Membership, Role
from creditbank.core.ports import World
from creditbank.core.values import BANK, UserId
from creditbank.services import catalog, institutions, policies

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def operator(*authorities: str) -> Actor:
    """Whoever holds the command line of the bank runs it."""
    return Actor(
        user_id=UserId("command-line"),
        memberships=frozenset(
            {
                Membership(Role.OPERATOR, BANK),
                *(Membership(Role.REGISTRAR, place) for place in authorities),
            }
        ),
    )


@click.group()
def institution() -> None:
    """Institutions and what belongs to them."""


@institution.command("load")
@click.argument("folder", type=FOLDER)
@click.pass_obj
def load(bank: Bank, folder: Path) -> None:
    """Load institutions, programmes, courses, terms and enrolments from FOLDER."""
    with bank.opened() as world:
        try:
            count = institutions.load(tables_in(folder), actor=operator(), world=world)
        except RowFaultsError as error:
            show_faults(error)
            raise SystemExit(1) from error
    click.echo(f"{count} rows new or changed")


@click.command()
@click.pass_obj
def seed(bank: Bank) -> None:
    """Load the catalog, the institutions and the policies that come with the bank."""
    with bank.opened() as world:
        for line in sown(bank.shipped("seed"), world):
            click.echo(line)


def sown(folder: Path, world: World) -> list[str]:
    """Load the seed through the use cases; the second time changes nothing."""
    outcomes = catalog.load(
        tables_in(folder / "catalog"), actor=operator(), world=world
    )
    rows = institutions.load(
        tables_in(folder / "institutions"), actor=operator(), world=world
    )
    published = []
    for file in sorted((folder / "policies").glob("*.yaml")):
        content = file.read_bytes()
        authority = policies.authority_of(content)
        policy = policies.publish(content, actor=operator(authority), world=world)
        published.append(policy.code)
    return [
        f"{outcomes} new outcomes in the catalog",
        f"{rows} new or changed rows of institutions",
        f"{len(published)} policy versions published: {', '.join(published)}",
    ]
