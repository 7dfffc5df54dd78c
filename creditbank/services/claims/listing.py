"""Lists of claims: a learner's own, and those on a desk; no policy is asked here."""

from __future__ import annotations

from creditbank.adapters.db import claims, desk
from creditbank.adapters.db.base import reading
from creditbank.adapters.db.desk import Listed
from creditbank.core.claims import Claim
from creditbank.core.errors import BadValueError
from creditbank.core.paging import PAGE, Cursor, Page
from creditbank.core.people import Actor, Role, require
from creditbank.core.ports import World

WORDS_CHARACTERS_MAX = 100


def list_(*, actor: Actor, world: World) -> Page[Claim]:
    """List all of the learner's own claims, newest first."""
    del world
    require(actor, "claims.list")
    with reading() as session:
        found = claims.list_(session, actor.learner_id or "")
    return Page.of(found, len(found), len(found))


def page(*, limit: int, after: str = "", actor: Actor, world: World) -> Page[Claim]:
    """List some of the learner's own claims, newest first."""
    del world
    require(actor, "claims.list")
    since = Cursor.of(after)
    with reading() as session:
        own = actor.learner_id or ""
        found = claims.list_(session, own, limit=limit + 1, after=since)
    return Page.of(found, limit)


def queue(
    words: str = "",
    *,
    limit: int = PAGE,
    after: str = "",
    actor: Actor,
    world: World,
) -> Page[Listed]:
    """List the claims that wait for the actor, oldest first, and count them all.

    A reviewer sees those of the institution, an officer those that draw on a
    certificate of the awarding body; their own nobody decides. ``words`` narrow it.
    """
    del world
    require(actor, "claims.queue")
    if len(words) > WORDS_CHARACTERS_MAX:
        raise BadValueError("q", words[:40])
    place = desk.Desk(
        institutions=actor.places(Role.REVIEWER),
        bodies=actor.places(Role.OFFICER),
        own=actor.learner_id or "",
    )
    since = Cursor.of(after)
    with reading() as session:
        found, count = desk.waiting(session, place, words, limit=limit + 1, after=since)
    return Page.of(found, limit, count)


def decided(*, actor: Actor, world: World, limit: int = PAGE) -> list[Listed]:
    """List the claims the reviewer's institutions decided last."""
    del world
    require(actor, "claims.queue")
    with reading() as session:
        found = desk.decided(session, actor.places(Role.REVIEWER), limit)
    return [one for one in found if one is not None]
