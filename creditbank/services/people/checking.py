"""What people give of themselves, checked: addresses, passwords, names."""

from __future__ import annotations

import unicodedata

from creditbank.core.errors import (
    BadValueError,
    WeakPasswordError,
)
from creditbank.core.ports import World
from creditbank.core.printing import check_printable

PASSWORD_CHARACTERS_MIN = 10
PASSWORD_CHARACTERS_MAX = 200
NAME_CHARACTERS_MAX = 60


def folded_email(text: str) -> str:
    """Read an e-mail address; raises BadValueError for what cannot be one."""
    email = text.strip().casefold()
    name, at, host = email.rpartition("@")
    is_shaped = bool(name and at and "." in host) and not any(map(str.isspace, email))
    if not is_shaped or len(email) > 254:
        raise BadValueError("email", text[:60])
    return email


def checked_password(password: str, email: str) -> str:
    is_long = PASSWORD_CHARACTERS_MIN <= len(password) <= PASSWORD_CHARACTERS_MAX
    if not is_long or password.casefold() == email:
        raise WeakPasswordError(min=str(PASSWORD_CHARACTERS_MIN))
    return password


def checked_name(name: str, world: World) -> str:
    """Read a name; raises UnprintableError where no transcript could show it."""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not 0 < len(name) <= NAME_CHARACTERS_MAX or not name.isprintable():
        raise BadValueError("name", name[:40])
    check_printable(world.printer, name, field="name")
    return name
