"""``creditbank serve`` and ``creditbank migrate``."""

from __future__ import annotations

import socket

import click

from creditbank.cli.bank import Bank


def check_port(host: str, port: int) -> None:
    """Say that a port is busy before any work is done."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            text = f"port {port} at {host} is busy; choose another with --port"
            raise click.ClickException(text) from error


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.pass_obj
def serve(bank: Bank, host: str, port: int) -> None:
    """Serve pages and API until interrupted."""
    check_port(host, port)
    click.echo(f"{bank.settings.origin} at http://{host}:{port}", err=True)
    bank.serve(host, port)


@click.command()
@click.pass_obj
def migrate(bank: Bank) -> None:
    """Bring the schema of the database up to date."""
    bank.migrate()
    click.echo("the schema is up to date")
