"""Shares: a learner shows signed credentials by a link, and sees who opened it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from creditbank.adapters.db import receipts, shares, transcripts
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.damage import kept
from creditbank.core.errors import (
    BadValueError,
    LinkEndedError,
    LinkLockedError,
    NotFoundError,
    PinNeededError,
    WrongPinError,
)
from creditbank.core.paging import Cursor, Page
from creditbank.core.people import Actor, require
from creditbank.core.ports import World
from creditbank.core.shares import (
    CREDENTIALS_MAX,
    ONE_VISIT,
    SHARES_MAX,
    VISITS_MAX,
    WRONG_PINS_MAX,
    Share,
    State,
    Visit,
    checked_days,
    checked_note,
    checked_pin,
    network_of,
)
from creditbank.core.strict import parsed
from creditbank.core.values import sha256
from creditbank.core.verification.documents import text


@dataclass(frozen=True)
class Wish:
    """What the learner asks for; without credentials the whole transcript is shown."""

    transcript_id: str
    days: int
    credential_ids: Sequence[str] = ()
    has_receipts: bool = False
    note: str = ""
    pin: str = ""


@dataclass(frozen=True)
class Shown:
    """A share as its learner sees it."""

    share: Share
    state: State
    visits: int


@dataclass(frozen=True)
class Came:
    """One visit, as its learner sees it: no more than this is kept."""

    at: datetime
    network: str
    kind: Visit


@dataclass(frozen=True)
class Opened:
    """What a link shows to whoever opened it, byte for byte as signed."""

    share: Share
    documents: tuple[tuple[str, bytes], ...]
    receipts: tuple[tuple[str, str], ...] = ()  # digest, and what was recognized


def create(wish: Wish, *, actor: Actor, world: World) -> tuple[Shown, str]:
    """Make a share and give its link, this once: only a digest of it is kept.

    Raises NotFoundError for a transcript or credential that is not the learner's, and
    BadValueError.
    """
    require(actor, "shares.create")
    now = world.clock.now()
    ends_at = now + checked_days(wish.days)
    note, pin = checked_note(wish.note), checked_pin(wish.pin)
    hashed = world.passwords.hash(pin) if pin else ""
    learner_id = actor.learner_id or ""
    token = world.chance.token()
    with transaction() as session:
        chosen = _chosen(session, learner_id, wish)
        _check_room(session, learner_id, now)
        row = shares.ShareRow(
            learner_id=learner_id,
            id=world.chance.uuid(),
            transcript_id=wish.transcript_id,
            credential_ids=chosen,
            has_receipts=wish.has_receipts,
            note=note,
            pin=hashed,
            created_at=now,
            ends_at=ends_at,
            wrong_pins=0,
        )
        session.add(row)
        digest = sha256(token.encode())
        session.add(
            shares.ShareLinkRow(digest=digest, learner_id=learner_id, share_id=row.id)
        )
        record(session, actor, "shares.create", row.id, at=now)
        return Shown(row.value(), State.OPEN, 0), f"{world.origin}/s/{token}"


def _chosen(session: Session, learner_id: str, wish: Wish) -> list[str]:
    """Keep the transcript's own order; refuse what is not inside it."""
    row = transcripts.credential(session, learner_id, wish.transcript_id)
    if row.kind != "outer":
        raise NotFoundError
    inside = transcripts.members(session, learner_id, row.id)
    if len(wish.credential_ids) > CREDENTIALS_MAX:
        raise BadValueError("credentials", str(len(wish.credential_ids)))
    if set(wish.credential_ids) - set(inside):
        raise NotFoundError
    return [one for one in inside if one in set(wish.credential_ids)]


def _check_room(session: Session, learner_id: str, now: datetime) -> None:
    rows = shares.shares(session, learner_id)
    count = sum(row.value().state(now) is State.OPEN for row in rows)
    if count >= SHARES_MAX:
        raise BadValueError("shares", str(count))


def list_(*, actor: Actor, world: World) -> list[Shown]:
    """List the learner's shares, newest first."""
    require(actor, "shares.list")
    return _listed(actor, world, None, None)


def page(*, limit: int, after: str = "", actor: Actor, world: World) -> Page[Shown]:
    """List some of the learner's shares, newest first."""
    require(actor, "shares.list")
    found = _listed(actor, world, limit + 1, Cursor.of(after))
    placed = [(Cursor(one.share.created_at, one.share.id), one) for one in found]
    return Page.of(placed, limit)


def _listed(
    actor: Actor, world: World, limit: int | None, after: Cursor | None
) -> list[Shown]:
    now, own = world.clock.now(), actor.learner_id or ""
    with reading() as session:
        counts = shares.visit_counts(session, own)
        found = shares.shares(session, own, limit=limit, after=after)
        rows = [row.value() for row in found]
        return [Shown(one, one.state(now), counts.get(one.id, 0)) for one in rows]


