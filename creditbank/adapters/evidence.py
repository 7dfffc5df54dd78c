"""Evidence files, kept under generated names by the SHA-256 of their content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from creditbank.core.errors import NotFoundError
from creditbank.core.values import Digest, sha256


class FolderEvidence:
    """A folder with one file per content: ``ab/ab12…``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> Digest:
        """Keep durably: the file appears under its name whole or not at all."""
        digest = sha256(content)
        place = self._place(digest)
        if place.exists():
            return digest
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
        return digest

    def fetch(self, digest: Digest) -> bytes:
        try:
            content = self._place(digest).read_bytes()
        except FileNotFoundError:
            raise NotFoundError from None
        if sha256(content) != digest:
            raise NotFoundError
        return content

    def holds(self, digest: Digest) -> bool:
        try:
            with self._place(digest).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except FileNotFoundError:
            return False

    def _place(self, digest: Digest) -> Path:
        return self._folder / digest[:2] / digest
