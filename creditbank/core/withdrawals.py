"""Withdrawals: an awarding body takes a certificate back (law 12).

Decision: the event stands on the owner key, so it holds for whoever registered the
certificate and for whoever will. Every institution that used it rules on its own
lines; once none is left to rule, the credentials of the lines that were upheld stand
again. A certificate is withdrawn once: what the body got wrong, it certifies anew
under another number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from creditbank.core.errors import BadValueError, DomainError
from creditbank.core.values import Digest

GROUND_CHARACTERS_MAX = 2_000


class CertificateWithdrawnError(DomainError):
    """The awarding body has withdrawn this certificate (law 12)."""

    code = "certificate_withdrawn"


class AlreadyRuledError(DomainError):
    """The institution has ruled on its lines of this withdrawal before."""

    code = "already_ruled"


class Ruling(StrEnum):
    """What an institution decides about its lines on a withdrawn certificate."""

    UPHELD = "upheld"
    REVERSED = "reversed"


@dataclass(frozen=True)
class Withdrawal:
    """A certificate taken back by its awarding body: when, why, and on what proof."""

    id: str
    owner_key: Digest
    body: str
    certificate: str
    on: date
    ground: str
    evidence: Digest
    at: datetime


def check_withdrawal(on: date, ground: str, *, today: date) -> None:
    """Refuse a day that has not come, and a ground that says nothing."""
    if on > today:
        raise BadValueError("withdrawn_on", on.isoformat())
    if not 0 < len(ground.strip()) <= GROUND_CHARACTERS_MAX:
        raise BadValueError("ground", ground[:40])
