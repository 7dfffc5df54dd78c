"""Sign-up, and links by mail: to confirm an address, to set a new password."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from creditbank.adapters.db import people
from creditbank.adapters.db.base import transaction
from creditbank.core.errors import (
    LinkNotGoodError,
)
from creditbank.core.people import (
    STRANGER,
    require,
)
from creditbank.core.ports import World
from creditbank.core.values import sha256
from creditbank.language import Locale
from creditbank.services.people.checking import (
    checked_name,
    checked_password,
    folded_email,
)

LINK_LIVES = timedelta(hours=24)


def sign_up(
    email: str, password: str, name: str, *, language: Locale = "zh", world: World
) -> None:
    """Open a learner's account; the answer is the same if the address is known.

    Whoever owns the address gets a letter either way: to confirm it, or to hear that
    someone tried. Pages and letters speak ``language`` to a new learner. Raises
    BadValueError and WeakPasswordError.
    """
    require(STRANGER, "people.sign_up")
    email = folded_email(email)
    name = checked_name(name, world)
    hashed = world.passwords.hash(checked_password(password, email))
    at = world.clock.now()
    with transaction() as session:
        known = people.user_by_email(session, email)
        if known is not None:
            people.tell(session, known.id, "already_signed_up", at=at)
            return
        user = people.UserRow(
            id=world.chance.uuid(),
            email=email,
            password=hashed,
            language=language,
            created_at=at,
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


def confirm(token: str, *, world: World) -> None:
    """Confirm an address; the second time the link is no longer good."""
    require(STRANGER, "people.confirm")
    with transaction() as session:
        user = _used(session, token, "confirm", world)
        user.confirmed_at = world.clock.now()


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
    hashed = world.passwords.hash(checked_password(password, ""))
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
