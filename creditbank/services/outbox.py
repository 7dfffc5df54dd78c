"""The outbox: notices written with a deed are posted after it, each once."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from smtplib import SMTPException

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from creditbank.adapters.db import claims, people, places
from creditbank.adapters.db.base import reading, transaction
from creditbank.adapters.mail import letter, post_at
from creditbank.core.ports import World
from creditbank.language import Locale, say
from creditbank.language.claims import REFUSALS
from creditbank.language.mail import SUBJECTS, TEXTS
from creditbank.language.places import purpose_text

AT_ONCE = 20

log = structlog.get_logger()


def deliver(mail_url: str, *, world: World) -> int:
    """Post what waits, oldest first; what cannot be posted waits on."""
    post = post_at(mail_url)
    with reading() as session:
        waiting = list(
            session.scalars(
                select(people.OutboxRow.number)
                .where(people.OutboxRow.sent_at.is_(None))
                .order_by(people.OutboxRow.number)
                .limit(AT_ONCE)
            )
        )
    sent = 0
    for number in waiting:
        if not _claimed(number, world):
            continue
        try:
            post.send(number, _letter(number, world))
        except (OSError, SMTPException) as error:
            log.warning("mail waits", number=number, error=type(error).__name__)
            _mark(number, None)
            break
        sent += 1
    return sent


def _claimed(number: int, world: World) -> bool:
    """Take a notice for this worker; another that came first has it."""
    with transaction() as session:
        taken = session.execute(
            update(people.OutboxRow)
            .where(
                people.OutboxRow.number == number, people.OutboxRow.sent_at.is_(None)
            )
            .values(sent_at=world.clock.now())
            .returning(people.OutboxRow.number)
        )
        return taken.first() is not None


def _mark(number: int, sent_at: None) -> None:
    with transaction() as session:
        session.get_one(people.OutboxRow, number).sent_at = sent_at


def _letter(number: int, world: World) -> EmailMessage:
    with reading() as session:
        row = session.get_one(people.OutboxRow, number)
        user = session.get_one(people.UserRow, row.user_id)
        locale: Locale = "en" if user.language == "en" else "zh"
        facts = _told(session, row, user.id, locale, world)
        return letter(
            user.email,
            say(SUBJECTS, row.code, facts, locale),
            say(TEXTS, row.code, facts, locale),
            origin=world.origin,
        )


def _told(
    session: Session,
    row: people.OutboxRow,
    user_id: str,
    locale: Locale,
    world: World,
) -> Mapping[str, str]:
    """Say a claim by what it asks and by its page, and a reason in words."""
    told = dict(row.facts)
    if "reason" in told:
        told["reason"] = REFUSALS[told["reason"]][locale]
    if "claim" in told:
        learner_id = claims.located(session, told["claim"], "claim")
        asked = session.get_one(claims.ClaimRow, (learner_id, told["claim"])).purpose
        is_own = people.actor(session, user_id).learner_id == learner_id
        page = f"{world.origin}/claims/{told['claim']}"
        told["page"] = page if is_own else f"{page}/review"
        told["claim"] = purpose_text(places.named(session, [asked])[asked], locale)
    return told
