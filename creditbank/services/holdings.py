"""Holdings: register a certificate once, attach evidence, show it to who may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db import catalog, claims, holdings, people
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.damage import kept
from creditbank.core.errors import (
    BadValueError,
    EvidenceRefusedError,
    HoldingKnownError,
    NotFoundError,
)
from creditbank.core.holdings import (
    EVIDENCE_FILES_MAX,
    UNSCORED,
    Evidence,
    Holding,
    media_type_of,
)
from creditbank.core.paging import Cursor, Page
from creditbank.core.people import Actor, Role, require
from creditbank.core.ports import World
from creditbank.core.printing import check_printable
from creditbank.core.values import Digest, HoldingId, LearnerId, day_in, exact

TEXT_CHARACTERS_MAX = 80
FACTS = ("hours", "major")  # what a learner may add for policies to read


@dataclass(frozen=True)
class Facts:
    """What a learner copies from the paper."""

    outcome: str
    number: str
    issued_on: date
    holder_name: str = ""
    level: str = ""
    score: str = ""
    expires_on: date | None = None
    more: Mapping[str, str] | None = None
    is_unscored: bool = False  # the paper bears no score


def register(facts: Facts, *, actor: Actor, world: World) -> Holding:
    """Register a certificate or other outcome in the learner's portfolio.

    The same paper a second time is refused and points at the first
    (HoldingKnownError). Raises BadValueError and NotFoundError for its facts.
    """
    require(actor, "holdings.register")
    if actor.learner_id is None:
        raise NotFoundError
    _check(facts, world)
    with transaction() as session:
        holding = _holding(session, facts, actor.learner_id, world)
        known = holdings.same_paper(session, holding)
        if known is not None:
            raise HoldingKnownError(holding=known)
        now = world.clock.now()
        session.add(holdings.HoldingRow.of(holding, now))
        session.add(
            claims.LocatorRow(
                public_id=holding.id, kind="holding", learner_id=holding.learner_id
            )
        )
        record(session, actor, "holdings.register", holding.id, at=now)
    return holding


def _holding(
    session: Session, facts: Facts, learner_id: LearnerId, world: World
) -> Holding:
    """Take what the catalog says of the outcome over, as it is now."""
    outcome = catalog.outcome(session, facts.outcome)
    learner = people.learner(session, learner_id)
    return Holding(
        id=HoldingId(world.chance.uuid()),
        learner_id=learner_id,
        outcome=outcome.code,
        outcome_version=outcome.version,
        body=outcome.body,
        certificate=outcome.certificate,
        module=outcome.module,
        number=facts.number.strip(),
        holder_name=facts.holder_name.strip() or learner.name,
        issued_on=facts.issued_on,
        level=outcome.level or facts.level.strip(),
        score=facts.score.strip(),
        expires_on=facts.expires_on,
        facts={
            **{k: v for k, v in (facts.more or {}).items() if v},
            **({UNSCORED: "yes"} if facts.is_unscored else {}),
        },
    )


def _check(facts: Facts, world: World) -> None:
    for name in ("number", "holder_name", "level", "score"):
        text = getattr(facts, name)
        if len(text) > TEXT_CHARACTERS_MAX or not (text.isprintable() or not text):
            raise BadValueError(name, text[:40])
    if facts.is_unscored and facts.score.strip():
        raise BadValueError("is_unscored", facts.score[:40])
    if facts.issued_on > day_in(world.clock.now()):
        raise BadValueError("issued_on", facts.issued_on.isoformat())
    if facts.expires_on is not None and facts.expires_on < facts.issued_on:
        raise BadValueError("expires_on", facts.expires_on.isoformat())
    for name, text in (facts.more or {}).items():
        if name not in FACTS or len(text) > TEXT_CHARACTERS_MAX:
            raise BadValueError(name[:40], text[:40])
    written = {"level": facts.level, "score": facts.score, **(facts.more or {})}
    for name, text in written.items():
        check_printable(world.printer, text, field=name)
    hours = (facts.more or {}).get("hours")
    if hours:
        exact(hours, "hours")


def list_(*, actor: Actor, world: World) -> list[Holding]:
    """List the learner's portfolio, in the order registered."""
    del world
    require(actor, "holdings.list")
    with reading() as session:
        return holdings.portfolio(session, actor.learner_id or "")


def page(*, limit: int, after: str = "", actor: Actor, world: World) -> Page[Holding]:
    """List some of the learner's portfolio, in the order registered."""
    del world
    require(actor, "holdings.list")
    since = Cursor.of(after)
    with reading() as session:
        own = actor.learner_id or ""
        return Page.of(holdings.page(session, own, limit=limit + 1, after=since), limit)


def show(holding_id: str, *, actor: Actor, world: World) -> Holding:
    del world
    require(actor, "holdings.show")
    with reading() as session:
        return holdings.holding(session, actor.learner_id or "", holding_id)


def attach(
    holding_id: str, content: bytes, file_name: str, *, actor: Actor, world: World
) -> Evidence:
    """Attach a file to a holding; the same file again changes nothing.

    The file is kept by digest first, so an aborted request leaves at worst an unused
    file. Raises EvidenceRefusedError.
    """
    require(actor, "holdings.attach")
    media_type = media_type_of(content, file_name)
    show(holding_id, actor=actor.without_scopes(), world=world)
    digest = world.evidence.keep(content)
    with transaction() as session:
        holding = holdings.holding(session, actor.learner_id or "", holding_id)
        for known in holding.evidence:
            if known.digest == digest:
                return known
        if len(holding.evidence) >= EVIDENCE_FILES_MAX:
            raise EvidenceRefusedError(reason="too_many")
        now = world.clock.now()
        evidence = Evidence(digest, media_type, len(content), now)
        session.add(
            holdings.EvidenceRow(
                learner_id=holding.learner_id,
                holding_id=holding.id,
                digest=digest,
                media_type=media_type,
                size=evidence.size,
                added_at=now,
            )
        )
        record(session, actor, "holdings.attach", holding.id, at=now, digest=digest)
    return evidence


def evidence(
    holding_id: str, digest: str, *, actor: Actor, world: World
) -> tuple[Evidence, bytes]:
    """Give a file to who may see it: its learner, or who examines a claim with it.

    To anyone else it is as if it were missing.
    """
    require(actor, "holdings.evidence")
    with reading() as session:
        learner_id = claims.located(session, holding_id, "holding")
        if learner_id != actor.learner_id:
            _check_examines(session, learner_id, holding_id, actor)
        holding = holdings.holding(session, learner_id, holding_id)
        known = [one for one in holding.evidence if one.digest == digest]
    if not known:
        raise NotFoundError
    with kept("evidence"):
        return known[0], world.evidence.fetch(Digest(digest))


def _check_examines(
    session: Session, learner_id: str, holding_id: str, actor: Actor
) -> None:
    """Refuse whoever examines no submitted claim that draws on the holding."""
    body = holdings.holding(session, learner_id, holding_id).body
    if body in actor.places(Role.OFFICER):
        institutions = None
    else:
        institutions = actor.places(Role.REVIEWER)
    rows = session.scalars(
        select(claims.ClaimRow).where(
            claims.ClaimRow.learner_id == learner_id,
            claims.ClaimRow.submitted_at.is_not(None),
        )
    )
    for row in rows:
        is_theirs = institutions is None or row.institution in institutions
        if holding_id in row.holdings and is_theirs:
            return
    raise NotFoundError


__all__ = [
    "FACTS",
    "Facts",
    "attach",
    "evidence",
    "list_",
    "media_type_of",
    "page",
    "register",
    "show",
]
