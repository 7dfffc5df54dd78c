"""Claims, their moves, findings, steps and decisions; keys start with the learner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.paging import newest
from creditbank.adapters.db.types import CanonicalType, InstantType
from creditbank.core.canonical import JSON
from creditbank.core.claims import Claim, ClaimStatus, Purpose, Submission
from creditbank.core.damage import BooksDamagedError, kept
from creditbank.core.errors import NotFoundError
from creditbank.core.paging import Cursor
from creditbank.core.policies import Case, Choice, Finding
from creditbank.core.values import ClaimId, HoldingId, LearnerId


class LocatorRow(Row):
    """Public id → learner: a small table that is never partitioned (law 7)."""

    __tablename__ = "locators"

    public_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    learner_id: Mapped[str] = mapped_column(String(36))


class ClaimRow(Row):
    __tablename__ = "claims"
    __table_args__ = (
        Index("ix_claims_queue", "institution", "status", "submitted_at", "id"),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(100))
    institution: Mapped[str] = mapped_column(String(40))
    holdings: Mapped[list[str]] = mapped_column(CanonicalType)
    choices: Mapped[list[dict[str, JSON]]] = mapped_column(CanonicalType)
    status: Mapped[str] = mapped_column(String(20))
    drafted_at: Mapped[datetime] = mapped_column(InstantType)
    submitted_at: Mapped[datetime | None] = mapped_column(InstantType)
    policy: Mapped[str | None] = mapped_column(String(80))
    policy_version: Mapped[str | None] = mapped_column(String(20))
    as_of: Mapped[date | None]
    salt: Mapped[str | None] = mapped_column(String(64))
    frozen: Mapped[Any] = mapped_column(CanonicalType, nullable=True)

    @classmethod
    def of(cls, claim: Claim, at: datetime) -> ClaimRow:
        row = cls(learner_id=claim.learner_id, id=claim.id, drafted_at=at)
        row.take(claim)
        return row

    def take(self, claim: Claim) -> None:
        """Write what may change of a claim."""
        submission = claim.submission
        self.purpose = str(claim.purpose)
        self.institution = claim.purpose.institution
        self.holdings = list(claim.holdings)
        self.choices = [
            {"item": choice.item, "target": choice.target} for choice in claim.choices
        ]
        self.status = claim.status.value
        self.submitted_at = claim.submitted_at
        self.policy = submission.policy if submission else None
        self.policy_version = submission.policy_version if submission else None
        self.as_of = submission.as_of if submission else None
        self.salt = submission.salt if submission else None
        self.frozen = (
            {
                "learner": dict(submission.learner),
                "programme": dict(submission.programme),
                "portfolio": [dict(item) for item in submission.portfolio],
            }
            if submission
            else None
        )


@append_only
class ClaimMoveRow(Row):
    """One move of a claim: who made it, when, and why."""

    __tablename__ = "claim_moves"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    move: Mapped[str] = mapped_column(String(20))
    to_status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    by_role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(InstantType)


@append_only
class FindingRow(Row):
    """A reviewer's judgement; a later one on the same point takes its place."""

    __tablename__ = "findings"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    item: Mapped[str | None] = mapped_column(String(36))
    target: Mapped[str | None] = mapped_column(String(40))
    finding: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(36))
    by_role: Mapped[str] = mapped_column(String(20))
    on: Mapped[date]


@append_only
class StepRow(Row):
    """Someone the policy names agreed, or refused; a notice is opened, or disputed."""

    __tablename__ = "claim_steps"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(InstantType)


@append_only
class DecisionRow(Row):
    """What decided a claim: CASE and ANSWER as canonical JSON, evidence by digest."""

    __tablename__ = "decisions"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20))
    case: Mapped[Mapping[str, JSON]] = mapped_column(CanonicalType)
    answer: Mapped[Mapping[str, JSON]] = mapped_column(CanonicalType)
    case_digest: Mapped[str] = mapped_column(String(64))
    answer_digest: Mapped[str] = mapped_column(String(64))
    evidence: Mapped[list[str]] = mapped_column(CanonicalType)
    policy: Mapped[str] = mapped_column(String(80))
    policy_version: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(InstantType)


def located(session: Session, public_id: str, kind: str) -> str:
    """Tell whose ``public_id`` is; NotFoundError where there is none of the kind."""
    row = session.get(LocatorRow, public_id)
    if row is None or row.kind != kind:
        raise NotFoundError
    return row.learner_id


