"""Every way the bank refuses, each with one stable public code.

A code is never reused or renamed. The sentences for people stand in
``language/errors.py``, the HTTP statuses in ``web/problems.py``; a house test keeps
the three tables equal. ``facts`` are texts the sentence may name: never secrets,
never another person's data.
"""

from __future__ import annotations

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
    """This policy version is published with other words; it never changes."""

    code = "policy_published"
