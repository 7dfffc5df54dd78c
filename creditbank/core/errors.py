"""Every way the bank refuses, each with one stable public code.

A code is never reused or renamed. The sentences for people stand in
``language/errors.py``, the HTTP statuses in ``web/problems.py``; a house test keeps
the three tables equal. ``facts`` are texts the sentence may name: never secrets,
never another person's data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class DomainError(Exception):
    """The root: something the bank will not do, and why."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: str) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class BadValueError(DomainError):
    """A value that is not of its type: a date that is no date."""

    code = "bad_value"

    def __init__(self, kind: str, value: str) -> None:
        super().__init__(kind=kind, value=value)


class NotFoundError(DomainError):
    """No such thing, or another's: the two answer alike (law of section 2)."""

    code = "not_found"


class ForbiddenError(DomainError):
    """The actor's roles do not allow this action."""

    code = "forbidden"


class SignInNeededError(DomainError):
    """The action needs someone who is signed in."""

    code = "sign_in_needed"


class IllegalMoveError(DomainError):
    """The claim cannot make this move from where it stands."""

    code = "illegal_move"

    def __init__(self, status: str, move: str) -> None:
        super().__init__(status=status, move=move)


class PolicyPublishedError(DomainError):
    """A policy version that is published with other words; it never changes."""

    code = "policy_published"


class PolicyOverlapError(DomainError):
    """Two policies would answer the same claims on the days named."""

    code = "policy_overlap"


class PolicyGapError(DomainError):
    """No version would answer on the days named, and nobody stated it is meant."""

    code = "policy_gap"


class DraftChangedError(DomainError):
    """The draft is no longer the file the registrar looked at."""

    code = "draft_changed"


class EvidenceRefusedError(DomainError):
    """A file that cannot serve as evidence; ``reason`` says why."""

    code = "evidence_refused"


class HoldingKnownError(DomainError):
    """The learner has registered this certificate before."""

    code = "holding_known"


class NotSubmittedError(DomainError):
    """The claim has no frozen facts yet: it was never submitted."""

    code = "not_submitted"


class EvidenceMissingError(DomainError):
    """A holding of the claim has no evidence, so no reviewer could judge it."""

    code = "evidence_missing"


class NoPolicyError(DomainError):
    """No policy answers claims for this purpose on this day."""

    code = "no_policy"


class NotEnrolledError(DomainError):
    """The learner is not enrolled in the programme the claim asks for."""

    code = "not_enrolled"


class StepOpenError(DomainError):
    """Someone the policy names has not agreed yet."""

    code = "step_open"


class AnswerChangedError(DomainError):
    """The policy's answer is no longer the one the reviewer saw; nothing is posted."""

    code = "answer_changed"


class NothingToPostError(DomainError):
    """No line of the answer is certain, so there is nothing to recognize."""

    code = "nothing_to_post"


class AlreadyAwardedError(DomainError):
    """A use of the certificate that has a live award (law 6)."""

    code = "already_awarded"


class OwnerKeyHeldError(DomainError):
    """Another learner holds this certificate; the claim is disputed (law 5)."""

    code = "owner_key_held"


class UnbalancedError(DomainError):
    """Postings that do not sum to zero."""

    code = "unbalanced"


class LineReversedError(DomainError):
    """A line that is not there, or that was reversed before."""

    code = "line_reversed"


class RowFaultsError(DomainError):
    """A file whose rows cannot be loaded; ``faults`` names every cell."""

    code = "row_faults"

    def __init__(self, faults: Sequence[object]) -> None:
        super().__init__(count=str(len(faults)))
        self.faults = tuple(faults)


class WrongPasswordError(DomainError):
    """The address or the password is wrong; which of them is not told."""

    code = "wrong_password"


class NotConfirmedError(DomainError):
    """The address was never confirmed."""

    code = "not_confirmed"


class WeakPasswordError(DomainError):
    """A password that is too short, too long, or the address itself."""

    code = "weak_password"


class LinkNotGoodError(DomainError):
    """A link from a letter that is unknown, too old, or used before."""

    code = "link_not_good"


class LinkEndedError(DomainError):
    """A share's link whose time has passed, or that its learner withdrew."""

    code = "link_ended"


class LinkLockedError(DomainError):
    """A share's link that met too many wrong PINs."""

    code = "link_locked"


class PinNeededError(DomainError):
    """A share's link that opens with a PIN."""

    code = "pin_needed"


class WrongPinError(DomainError):
    """Another PIN opens this link; ``left`` says how many tries remain."""

    code = "wrong_pin"


class NoticeOpenError(DomainError):
    """A public notice is not over yet, or was never opened (``until`` is empty)."""

    code = "notice_open"


class BalanceTooSmallError(DomainError):
    """A conversion would spend more bank value than the account holds."""

    code = "balance_too_small"


class NothingToStateError(DomainError):
    """No line of the account stands, so a transcript would be empty."""

    code = "nothing_to_state"


class LogInconsistentError(DomainError):
    """The public log does not continue its last checkpoint; nothing is signed."""

    code = "log_inconsistent"


class NotLoggedError(DomainError):
    """The public log does not tell of it yet: no checkpoint reaches that far."""

    code = "not_logged"


class NotSQLiteError(DomainError):
    """Only a SQLite bank is copied by this program; PostgreSQL has its own tools."""

    code = "not_sqlite"


class BankExistsError(DomainError):
    """Something is there already; a copy or a bank never takes its place."""

    code = "bank_exists"


class BackupNotGoodError(DomainError):
    """A copy that is not whole, was changed, or is of another bank."""

    code = "backup_not_good"


class TooManyError(DomainError):
    """Too many attempts from one account or address."""

    code = "too_many"


class JobTakenError(DomainError):
    """A job that someone else has in hand by now."""

    code = "job_taken"


class KeyNeededError(DomainError):
    """A POST that writes, without an Idempotency-Key."""

    code = "key_needed"


class KeyInProgressError(DomainError):
    """The same key is being worked on, or its answer was lost."""

    code = "key_in_progress"


class KeyReusedError(DomainError):
    """The key was used for another request."""

    code = "key_reused"
