"""Recognition: claim + verdict + policy -> decided claim + entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from creditbank.core.canonical import JSON
from creditbank.core.claims import Claim, Move
from creditbank.core.errors import (
    AlreadyAwardedError,
    AnswerChangedError,
    NothingToPostError,
    NotSubmittedError,
    StepOpenError,
)
from creditbank.core.holdings import Holding, use_key
from creditbank.core.ledger import CONSUMED, Entry, EntryKind, Line, spent
from creditbank.core.policies import Answer, Case, Policy, Prior, evaluate, seen
from creditbank.core.values import BANK, ZERO, Credits, Digest, EntryId


@dataclass(frozen=True)
class Verdict:
    """What a reviewer decided, and what makes the entry one of a kind."""

    entry_id: EntryId
    answer_digest: Digest  # of the ANSWER the reviewer saw (law 9)
    decided_by: str
    decided_as: str
    at: datetime


@dataclass(frozen=True)
class UseKey:
    """One holding used by one line; one live award each (law 6)."""

    key: Digest
    line: int


@dataclass(frozen=True)
class Recognition:
    """All that one decision writes, in one transaction."""

    claim: Claim
    case: Case
    answer: Answer
    entry: Entry
    use_keys: tuple[UseKey, ...]
    owner_keys: tuple[Digest, ...]


def case_of(claim: Claim, prior: Sequence[Prior], *policies: Policy) -> Case:
    """Build the CASE of a submitted claim (law 8): frozen facts, prior lines as now.

    Of what posted lines were decided on it holds only what ``policies`` read of it.
    """
    submission = claim.submission
    if submission is None:
        raise NotSubmittedError
    document: dict[str, JSON] = {
        "purpose": str(claim.purpose),
        "as_of": submission.as_of.isoformat(),
        "learner": dict(submission.learner),
        "programme": dict(submission.programme),
        "portfolio": [dict(item) for item in submission.portfolio],
        "salt": submission.salt,
    }
    frozen = Case.of(document)
    return Case(
        purpose=frozen.purpose,
        as_of=frozen.as_of,
        portfolio=frozen.portfolio,
        learner=frozen.learner,
        programme=frozen.programme,
        prior=seen(prior, policies),
        findings=claim.findings,
        choices=claim.choices,
        salt=frozen.salt,
    )


def check_steps(claim: Claim, policy: Policy) -> None:
    """Refuse to recognize before everyone the policy names has agreed."""
    for step in policy.steps:
        if claim.steps.get(step.name) != "agreed":
            raise StepOpenError(**step.facts)


def recognize(
    claim: Claim,
    verdict: Verdict,
    *,
    policy: Policy,
    prior: Sequence[Prior],
    holdings: Mapping[str, Holding],
    head: tuple[int, Digest],
    bank_balance: Credits = ZERO,
) -> Recognition:
    """Post the yes lines; an undecided line posts nothing and takes no key (law 9).

    ``head`` is the account's last sequence and digest. Raises IllegalMoveError,
    StepOpenError, AnswerChangedError, AlreadyAwardedError, NothingToPostError, in that
    order; and BalanceTooSmallError where a rule consumes more bank value than there is.
    """
    recognized = claim.moved(Move.RECOGNIZE)
    check_steps(claim, policy)
    case = case_of(claim, prior, policy)
    answer = evaluate(policy, case)
    if answer.digest != verdict.answer_digest:
        raise AnswerChangedError
    if not answer.yes_lines and _is_awarded(answer):
        raise AlreadyAwardedError
    if not answer.yes_lines or answer.has_gap:
        raise NothingToPostError
    lines = _lines(answer, claim.purpose.scheme)
    lines = (*lines, *_spent(answer, len(lines), bank_balance))
    entry = _entry(claim, verdict, policy, (case, answer), head, lines)
    used = [holdings[item] for line in lines for item in line.items]
    return Recognition(
        claim=recognized,
        case=case,
        answer=answer,
        entry=entry,
        use_keys=tuple(_use_keys(lines, holdings, case.purpose)),
        owner_keys=tuple(
            sorted({holding.owner_key for holding in used if holding.owner_key})
        ),
    )


def _is_awarded(answer: Answer) -> bool:
    """Tell whether what was asked for is refused as awarded already."""
    return any(
        "already_awarded" in {reason.code for reason in line.reasons}
        for line in answer.lines
    )


def _entry(
    claim: Claim,
    verdict: Verdict,
    policy: Policy,
    asked: tuple[Case, Answer],
    head: tuple[int, Digest],
    lines: tuple[Line, ...],
) -> Entry:
    case, answer = asked
    sequence, previous = head
    return Entry(
        id=verdict.entry_id,
        learner_id=claim.learner_id,
        sequence=sequence + 1,
        kind=EntryKind.RECOGNITION,
        at=verdict.at,
        claim_id=claim.id,
        narration="recognized",
        policy=policy.code,
        policy_version=policy.version,
        case_digest=case.digest,
        answer_digest=answer.digest,
        decided_by=verdict.decided_by,
        decided_as=verdict.decided_as,
        lines=lines,
        previous=previous,
    )


def _use_keys(
    lines: Sequence[Line], holdings: Mapping[str, Holding], purpose: str
) -> Iterator[UseKey]:
    """Take one key per holding a line draws on (law 6)."""
    for line in lines:
        for item in line.items:
            key = use_key(holdings[item], purpose, line.target, line.term or "")
            yield UseKey(key, line.number)


def _lines(answer: Answer, scheme: str) -> tuple[Line, ...]:
    return tuple(
        Line(
            number=number,
            items=line.items,
            target=line.target,
            scheme=scheme,
            credits=line.credits,
            grade=line.grade,
            effect=line.effect,
            rule=line.rule,
            term=line.term,
        )
        for number, line in enumerate(answer.yes_lines, start=1)
    )


def _spent(answer: Answer, count: int, balance: Credits) -> Iterator[Line]:
    """Give a line for each award that consumes bank value: it takes what it used.

    It draws on no holding, so it takes no use key, and states no outcome.
    """
    for line in answer.yes_lines:
        if line.consumes > ZERO:
            balance = spent(balance, line.consumes)
            count += 1
            yield Line(
                number=count,
                items=(),
                target=line.target,
                scheme=BANK,
                credits=-line.consumes,
                grade=None,
                effect=CONSUMED,
                rule=line.rule,
                term=line.term,
            )
