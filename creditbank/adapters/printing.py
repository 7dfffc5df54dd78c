"""The printer: typst with two fonts whose bytes are known, and no other.

Decision: the same facts give the same PDF on every machine, so no font of the system
is looked at, and ours are checked by digest. What they cannot show is refused when it
is entered (`unprintable`), for by the time a transcript is made nobody is there to ask.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from creditbank.config import WrongSettingError

# Noto Sans SC and Noto Serif SC, as the package pylopdf-fonts-zh-cn 0.1.1 holds them.
FONTS = {
    "NotoSansSC-Regular.otf": (
        "faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9"
    ),
    "NotoSerifSC-Regular.otf": (
        "e8f396decc1f0963a016a989c3d8852e863d1350996f573860a80767c83a1cd3"
    ),
}
FAMILIES = ["Noto Sans SC", "Noto Serif SC"]
_FULL_REPERTOIRE = 12  # the format of a cmap subtable for all of Unicode


class PrintingError(Exception):
    """A template that does not print as it should."""


class TypstPrinter:
    """Prints templates, and knows which characters it can print."""

    def __init__(self, templates: Path, fonts: Path | None = None) -> None:
        self._templates = templates
        self._fonts = fonts or Path(pylopdf_fonts_zh_cn.__file__).parent

    def check(self) -> None:
        """Raise WrongSettingError unless the fonts are the ones we know."""
        _ = self._files

    def unprintable(self, text: str) -> str:
        """Name the characters that cannot be printed, each once."""
        return "".join(dict.fromkeys(c for c in text if ord(c) not in self.printable))

    def pdf(self, template: str, inputs: Mapping[str, str], *, at: datetime) -> bytes:
        """Print a template as PDF/A-3b; equal inputs give equal bytes."""
        made, warnings = self._compiler.compile_with_warnings(
            (self._templates / template).read_bytes(),
            format="pdf",
            sys_inputs=dict(inputs),
            pdf_standards=["a-3b"],
            timestamp=int(at.timestamp()),
        )
        if warnings or not isinstance(made, bytes):
            # A font that is missing is only a warning to typst, and an empty page.
            raise PrintingError("; ".join(one.message for one in warnings))
        return made

    @cached_property
    def printable(self) -> frozenset[int]:
        """Every character that both fonts can show."""
        sets = [characters(content) for content in self._files]
        return frozenset.intersection(*sets)

    @cached_property
    def _files(self) -> list[bytes]:
        """Read the fonts; they are the ones whose digests stand above."""
        files = []
        for name, digest in FONTS.items():
            try:
                content = (self._fonts / name).read_bytes()
            except OSError as error:
                reason = f"there is no {name} in {self._fonts}"
                raise WrongSettingError("CREDITBANK_FONTS_DIR", reason) from error
            if hashlib.sha256(content).hexdigest() != digest:
                reason = f"{name} is another font than the one we know"
                raise WrongSettingError("CREDITBANK_FONTS_DIR", reason)
            files.append(content)
        return files

    @cached_property
    def _compiler(self) -> typst.Compiler:
        self.check()
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(self._fonts)],
        )
        if sorted(fonts.families()) != FAMILIES:
            raise WrongSettingError("CREDITBANK_FONTS_DIR", "holds other fonts too")
        return typst.Compiler(font_paths=fonts, root=str(self._templates))


def characters(font: bytes) -> frozenset[int]:
    """Read which characters a font shows: its cmap table (OpenType 1.9, cmap)."""
    cmap = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    found: set[int] = set()
    for number in range(count):
        (place,) = struct.unpack_from(">I", font, cmap + 4 + 8 * number + 4)
        (form,) = struct.unpack_from(">H", font, cmap + place)
        if form != _FULL_REPERTOIRE:
            continue
        (groups,) = struct.unpack_from(">I", font, cmap + place + 12)
        for group in range(groups):
            at = cmap + place + 16 + 12 * group
            first, last, glyph = struct.unpack_from(">III", font, at)
            found.update(range(first + (glyph == 0), last + 1))
    return frozenset(found)


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise WrongSettingError("CREDITBANK_FONTS_DIR", "a font without characters")
