"""The ledger: balanced entries that are only ever added, chained per account.

Decision (laws 3, 11, 13): every line of an answer is one balanced pair of postings,
``learner:<id>`` against ``issued:<scheme>``; a zero line is posted too. Nothing is
edited: a reversal is another entry that names the lines it undoes, whole, each at
most once. Each entry's digest covers the one before it, so no entry can be changed,
dropped or slipped in without every later digest failing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from creditbank.core.canonical import JSON, digest
from creditbank.core.errors import (
    BalanceTooSmallError,
    LineReversedError,
    UnbalancedError,
)
from creditbank.core.values import (
    ZERO,
    Credits,
    Digest,
    EntryId,
    LearnerId,
    instant_text,
)

FORM = 1
CONSUMED = "consumed"  # the effect of a line that spends bank value
GENESIS = Digest("0" * 64)  # stands before an account's first entry


class EntryKind(StrEnum):
    RECOGNITION = "recognition"
    REVERSAL = "reversal"


@dataclass(frozen=True)
class Posting:
    """One side of a line: this account gains ``amount`` (which may be negative)."""

    account: str
    scheme: str
    amount: Credits


@dataclass(frozen=True)
class Line:
    """One award: which holdings gave what, at which course, by which rule."""

    number: int  # from 1, within its entry
    items: tuple[str, ...]
    target: str | None
    scheme: str
    credits: Credits
    grade: str | None
    effect: str
    rule: str
    term: str | None = None  # of the use, where the policy counts by terms

    def postings(self, learner_id: LearnerId) -> tuple[Posting, Posting]:
        return (
            Posting(learner_account(learner_id), self.scheme, self.credits),
            Posting(f"issued:{self.scheme}", self.scheme, -self.credits),
        )


@dataclass(frozen=True)
class Entry:
    """A balanced event in one learner's account."""

    id: EntryId
    learner_id: LearnerId
    sequence: int  # from 1, without gaps, within the account
    kind: EntryKind
    at: datetime
    claim_id: str
    narration: str  # a code; the sentence is in language/ledger.py
    policy: str
    policy_version: str
    case_digest: str
    answer_digest: str
    decided_by: str  # user id
    decided_as: str  # role
    lines: tuple[Line, ...]
    reverses: str = ""  # the id of the entry it undoes lines of
    previous: Digest = GENESIS

    @property
    def postings(self) -> tuple[Posting, ...]:
        return tuple(
            posting for line in self.lines for posting in line.postings(self.learner_id)
        )

    def json(self) -> dict[str, JSON]:
        """Write the entry and its postings in form 1 (law 13)."""
        return {
            "form": FORM,
            "previous": self.previous,
            "id": self.id,
            "learner": self.learner_id,
            "sequence": self.sequence,
            "kind": self.kind.value,
            "at": instant_text(self.at),
            "claim": self.claim_id,
            "narration": self.narration,
            "policy": self.policy,
            "policy_version": self.policy_version,
            "case": self.case_digest,
            "answer": self.answer_digest,
            "decided_by": self.decided_by,
            "decided_as": self.decided_as,
            "reverses": self.reverses,
            "lines": [_line_json(line) for line in self.lines],
            "postings": [_posting_json(posting) for posting in self.postings],
        }

    @property
    def digest(self) -> Digest:
        return digest(self.json())


def learner_account(learner_id: LearnerId) -> str:
    return f"learner:{learner_id}"


def check_balanced(postings: Iterable[Posting]) -> None:
    """Refuse postings that do not sum to zero in every scheme."""
    sums = balances(postings)
    for scheme in sorted({scheme for _, scheme in sums}):
        total = sum((a for (_, s), a in sums.items() if s == scheme), ZERO)
        if total != ZERO:
            raise UnbalancedError(scheme=scheme, amount=str(total))


def balances(postings: Iterable[Posting]) -> dict[tuple[str, str], Credits]:
    """Sum postings by account and scheme."""
    sums: dict[tuple[str, str], Credits] = {}
    for posting in postings:
        key = (posting.account, posting.scheme)
        sums[key] = sums.get(key, ZERO) + posting.amount
    return sums


def reversed_lines(
    entry: Entry, numbers: Sequence[int], already: Iterable[int]
) -> tuple[Line, ...]:
    """Give the lines that undo ``numbers`` of ``entry``, whole, each at most once.

    Raises LineReversedError for a line that is not there or undone before.
    """
    known = {line.number: line for line in entry.lines}
    done = set(already)
    undone = []
    for number in numbers:
        if entry.kind is EntryKind.REVERSAL or number not in known or number in done:
            raise LineReversedError(line=str(number))
        done.add(number)
        line = known[number]
        undone.append(replace(line, credits=-line.credits))
    return tuple(undone)


def spent(balance: Credits, amount: Credits) -> Credits:
    """Give what is left of a balance; BalanceTooSmallError where it does not suffice.

    Consuming never makes a balance negative (law 11).
    """
    if amount > balance:
        raise BalanceTooSmallError(balance=str(balance), asked=str(amount))
    return balance - amount


def first_break(entries: Sequence[Entry], stored: Sequence[str]) -> int | None:
    """Name the sequence of the first entry whose chain does not hold, if any.

    ``stored`` are the digests as they were written with the entries.
    """
    previous = GENESIS
    for number, (entry, kept) in enumerate(zip(entries, stored, strict=True), start=1):
        holds = entry.sequence == number and entry.previous == previous
        if not holds or entry.digest != kept:
            return number
        previous = entry.digest
    return None


def _line_json(line: Line) -> dict[str, JSON]:
    return {
        "number": line.number,
        "items": list(line.items),
        "target": line.target,
        "scheme": line.scheme,
        "credits": str(line.credits),
        "grade": line.grade,
        "effect": line.effect,
        "rule": line.rule,
        "term": line.term,
    }


def _posting_json(posting: Posting) -> dict[str, JSON]:
    return {
        "account": posting.account,
        "scheme": posting.scheme,
        "amount": str(posting.amount),
    }
