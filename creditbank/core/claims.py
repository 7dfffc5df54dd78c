"""Claims: what they ask, and the table of moves they can make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError, IllegalMoveError
from creditbank.core.policies import Choice, Finding
from creditbank.core.values import BANK, ClaimId, HoldingId, LearnerId

HOLDINGS_MAX = 50  # holdings of one claim
NOTE_CHARACTERS_MAX = 2_000
TARGET_CHARACTERS_MAX = 40  # the code of a course


class ClaimStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    RECOGNIZED = "recognized"
    DECLINED = "declined"


class Move(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    WITHDRAW = "withdraw"
    DISPUTE = "dispute"
    RECOGNIZE = "recognize"
    DECLINE = "decline"


# The only moves there are: (from, move) -> to. A claim in review is submitted, or
# disputed while another learner holds its certificate (law 5).
MOVES: Mapping[tuple[ClaimStatus, Move], ClaimStatus] = {
    (ClaimStatus.DRAFT, Move.SUBMIT): ClaimStatus.SUBMITTED,
    (ClaimStatus.DRAFT, Move.WITHDRAW): ClaimStatus.WITHDRAWN,
    (ClaimStatus.RETURNED, Move.SUBMIT): ClaimStatus.SUBMITTED,
    (ClaimStatus.RETURNED, Move.WITHDRAW): ClaimStatus.WITHDRAWN,
    **{
        (status, move): to
        for status in (ClaimStatus.SUBMITTED, ClaimStatus.DISPUTED)
        for move, to in (
            (Move.RETURN, ClaimStatus.RETURNED),
            (Move.WITHDRAW, ClaimStatus.WITHDRAWN),
            (Move.RECOGNIZE, ClaimStatus.RECOGNIZED),
            (Move.DECLINE, ClaimStatus.DECLINED),
        )
    },
    (ClaimStatus.SUBMITTED, Move.DISPUTE): ClaimStatus.DISPUTED,
}

IN_REVIEW = frozenset({ClaimStatus.SUBMITTED, ClaimStatus.DISPUTED})


class Refusal(StrEnum):
    """Why a claim is returned or declined; a note may say more."""

    EVIDENCE_UNREADABLE = "evidence_unreadable"
    EVIDENCE_DOES_NOT_MATCH = "evidence_does_not_match"
    NOT_THE_HOLDER = "not_the_holder"
    OUTCOME_NOT_RECOGNIZED = "outcome_not_recognized"
    POLICY_SAYS_NO = "policy_says_no"
    DUPLICATE = "duplicate"
    BODY_NOT_ACTIVE = "body_not_active"
    CERTIFICATE_WITHDRAWN = "certificate_withdrawn"
    OTHER = "other"


@dataclass(frozen=True)
class Purpose:
    """What a claim asks for: a deposit, or conversion at one programme (law 2)."""

    institution: str
    programme: str = ""

    @classmethod
    def of(cls, text: str) -> Purpose:
        """Read ``deposit`` or ``convert:<institution>/<programme>``."""
        if text == "deposit":
            return cls(BANK)
        kind, _, place = text.partition(":")
        institution, _, programme = place.partition("/")
        if kind != "convert" or not institution or not programme:
            raise BadValueError("purpose", text[:80])
        return cls(institution, programme)

    @property
    def is_deposit(self) -> bool:
        return not self.programme

    @property
    def scheme(self) -> str:
        """Name the scheme its credits are counted in (law 3)."""
        return self.institution

    def __str__(self) -> str:
        if self.is_deposit:
            return "deposit"
        return f"convert:{self.institution}/{self.programme}"


@dataclass(frozen=True)
class Submission:
    """What was fixed when the claim was first submitted (laws 8 and 9)."""

    policy: str
    policy_version: str
    as_of: date
    salt: str
    learner: Mapping[str, str]
    programme: Mapping[str, JSON]
    portfolio: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Claim:
    """A learner's request that holdings be recognized for one purpose."""

    id: ClaimId
    learner_id: LearnerId
    purpose: Purpose
    holdings: tuple[HoldingId, ...]
    status: ClaimStatus = ClaimStatus.DRAFT
    choices: tuple[Choice, ...] = ()
    submission: Submission | None = None
    submitted_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    steps: Mapping[str, str] = field(default_factory=dict)  # step -> its last word

    @property
    def is_in_review(self) -> bool:
        return self.status in IN_REVIEW

    @property
    def may_be_submitted(self) -> bool:
        return (self.status, Move.SUBMIT) in MOVES

    def moved(self, move: Move) -> Claim:
        """Make one move of the table; raises IllegalMoveError for any other."""
        to = MOVES.get((self.status, move))
        if to is None:
            raise IllegalMoveError(self.status.value, move.value)
        return replace(self, status=to)

    def submitted(self, submission: Submission, *, at: datetime) -> Claim:
        """Put it before the reviewers, with the facts as they are now."""
        return replace(self.moved(Move.SUBMIT), submission=submission, submitted_at=at)

    def amended(
        self,
        *,
        holdings: tuple[HoldingId, ...],
        choices: tuple[Choice, ...],
        purpose: Purpose | None = None,
    ) -> Claim:
        """Change what a draft or returned claim asks; then a new day counts (law 9).

        What was found and agreed was said of what it asked before, and falls away.
        """
        if not self.may_be_submitted:
            raise IllegalMoveError(self.status.value, "amend")
        purpose = purpose or self.purpose
        asked = (purpose, holdings, choices)
        if asked == (self.purpose, self.holdings, self.choices):
            return self
        return replace(
            self,
            purpose=purpose,
            holdings=holdings,
            choices=choices,
            submission=None,
            findings=(),
            steps={},
        )

    def split(
        self, parts: Sequence[tuple[HoldingId, ...]], ids: Sequence[ClaimId]
    ) -> list[Claim]:
        """Part a draft or returned claim; it keeps the first part, ``ids`` the others.

        One whose version is fixed already, and one of a single part, stay as they are.
        """
        if not self.may_be_submitted:
            raise IllegalMoveError(self.status.value, "split")
        if self.submission is not None or len(parts) < 2:
            return [self]
        chosen = [
            tuple(one for one in self.choices if one.item in part) for part in parts
        ]
        made = [self.amended(holdings=parts[0], choices=chosen[0])]
        for claim_id, part, choices in zip(ids, parts[1:], chosen[1:], strict=True):
            fresh = Claim(claim_id, self.learner_id, self.purpose, part)
            made.append(replace(fresh, choices=choices))
        return made
