"""The life of a credential: what may happen to it, and how it stands after.

Decision: a suspension is held open by whoever asked for it. A line's credential is
held by the bank's own hand or by a withdrawn certificate, a transcript by hand or by
each suspended line it states; it stands again when its last hold is lifted, so that
one party's consent never lifts another's doubt. Supersession and revocation are for
good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from creditbank.core.errors import DomainError

NOTE_CHARACTERS_MAX = 2_000
BY_HAND = "hand"  # the hold of a suspension that a person asked for


class CredentialMoveError(DomainError):
    """What cannot happen to a credential that stands as it does."""

    code = "credential_move"

    def __init__(self, status: str, act: str) -> None:
        super().__init__(status=status, act=act)


class Act(StrEnum):
    ISSUE = "issue"
    SUPERSEDE = "supersede"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"


class Standing(StrEnum):
    UNISSUED = "unissued"
    VALID = "valid"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    SUPERSEDED_SUSPENDED = "superseded_suspended"
    REVOKED = "revoked"


_LIVE = (
    *(Standing.VALID, Standing.SUSPENDED),
    *(Standing.SUPERSEDED, Standing.SUPERSEDED_SUSPENDED),
)

# The only moves there are: (from, act) -> to. A suspended credential may be suspended
# for another reason too; a reinstatement counts when it lifts the last hold.
MOVES: Mapping[tuple[Standing, Act], Standing] = {
    (Standing.UNISSUED, Act.ISSUE): Standing.VALID,
    (Standing.VALID, Act.SUPERSEDE): Standing.SUPERSEDED,
    (Standing.SUSPENDED, Act.SUPERSEDE): Standing.SUPERSEDED_SUSPENDED,
    (Standing.VALID, Act.SUSPEND): Standing.SUSPENDED,
    (Standing.SUSPENDED, Act.SUSPEND): Standing.SUSPENDED,
    (Standing.SUPERSEDED, Act.SUSPEND): Standing.SUPERSEDED_SUSPENDED,
    (Standing.SUPERSEDED_SUSPENDED, Act.SUSPEND): Standing.SUPERSEDED_SUSPENDED,
    (Standing.SUSPENDED, Act.REINSTATE): Standing.VALID,
    (Standing.SUPERSEDED_SUSPENDED, Act.REINSTATE): Standing.SUPERSEDED,
    **{(standing, Act.REVOKE): Standing.REVOKED for standing in _LIVE},
}

# The act that gave a standing its name, for "since when and why".
_NAMED_BY = {
    "valid": Act.ISSUE,
    "suspended": Act.SUSPEND,
    "superseded": Act.SUPERSEDE,
    "revoked": Act.REVOKE,
}

# Which acts each status list tells of.
ACTS_OF: Mapping[str, tuple[Act, ...]] = {
    "revocation": (Act.REVOKE,),
    "suspension": (Act.SUSPEND, Act.REINSTATE),
    "supersession": (Act.SUPERSEDE,),
}


class Reason(StrEnum):
    """Why a status changed; a note may say more."""

    NEWER_ISSUED = "newer_issued"
    CREDIT_REVERSED = "credit_reversed"
    LINE_SUSPENDED = "line_suspended"
    LINE_REINSTATED = "line_reinstated"
    CERTIFICATE_WITHDRAWN = "certificate_withdrawn"
    WITHDRAWAL_UPHELD = "withdrawal_upheld"
    UNDER_INQUIRY = "under_inquiry"
    INQUIRY_CLOSED = "inquiry_closed"
    ISSUED_IN_ERROR = "issued_in_error"
    ASKED_BY_LEARNER = "asked_by_learner"
    OTHER = "other"


# What a person may give as the reason of what they do by hand.
BY_HAND_REASONS: Mapping[Act, tuple[Reason, ...]] = {
    Act.SUSPEND: (Reason.UNDER_INQUIRY, Reason.ASKED_BY_LEARNER, Reason.OTHER),
    Act.REINSTATE: (Reason.INQUIRY_CLOSED, Reason.ASKED_BY_LEARNER, Reason.OTHER),
    Act.REVOKE: (Reason.ISSUED_IN_ERROR, Reason.ASKED_BY_LEARNER, Reason.OTHER),
}


@dataclass(frozen=True)
class StatusEvent:
    """One thing that happened to a credential: what, why, and when."""

    act: Act
    at: datetime
    reason: str = ""
    hold: str = ""


@dataclass(frozen=True)
class Life:
    """How a credential stands after all that happened to it."""

    standing: Standing = Standing.UNISSUED
    holds: frozenset[str] = frozenset()
    told: Mapping[Act, StatusEvent] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[StatusEvent]) -> Life:
        life = cls()
        for event in events:
            life = life.after(event)
        return life

    def after(self, event: StatusEvent) -> Life:
        """Give the life after one more event.

        Raises CredentialMoveError where the table knows no such move, where this
        hold is there already, or where there is none of its name to lift.
        """
        to = MOVES.get((self.standing, event.act))
        is_again = event.act is Act.SUSPEND and event.hold in self.holds
        is_missing = event.act is Act.REINSTATE and event.hold not in self.holds
        if to is None or is_again or is_missing:
            raise CredentialMoveError(self.status, event.act.value)
        holds = self.holds
        if event.act is Act.SUSPEND:
            holds |= {event.hold}
        elif event.act is Act.REINSTATE:
            holds -= {event.hold}
        if holds and self.holds and holds != self.holds:
            return replace(self, holds=holds)  # held before, and still
        return Life(to, holds, {**self.told, event.act: event})

    @property
    def status(self) -> str:
        """Name the standing in one word; suspended goes before superseded."""
        if self.standing is Standing.SUPERSEDED_SUSPENDED:
            return Standing.SUSPENDED.value
        return self.standing.value

    @property
    def said(self) -> StatusEvent | None:
        """Give the event that made it stand as it does: since when, and why."""
        return self.told.get(_NAMED_BY.get(self.status, Act.ISSUE))

    @property
    def is_valid(self) -> bool:
        return self.standing is Standing.VALID

    @property
    def is_revoked(self) -> bool:
        return self.standing is Standing.REVOKED

    @property
    def bits(self) -> frozenset[str]:
        """Name the status lists in which its bit is set."""
        bits = {"suspension"} if self.holds else set()
        if Act.SUPERSEDE in self.told:
            bits.add("supersession")
        if self.is_revoked:
            bits.add("revocation")
        return frozenset(bits)


@dataclass(frozen=True)
class PublicStatus:
    """What anyone may know of a code: no name (law 17)."""

    code: str
    issued_at: datetime
    status: str
    since: datetime
    reason: str

    @classmethod
    def of(cls, code: str, issued_at: datetime, life: Life) -> PublicStatus:
        said = life.said
        since, reason = (said.at, said.reason) if said else (issued_at, "")
        return cls(code, issued_at, life.status, since, reason)

    @property
    def revoked_because(self) -> str:
        """Say why it was revoked; "" while it is not."""
        return self.reason if self.status == "revoked" else ""
