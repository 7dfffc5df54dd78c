"""The link on paper: ``https://HOST/v/CODE#BASE64URL(sha256 of the signed JSON)``."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import dataclass

from creditbank.core.values import Digest

LINK_CHARACTERS_MAX = 300
_DIGEST_CHARACTERS = 43  # 32 bytes in base64url without padding
_ALPHABET = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)


@dataclass(frozen=True)
class PaperLink:
    """What a QR code names: a public code, and which file exactly."""

    code: str
    digest: Digest | None  # None where the link names no file


def paper_link(text: str, origin: str) -> PaperLink | None:
    """Read a link of this bank; None for anything else, which nobody visits."""
    start = f"{origin}/v/"
    if not text.startswith(start) or len(text) > LINK_CHARACTERS_MAX:
        return None
    code, mark, fragment = text.removeprefix(start).partition("#")
    if not code or not (code.isascii() and code.isalnum()):
        return None
    if not mark:
        return PaperLink(code, None)
    if len(fragment) != _DIGEST_CHARACTERS or not _ALPHABET.issuperset(fragment):
        return None
    return PaperLink(code, Digest(urlsafe_b64decode(fragment + "=").hex()))


def typed_code(text: str) -> PaperLink | None:
    """Read a public code alone, as people type it; None for anything else."""
    code = "".join(text.upper().split()).translate(_ALIKE)
    is_code = len(code) == _CODE_CHARACTERS and code.isascii() and code.isalnum()
    return PaperLink(code, None) if is_code else None


_CODE_CHARACTERS = 16
_ALIKE = str.maketrans("OIL", "011", "-")
