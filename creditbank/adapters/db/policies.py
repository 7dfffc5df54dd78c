"""Published policy versions: the YAML as it was filed, never changed afterwards."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import ForeignKeyConstraint, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import InstantType
from creditbank.adapters.policy_files import read_policy
from creditbank.core.errors import NotFoundError
from creditbank.core.policies import Policy
from creditbank.core.values import BANK


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

    def value(self) -> Policy:
        return _read(self.content)


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


@lru_cache(maxsize=512)
def _read(content: bytes) -> Policy:
    """Read a stored version once; the content is immutable, so is the policy."""
    return read_policy(content)


def version(session: Session, code: str, number: str) -> Policy:
    """Give one published version; NotFoundError where there is none."""
    row = session.get(PolicyVersionRow, (code, number))
    if row is None:
        raise NotFoundError
    return row.value()


def content(session: Session, code: str, number: str) -> bytes:
    """Give the file of one published version."""
    row = session.get(PolicyVersionRow, (code, number))
    if row is None:
        raise NotFoundError
    return row.content


def newest(session: Session, code: str) -> Policy:
    """Give the version published last."""
    query = (
        select(PolicyVersionRow)
        .where(PolicyVersionRow.code == code)
        .order_by(PolicyVersionRow.published_at.desc(), PolicyVersionRow.version.desc())
    )
    row = session.scalars(query.limit(1)).first()
    if row is None:
        raise NotFoundError
    return row.value()


def adopted(session: Session, institution: str | None = None) -> list[Policy]:
    """List the policies in force, of one institution or of all, by code."""
    query = select(PolicyVersionRow).join(
        AdoptionRow,
        (AdoptionRow.code == PolicyVersionRow.code)
        & (AdoptionRow.version == PolicyVersionRow.version),
    )
    if institution is not None:
        query = query.where(AdoptionRow.institution == institution)
    rows = session.scalars(
        query.order_by(PolicyVersionRow.code, PolicyVersionRow.version)
    )
    return [row.value() for row in rows]


def in_force(session: Session, purpose: str, *, on: date) -> Policy:
    """Give the one policy that answers claims for ``purpose`` submitted ``on``.

    Raises NotFoundError where no policy does, or more than one.
    """
    kind, _, place = purpose.partition(":")
    institution, _, programme = place.partition("/")
    found = [
        policy
        for policy in adopted(session, institution or BANK)
        if policy.purpose == kind
        and policy.serves(programme)
        and on in policy.effective
    ]
    if len(found) != 1:
        raise NotFoundError
    return found[0]
