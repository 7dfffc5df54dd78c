"""Sign-in and the sessions it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from creditbank.adapters.db import people
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.errors import (
    NotConfirmedError,
    NotFoundError,
    WrongPasswordError,
)
from creditbank.core.people import (
    STRANGER,
    Actor,
    require,
)
from creditbank.core.ports import World
from creditbank.core.values import sha256
from creditbank.services.people.checking import PASSWORD_CHARACTERS_MAX

SESSION_IDLE_MAX = timedelta(hours=12)
SESSION_LIVES = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)  # how often `seen_at` is written


@dataclass(frozen=True)
class SignedIn:
    """A session at work: who it is, and in which language they read."""

    actor: Actor
    session_id: str
    language: str
    email: str


@dataclass(frozen=True)
class UserSession:
    id: str
    agent: str
    created_at: datetime
    seen_at: datetime


def sign_in(email: str, password: str, *, agent: str, world: World) -> str:
    """Give the token of a new session.

    Raises WrongPasswordError, which never tells which of the two was wrong and takes
    as long either way, and NotConfirmedError.
    """
    require(STRANGER, "people.sign_in")
    with reading() as session:
        user = people.user_by_email(session, email.strip().casefold())
        hashed = user.password if user else ""
    if not world.passwords.matches(hashed, password[:PASSWORD_CHARACTERS_MAX]):
        raise WrongPasswordError
    with transaction() as session:
        user = people.user_by_email(session, email.strip().casefold())
        if user is None or user.password != hashed:
            raise WrongPasswordError
        if user.confirmed_at is None:
            raise NotConfirmedError
        return _session(session, user.id, agent, world)


def _session(session: Session, user_id: str, agent: str, world: World) -> str:
    token, now = world.chance.token(), world.clock.now()
    session.add(
        people.UserSessionRow(
            digest=sha256(token.encode()),
            id=world.chance.uuid(),
            user_id=user_id,
            agent=agent[:200],
            created_at=now,
            seen_at=now,
        )
    )
    return token


def signed_in(token: str, *, world: World) -> SignedIn | None:
    """Tell who a session's token stands for; None when it has ended."""
    now = world.clock.now()
    with reading() as session:
        row = session.get(people.UserSessionRow, sha256(token.encode()))
        if row is None or not _is_live(row, now):
            return None
        user = session.get_one(people.UserRow, row.user_id)
        found = SignedIn(
            people.actor(session, row.user_id), row.id, user.language, user.email
        )
        is_stale = now - row.seen_at > SEEN_EVERY
    if is_stale:
        with transaction() as session:
            session.execute(
                update(people.UserSessionRow)
                .where(people.UserSessionRow.digest == sha256(token.encode()))
                .values(seen_at=now)
            )
    return found


def _is_live(row: people.UserSessionRow, now: datetime) -> bool:
    is_fresh = now - row.seen_at < SESSION_IDLE_MAX
    return row.ended_at is None and is_fresh and now - row.created_at < SESSION_LIVES


def sign_out(session_id: str, *, actor: Actor, world: World) -> None:
    end_session(session_id, actor=actor, world=world)


def sessions(*, actor: Actor, world: World) -> list[UserSession]:
    """List the user's sessions that live, newest first."""
    require(actor, "people.sessions")
    with reading() as session:
        rows = session.scalars(
            select(people.UserSessionRow)
            .where(people.UserSessionRow.user_id == actor.user_id)
            .order_by(people.UserSessionRow.created_at.desc())
        )
        return [
            UserSession(row.id, row.agent, row.created_at, row.seen_at)
            for row in rows
            if _is_live(row, world.clock.now())
        ]


def end_session(session_id: str, *, actor: Actor, world: World) -> None:
    """End one of the user's own sessions; another's is as if it were missing."""
    require(actor, "people.end_session")
    with transaction() as session:
        row = session.scalars(
            select(people.UserSessionRow).where(
                people.UserSessionRow.id == session_id,
                people.UserSessionRow.user_id == actor.user_id,
            )
        ).first()
        if row is None:
            raise NotFoundError
        row.ended_at = row.ended_at or world.clock.now()
