"""Users, learners, memberships, sessions, links, tokens, and the outbox of mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row
from creditbank.adapters.db.types import CanonicalType, InstantType
from creditbank.core.errors import NotFoundError
from creditbank.core.people import Actor, Learner, Membership, Role
from creditbank.core.values import LearnerId, UserId


class UserRow(Row):
    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # folded
    password: Mapped[str] = mapped_column(String(200))  # Argon2id, with its salt
    language: Mapped[str] = mapped_column(String(2), default="zh")
    created_at: Mapped[datetime] = mapped_column(InstantType)
    confirmed_at: Mapped[datetime | None] = mapped_column(InstantType)


class CounterRow(Row):
    """A number that only rises: learner numbers are drawn from here."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]


class LearnerRow(Row):
    __tablename__ = "learners"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    citizen_id_sealed: Mapped[str | None] = mapped_column(String(400))
    citizen_id_lookup: Mapped[str | None] = mapped_column(String(64), unique=True)

    def value(self) -> Learner:
        return Learner(LearnerId(self.id), UserId(self.user_id), self.number, self.name)


class MembershipRow(Row):
    __tablename__ = "memberships"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[str] = mapped_column(String(40), primary_key=True)


class UserSessionRow(Row):
    """A signed-in browser; the cookie holds a token of which this is the digest."""

    __tablename__ = "user_sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    agent: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(InstantType)
    seen_at: Mapped[datetime] = mapped_column(InstantType)
    ended_at: Mapped[datetime | None] = mapped_column(InstantType)


class LinkRow(Row):
    """A link sent by mail, good once: to confirm an address or set a password."""

    __tablename__ = "links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime] = mapped_column(InstantType)
    used_at: Mapped[datetime | None] = mapped_column(InstantType)


class TokenRow(Row):
    """A bearer token for the API, known by its digest."""

    __tablename__ = "tokens"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[str] | None] = mapped_column(CanonicalType)
    created_at: Mapped[datetime] = mapped_column(InstantType)
    expires_at: Mapped[datetime] = mapped_column(InstantType)
    revoked_at: Mapped[datetime | None] = mapped_column(InstantType)


class OutboxRow(Row):
    """A notice written in the transaction of the deed, posted after the commit."""

    __tablename__ = "outbox"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    code: Mapped[str] = mapped_column(String(60))
    facts: Mapped[Mapping[str, str]] = mapped_column(CanonicalType)
    written_at: Mapped[datetime] = mapped_column(InstantType)
    sent_at: Mapped[datetime | None] = mapped_column(InstantType, index=True)


def tell(
    session: Session, user_id: str, code: str, *, at: datetime, **facts: str
) -> None:
    """Leave a notice for a user; the sentences are in language/mail.py."""
    session.add(OutboxRow(user_id=user_id, code=code, facts=facts, written_at=at))


def user_by_email(session: Session, email: str) -> UserRow | None:
    return session.scalars(select(UserRow).where(UserRow.email == email)).first()


def emails(session: Session, user_ids: Iterable[str]) -> dict[str, str]:
    """Give the addresses of users, by their ids."""
    query = select(UserRow.id, UserRow.email).where(UserRow.id.in_(set(user_ids)))
    return {row.id: row.email for row in session.execute(query)}


def learner(session: Session, learner_id: str) -> Learner:
    row = session.get(LearnerRow, learner_id)
    if row is None:
        raise NotFoundError
    return row.value()


def actor(
    session: Session, user_id: str, scopes: frozenset[str] | None = None
) -> Actor:
    """Give the user as an actor, with the memberships that live now (section 2)."""
    row = session.scalars(
        select(LearnerRow).where(LearnerRow.user_id == user_id)
    ).first()
    members = session.scalars(
        select(MembershipRow).where(MembershipRow.user_id == user_id)
    )
    return Actor(
        user_id=UserId(user_id),
        learner_id=LearnerId(row.id) if row else None,
        memberships=frozenset(Membership(Role(m.role), m.place) for m in members),
        scopes=scopes,
    )


def members(session: Session, role: Role, place: str) -> list[str]:
    """List the users who hold ``role`` at ``place``."""
    query = select(MembershipRow.user_id).where(
        MembershipRow.role == role.value, MembershipRow.place == place
    )
    return list(session.scalars(query.order_by(MembershipRow.user_id)))


def next_learner_number(session: Session) -> str:
    """Draw the next learner number; the counter row is locked until the commit."""
    row = session.get(CounterRow, "learner", with_for_update=True)
    if row is None:
        row = CounterRow(name="learner", value=0)
        session.add(row)
    row.value += 1
    session.flush()
    return f"L{row.value:08}"
