"""Folders of CSV files as rows; utf-8, with or without a byte order mark."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from creditbank.core.errors import RowFaultsError

BYTES_MAX = 50_000_000
# What begins a formula in some spreadsheet; the apostrophe, so that it comes back.
RUNS = tuple("=+-@\t\r＝＋－＠'")
Tables = dict[str, list[dict[str, str]]]


def tables_in(folder: Path) -> Tables:
    """Read every CSV file of a folder, by its name without the ending."""
    return {file.stem: table_in(file) for file in sorted(folder.glob("*.csv"))}


def table_in(file: Path) -> list[dict[str, str]]:
    """Read one CSV file."""
    if file.stat().st_size > BYTES_MAX:
        raise click.ClickException(f"{file.name} is larger than {BYTES_MAX} bytes")
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return [
                {name: _bare(cell or "") for name, cell in row.items() if name}
                for row in csv.DictReader(lines)
            ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{file.name} is not CSV in UTF-8") from error


def write_table(
    file: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]
) -> None:
    """Write a CSV file with a byte order mark, whose cells no spreadsheet runs."""
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(columns)
        writer.writerows([_guarded(row[column]) for column in columns] for row in rows)


def _guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    return "'" + cell if cell.startswith(RUNS) else cell


def _bare(cell: str) -> str:
    """Take that apostrophe away again, and no other."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RUNS) else cell


def show_faults(error: RowFaultsError) -> None:
    """List every cell at fault on stderr."""
    for fault in error.faults:
        click.echo(" ".join(f"{k}={v}" for k, v in vars(fault).items()), err=True)
