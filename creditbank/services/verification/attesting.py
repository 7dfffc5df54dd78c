"""Receipts of what the bank checked for somebody, for one file or for many.

Decision: such a check rests on the signed status lists as strangers get them, not on
the bank's books, so that the receipt can name what it rests on and anyone can look
again. It is signed for one answer and kept nowhere: nothing is written, so the request
needs no idempotency key, and a stranger cannot make the tables grow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from creditbank.adapters import opening, status_lists
from creditbank.adapters.db import codes, keys
from creditbank.adapters.db.base import reading
from creditbank.adapters.keys import verify_signature
from creditbank.adapters.opening import Attached
from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.people import STRANGER, Actor, require
from creditbank.core.ports import World
from creditbank.core.transcripts.identity import did_document, did_of
from creditbank.core.transcripts.life import ACTS_OF
from creditbank.core.values import sha256
from creditbank.core.verification import (
    Given,
    Reasons,
    VerificationReport,
    taken_apart,
)
from creditbank.core.verification import verify as checked
from creditbank.core.verification.attesting import Attested, verification_receipt
from creditbank.core.verification.links import (
    LINK_CHARACTERS_MAX,
    PaperLink,
    typed_code,
)
from creditbank.core.verification.receipts import brought
from creditbank.core.verification.report import of_another_file, unread
from creditbank.services.verification.checking import (
    found_in,
    log_of,
    places,
    policies_of,
)

BATCH_MAX = 50  # items in one request; each is some ten milliseconds
OPENED_MAX = 10  # PDFs and pictures among them: each is a process of its own


@dataclass(frozen=True)
class Receipted:
    """A report, and its signed receipt."""

    report: VerificationReport
    receipt: Mapping[str, JSON]

    @property
    def content(self) -> bytes:
        """Write the receipt as the file that is handed out."""
        return canonical(self.receipt)


def attest(content: bytes, *, world: World) -> Receipted:
    """Check what a stranger brings, and sign what was found."""
    require(STRANGER, "verification.attest")
    return _attested(content, world)


def batch(contents: Sequence[bytes], *, actor: Actor, world: World) -> list[Receipted]:
    """Check many, each by itself: what is wrong with one says nothing of another."""
    require(actor, "verification.batch")
    left = OPENED_MAX
    if not 0 < len(contents) <= BATCH_MAX:
        raise BadValueError("items", str(len(contents)))
    found = []
    for content in contents:
        left -= opening.is_pdf(content) or opening.is_image(content)
        found.append(_attested(content, world, is_opened=left >= 0))
    return found


def _attested(content: bytes, world: World, *, is_opened: bool = True) -> Receipted:
    found = _found(content, world.origin) if is_opened else _TOO_MANY
    link = found if isinstance(found, PaperLink) else None
    if link is not None:
        found = _stored(link)
    now = world.clock.now()
    with reading() as session:
        did = canonical(did_document(world.origin, keys.published(session)))
        signer = world.keys.signer(Purpose.VERIFICATIONS)
    if isinstance(found, Attached):
        report, document, lists = _checked(found, now, did, world)
        if link is not None and link.digest not in (None, sha256(found.transcript)):
            report = of_another_file(report)
    else:
        report, document, lists = unread(str(found), at=now), None, []
    attested = Attested(content, document, report, did, lists)
    receipt = verification_receipt(attested, signer, issuer=did_of(world.origin))
    return Receipted(report, receipt)


_TOO_MANY = "too many to open at once"


def _found(content: bytes, origin: str) -> Attached | PaperLink | str:
    """Find what is to be checked, as a page does; a code may stand alone too."""
    is_short = len(content) <= LINK_CHARACTERS_MAX
    code = typed_code(content.decode("utf-8", "replace")) if is_short else None
    return code or found_in(content, origin)


def _stored(link: PaperLink) -> Attached | str:
    try:
        with reading() as session:
            row, _ = codes.by_code(session, link.code)
            return Attached(row.document.encode(), {})
    except NotFoundError:
        return "no such code"


def _checked(
    found: Attached, now: datetime, did: bytes, world: World
) -> tuple[VerificationReport, JSON, list[bytes]]:
    """Check against the signed lists; give the document and those lists too."""
    form, read = taken_apart(found.transcript)
    lists: list[bytes] = []
    given = Given(found.transcript, now, did, taken=(form, read))
    if read is not None:
        lists = list(_lists(read.document, world))
        own = {**brought(read.bundle), **found.receipts}
        with reading() as session:
            known = policies_of(session, own.values())
            given = replace(
                given,
                status_lists=lists,
                logged=log_of(session, read.document),
                reasons=Reasons(None, known, found.receipts),
            )
    return checked(given, verify_signature), read.document if read else None, lists


def _lists(document: JSON, world: World) -> Iterator[bytes]:
    for number, _ in places(document, world.origin):
        for purpose in ACTS_OF:
            try:
                published = status_lists.published(purpose, number, world=world)
            except NotFoundError:
                continue  # a list that was never opened
            yield published.document
