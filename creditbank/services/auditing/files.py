"""The audit of what is kept by its digest: policies and files of evidence."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from creditbank.adapters.db.holdings import EvidenceRow
from creditbank.adapters.db.policies import PolicyVersionRow
from creditbank.adapters.db.withdrawals import WithdrawalRow
from creditbank.core.ports import EvidenceStore
from creditbank.core.values import Digest, sha256
from creditbank.services.auditing.faults import Fault


def policy_files(session: Session) -> Iterator[Fault]:
    """A published version is the file it was published as."""
    of = PolicyVersionRow
    rows = session.execute(
        select(of.code, of.version, of.digest, of.content).order_by(of.code, of.version)
    )
    for row in rows:
        if sha256(row.content) != row.digest:
            yield Fault("policy_differs", "", f"{row.code}/{row.version}")


def evidence_files(session: Session, evidence: EvidenceStore) -> Iterator[Fault]:
    """Every file anything rests on is there and unchanged; each is read once."""
    named = union_all(
        select(EvidenceRow.digest, EvidenceRow.learner_id),
        select(WithdrawalRow.evidence, literal("")),
    ).subquery()
    rows = session.execute(
        select(named.c.digest, func.max(named.c.learner_id))
        .group_by(named.c.digest)
        .order_by(named.c.digest)
    )
    for digest, learner_id in rows:
        if not evidence.holds(Digest(digest)):
            yield Fault("evidence_file_differs", learner_id, digest)
