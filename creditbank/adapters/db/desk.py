"""A reviewer's desk: what waits there, and what was decided last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    false,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from creditbank.adapters.db.claims import ClaimRow, listed
from creditbank.adapters.db.desk_search import DeskTextRow, comes, has
from creditbank.adapters.db.holdings import HoldingRow
from creditbank.adapters.db.paging import Column, oldest
from creditbank.adapters.db.people import LearnerRow
from creditbank.core.catalog import folded
from creditbank.core.claims import IN_REVIEW, Claim, ClaimStatus
from creditbank.core.holdings import Holding
from creditbank.core.paging import Cursor
from creditbank.core.people import Learner

DECIDED = (ClaimStatus.RECOGNIZED.value, ClaimStatus.DECLINED.value)
_Key = tuple[str, str]  # learner, claim


@dataclass(frozen=True)
class Listed:
    """A claim as a list shows it: whose it is, and what it draws on."""

    claim: Claim
    learner: Learner
    holdings: tuple[Holding, ...]


@dataclass(frozen=True)
class Desk:
    """Whose claims come here: a reviewer's institutions, an officer's bodies.

    ``own`` is the learner who sits at it, and decides on nothing of their own.
    """

    institutions: frozenset[str]
    bodies: frozenset[str]
    own: str


def waiting(
    session: Session, desk: Desk, words: str, *, limit: int, after: Cursor | None
) -> tuple[list[tuple[Cursor, Listed | None]], int]:
    """List what waits, oldest first, and count all of it; None for what is damaged.

    With ``words``: what has them in the learner's name or number, or in the
    certificate, its number, module or outcome; widths and cases are one.
    """
    query, at, by_id = _asked(desk, folded(words))
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(oldest(query, at, by_id, limit, after))
    keys = [(Cursor(at, id_), (learner, id_)) for learner, id_, at in rows if at]
    return _placed(session, keys), count


def _asked(
    desk: Desk, wanted: str
) -> tuple[Select[str, str, datetime | None], Column, Column]:
    """Ask for what waits, by its order; for words, of the rows that hold the texts."""
    if not wanted:
        claims = (ClaimRow.learner_id, ClaimRow.id, ClaimRow.submitted_at)
        return select(*claims).where(*_comes(desk)), ClaimRow.submitted_at, ClaimRow.id
    told = DeskTextRow
    query = select(told.learner_id, told.claim_id, told.submitted_at).where(
        told.learner_id != desk.own,
        comes(desk.institutions, desk.bodies),
        has(wanted),
    )
    return query, told.submitted_at, told.claim_id


def _placed(
    session: Session, keys: Sequence[tuple[Cursor, _Key]]
) -> list[tuple[Cursor, Listed | None]]:
    found = _listed(session, [key for _, key in keys])
    return [(place, one) for (place, _), one in zip(keys, found, strict=True)]


def _draws_on(held: type[HoldingRow]) -> ColumnElement[bool]:
    return and_(
        held.learner_id == ClaimRow.learner_id,
        # Ids are of one length and stand nowhere else in the list: this is exact.
        type_coerce(ClaimRow.holdings, Text).contains(held.id),
    )


def _comes(desk: Desk) -> tuple[ColumnElement[bool], ...]:
    """Ask only for what the desk is of, so that an index finds what waits there."""
    places: list[ColumnElement[bool]] = []
    if desk.institutions:
        places.append(ClaimRow.institution.in_(desk.institutions))
    if desk.bodies:
        held = aliased(HoldingRow)
        of_body = select(held.id).where(_draws_on(held), held.body.in_(desk.bodies))
        places.append(of_body.correlate(ClaimRow).exists())
    return (
        ClaimRow.status.in_(sorted(IN_REVIEW)),
        or_(false(), *places),
        ClaimRow.learner_id != desk.own,
    )


def _listed(session: Session, keys: Sequence[_Key]) -> list[Listed | None]:
    """Give the claims of these keys, in their order, by one question for each table."""
    rows = session.scalars(
        select(ClaimRow).where(tuple_(ClaimRow.learner_id, ClaimRow.id).in_(keys))
    )
    claims = {(row.learner_id, row.id): listed(row) for row in rows}
    read = [one for one in claims.values() if one is not None]
    drawn = {(one.learner_id, held) for one in read for held in one.holdings}
    held = {
        row.id: row.value()
        for row in session.scalars(
            select(HoldingRow).where(
                tuple_(HoldingRow.learner_id, HoldingRow.id).in_(sorted(drawn))
            )
        )
    }
    whose = {
        row.id: row.value()
        for row in session.scalars(
            select(LearnerRow).where(LearnerRow.id.in_({key[0] for key in keys}))
        )
    }
    return [_whole(claims.get(key), whose, held) for key in keys]


def _whole(
    claim: Claim | None, whose: Mapping[str, Learner], held: Mapping[str, Holding]
) -> Listed | None:
    """Put a claim together; None where something of it is damaged."""
    if claim is None or claim.learner_id not in whose:
        return None
    drawn = tuple(held[one] for one in claim.holdings if one in held)
    if len(drawn) < len(claim.holdings):
        return None
    return Listed(claim, whose[claim.learner_id], drawn)


def decided(
    session: Session, institutions: frozenset[str], limit: int
) -> list[Listed | None]:
    """List the claims decided last, newest submission first."""
    rows = session.execute(
        select(ClaimRow.learner_id, ClaimRow.id)
        .where(ClaimRow.institution.in_(institutions), ClaimRow.status.in_(DECIDED))
        .order_by(ClaimRow.submitted_at.desc(), ClaimRow.id)
        .limit(limit)
    )
    return _listed(session, [(one[0], one[1]) for one in rows])
