"""The verification report: numbered checks and one status (contract section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from creditbank.core.canonical import JSON
from creditbank.core.values import instant_text


class Result(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    COULD_NOT_CHECK = "could_not_check"


class Status(StrEnum):
    ALTERED = "altered"
    UNKNOWN_ISSUER = "unknown_issuer"
    KEY_NOT_VALID = "key_not_valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    COULD_NOT_CHECK = "could_not_check"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    VALID = "valid"


class Code(StrEnum):
    """The checks, in their order; the number is the place in this list."""

    FORM = "form"
    SHAPE = "shape"
    ISSUER = "issuer"
    KEY = "key"
    SIGNATURE = "signature"
    PARTS = "parts"
    IDENTITY = "identity"
    REVOCATION = "revocation"
    SUSPENSION = "suspension"
    PERIOD = "period"
    SUPERSESSION = "supersession"
    LOG = "log"
    RECEIPTS = "receipts"
    RECOMPUTE = "recompute"


NUMBERS = {code: number for number, code in enumerate(Code, start=1)}

# A failed check gives this status; the first in this order that fits is the status.
_FAILED: tuple[tuple[Status, tuple[Code, ...]], ...] = (
    (
        Status.ALTERED,
        (
            *(Code.FORM, Code.SIGNATURE, Code.PARTS, Code.IDENTITY),
            *(Code.LOG, Code.RECEIPTS, Code.RECOMPUTE),
        ),
    ),
    (Status.UNKNOWN_ISSUER, (Code.ISSUER,)),
    (Status.KEY_NOT_VALID, (Code.KEY,)),
    (Status.REVOKED, (Code.REVOCATION,)),
    (Status.SUSPENDED, (Code.SUSPENSION,)),
)
_NEEDED = (
    *(Code.FORM, Code.SHAPE, Code.ISSUER, Code.KEY),
    *(Code.SIGNATURE, Code.PARTS, Code.REVOCATION),
)


@dataclass(frozen=True)
class Check:
    code: Code
    result: Result
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return NUMBERS[self.code]

    @cached_property
    def json(self) -> Mapping[str, JSON]:
        """Written once: a report of a code is given again and again."""
        return {
            "number": self.number,
            "code": self.code.value,
            "result": self.result.value,
            "facts": dict(self.facts),
        }


@dataclass(frozen=True)
class VerificationReport:
    """Every check, in order, and what they come to."""

    as_of: datetime
    checks: tuple[Check, ...]

    @property
    def status(self) -> Status:
        failed = {one.code for one in self.checks if one.result is Result.FAILED}
        for status, codes in _FAILED if failed else ():
            if not failed.isdisjoint(codes):
                return status
        open_ = {
            one.code for one in self.checks if one.result is Result.COULD_NOT_CHECK
        }
        if not open_.isdisjoint(_NEEDED):
            return Status.COULD_NOT_CHECK
        if Code.PERIOD in failed:
            return Status.EXPIRED
        if Code.PERIOD in open_:
            return Status.COULD_NOT_CHECK
        return Status.SUPERSEDED if Code.SUPERSESSION in failed else Status.VALID

    def json(self) -> dict[str, JSON]:
        return {
            "status": self.status.value,
            "as_of": instant_text(self.as_of),
            "checks": [check.json for check in self.checks],
        }


def unread(reason: str, *, at: datetime) -> VerificationReport:
    """Report a file that holds nothing to check; nothing was, and none passed."""
    form = Check(Code.FORM, Result.COULD_NOT_CHECK, {"reason": reason})
    rest = (Check(code, Result.COULD_NOT_CHECK) for code in list(Code)[1:])
    return VerificationReport(at, (form, *rest))


def of_another_file(report: VerificationReport) -> VerificationReport:
    """Report a paper that names other bytes than those signed under its code."""
    facts = {"reason": "the paper names another file"}
    altered = Check(Code.SIGNATURE, Result.FAILED, facts)
    checks = (altered if one.code is altered.code else one for one in report.checks)
    return VerificationReport(report.as_of, tuple(checks))
