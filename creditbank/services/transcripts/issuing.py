"""Issue a transcript: compose, lint, sign and keep it, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    jobs,
    ledger,
    people,
    receipts,
    status,
    transcripts,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import transaction
from creditbank.core.canonical import JSON, canonical
from creditbank.core.claims import Purpose
from creditbank.core.damage import kept
from creditbank.core.errors import BadValueError, NotFoundError, NothingToStateError
from creditbank.core.keys import Purpose as KeyPurpose
from creditbank.core.people import Actor, Learner, Role, require
from creditbank.core.ports import World
from creditbank.core.transcripts.credentials import Statement, transcript_credential
from creditbank.core.transcripts.life import MOVES, Act, Reason
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.shapes import OUTER, fault
from creditbank.core.values import sha256
from creditbank.services.transcripts.printing import KIND
from creditbank.services.transcripts.reading import Transcript, document_of

LINES_MAX = 400  # of one transcript; the longest programme has about 80 courses
ACCOUNT = "account"  # the scope of all lines; else a purpose, or SELECTION
SELECTION = "selection"


def issue(
    credential_ids: Sequence[str] | None = None,
    *,
    scope: str = ACCOUNT,
    supersede: bool = True,
    withhold: Sequence[str] = (),
    actor: Actor,
    world: World,
) -> Transcript:
    """Issue a transcript of the whole account, of one purpose, or of lines named.

    Unless the learner says otherwise, it takes the place of the transcripts of the
    same scope: those of a selection only where they state the very same lines.
    The receipts of credentials in ``withhold`` do not travel with it (law 16).
    Raises NothingToStateError when no line stands, and NotFoundError for a
    credential that is not a standing one of the learner's.
    """
    require(actor, "transcripts.issue")
    now = world.clock.now()
    scope = SELECTION if credential_ids is not None else checked_scope(scope)
    with transaction() as session:
        learner = people.learner(session, actor.learner_id or "")
        # Under this lock no line is reversed or suspended while it is being stated.
        ledger.account(session, learner.id)
        inner = _inner(session, learner, credential_ids, scope)
        statement = _statement(session, learner, inner, world)
        document = _signed(statement, world)
        code = world.chance.code()
        stated = [one.id for one in inner]
        by = status.By(actor.user_id or "", Role.LEARNER.value, at=now)
        older = _older(session, learner, scope, set(stated)) if supersede else []
        row = _keep(session, statement, document, stated, code, learner, scope, by)
        _keep_back(session, row, withhold)
        _give_way(session, older, by)
        jobs.ask(session, KIND, row.id, world=world)
        record(session, actor, "transcripts.issue", row.id, at=now, scope=scope)
        life = status.life(session, learner.id, row.id)
        return Transcript.of(row, code, len(inner), life)


def _give_way(
    session: Session, older: Sequence[transcripts.CredentialRow], by: status.By
) -> None:
    """Supersede earlier transcripts by a newer one."""
    newer = by.because(Reason.NEWER_ISSUED.value)
    for one in older:
        status.happen(session, one, Act.SUPERSEDE, newer)


def checked_scope(scope: str) -> str:
    """Give a scope that is the account or a purpose; BadValueError for any other."""
    return scope if scope == ACCOUNT else str(Purpose.of(scope))


def _inner(
    session: Session,
    learner: Learner,
    credential_ids: Sequence[str] | None,
    scope: str,
) -> list[transcripts.CredentialRow]:
    """Choose the credentials to state, of those that stand."""
    inner = transcripts.live_inner(session, learner.id)
    if credential_ids is not None:
        if set(credential_ids) - {row.id for row in inner}:
            raise NotFoundError
        inner = [row for row in inner if row.id in set(credential_ids)]
    elif scope != ACCOUNT:
        purposes = transcripts.purposes(session, learner.id)
        with kept("entry"):
            inner = [row for row in inner if purposes[row.sequence or 0] == scope]
    if not inner:
        raise NothingToStateError
    if len(inner) > LINES_MAX:
        raise BadValueError("lines", str(len(inner)))
    return inner


def _older(
    session: Session, learner: Learner, scope: str, stated: set[str]
) -> list[transcripts.CredentialRow]:
    """List the transcripts of the same scope that nothing has taken the place of."""
    lives = status.lives(session, learner.id)
    return [
        row
        for row, _ in transcripts.transcripts(session, learner.id)
        if (lives[row.id].standing, Act.SUPERSEDE) in MOVES
        and (row.scope or SELECTION) == scope
        and (
            scope != SELECTION
            or set(transcripts.members(session, learner.id, row.id)) == stated
        )
    ]


def _keep_back(
    session: Session, row: transcripts.CredentialRow, credential_ids: Sequence[str]
) -> None:
    """Remember which receipts stay with the learner; others' and twice are nothing."""
    inside = transcripts.members(session, row.learner_id, row.id)
    chosen = [one for one in inside if one in set(credential_ids)]
    session.add_all(
        receipts.WithheldRow(
            learner_id=row.learner_id, transcript_id=row.id, digest=receipt.digest
        )
        for receipt in receipts.of_credentials(session, row.learner_id, chosen)
    )


def _statement(
    session: Session,
    learner: Learner,
    inner: Sequence[transcripts.CredentialRow],
    world: World,
) -> Statement:
    """State these credentials as of now, under a status index drawn at random."""
    list_number, status_index = transcripts.draw_index(session, world.chance)
    return Statement(
        credential_id=world.chance.uuid(),
        list_number=list_number,
        status_index=status_index,
        learner_name=learner.name,
        learner_number=learner.number,
        salts=tuple(row.salt for row in inner),
        inner=[document_of(row.signed.decode()) for row in inner],
        at=world.clock.now(),
    )


def _signed(statement: Statement, world: World) -> dict[str, JSON]:
    """Sign the transcript; what is not of its closed shape is never kept."""
    composed = transcript_credential(statement, origin=world.origin)
    signer = world.keys.signer(KeyPurpose.TRANSCRIPTS, of="transcript")
    document = signed(composed, signer, at=statement.at)
    place = fault(document, OUTER)
    if place is not None:
        raise BadValueError("credential", place)
    return document


def _keep(  # noqa: PLR0917 - all that a transcript's rows say
    session: Session,
    statement: Statement,
    document: dict[str, JSON],
    inner: Sequence[str],
    code: str,
    learner: Learner,
    scope: str,
    by: status.By,
) -> transcripts.CredentialRow:
    content = canonical(document)
    row = transcripts.CredentialRow(
        learner_id=learner.id,
        id=statement.credential_id,
        kind="outer",
        salt="",
        list_number=statement.list_number,
        status_index=statement.status_index,
        document=content.decode(),
        digest=sha256(content),
        issued_at=statement.at,
        scope=scope,
    )
    transcripts.keep(session, row, by=by.user_id)
    session.flush()
    session.add_all(
        transcripts.MemberRow(
            learner_id=learner.id,
            transcript_id=row.id,
            position=position,
            credential_id=one,
        )
        for position, one in enumerate(inner, start=1)
    )
    session.add(
        transcripts.PublicCodeRow(
            code=code, learner_id=learner.id, transcript_id=row.id
        )
    )
    return row
