"""Backup and restore: a copy of the whole bank, taken while it serves.

A copy holds the database, where signing keys lie encrypted, and the evidence; not the
two secrets, which are kept elsewhere. It says of itself what it holds, and is checked
against that before it becomes a bank.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from creditbank.adapters import backup as copies
from creditbank.config import Settings
from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import (
    BackupNotGoodError,
    BadValueError,
    BankExistsError,
    NotSQLiteError,
)
from creditbank.core.ports import World
from creditbank.core.strict import parsed
from creditbank.core.values import instant_text
from creditbank.core.verification.documents import text

DATABASE = "bank.sqlite3"
EVIDENCE = "evidence"
MANIFEST = "backup.json"  # written last: without it a copy is not whole
FORM = "1"


@dataclass(frozen=True)
class Copy:
    """What a copy of a bank holds."""

    leaves: int  # of the public log
    files: int  # of evidence


def backup(folder: Path, *, settings: Settings, world: World) -> Copy:
    """Copy the bank into an empty folder, while it serves.

    Raises NotSQLiteError, and BankExistsError for a folder that holds something.
    """
    source = _database(settings)
    if folder.exists() and any(folder.iterdir()):
        raise BankExistsError(place=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    at = world.clock.now()
    database = folder / DATABASE
    copies.copy_database(source, database)
    found = Copy(
        copies.log_size(database),
        copies.copy_evidence(settings.evidence_folder, folder / EVIDENCE),
    )
    told = {
        "form": FORM,
        "at": instant_text(at),
        "origin": settings.origin,
        "database": copies.digest_of(database),
        "leaves": str(found.leaves),
        "files": str(found.files),
    }
    copies.write(folder / MANIFEST, canonical(told))
    return found


def restore(folder: Path, *, settings: Settings) -> Copy:
    """Make a bank of a copy, where no bank is.

    Raises NotSQLiteError, BankExistsError, and BackupNotGoodError for a copy that is
    not whole or of another bank.
    """
    target = _database(settings)
    if target.exists():
        raise BankExistsError(place=str(target))
    told = _manifest(folder)
    if text(told, "origin") != settings.origin:
        raise BackupNotGoodError(reason=f"it is of {text(told, 'origin')}")
    database = folder / DATABASE
    if not database.is_file() or copies.digest_of(database) != text(told, "database"):
        raise BackupNotGoodError(reason=f"{DATABASE} is not as it was copied")
    try:
        files = copies.copy_evidence(folder / EVIDENCE, settings.evidence_folder)
    except OSError as error:
        raise BackupNotGoodError(reason=str(error)) from error
    if str(files) != text(told, "files"):
        reason = f"{files} of {text(told, 'files')} files of evidence"
        raise BackupNotGoodError(reason=reason)
    target.parent.mkdir(parents=True, exist_ok=True)
    copies.place_database(database, target)
    return Copy(copies.log_size(target), files)


def _manifest(folder: Path) -> JSON:
    try:
        return parsed((folder / MANIFEST).read_bytes())
    except (OSError, BadValueError) as error:
        raise BackupNotGoodError(reason=f"it has no {MANIFEST}") from error


def _database(settings: Settings) -> Path:
    if not settings.database_url.startswith("sqlite:///"):
        raise NotSQLiteError
    return Path(settings.database_url.removeprefix("sqlite:///")).absolute()