def row(session: Session, learner_id: str, claim_id: str) -> ClaimRow:
    """Give a claim's row, locked until the transaction ends where that is possible."""
    found = session.get(ClaimRow, (learner_id, claim_id), with_for_update=True)
    if found is None:
        raise NotFoundError
    return found


def claim(session: Session, learner_id: str, claim_id: str) -> Claim:
    found = session.get(ClaimRow, (learner_id, claim_id))
    if found is None:
        raise NotFoundError
    return value(session, found)


def value(session: Session, found: ClaimRow) -> Claim:
    """Give the claim with its latest findings and steps."""
    return replace(
        bare(found),
        findings=_findings(session, found.learner_id, found.id),
        steps=_steps(session, found.learner_id, found.id),
    )


@kept("claim")
def bare(found: ClaimRow) -> Claim:
    """Give the claim as its own row tells it, without findings and steps: for lists."""
    return Claim(
        id=ClaimId(found.id),
        learner_id=LearnerId(found.learner_id),
        purpose=Purpose.of(found.purpose),
        holdings=tuple(HoldingId(one) for one in found.holdings),
        status=ClaimStatus(found.status),
        choices=tuple(
            Choice(str(one["item"]), _maybe(one["target"])) for one in found.choices
        ),
        submission=_submission(found),
        submitted_at=found.submitted_at,
    )


def _maybe(value: JSON) -> str | None:
    return None if value is None else str(value)


def _submission(found: ClaimRow) -> Submission | None:
    if found.frozen is None or found.as_of is None:
        return None
    return Submission(
        policy=found.policy or "",
        policy_version=found.policy_version or "",
        as_of=found.as_of,
        salt=found.salt or "",
        learner=found.frozen["learner"],
        programme=found.frozen["programme"],
        portfolio=tuple(found.frozen["portfolio"]),
    )


def _findings(session: Session, learner_id: str, claim_id: str) -> tuple[Finding, ...]:
    mine = (FindingRow.learner_id == learner_id, FindingRow.claim_id == claim_id)
    query = select(FindingRow).where(*mine).order_by(FindingRow.number)
    latest = {
        (one.name, one.item or "", one.target or ""): Finding(
            one.name, one.finding, one.item, one.target, one.by_role, one.on.isoformat()
        )
        for one in session.scalars(query)
    }
    return tuple(latest[key] for key in sorted(latest) if latest[key].value)


def _steps(session: Session, learner_id: str, claim_id: str) -> dict[str, str]:
    mine = (StepRow.learner_id == learner_id, StepRow.claim_id == claim_id)
    query = select(StepRow).where(*mine).order_by(StepRow.number)
    said = {one.step: one.verdict for one in session.scalars(query)}
    return {one: said[one] for one in said if said[one]}


def add_step(
    session: Session, claim: Claim, step: str, verdict: str, *, by: str, at: datetime
) -> None:
    """Add a word given on a step of a claim."""
    query = select(func.count()).where(
        StepRow.learner_id == claim.learner_id, StepRow.claim_id == claim.id
    )
    session.add(
        StepRow(
            learner_id=claim.learner_id,
            claim_id=claim.id,
            number=(session.scalar(query) or 0) + 1,
            step=step,
            verdict=verdict,
            by=by,
            at=at,
        )
    )
    session.flush()


def moves(session: Session, learner_id: str, claim_id: str) -> list[ClaimMoveRow]:
    """List the moves a claim has made, first to last."""
    mine = (ClaimMoveRow.learner_id == learner_id, ClaimMoveRow.claim_id == claim_id)
    query = select(ClaimMoveRow).where(*mine).order_by(ClaimMoveRow.number)
    return list(session.scalars(query))


def listed(found: ClaimRow) -> Claim | None:
    """Give a claim for a list; None where its row is damaged: the others are shown."""
    try:
        return bare(found)
    except BooksDamagedError:
        return None


def list_(
    session: Session,
    learner_id: str,
    *,
    limit: int | None = None,
    after: Cursor | None = None,
) -> list[tuple[Cursor, Claim | None]]:
    """List the learner's claims, newest first, each with its place in the list."""
    query = select(ClaimRow).where(ClaimRow.learner_id == learner_id)
    rows = session.scalars(
        newest(query, ClaimRow.drafted_at, ClaimRow.id, limit, after)
    )
    return [(Cursor(row.drafted_at, row.id), listed(row)) for row in rows]


@kept("decision")
def decided_case(decision: DecisionRow) -> Case:
    """Give the CASE a decision was made on."""
    return Case.of(decision.case)
