"""The official context files of a bank that has them: found by what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from creditbank.config import WrongSettingError
from creditbank.core.errors import BadValueError
from creditbank.core.strict import parsed
from creditbank.core.transcripts.official import PINS, differences

NAME = "CREDITBANK_CONTEXTS_DIR"
FILES_MAX = 1_000  # looked at: a folder of more is not one of contexts
FILE_BYTES_MAX = 1_000_000
_SHOWN = 5


def check_contexts(folder: Path, pins: Mapping[str, str] = PINS) -> None:
    """Hold our term tables against the official contexts in a folder.

    Files go by any name, for their SHA-256 says which they are. Raises
    WrongSettingError for one that is missing or changed, and where a table of ours
    says anything else than they do.
    """
    found = {hashlib.sha256(one).hexdigest(): one for one in _files(folder)}
    for url, digest in pins.items():
        if digest not in found:
            reason = f"has no file that is {url} (SHA-256 {digest})"
            raise WrongSettingError(NAME, reason)
    try:
        contexts = {url: parsed(found[digest]) for url, digest in pins.items()}
    except BadValueError as error:
        raise WrongSettingError(NAME, f"a context is {error.facts['value']}") from error
    wrong = list(dict.fromkeys(differences(contexts)))
    if wrong:
        listed = ", ".join(wrong[:_SHOWN])
        reason = f"our term tables differ from the official contexts in: {listed}"
        raise WrongSettingError(NAME, reason)


def _files(folder: Path) -> Iterator[bytes]:
    """Read the JSON files of a folder and of those in it."""
    for file in islice(folder.rglob("*.json*"), FILES_MAX):
        if file.is_file() and file.stat().st_size <= FILE_BYTES_MAX:
            yield file.read_bytes()