def show(share_id: str, *, actor: Actor, world: World) -> tuple[Shown, list[Came]]:
    """Give a share of the learner's with everyone who came."""
    require(actor, "shares.show")
    learner_id = actor.learner_id or ""
    with reading() as session:
        one = _own(session, learner_id, share_id).value()
        came = [
            Came(row.at, row.network, Visit(row.kind))
            for row in shares.visits(session, learner_id, share_id)
        ]
        return Shown(one, one.state(world.clock.now()), len(came)), came


def _own(
    session: Session, learner_id: str, share_id: str, *, locked: bool = False
) -> shares.ShareRow:
    row = shares.share(session, learner_id, share_id, locked=locked)
    if row is None:
        raise NotFoundError
    return row


def withdraw(share_id: str, *, actor: Actor, world: World) -> Shown:
    """Take a link back, at once and for good; again changes nothing."""
    require(actor, "shares.withdraw")
    now = world.clock.now()
    with transaction() as session:
        row = _own(session, actor.learner_id or "", share_id, locked=True)
        if row.withdrawn_at is None:
            row.withdrawn_at = now
            record(session, actor, "shares.withdraw", row.id, at=now)
        count = shares.visit_counts(session, row.learner_id).get(row.id, 0)
        return Shown(row.value(), row.value().state(now), count)


def open_(
    token: str, *, pin: str = "", address: str = "", actor: Actor, world: World
) -> Opened:
    """Show what the link shows, and note that someone came.

    A link opened before in this session needs no PIN again. Raises NotFoundError,
    LinkEndedError, LinkLockedError, PinNeededError and WrongPinError.
    """
    require(actor, "shares.open")
    share, hashed = _found(token, world)
    kind = Visit.OPENED
    if share.has_pin:
        kind = Visit.OPENED_WITH_PIN
        if share.id not in actor.shares:
            _check_pin(share, hashed, pin, address, world)
    if actor.learner_id != share.learner_id:
        _note(share, kind, address, world)
    with reading() as session:
        with kept("credential"):
            rows = [
                transcripts.credential(session, share.learner_id, one)
                for one in share.documents
            ]
        documents = tuple((row.id, row.signed) for row in rows)
        reasons = tuple(
            (row.digest, text(parsed(row.signed), "recognized", "title"))
            for row in receipts.of_share(session, share)
        )
    return Opened(share, documents, reasons)


def _found(token: str, world: World) -> tuple[Share, str]:
    with reading() as session:
        link = shares.link_of(session, token)
        if link is None:
            raise NotFoundError
        row = _own(session, link.learner_id, link.share_id)
        share = row.value()
        _refuse_unless_open(share, world.clock.now())
        return share, row.pin


def _refuse_unless_open(share: Share, now: datetime) -> None:
    match share.state(now):
        case State.ENDED | State.WITHDRAWN:
            raise LinkEndedError
        case State.LOCKED:
            raise LinkLockedError(tries=str(WRONG_PINS_MAX))
        case State.OPEN:
            return


def _check_pin(share: Share, hashed: str, pin: str, address: str, world: World) -> None:
    """Count a try before it is made, so that many at once gain no guess."""
    if not pin:
        raise PinNeededError
    with transaction() as session:
        row = _own(session, share.learner_id, share.id, locked=True)
        _refuse_unless_open(row.value(), world.clock.now())
        row.wrong_pins += 1
        left = WRONG_PINS_MAX - row.wrong_pins
    if not world.passwords.matches(hashed, pin.strip()[:200]):
        _note(share, Visit.WRONG_PIN, address, world)
        if left <= 0:
            raise LinkLockedError(tries=str(WRONG_PINS_MAX))
        raise WrongPinError(left=str(left))
    with transaction() as session:
        _own(session, share.learner_id, share.id, locked=True).wrong_pins -= 1


def _note(share: Share, kind: Visit, address: str, world: World) -> None:
    """Keep when, from which network at large, and how; no more is kept of anyone."""
    now, network = world.clock.now(), network_of(address)
    with reading() as session:
        before = shares.visits(session, share.learner_id, share.id)
    if kind is not Visit.WRONG_PIN and any(
        one.network == network and one.kind == kind and now - one.at < ONE_VISIT
        for one in before
    ):
        return
    if len(before) >= VISITS_MAX:
        return
    with transaction() as session:
        _own(session, share.learner_id, share.id, locked=True)
        newest = shares.visits(session, share.learner_id, share.id)
        session.add(
            shares.VisitRow(
                learner_id=share.learner_id,
                share_id=share.id,
                number=(newest[0].number if newest else 0) + 1,
                at=now,
                network=network,
                kind=kind.value,
            )
        )
