"""Bearer tokens for the API: shown once, hashed, scoped by action, expiring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from creditbank.adapters.db import people
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.people import ACTIONS, Actor, require
from creditbank.core.ports import World
from creditbank.core.values import sha256

TOKEN_DAYS_MAX = 366


@dataclass(frozen=True)
class Token:
    id: str
    name: str
    scopes: tuple[str, ...] | None
    created_at: datetime
    expires_at: datetime
    is_revoked: bool


def create_token(
    name: str, *, days: int, actor: Actor, world: World, scopes: Sequence[str] = ()
) -> str:
    """Give a bearer token, shown this once; without scopes it may what its user may."""
    require(actor, "people.create_token")
    unknown = set(scopes) - set(ACTIONS)
    if not 0 < days <= TOKEN_DAYS_MAX or unknown or not name.strip():
        raise BadValueError("token", min(unknown, default=str(days)))
    token = "cb_" + world.chance.token()
    now = world.clock.now()
    with transaction() as session:
        row = people.TokenRow(
            digest=sha256(token.encode()),
            id=world.chance.uuid(),
            user_id=actor.user_id or "",
            name=name.strip()[:80],
            scopes=sorted(scopes) or None,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        session.add(row)
        record(session, actor, "people.create_token", row.id, at=now)
    return token


def tokens(*, actor: Actor, world: World) -> list[Token]:
    del world
    require(actor, "people.tokens")
    with reading() as session:
        rows = session.scalars(
            select(people.TokenRow)
            .where(people.TokenRow.user_id == actor.user_id)
            .order_by(people.TokenRow.created_at.desc())
        )
        return [
            Token(
                id=row.id,
                name=row.name,
                scopes=tuple(row.scopes) if row.scopes is not None else None,
                created_at=row.created_at,
                expires_at=row.expires_at,
                is_revoked=row.revoked_at is not None,
            )
            for row in rows
        ]


def revoke_token(token_id: str, *, actor: Actor, world: World) -> None:
    require(actor, "people.revoke_token")
    with transaction() as session:
        row = session.scalars(
            select(people.TokenRow).where(
                people.TokenRow.id == token_id,
                people.TokenRow.user_id == actor.user_id,
            )
        ).first()
        if row is None:
            raise NotFoundError
        row.revoked_at = row.revoked_at or world.clock.now()
        record(session, actor, "people.revoke_token", row.id, at=world.clock.now())


def actor_of_token(token: str, *, world: World) -> Actor | None:
    """Tell whom a bearer token stands for, within its scopes; None when it is none."""
    with reading() as session:
        row = session.get(people.TokenRow, sha256(token.encode()))
        if row is None or row.revoked_at or row.expires_at <= world.clock.now():
            return None
        scopes = frozenset(row.scopes) if row.scopes is not None else None
        return people.actor(session, row.user_id, scopes)
