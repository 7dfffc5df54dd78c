"""Withdrawn certificates, and who must rule on the lines that drew on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import InstantType
from creditbank.core.errors import CertificateWithdrawnError
from creditbank.core.holdings import Holding
from creditbank.core.values import Digest
from creditbank.core.withdrawals import Withdrawal


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
