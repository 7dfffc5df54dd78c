"""Users with roles, made by the operator and the seed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from creditbank.adapters.db import people
from creditbank.adapters.db.base import transaction
from creditbank.core.people import (
    Actor,
    Membership,
)
from creditbank.core.ports import World
from creditbank.services.people.checking import checked_name, folded_email


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
    with transaction() as session:
        user = people.user_by_email(session, folded_email(email))
        if user is None:
            user = _user(session, email, password, name, world)
        for one in memberships:
            key = (user.id, one.role.value, one.place)
            if session.get(people.MembershipRow, key) is None:
                session.add(
                    people.MembershipRow(user_id=key[0], role=key[1], place=key[2])
                )
        session.flush()
        return people.actor(session, user.id)


def _user(
    session: Session, email: str, password: str, name: str, world: World
) -> people.UserRow:
    now = world.clock.now()
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
                name=checked_name(name, world),
            )
        )
    return user
