"""Published policy versions, and when each is in force: events that only grow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import InstantType
from creditbank.adapters.policy_files import read_policy
from creditbank.core.damage import kept
from creditbank.core.errors import NotFoundError
from creditbank.core.policies import Case, Policy
from creditbank.core.publishing import Dates, InForce, Part, answering, parted
from creditbank.core.values import BANK, Period

POLICIES_KEPT_MAX = 1_000  # versions read once and kept in memory


@append_only
class PolicyVersionRow(Row):
    """One version of a policy; ``content`` is the file, byte for byte."""

    __tablename__ = "policy_versions"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    institution: Mapped[str] = mapped_column(String(40), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    published_at: Mapped[datetime] = mapped_column(InstantType)

    @classmethod
    def of(cls, policy: Policy, content: bytes, at: datetime) -> PolicyVersionRow:
        return cls(
            code=policy.code,
            version=policy.version,
            institution=policy.institution,
            starts_on=policy.effective.starts_on,
            ends_on=policy.effective.ends_on,
            digest=policy.digest,
            content=content,
            published_at=at,
        )


@append_only
class AdoptionRow(Row):
    """An institution's decision that a policy version is in force there."""

    __tablename__ = "policy_adoptions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["code", "version"], ["policy_versions.code", "policy_versions.version"]
        ),
    )

    institution: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    adopted_at: Mapped[datetime] = mapped_column(InstantType)
    starts_on: Mapped[date | None]  # None: as the version itself says


@append_only
class EndingRow(Row):
    """The last day of a version at an institution: superseded, or retired."""

    __tablename__ = "policy_endings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["institution", "code", "version"],
            [
                "policy_adoptions.institution",
                "policy_adoptions.code",
                "policy_adoptions.version",
            ],
        ),
    )

    institution: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    ends_on: Mapped[date] = mapped_column(primary_key=True)
    successor: Mapped[str] = mapped_column(String(20))  # "" where it was retired
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(InstantType)


@dataclass(frozen=True)
class Adopted:
    """A policy version with the days it is in force at its institution."""

    policy: Policy
    in_force: InForce
    institution: str
    successor: str

    @property
    def period(self) -> Period:
        return self.in_force.period


_kept: dict[str, Policy] = {}  # by digest: what is published never changes


@kept("policy_version")
def _policy(session: Session, code: str, number: str, digest: str) -> Policy:
    """Read a published version once."""
    found = _kept.get(digest)
    if found is None:
        found = read_policy(content(session, code, number))
        if len(_kept) >= POLICIES_KEPT_MAX:
            _kept.clear()
        _kept[digest] = found
    return found


def version(session: Session, code: str, number: str) -> Policy:
    """Give one published version; NotFoundError where there is none."""
    digest = session.scalar(
        select(PolicyVersionRow.digest).where(
            PolicyVersionRow.code == code, PolicyVersionRow.version == number
        )
    )
    if digest is None:
        raise NotFoundError
    return _policy(session, code, number, digest)


def content(session: Session, code: str, number: str) -> bytes:
    """Give the file of one published version."""
    row = session.get(PolicyVersionRow, (code, number))
    if row is None:
        raise NotFoundError
    return row.content


def versions(session: Session, code: str) -> list[Policy]:
    """List every published version of a code, newest first."""
    query = (
        select(PolicyVersionRow.version)
        .where(PolicyVersionRow.code == code)
        .order_by(PolicyVersionRow.published_at.desc(), PolicyVersionRow.version.desc())
    )
    return [version(session, code, number) for number in session.scalars(query)]


def newest(session: Session, code: str) -> Policy:
    """Give the version published last."""
    found = versions(session, code)
    if not found:
        raise NotFoundError
    return found[0]


def adopted(session: Session, institution: str | None = None) -> list[Adopted]:
    """List the versions put in force, of one institution or of all, by code."""
    query = select(
        AdoptionRow.institution,
        AdoptionRow.starts_on,
        PolicyVersionRow.code,
        PolicyVersionRow.version,
        PolicyVersionRow.digest,
    ).join(
        PolicyVersionRow,
        (AdoptionRow.code == PolicyVersionRow.code)
        & (AdoptionRow.version == PolicyVersionRow.version),
    )
    if institution is not None:
        query = query.where(AdoptionRow.institution == institution)
    rows = session.execute(
        query.order_by(PolicyVersionRow.code, PolicyVersionRow.version)
    )
    endings = _endings(session, institution)
    return [
        _adopted(
            _policy(session, row.code, row.version, row.digest),
            row.institution,
            row.starts_on,
            endings.get((row.institution, row.code, row.version), []),
        )
        for row in rows
    ]


def placed(session: Session, code: str) -> list[Policy]:
    """Give the versions of a code, each with the days it is in force at its authority.

    Where none was put in force, each has the days its file names.
    """
    found = versions(session, code)
    authority = found[0].authority if found else ""
    return [
        replace(one.policy, effective=one.period)
        for one in adopted(session, authority)
        if one.policy.code == code
    ] or found


def _adopted(
    policy: Policy, institution: str, starts_on: date | None, endings: list[EndingRow]
) -> Adopted:
    """Cut the version's own period by the events there were."""
    last = min(endings, key=lambda one: one.ends_on, default=None)
    own = policy.effective
    ends = [own.ends_on] if own.ends_on else []
    ends += [one.ends_on for one in endings]
    period = Period(starts_on or own.starts_on, min(ends, default=None))
    return Adopted(
        policy, of_policy(policy, period), institution, last.successor if last else ""
    )


def of_policy(policy: Policy, period: Period) -> InForce:
    """Say for which claims a version would answer, in ``period``."""
    return InForce(
        code=policy.code,
        version=policy.version,
        purpose=policy.purpose,
        programmes=policy.programmes,
        by=policy.by.value,
        period=period,
    )


def _endings(
    session: Session, institution: str | None
) -> dict[tuple[str, str, str], list[EndingRow]]:
    query = select(EndingRow)
    if institution is not None:
        query = query.where(EndingRow.institution == institution)
    found = defaultdict(list)
    for row in session.scalars(query):
        found[row.institution, row.code, row.version].append(row)
    return found


def in_force(session: Session, case: Case, dates: Dates) -> Policy:
    """Give the one version that answers a case with these dates.

    Raises NotFoundError where no version does, or more than one.
    """
    policy = answering(_standing(session, case), case, dates)
    if policy is None:
        raise NotFoundError
    return policy


def parts(session: Session, case: Case, dates: Dates) -> tuple[Part, ...]:
    """Part a case's holdings by the version in force that governs each."""
    return parted(_standing(session, case), case, dates)


def _standing(session: Session, case: Case) -> dict[InForce, Policy]:
    """Give the versions put in force where a case is decided."""
    institution = case.purpose.partition(":")[2].partition("/")[0]
    return {one.in_force: one.policy for one in adopted(session, institution or BANK)}
