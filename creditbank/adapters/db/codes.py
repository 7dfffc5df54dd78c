"""What the books say of a public code: asked at every look at a transcript's page.

Decision: one statement on tables and not on rows, without the document. Whatever else
is known of the code follows from its answer, and can be kept until that changes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, select
from sqlalchemy.orm import Session

from creditbank.adapters.db import status, transcripts
from creditbank.adapters.db.keys import KeyRow
from creditbank.adapters.db.status import StatusEventRow
from creditbank.adapters.db.transcripts import CredentialRow, PublicCodeRow
from creditbank.core.damage import kept
from creditbank.core.errors import NotFoundError
from creditbank.core.transcripts.life import Act, Life, StatusEvent


@dataclass(frozen=True)
class Change:
    """Something that happened to a credential after it was issued."""

    credential_id: str
    act: str
    hold: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Coded:
    """The transcript of a code, and all that happened to what its learner holds.

    ``key_changes`` counts the signing keys made and revoked: keys are never removed, so
    it tells whether they are still the same.
    """

    learner_id: str
    id: str
    digest: str
    issued_at: datetime
    key_changes: int
    changes: tuple[Change, ...]  # of each credential in order

    @property
    def life(self) -> Life:
        """Tell how the transcript stands."""
        with kept("life"):
            mine = [
                StatusEvent(Act(one.act), one.at, one.reason, one.hold)
                for one in self.changes
                if one.credential_id == self.id
            ]
            return Life.of((StatusEvent(Act.ISSUE, self.issued_at), *mine))


_OF, _CODES = CredentialRow.__table__.c, PublicCodeRow.__table__
_EVENTS = StatusEventRow.__table__
_KEY_CHANGES = select(
    func.count(KeyRow.multikey) + func.count(KeyRow.revoked_at)
).scalar_subquery()
_CODED = (
    select(
        *(_OF.learner_id, _OF.id, _OF.digest, _OF.issued_at, _KEY_CHANGES),
        *(_EVENTS.c[one.name] for one in fields(Change)),
    )
    .join_from(
        _CODES,
        CredentialRow.__table__,
        and_(_CODES.c.learner_id == _OF.learner_id, _CODES.c.transcript_id == _OF.id),
    )
    .outerjoin(
        _EVENTS,
        and_(
            _EVENTS.c.learner_id == _OF.learner_id,
            _EVENTS.c.act != Act.ISSUE.value,
        ),
    )
    .where(_CODES.c.code == bindparam("code"))
    .order_by(_EVENTS.c.credential_id, _EVENTS.c.number)
)


def coded(connection: Connection, code: str) -> Coded:
    """Give the transcript of a public code; NotFoundError where there is none."""
    rows = connection.execute(_CODED, {"code": code}).all()
    if not rows:
        raise NotFoundError
    changes = tuple(Change(*row[5:]) for row in rows if row[5] is not None)
    learner_id, id_, digest, issued_at, key_changes = rows[0][:5]
    return Coded(learner_id, id_, digest, issued_at, key_changes, changes)


def code_of(session: Session, transcript_id: str) -> str:
    """Give the public code of a transcript."""
    query = select(PublicCodeRow.code).where(
        PublicCodeRow.transcript_id == transcript_id
    )
    code = session.scalars(query).first()
    if code is None:
        raise NotFoundError
    return code


def by_code(session: Session, code: str) -> tuple[CredentialRow, Life]:
    """Give the transcript of a public code, and how it stands."""
    found = session.get(PublicCodeRow, code)
    if found is None:
        raise NotFoundError
    row = transcripts.credential(session, found.learner_id, found.transcript_id)
    return row, status.life(session, row.learner_id, row.id)
