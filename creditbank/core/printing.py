"""What may be printed: every text that reaches a transcript passes here first."""

from __future__ import annotations

from creditbank.core.errors import DomainError
from creditbank.core.ports import Printer

_GROUP = 4  # a public code is read aloud four characters at a time


class NotPrintedError(DomainError):
    """The PDF of a transcript is not made, or not yet."""

    code = "not_printed"


class UnprintableError(DomainError):
    """A text with characters no transcript could show; ``characters`` names them."""

    code = "unprintable"


# Breaks between words and lines print as such; other spaces are letters of a font,
# which has them or not.
_BREAKS = str.maketrans("", "", "\t\n\r")


def unbroken(text: str) -> str:
    """Leave out the breaks, of which nothing is printed."""
    return text.translate(_BREAKS)


def check_printable(printer: Printer, *texts: str, field: str = "") -> None:
    """Refuse texts with characters no transcript can show, and name them."""
    found = printer.unprintable(unbroken("".join(texts)))
    if found:
        facts = {"field": field} if field else {}
        raise UnprintableError(characters=spelled(found), **facts)


def spelled(characters: str) -> str:
    """Show characters with their code points: some have no look of their own."""
    return "、".join(f"{one} (U+{ord(one):04X})" for one in characters[:10])


def grouped(code: str) -> str:
    """Write a public code as people read it: ``K7QX M2PA 9RTD 4WZE``."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
