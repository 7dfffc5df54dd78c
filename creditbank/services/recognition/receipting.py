"""Each posted line leaves a signed receipt of its reasons (law 16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from creditbank.adapters.db import catalog, institutions, receipts
from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import BadValueError
from creditbank.core.holdings import Holding
from creditbank.core.keys import Purpose
from creditbank.core.ledger import Line
from creditbank.core.policies import Line as Answered
from creditbank.core.policies import Policy
from creditbank.core.ports import World
from creditbank.core.receipts import (
    Original,
    Stated,
    receipt_fault,
    receipt_of,
    reduced,
    signed_receipt,
)
from creditbank.core.recognition import Recognition
from creditbank.core.transcripts.credentials import UNKNOWN_BODY, names
from creditbank.core.transcripts.identity import did_of
from creditbank.core.values import BANK, Digest, day_in, sha256
from creditbank.core.verification.recomputing import Recomputed, recomputed


@dataclass(frozen=True)
class Posted:
    """One posted line with all it rests on."""

    done: Recognition
    line: Line
    answered: Answered  # the same line, as the policy answered it
    policy: Policy
    used: tuple[Holding, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        """Name the files it rests on, by SHA-256."""
        return tuple(
            sorted({one.digest for held in self.used for one in held.evidence})
        )


def keep_receipt(session: Session, posted: Posted, title: str, world: World) -> Digest:
    """Compose, prove, sign and keep the receipt of a line called ``title``.

    Raises BadValueError, and so undoes the recognition, where the reduced case does
    not give the very same line.
    """
    done, at = posted.done, posted.done.entry.at
    stated = _stated(session, posted, title, world)
    case = reduced(posted.policy, done.case, posted.answered)
    receipt = receipt_of(posted.policy, done.answer, posted.answered, case, stated)
    _prove(receipt, posted.policy)
    document = signed_receipt(receipt, world.keys.signer(Purpose.RECEIPTS), at=at)
    place = receipt_fault(document)
    if place is not None:
        raise BadValueError("receipt", place)
    content = canonical(document)
    session.add(
        receipts.ReceiptRow(
            learner_id=done.entry.learner_id,
            digest=sha256(content),
            sequence=done.entry.sequence,
            number=posted.line.number,
            content=content.decode(),
            issued_at=at,
        )
    )
    return sha256(content)


def _prove(receipt: Mapping[str, JSON], policy: Policy) -> None:
    found = recomputed(receipt, {policy.digest: policy})
    if found is not Recomputed.SAME:
        raise BadValueError("receipt", found.value)


def _stated(session: Session, posted: Posted, title: str, world: World) -> Stated:
    entry, purpose = posted.done.entry, posted.done.claim.purpose
    institution = institutions.institution(session, purpose.institution)
    scale = ""
    if posted.line.target is not None:
        course = institutions.course(session, institution.code, posted.line.target)
        scale = course.grade_scale
    return Stated(
        issuer=did_of(world.origin),
        file_number=entry.claim_id,
        line_number=posted.line.number,
        entry_digest=entry.digest,
        at=entry.at,
        on=day_in(entry.at, institution.time_zone),
        role=entry.decided_as,
        institution=institution.code,
        institution_name=institution.name,
        originals=tuple(_originals(session, posted)),
        title=title,
        scheme=posted.line.scheme,
        grade_scale=scale,
        evidence=posted.evidence,
        case_digest=entry.case_digest,
    )


def _originals(session: Session, posted: Posted) -> Iterator[Original]:
    """Describe what the learner brought, by the facts the decision read."""
    frozen = {item.id: item.facts for item in posted.done.case.portfolio}
    for held in posted.used:
        facts = frozen[held.id]
        outcome = catalog.outcome(session, held.outcome, facts.get("outcome_version"))
        body = catalog.body_or_none(session, outcome.body)
        value = facts.get("bank_value", "")
        is_deposit = posted.done.claim.purpose.is_deposit
        yield Original(
            title=names(outcome.name_zh, outcome.name_en),
            provider=names(body.name_zh, body.name_en) if body else UNKNOWN_BODY,
            level=facts.get("level", ""),
            grade=facts.get("score", ""),
            hours=facts.get("hours", ""),
            credits="" if is_deposit else value,
            scheme=BANK if value and not is_deposit else "",
        )
