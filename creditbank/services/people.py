"""Sign-up, sign-in, sessions, links by mail, and tokens for the API."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from creditbank.adapters.db import people
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.errors import (
    BadValueError,
    LinkNotGoodError,
    NotConfirmedError,
    NotFoundError,
    WeakPasswordError,
    WrongPasswordError,
)
from creditbank.core.people import (
    STRANGER,
    Actor,
    Learner,
    Membership,
    is_citizen_id,
    masked,
    require,
)
from creditbank.core.ports import World
from creditbank.core.printing import check_printable
from creditbank.core.values import sha256

PASSWORD_CHARACTERS_MIN = 10
PASSWORD_CHARACTERS_MAX = 200
NAME_CHARACTERS_MAX = 60
LINK_LIVES = timedelta(hours=24)
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


@dataclass(frozen=True)
class Profile:
    email: str
    learner: Learner | None
    citizen_id: str  # masked; "" where none is kept
    memberships: tuple[Membership, ...]


def folded_email(text: str) -> str:
    """Read an e-mail address; raises BadValueError for what cannot be one."""
    email = text.strip().casefold()
    name, at, host = email.rpartition("@")
    is_shaped = bool(name and at and "." in host) and not any(map(str.isspace, email))
    if not is_shaped or len(email) > 254:
        raise BadValueError("email", text[:60])
    return email


def _checked_password(password: str, email: str) -> str:
    is_long = PASSWORD_CHARACTERS_MIN <= len(password) <= PASSWORD_CHARACTERS_MAX
    if not is_long or password.casefold() == email:
        raise WeakPasswordError(min=str(PASSWORD_CHARACTERS_MIN))
    return password


def sign_up(email: str, password: str, name: str, *, world: World) -> None:
    """Open a learner's account; the answer is the same if the address is known.

    Whoever owns the address gets a letter either way: to confirm it, or to hear that
    someone tried. Raises BadValueError and WeakPasswordError.
    """
    require(STRANGER, "people.sign_up")
    email = folded_email(email)
    name = _checked_name(name, world)
    hashed = world.passwords.hash(_checked_password(password, email))
    at = world.clock.now()
    with transaction() as session:
        known = people.user_by_email(session, email)
        if known is not None:
            people.tell(session, known.id, "already_signed_up", at=at)
            return
        user = people.UserRow(
            id=world.chance.uuid(), email=email, password=hashed, created_at=at
        )
        session.add(user)
        session.flush()
        session.add(
            people.LearnerRow(
                id=world.chance.uuid(),
                user_id=user.id,
                number=people.next_learner_number(session),
                name=name,
            )
        )
        link = _link(session, user.id, "confirm", world)
        people.tell(session, user.id, "confirm", at=at, link=link)


def _checked_name(name: str, world: World) -> str:
    """Read a name; raises UnprintableError where no transcript could show it."""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not 0 < len(name) <= NAME_CHARACTERS_MAX or not name.isprintable():
        raise BadValueError("name", name[:40])
    check_printable(world.printer, name)
    return name


def _link(session: Session, user_id: str, purpose: str, world: World) -> str:
    token = world.chance.token()
    session.add(
        people.LinkRow(
            digest=sha256(token.encode()),
            user_id=user_id,
            purpose=purpose,
            expires_at=world.clock.now() + LINK_LIVES,
        )
    )
    return f"{world.origin}/people/{purpose}?token={token}"


def _used(session: Session, token: str, purpose: str, world: World) -> people.UserRow:
    """Use a link up; raises LinkNotGoodError when it is unknown, old or used."""
    row = session.get(people.LinkRow, sha256(token.encode()), with_for_update=True)
    now = world.clock.now()
    is_good = row is not None and row.purpose == purpose and row.used_at is None
    if row is None or not is_good or row.expires_at < now:
        raise LinkNotGoodError
    row.used_at = now
    return session.get_one(people.UserRow, row.user_id)


def confirm(token: str, *, world: World) -> None:
    """Confirm an address; the second time the link is no longer good."""
    require(STRANGER, "people.confirm")
    with transaction() as session:
        user = _used(session, token, "confirm", world)
        user.confirmed_at = world.clock.now()


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


def ask_reset(email: str, *, world: World) -> None:
    """Send a link to set a new password; the answer is the same for any address."""
    require(STRANGER, "people.ask_reset")
    email = folded_email(email)
    with transaction() as session:
        user = people.user_by_email(session, email)
        if user is not None:
            link = _link(session, user.id, "reset", world)
            people.tell(session, user.id, "reset", at=world.clock.now(), link=link)


def reset(token: str, password: str, *, world: World) -> None:
    """Set a new password by a link, which also confirms the address; end sessions."""
    require(STRANGER, "people.reset")
    hashed = world.passwords.hash(_checked_password(password, ""))
    now = world.clock.now()
    with transaction() as session:
        user = _used(session, token, "reset", world)
        user.password = hashed
        user.confirmed_at = user.confirmed_at or now
        session.execute(
            update(people.UserSessionRow)
            .where(
                people.UserSessionRow.user_id == user.id,
                people.UserSessionRow.ended_at.is_(None),
            )
            .values(ended_at=now)
        )
        people.tell(session, user.id, "password_changed", at=now)


def set_language(language: str, *, actor: Actor) -> None:
    """Remember the language a user reads in."""
    require(actor, "people.set_language")
    if language not in ("zh", "en"):
        raise BadValueError("language", language[:10])
    if actor.user_id is not None:
        with transaction() as session:
            session.get_one(people.UserRow, actor.user_id).language = language


def profile(*, actor: Actor, world: World) -> Profile:
    require(actor, "people.profile")
    with reading() as session:
        user = session.get_one(people.UserRow, actor.user_id)
        row = (
            session.get(people.LearnerRow, actor.learner_id)
            if actor.learner_id
            else None
        )
        sealed = row.citizen_id_sealed if row else None
        return Profile(
            email=user.email,
            learner=row.value() if row else None,
            citizen_id=masked(world.vault.open(sealed)) if sealed else "",
            memberships=tuple(
                sorted(actor.memberships, key=lambda one: (one.role, one.place))
            ),
        )


def update_profile(name: str, citizen_id: str, *, actor: Actor, world: World) -> None:
    """Change the learner's name, and the citizen ID where one is given.

    The ID is encrypted and found by a keyed hash; an ID another learner gave is
    refused as a wrong value, which tells nobody whose it is.
    """
    require(actor, "people.profile")
    name = _checked_name(name, world)
    citizen_id = citizen_id.strip().upper()
    if citizen_id and not is_citizen_id(citizen_id):
        raise BadValueError("citizen_id", masked(citizen_id))
    with transaction() as session:
        if actor.learner_id is None:
            raise NotFoundError
        row = session.get_one(people.LearnerRow, actor.learner_id)
        row.name = name
        if citizen_id:
            lookup = world.vault.lookup(citizen_id)
            taken = session.scalars(
                select(people.LearnerRow.id).where(
                    people.LearnerRow.citizen_id_lookup == lookup,
                    people.LearnerRow.id != row.id,
                )
            ).first()
            if taken is not None:
                raise BadValueError("citizen_id", masked(citizen_id))
            row.citizen_id_lookup = lookup
            row.citizen_id_sealed = world.vault.seal(citizen_id)
        record(session, actor, "people.profile", row.id, at=world.clock.now())


def actor_of_email(email: str) -> Actor:
    """Give the actor of an address: for the operator's command line."""
    with reading() as session:
        user = people.user_by_email(session, folded_email(email))
        if user is None:
            raise NotFoundError
        return people.actor(session, user.id)


def enroll(
    email: str,
    password: str,
    *,
    world: World,
    name: str = "",
    memberships: Sequence[Membership] = (),
) -> Actor:
    """Make a confirmed user with roles: for the operator's command line and the seed.

    With a name the user is a learner too. The second time it only adds what is new.
    """
    now = world.clock.now()
    with transaction() as session:
        user = people.user_by_email(session, folded_email(email))
        if user is None:
            user = people.UserRow(
                id=world.chance.uuid(),
                email=folded_email(email),
                password=world.passwords.hash(password),
                created_at=now,
                confirmed_at=now,
            )
            session.add(user)
            session.flush()
            if name:
                session.add(
                    people.LearnerRow(
                        id=world.chance.uuid(),
                        user_id=user.id,
                        number=people.next_learner_number(session),
                        name=_checked_name(name, world),
                    )
                )
        for one in memberships:
            key = (user.id, one.role.value, one.place)
            if session.get(people.MembershipRow, key) is None:
                session.add(
                    people.MembershipRow(user_id=key[0], role=key[1], place=key[2])
                )
        session.flush()
        return people.actor(session, user.id)
