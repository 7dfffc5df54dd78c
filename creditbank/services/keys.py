"""The life of the bank's signing keys: made, put to work, followed, revoked.

Decision: nothing here happens by itself. A key is never rotated because a secret
changed or a process started; whoever runs the bank says so, by name, and the log and
the audit trail say it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from creditbank.adapters.db import keys, log
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.keys import PUBLISHED_FIRST, Key, Purpose, State
from creditbank.core.log import Kind
from creditbank.core.people import Actor, require
from creditbank.core.ports import World
from creditbank.core.transcripts.identity import verification_method
from creditbank.core.values import instant_text, sha256

REASON_CHARACTERS_MAX = 200


@dataclass(frozen=True)
class Rotation:
    """The key that follows; ``ready_at`` says when, where it does not sign yet."""

    key: Key
    ready_at: datetime | None


def listed(*, actor: Actor) -> list[Key]:
    """List every key there ever was: by purpose, newest first."""
    require(actor, "keys.list")
    with reading() as session:
        return [row.value() for row in keys.every(session)]


def create_missing(*, actor: Actor, world: World) -> list[Key]:
    """Make a key for each purpose that has none at work; the others stay untouched.

    Raises WrongSettingError where the passphrase does not open the keys there are:
    a ring under two passphrases could never be opened whole again.
    """
    require(actor, "keys.create")
    now = world.clock.now()
    with transaction() as session:
        missing = [
            purpose
            for purpose in Purpose
            if keys.in_turn(session, purpose, State.ACTIVE) is None
        ]
        made = [_publish(session, purpose, world) for purpose in missing]
        for row in made:
            _activate(session, row, now)
            record(session, actor, "keys.create", row.multikey, at=now)
        world.keys.check()
        return [row.value() for row in made]


def rotate(
    purpose: Purpose, *, at_once: bool = False, actor: Actor, world: World
) -> Rotation:
    """Publish the next key; once it was published long enough, put it to work.

    Said twice, the second time does what the first announced. The key before only
    verifies from then on, for as long as its signatures must.
    """
    require(actor, "keys.rotate")
    now = world.clock.now()
    with transaction() as session:
        world.keys.check()
        row = keys.in_turn(session, purpose, State.PRE_PUBLISHED)
        if row is None:
            row = _publish(session, purpose, world)
            record(session, actor, "keys.create", row.multikey, at=now)
        ready_at = row.created_at + PUBLISHED_FIRST
        if now < ready_at and not at_once:
            return Rotation(row.value(), ready_at)
        _activate(session, row, now)
        record(session, actor, "keys.rotate", row.multikey, at=now)
        return Rotation(row.value(), None)


def revoke(
    name: str, reason: str, *, at: datetime | None = None, actor: Actor, world: World
) -> Key | None:
    """Revoke a key as of an instant; give the key that takes its place at once.

    ``at`` is the first instant at which it may have been in other hands. None takes
    its place where it did not sign any more. Raises NotFoundError, and
    BadValueError for a key revoked before (once is for good), for an instant to come
    and for a reason that says nothing.
    """
    require(actor, "keys.revoke")
    now = world.clock.now()
    since = at or now
    if since > now:
        raise BadValueError("at", instant_text(since))
    if not 0 < len(reason.strip()) <= REASON_CHARACTERS_MAX:
        raise BadValueError("reason", reason[:REASON_CHARACTERS_MAX])
    with transaction() as session:
        row = session.get(keys.KeyRow, name, with_for_update=True)
        if row is None:
            raise NotFoundError
        if row.state == State.REVOKED:
            raise BadValueError(
                "key", f"revoked as of {instant_text(row.revoked_at or now)}"
            )
        was_at_work = row.state == State.ACTIVE
        row.state, row.revoked_at, row.reason = State.REVOKED.value, since, reason
        session.flush()
        _log(session, row, world)
        record(session, actor, "keys.revoke", name, at=now, reason=reason)
        return _successor(session, row, world) if was_at_work else None


def _successor(session: Session, row: keys.KeyRow, world: World) -> Key:
    """Put the next key to work now: waiting would leave the bank without any."""
    purpose = Purpose(row.purpose)
    following = keys.in_turn(session, purpose, State.PRE_PUBLISHED)
    following = following or _publish(session, purpose, world)
    _activate(session, following, world.clock.now())
    return following.value()


def _publish(session: Session, purpose: Purpose, world: World) -> keys.KeyRow:
    """Make a key and publish it; it does not sign yet."""
    now = world.clock.now()
    made = world.keys.make(purpose, at=now)
    row = keys.KeyRow(
        multikey=made.name,
        purpose=purpose.value,
        algorithm=purpose.algorithm.value,
        private=made.private,
        certificate=made.certificate,
        state=State.PRE_PUBLISHED.value,
        created_at=now,
        reason="",
    )
    session.add(row)
    session.flush()
    _log(session, row, world)
    return row


def _activate(session: Session, row: keys.KeyRow, now: datetime) -> None:
    before = keys.in_turn(session, Purpose(row.purpose), State.ACTIVE)
    if before is not None:
        before.state, before.retired_at = State.VERIFY_ONLY.value, now
        session.flush()
    row.state, row.activated_at = State.ACTIVE.value, now
    session.flush()


def _log(session: Session, row: keys.KeyRow, world: World) -> None:
    """Tell the public log of the key as the DID document now states it (law 14).

    A key is signed by nobody; its leaf is the digest of its own verification method,
    which anyone can take from the DID document.
    """
    method = verification_method(world.origin, row.public)
    log.append(session, Kind.KEY, sha256(canonical(method)), at=world.clock.now())
