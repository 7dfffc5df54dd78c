"""Shares: a link by which a learner shows signed credentials to whoever holds it.

Decision: a link and what it shows have lives of their own. A link *ends* (its last
day has passed, or the learner took it back); a credential expires or is revoked. The
two share no word and no code, so that nobody takes a dead link for a bad credential.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from creditbank.core.errors import BadValueError
from creditbank.core.values import LearnerId

DAYS_MAX = 366
NOTE_CHARACTERS_MAX = 200
PIN_CHARACTERS_MIN = 6
PIN_CHARACTERS_MAX = 64
# A six-digit PIN under ten guesses falls once in a hundred thousand. The count is for
# the link's whole life: a right PIN in between gives a guesser no fresh start.
WRONG_PINS_MAX = 10
ONE_VISIT = timedelta(minutes=10)  # what comes again within it is the same visit
CREDENTIALS_MAX = 400  # as many as a transcript has lines
SHARES_MAX = 200  # open links of one learner
VISITS_MAX = 1_000  # kept for one link; a stranger cannot fill the disk


class State(StrEnum):
    """Where a link stands; never a word that is said of a credential."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"  # the learner took it back
    ENDED = "ended"  # its last moment has passed
    LOCKED = "locked"  # too many wrong PINs


class Visit(StrEnum):
    """What someone with the link did."""

    OPENED = "opened"
    OPENED_WITH_PIN = "opened_with_pin"
    WRONG_PIN = "wrong_pin"


@dataclass(frozen=True)
class Share:
    """A link of a learner, and what it shows; the token itself is not kept."""

    id: str
    learner_id: LearnerId
    transcript_id: str
    credential_ids: tuple[str, ...]  # the inner ones alone; empty: the whole transcript
    has_receipts: bool
    note: str  # the learner's own, never shown to anyone else
    has_pin: bool
    created_at: datetime
    ends_at: datetime
    wrong_pins: int = 0
    withdrawn_at: datetime | None = None

    def state(self, at: datetime) -> State:
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.ends_at <= at:
            return State.ENDED
        return State.LOCKED if self.wrong_pins >= WRONG_PINS_MAX else State.OPEN

    @property
    def documents(self) -> tuple[str, ...]:
        """Name the documents a stranger is handed, in their order."""
        return self.credential_ids or (self.transcript_id,)


def checked_days(days: int) -> timedelta:
    if not 0 < days <= DAYS_MAX:
        raise BadValueError("days", str(days))
    return timedelta(days=days)


def checked_note(text: str) -> str:
    note = " ".join(text.split())
    if len(note) > NOTE_CHARACTERS_MAX or not note.isprintable():
        raise BadValueError("note", note[:40])
    return note


def checked_pin(text: str) -> str:
    """Read a PIN as its people type it; "" for none. Its text is never repeated."""
    pin = text.strip()
    if pin and not PIN_CHARACTERS_MIN <= len(pin) <= PIN_CHARACTERS_MAX:
        raise BadValueError("pin", f"{PIN_CHARACTERS_MIN}–{PIN_CHARACTERS_MAX}")
    return pin


def network_of(address: str) -> str:
    """Blur an address to its network: enough to recognise, too little to find anyone.

    A /16 of IPv4 is a provider's region, a /32 of IPv6 a provider; "" for no address.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    bits = 16 if isinstance(found, IPv4Address) else 32
    return str(ip_network((found, bits), strict=False))
