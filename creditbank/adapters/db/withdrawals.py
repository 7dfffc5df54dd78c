"""Withdrawn certificates, and who must rule on the lines that drew on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.claims import ClaimRow
from creditbank.adapters.db.holdings import HoldingRow
from creditbank.adapters.db.ledger import LineRow, UseKeyRow
from creditbank.adapters.db.types import InstantType
from creditbank.core.claims import IN_REVIEW
from creditbank.core.errors import NotFoundError
from creditbank.core.holdings import Holding
from creditbank.core.values import Digest
from creditbank.core.withdrawals import CertificateWithdrawnError, Withdrawal


@append_only
class WithdrawalRow(Row):
    """An awarding body took a certificate back: at most once, says the key."""

    __tablename__ = "withdrawals"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner_key: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[str] = mapped_column(String(40), index=True)
    certificate: Mapped[str] = mapped_column(String(200))
    on: Mapped[date]
    ground: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(InstantType)

    def value(self) -> Withdrawal:
        return Withdrawal(
            self.id,
            Digest(self.owner_key),
            self.body,
            self.certificate,
            self.on,
            self.ground,
            Digest(self.evidence),
            self.at,
        )


@append_only
class TaskRow(Row):
    """An institution whose lines drew on the certificate when it was withdrawn."""

    __tablename__ = "withdrawal_tasks"

    withdrawal_id: Mapped[str] = mapped_column(
        ForeignKey("withdrawals.id"), primary_key=True
    )
    institution: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


@append_only
class RulingRow(Row):
    """What the institution decided about its lines: once, says the key."""

    __tablename__ = "withdrawal_rulings"

    withdrawal_id: Mapped[str] = mapped_column(
        ForeignKey("withdrawals.id"), primary_key=True
    )
    institution: Mapped[str] = mapped_column(String(40), primary_key=True)
    ruling: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(InstantType)


def of_keys(session: Session, keys: Iterable[str]) -> dict[str, Withdrawal]:
    """Give the withdrawals on these owner keys, by key."""
    rows = session.scalars(
        select(WithdrawalRow).where(WithdrawalRow.owner_key.in_(set(keys)))
    )
    return {row.owner_key: row.value() for row in rows}


def check(session: Session, held: Iterable[Holding]) -> None:
    """Refuse to count on a certificate its awarding body has withdrawn (law 12)."""
    named = {one.owner_key: one for one in held if one.owner_key is not None}
    for key in of_keys(session, named):
        raise CertificateWithdrawnError(certificate=named[Digest(key)].certificate)


def withdrawal(session: Session, withdrawal_id: str) -> Withdrawal:
    row = session.get(WithdrawalRow, withdrawal_id)
    if row is None:
        raise NotFoundError
    return row.value()


def registered(session: Session, keys: Iterable[str]) -> set[str]:
    """Name those of the owner keys that some learner has registered."""
    query = select(HoldingRow.paper).where(HoldingRow.paper.in_(set(keys)))
    return {key for key in session.scalars(query.distinct()) if key is not None}


def holdings_of(session: Session, owner_key: str) -> dict[str, set[str]]:
    """Name the holdings of one certificate, by learner and in their order."""
    rows = session.execute(
        select(HoldingRow.learner_id, HoldingRow.id)
        .where(HoldingRow.paper == owner_key)
        .order_by(HoldingRow.learner_id, HoldingRow.id)
    )
    found: dict[str, set[str]] = {}
    for learner_id, holding_id in rows:
        found.setdefault(learner_id, set()).add(holding_id)
    return found


def lines_on(session: Session, owner_key: str) -> list[LineRow]:
    """List the live lines that draw on a certificate: they hold its use keys."""
    used = select(UseKeyRow.learner_id, UseKeyRow.sequence, UseKeyRow.number).where(
        UseKeyRow.owner_key == owner_key
    )
    learners = {learner_id for learner_id, _, _ in session.execute(used)}
    places = {(one, two, three) for one, two, three in session.execute(used)}
    rows = session.scalars(
        select(LineRow)
        .where(LineRow.learner_id.in_(learners))
        .order_by(LineRow.learner_id, LineRow.sequence, LineRow.number)
    )
    return [row for row in rows if (row.learner_id, row.sequence, row.number) in places]


def claims_on(
    session: Session, learner_id: str, holding_ids: set[str]
) -> list[ClaimRow]:
    """List the learner's claims in review that draw on one of the holdings, locked."""
    rows = session.scalars(
        select(ClaimRow)
        .where(
            ClaimRow.learner_id == learner_id,
            ClaimRow.status.in_([status.value for status in IN_REVIEW]),
        )
        .order_by(ClaimRow.id)
        .with_for_update()
    )
    return [row for row in rows if holding_ids & set(row.holdings)]


def unruled(session: Session, withdrawal_id: str) -> list[str]:
    """Name the institutions that have not ruled on their lines yet."""
    rows = session.scalars(
        select(TaskRow.institution)
        .outerjoin(
            RulingRow,
            (RulingRow.withdrawal_id == TaskRow.withdrawal_id)
            & (RulingRow.institution == TaskRow.institution),
        )
        .where(TaskRow.withdrawal_id == withdrawal_id, RulingRow.ruling.is_(None))
        .order_by(TaskRow.institution)
    )
    return list(rows)


def open_tasks(
    session: Session, institutions: Iterable[str]
) -> list[tuple[Withdrawal, str]]:
    """List what waits for these institutions, oldest first."""
    rows = session.execute(
        select(WithdrawalRow, TaskRow.institution)
        .join(TaskRow, TaskRow.withdrawal_id == WithdrawalRow.id)
        .outerjoin(
            RulingRow,
            (RulingRow.withdrawal_id == TaskRow.withdrawal_id)
            & (RulingRow.institution == TaskRow.institution),
        )
        .where(TaskRow.institution.in_(set(institutions)), RulingRow.ruling.is_(None))
        .order_by(WithdrawalRow.at, WithdrawalRow.id, TaskRow.institution)
    )
    return [(row.value(), institution) for row, institution in rows]


def of_bodies(session: Session, bodies: Iterable[str], limit: int) -> list[Withdrawal]:
    """List what these awarding bodies withdrew, newest first."""
    rows = session.scalars(
        select(WithdrawalRow)
        .where(WithdrawalRow.body.in_(set(bodies)))
        .order_by(WithdrawalRow.at.desc(), WithdrawalRow.id)
        .limit(limit)
    )
    return [row.value() for row in rows]
