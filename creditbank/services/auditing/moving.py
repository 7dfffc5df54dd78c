"""The audit of the claims: their moves, steps and findings, and the audit trail.

Nothing signs these; but each was written twice, as a row and as a line of the trail.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db import claims
from creditbank.adapters.db.audit import AuditRow
from creditbank.core.claims import MOVES, ClaimStatus, Move
from creditbank.core.notices import DISPUTED
from creditbank.services.auditing.faults import Fault

Told = tuple[str, str, str, str]  # claim, verb, who, and when; or on what
FIND = "find"
FELL_AWAY = ""  # a word or finding, with what was asked; the amendment is told
STEPS = {"agree", "rule"}  # so does an objection, whose line names its notice
VERBS = {*Move, *STEPS, FIND}


def moves(session: Session, learner_id: str) -> Iterator[Fault]:
    """The moves of a claim lead, by the table, from a draft to how it stands."""
    move = claims.ClaimMoveRow
    made: dict[str, list[claims.ClaimMoveRow]] = defaultdict(list)
    query = select(move).where(move.learner_id == learner_id)
    for row in session.scalars(query.order_by(move.claim_id, move.number)):
        made[row.claim_id].append(row)
    claim = claims.ClaimRow
    standing = select(claim.id, claim.status)
    rows = session.execute(standing.where(claim.learner_id == learner_id))
    stand = {row.id: row.status for row in rows}
    for one in sorted(made.keys() | stand.keys()):
        if one not in stand:
            yield Fault("claim_missing", learner_id, one)
        elif _led(made[one]) != stand[one]:
            yield Fault("moves_differ", learner_id, one)


def _led(made: list[claims.ClaimMoveRow]) -> str | None:
    """Follow the moves; None where one could not be made."""
    status: str = ClaimStatus.DRAFT
    for number, row in enumerate(made, start=1):
        to = MOVES.get((ClaimStatus(status), Move(row.move)))
        if row.number != number or to is None or row.to_status != to.value:
            return None
        status = to.value
    return status


def trail(session: Session, learner_id: str) -> Iterator[Fault]:
    """Each move, step and finding has its line in the trail, and each line its row."""
    told = Counter(_told(session, learner_id))
    kept = Counter(one for one, _ in _kept(session, learner_id))
    named = Counter(one for one, is_told in _kept(session, learner_id) if is_told)
    for claim_id in sorted({one[0] for one in (named - told) + (told - kept)}):
        yield Fault("trail_differs", learner_id, claim_id)


def _kept(session: Session, learner_id: str) -> Iterator[tuple[Told, bool]]:
    """Give each row, and whether the trail must tell of it under the claim's id."""
    move, step, found = claims.ClaimMoveRow, claims.StepRow, claims.FindingRow
    for row in session.scalars(select(move).where(move.learner_id == learner_id)):
        yield (row.claim_id, row.move, row.by, row.at.isoformat()), True
    for word in session.scalars(select(step).where(step.learner_id == learner_id)):
        what = (word.claim_id, "step", word.by, word.at.isoformat())
        yield what, word.verdict not in {DISPUTED, FELL_AWAY}
    for one in session.scalars(select(found).where(found.learner_id == learner_id)):
        yield (one.claim_id, FIND, one.by, one.name), one.finding != FELL_AWAY


def _told(session: Session, learner_id: str) -> Iterator[Told]:
    claim = claims.ClaimRow
    lines = session.scalars(
        select(AuditRow)
        .join(claim, AuditRow.subject == claim.id)
        .where(claim.learner_id == learner_id)
    )
    for row in lines:
        verb = row.action.partition(".")[2]
        if verb in VERBS:
            on = row.facts["name"] if verb == FIND else row.at.isoformat()
            yield row.subject, "step" if verb in STEPS else verb, row.actor_id, on
