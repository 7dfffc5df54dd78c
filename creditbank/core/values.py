"""The small words everything else is written in."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import total_ordering
from typing import NewType
from zoneinfo import ZoneInfo

from creditbank.core.errors import BadValueError

UserId = NewType("UserId", str)
LearnerId = NewType("LearnerId", str)
HoldingId = NewType("HoldingId", str)
ClaimId = NewType("ClaimId", str)
EntryId = NewType("EntryId", str)
CredentialId = NewType("CredentialId", str)
Digest = NewType("Digest", str)  # SHA-256, 64 lower-case hexadecimal characters

BANK = "bank"  # the bank itself is an institution with this code (law 2)
DEFAULT_TIME_ZONE = "Asia/Shanghai"

# Nothing real needs more; a longer number is a mistake or an attack.
CREDITS_TEXT_MAX = 20
DECIMAL = r"-?[0-9]+(\.[0-9]+)?"  # what a number looks like in every document
_DECIMAL = re.compile(DECIMAL)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WHOLE = re.compile(r"[0-9]{1,9}")  # int() would read ² and ٣ too, or never end


@total_ordering
@dataclass(frozen=True)
class Credits:
    """An exact multiple of 0.01 credits (law 4)."""

    hundredths: int

    @classmethod
    def of(cls, text: str) -> Credits:
        """Read ``"2.5"``; refuses what is not a multiple of 0.01."""
        return cls.exactly(exact(text))

    @classmethod
    def exactly(cls, amount: Fraction) -> Credits:
        """Refuse, rather than round, what is not a multiple of 0.01."""
        hundredths, rest = divmod(amount.numerator * 100, amount.denominator)
        if rest:
            raise BadValueError("credits", str(amount))
        return cls(hundredths)

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.hundredths, 100)

    def __add__(self, other: Credits) -> Credits:
        return Credits(self.hundredths + other.hundredths)

    def __sub__(self, other: Credits) -> Credits:
        return Credits(self.hundredths - other.hundredths)

    def __neg__(self) -> Credits:
        return Credits(-self.hundredths)

    def __lt__(self, other: Credits) -> bool:
        return self.hundredths < other.hundredths

    def __str__(self) -> str:
        whole, rest = divmod(abs(self.hundredths), 100)
        sign = "-" if self.hundredths < 0 else ""
        return f"{sign}{whole}.{rest:02d}".rstrip("0") if rest else f"{sign}{whole}"


ZERO = Credits(0)


def exact(text: str, field: str = "number") -> Fraction:
    """Read a plain decimal such as ``-12.50``; no exponent, no float on the way."""
    if len(text) > CREDITS_TEXT_MAX or not _DECIMAL.fullmatch(text):
        raise BadValueError(field, text[:40])
    try:
        return Fraction(Decimal(text))
    except InvalidOperation as error:  # pragma: no cover - the pattern admits none
        raise BadValueError(field, text) from error


def whole(text: str, field: str = "number") -> int:
    """Read a whole number as counts and places are written: one to nine digits."""
    if not _WHOLE.fullmatch(text):
        raise BadValueError(field, text[:40])
    return int(text)


def check_storable(field: str, text: str) -> None:
    """Refuse text that is no Unicode, or holds the one character no database keeps."""
    if "\0" in text or (not text.isascii() and _SURROGATE.search(text)):
        raise BadValueError(field, ascii(text)[1:40])


def shown(amount: Fraction) -> str:
    """Write a number without needless zeros: ``8``, ``2.5``; else as ``1/3``."""
    numerator, denominator = amount.numerator, amount.denominator
    if denominator == 1:
        return str(numerator)
    places, rest = 0, denominator
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest != 1:
        return f"{numerator}/{denominator}"
    digits = str(abs(numerator) * 10**places // denominator).rjust(places + 1, "0")
    sign = "-" if numerator < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


@dataclass(frozen=True)
class Period:
    """Calendar dates from ``starts_on`` to ``ends_on``, both included (law 18).

    ``None`` leaves that side open.
    """

    starts_on: date | None = None
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise BadValueError("period", f"{self.starts_on}/{self.ends_on}")

    def __contains__(self, day: date) -> bool:
        return not (
            (self.starts_on is not None and day < self.starts_on)
            or (self.ends_on is not None and day > self.ends_on)
        )


def day_in(at: datetime, zone: str = DEFAULT_TIME_ZONE) -> date:
    """Give the calendar date that an instant falls on in a time zone (law 18)."""
    return at.astimezone(ZoneInfo(zone)).date()


def day_of(text: str, field: str = "date") -> date:
    """Read ``2026-11-24``."""
    try:
        if not _DAY.fullmatch(text):
            raise BadValueError(field, text[:40])
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadValueError(field, text[:40]) from error


def instant_of(text: str, field: str = "instant") -> datetime:
    """Read ``2026-11-24T08:00:00Z``: whole seconds in UTC, nothing else."""
    try:
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadValueError(field, text[:40]) from error
    if instant_text(at) != text:  # strptime also reads 2026-1-2
        raise BadValueError(field, text[:40])
    return at


def instant_text(at: datetime) -> str:
    """Write an instant as signatures need it: whole seconds, ``Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_digest(text: str) -> bool:
    """Tell whether a text has the form of a SHA-256."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def sha256(content: bytes) -> Digest:
    return Digest(hashlib.sha256(content).hexdigest())
