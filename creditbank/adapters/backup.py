"""Copies of a bank on disk: its SQLite database, and the files beside it.

Decision: the database is copied by SQLite's online backup, page by page, inside one
read transaction: the copy is the bank of one moment however much is written
meanwhile, and no writer waits. The evidence follows, so that whatever the copied
database names is there; a file is only ever added to it, under its own digest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from creditbank.adapters.durable import replaced

PAGES_AT_ONCE = 256  # one megabyte: how far a copy goes before others get a turn
BLOCK_BYTES = 1 << 20
DIGEST_CHARACTERS = 64


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that is in use; the copy is consistent or the call fails."""
    with (
        closing(_reader(source)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(copy, pages=PAGES_AT_ONCE)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        found = copy.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise OSError(f"the copy of the database is not whole: {found}")


def log_size(database: Path) -> int:
    """Count the leaves of the public log in a copy."""
    with closing(_reader(database)) as copy:
        return int(copy.execute("SELECT size FROM log_head").fetchone()[0])


def _reader(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=60)


def copy_evidence(source: Path, target: Path) -> int:
    """Copy the files kept by digest; give how many. Each is checked by its name."""
    count = 0
    for file in _kept(source):
        place = target / file.name[:2] / file.name
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
        if digest_of(place) != file.name:
            raise OSError(f"a file of evidence is not what its name says: {file.name}")
        count += 1
    return count


def _kept(folder: Path) -> Iterator[Path]:
    """List the evidence in a folder, and none of what is still being written."""
    for file in sorted(folder.glob("??/*")):
        if len(file.name) == DIGEST_CHARACTERS and file.is_file():
            yield file


def digest_of(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()


def place_database(copy: Path, target: Path) -> None:
    """Put a copied database in its place, whole or not at all."""
    part = target.with_name(target.name + ".part")
    shutil.copyfile(copy, part)
    with part.open("rb") as content:
        os.fsync(content.fileno())
    part.rename(target)


def write(place: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    replaced(place, content)
