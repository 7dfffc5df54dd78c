"""What a person keeps about themselves, and whom an address stands for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from creditbank.adapters.db import people
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.errors import (
    BadValueError,
    NotFoundError,
)
from creditbank.core.people import (
    Actor,
    Learner,
    Membership,
    is_citizen_id,
    masked,
    require,
)
from creditbank.core.ports import World
from creditbank.services.people.checking import checked_name, folded_email


@dataclass(frozen=True)
class Profile:
    email: str
    learner: Learner | None
    citizen_id: str  # masked; "" where none is kept
    memberships: tuple[Membership, ...]


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
    name = checked_name(name, world)
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


def set_language(language: str, *, actor: Actor) -> None:
    """Remember the language a user reads in."""
    require(actor, "people.set_language")
    if language not in ("zh", "en"):
        raise BadValueError("language", language[:10])
    if actor.user_id is not None:
        with transaction() as session:
            session.get_one(people.UserRow, actor.user_id).language = language


def actor_of_email(email: str) -> Actor:
    """Give the actor of an address: for the operator's command line."""
    with reading() as session:
        user = people.user_by_email(session, folded_email(email))
        if user is None:
            raise NotFoundError
        return people.actor(session, user.id)
