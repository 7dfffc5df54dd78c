"""The outbox: notices written with a deed are posted after it, each once."""

from __future__ import annotations

from email.message import EmailMessage
from smtplib import SMTPException

import structlog
from sqlalchemy import select, update

from creditbank.adapters.db import people
from creditbank.adapters.db.base import reading, transaction
from creditbank.adapters.mail import letter, post_at
from creditbank.core.ports import World
from creditbank.language import Locale, say
from creditbank.language.mail import SUBJECTS, TEXTS

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
        return letter(
            user.email,
            say(SUBJECTS, row.code, row.facts, locale),
            say(TEXTS, row.code, row.facts, locale),
            origin=world.origin,
        )
