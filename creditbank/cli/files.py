"""Folders of CSV files as rows; utf-8, with or without a byte order mark."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from creditbank.core.errors import RowFaultsError

BYTES_MAX = 50_000_000
Tables = dict[str, list[dict[str, str]]]


def tables_in(folder: Path) -> Tables:
    """Read every CSV file of a folder, by its name without the ending."""
    found: Tables = {}
    for file in sorted(folder.glob("*.csv")):
        if file.stat().st_size > BYTES_MAX:
            raise click.ClickException(f"{file.name} is larger than {BYTES_MAX} bytes")
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                found[file.stem] = [
                    {name: cell or "" for name, cell in row.items() if name}
                    for row in csv.DictReader(lines)
                ]
        except UnicodeDecodeError as error:
            raise click.ClickException(f"{file.name} is not UTF-8") from error
    return found


def show_faults(error: RowFaultsError) -> None:
    """List every cell at fault on stderr."""
    for fault in error.faults:
        click.echo(" ".join(f"{k}={v}" for k, v in vars(fault).items()), err=True)
