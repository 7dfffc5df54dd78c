"""Files that appear whole under their name, or not at all, and survive the power."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replaced(place: Path, content: bytes) -> None:
    """Write ``content`` under ``place``, in one step, for others to read."""
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).chmod(0o644)
    Path(name).replace(place)
    folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
