"""An awarding body withdraws a certificate; whoever used it rules on it (law 12).

Decision: withdrawing locks the account of every learner who registered the
certificate, as deciding, reversing and issuing do, and then the certificate itself,
as deciding does: what was recognized before is suspended with it, what would be
recognized after is refused. A learner who registered it in between is not locked
yet: then all is undone and begun again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    catalog,
    claims,
    institutions,
    ledger,
    people,
    status,
    transcripts,
    withdrawals,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import hold, reading, transaction
from creditbank.core.claims import Move, Refusal
from creditbank.core.errors import NotFoundError
from creditbank.core.holdings import media_type_of, owner_key
from creditbank.core.people import Actor, Role, require
from creditbank.core.ports import World
from creditbank.core.transcripts.life import Reason
from creditbank.core.values import Digest, day_in
from creditbank.core.withdrawals import (
    CertificateWithdrawnError,
    Withdrawal,
    check_withdrawal,
)
from creditbank.services.recognition.deciding import moved

SHOWN = 20  # withdrawals below the officer's form


@dataclass(frozen=True)
class Paper:
    """A certificate of the officer's body under one number, and what is known of it."""

    owner_key: Digest
    body: str
    certificate: str
    module: str
    is_registered: bool
    withdrawal: Withdrawal | None


@dataclass(frozen=True)
class Proof:
    """The file that shows why a certificate is withdrawn."""

    content: bytes
    file_name: str


def find_papers(number: str, *, actor: Actor, world: World) -> list[Paper]:
    """Find the certificates of the officer's own bodies with this number.

    Those that learners registered come first; the others can be withdrawn as well,
    so that nobody can claim on them later.
    """
    del world
    require(actor, "withdrawals.find")
    with reading() as session:
        return _papers(session, number, actor)


def withdrawn(*, actor: Actor, world: World) -> list[Withdrawal]:
    """List what the officer's bodies withdrew, newest first."""
    del world
    require(actor, "withdrawals.find")
    with reading() as session:
        return withdrawals.of_bodies(session, actor.places(Role.OFFICER), SHOWN)


def _papers(session: Session, number: str, actor: Actor) -> list[Paper]:
    named = {
        key: paper
        for paper in catalog.papers_of(session, actor.places(Role.OFFICER))
        if (key := owner_key(paper[0], number, paper[1], paper[2])) is not None
    }
    known = withdrawals.registered(session, named)
    gone = withdrawals.of_keys(session, named)
    papers = [
        Paper(key, *paper, key in known, gone.get(key)) for key, paper in named.items()
    ]
    return sorted(papers, key=lambda one: not one.is_registered)


def withdraw(
    number: str,
    key: str,
    *,
    on: date,
    ground: str,
    proof: Proof,
    actor: Actor,
    world: World,
) -> Withdrawal:
    """Withdraw a certificate of the officer's own body, for good.

    In one transaction open claims return, credentials drawing on it are suspended,
    and each institution that used it is asked to rule. Raises BadValueError,
    EvidenceRefusedError, NotFoundError, CertificateWithdrawnError.
    """
    require(actor, "withdrawals.withdraw")
    now = world.clock.now()
    today = day_in(now)
    check_withdrawal(on, ground, today=today)
    media_type_of(proof.content, proof.file_name)
    paper = _own(number, key, actor)
    withdrawal = Withdrawal(
        id=world.chance.uuid(),
        owner_key=paper.owner_key,
        body=paper.body,
        certificate=paper.certificate,
        on=on,
        ground=ground.strip(),
        evidence=world.evidence.keep(proof.content),
        at=now,
    )
    try:
        while not _attempt(withdrawal, actor):
            pass
    except IntegrityError as error:
        raise CertificateWithdrawnError(certificate=paper.certificate) from error
    return withdrawal


def _attempt(withdrawal: Withdrawal, actor: Actor) -> bool:
    """Withdraw in one transaction; not where a learner came who is not locked."""
    try:
        with transaction() as session:
            _withdraw(session, withdrawal, actor)
    except _LearnerCameError:
        return False
    return True


class _LearnerCameError(Exception):
    """Somebody registered the certificate while the accounts were being locked."""


def _own(number: str, key: str, actor: Actor) -> Paper:
    """Give the certificate of the officer's own body that ``key`` names."""
    with reading() as session:
        for paper in _papers(session, number, actor):
            if paper.owner_key == key:
                return paper
    raise NotFoundError


def _withdraw(session: Session, withdrawal: Withdrawal, actor: Actor) -> None:
    learners = withdrawals.holdings_of(session, withdrawal.owner_key)
    for learner_id in learners:
        ledger.account(session, learner_id)  # in one order for everyone
    hold(session, withdrawal.owner_key)
    if withdrawals.holdings_of(session, withdrawal.owner_key).keys() != learners.keys():
        raise _LearnerCameError
    session.add(withdrawals.WithdrawalRow(**vars(withdrawal), by=actor.user_id or ""))
    session.flush()
    for learner_id, holding_ids in learners.items():
        _return_claims(session, learner_id, holding_ids, withdrawal.at, actor)
    _suspend(session, withdrawal, actor)
    for learner_id in learners:
        tell(session, learner_id, "certificate_withdrawn", withdrawal, withdrawal.at)
    record(
        session,
        actor,
        "withdrawals.withdraw",
        withdrawal.id,
        at=withdrawal.at,
        evidence=withdrawal.evidence,
    )


def _return_claims(
    session: Session, learner_id: str, holding_ids: set[str], at: datetime, actor: Actor
) -> None:
    reason = Refusal.CERTIFICATE_WITHDRAWN.value
    for row in withdrawals.claims_on(session, learner_id, holding_ids):
        claim = claims.value(session, row).moved(Move.RETURN)
        row.take(claim)
        moved(session, claim, Move.RETURN, actor, at, role=Role.OFFICER, reason=reason)


def _suspend(session: Session, withdrawal: Withdrawal, actor: Actor) -> None:
    """Suspend what draws on the certificate, and ask whoever recognized it to rule."""
    lines = withdrawals.lines_on(session, withdrawal.owner_key)
    by = status.By(
        actor.user_id or "",
        Role.OFFICER.value,
        withdrawal.at,
        Reason.CERTIFICATE_WITHDRAWN.value,
        withdrawal.ground,
    )
    for row in credentials_of(session, lines):
        transcripts.suspend(session, row, by, hold=withdrawal.id)
    for code in sorted({line.scheme for line in lines}):
        session.add(withdrawals.TaskRow(withdrawal_id=withdrawal.id, institution=code))
        for user_id in people.members(session, Role.REVIEWER, code):
            people.tell(
                session,
                user_id,
                "withdrawal_task",
                at=withdrawal.at,
                certificate=withdrawal.certificate,
                institution=institutions.institution(session, code).name,
            )


def credentials_of(
    session: Session, lines: list[ledger.LineRow]
) -> list[transcripts.CredentialRow]:
    """Give the credentials of live lines, a learner at a time."""
    return [
        row
        for learner_id in sorted({line.learner_id for line in lines})
        for row in transcripts.of_lines(
            session,
            learner_id,
            [
                (line.sequence, line.number)
                for line in lines
                if line.learner_id == learner_id
            ],
        )
    ]


def tell(
    session: Session, learner_id: str, code: str, withdrawal: Withdrawal, at: datetime
) -> None:
    facts = {"certificate": withdrawal.certificate}
    if code == "certificate_withdrawn":
        facts["ground"] = withdrawal.ground
    learner = people.learner(session, learner_id)
    people.tell(session, learner.user_id, code, at=at, **facts)
