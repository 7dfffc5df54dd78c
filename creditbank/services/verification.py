"""Verification at the bank: its own keys and lists, and whatever file is brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from creditbank.adapters import opening, status_lists
from creditbank.adapters.db import keys, log, transcripts
from creditbank.adapters.db.base import reading
from creditbank.adapters.keys import verify_signature
from creditbank.core.canonical import JSON, canonical, canonical_closed
from creditbank.core.errors import NotFoundError
from creditbank.core.people import STRANGER, require
from creditbank.core.ports import World
from creditbank.core.transcripts.identity import did_document
from creditbank.core.transcripts.life import ACTS_OF
from creditbank.core.transcripts.status_lists import list_url
from creditbank.core.values import sha256
from creditbank.core.verification import Given, Read, VerificationReport, taken_apart
from creditbank.core.verification import verify as checked
from creditbank.core.verification.documents import inner_of, text
from creditbank.core.verification.links import (
    LINK_CHARACTERS_MAX,
    PaperLink,
    paper_link,
)
from creditbank.core.verification.report import Status, of_another_file, unread
from creditbank.core.verification.statements import Stated, stated

LISTS_MAX = 8  # lists one document may point into; ours points into one or two


def verify(content: bytes, *, world: World) -> VerificationReport:
    """Check a file against the bank's own keys and its status as of now.

    Raises nothing for a bad file: the report says what is wrong with it.
    """
    return _verified(content, world)[0]


def _verified(content: bytes, world: World) -> tuple[VerificationReport, Read | None]:
    """Take the file apart once: for a long transcript that is much of the work."""
    require(STRANGER, "verification.verify")
    now = world.clock.now()
    form, read = taken_apart(content)
    named = _lists_named(read.document, world.origin) if read else []
    lists = [list_ for number in named for list_ in _lists(number, world)]
    with reading() as session:
        did = did_document(world.origin, keys.published(session))
        logged = _logged(session, read.document) if read else {}
    given = Given(content, now, canonical(did), lists, logged, (form, read))
    return checked(given, verify_signature), read


@dataclass(frozen=True)
class Examined:
    """A report, and what the file states where the report says it is genuine.

    ``code`` is the public code, where a paper's QR code was brought and no file: then
    nothing is stated, since a code shows no name (law 17).
    """

    report: VerificationReport
    stated: Stated | None = None
    code: str = ""


# The signature holds, whatever became of the document since: it may be shown.
GENUINE = {
    *(Status.VALID, Status.REVOKED, Status.SUSPENDED),
    *(Status.EXPIRED, Status.SUPERSEDED),
}


def examine(content: bytes, *, world: World) -> Examined:
    """Check what a stranger brings: JSON, a PDF, a photo of a QR code, or its text.

    It is read only if it is genuine: nobody is shown what an unchecked file says.
    """
    found = _opened(content, world.origin)
    if isinstance(found, PaperLink):
        return _by_link(found, world)
    if isinstance(found, str):
        return Examined(unread(found, at=world.clock.now()))
    report, read = _verified(found, world)
    is_genuine = read is not None and report.status in GENUINE
    return Examined(report, stated(read.document) if read and is_genuine else None)


def _opened(content: bytes, origin: str) -> bytes | PaperLink | str:
    """Find what is to be checked; text where there is nothing, saying why."""
    try:
        if opening.is_pdf(content):
            return opening.attached(content) or "no attached transcript"
        if opening.is_image(content):
            return _qr(opening.qr_texts(content), origin)
    except opening.NotOpenedError:
        return "could not be opened"
    is_short = len(content) <= LINK_CHARACTERS_MAX
    link = paper_link(content.decode("utf-8", "replace"), origin) if is_short else None
    return link or content


def _qr(texts: Sequence[str], origin: str) -> bytes | PaperLink | str:
    """Take the first of our own codes; no other address is ever visited."""
    links = [paper_link(text, origin) for text in texts]
    ours = next((link for link in links if link is not None), None)
    if ours is not None:
        return ours
    if not texts:
        return "no QR code"
    is_link = texts[0].startswith(("http://", "https://"))
    return "another site's QR code" if is_link else texts[0].encode()


def _by_link(link: PaperLink, world: World) -> Examined:
    """Look the code up, and compare the very file the paper names."""
    try:
        with reading() as session:
            row, _ = transcripts.by_code(session, link.code)
            digest, content = row.digest, row.document.encode()
    except NotFoundError:
        return Examined(unread("no such code", at=world.clock.now()))
    report = verify(content, world=world)
    if link.digest not in (None, digest):
        report = of_another_file(report)
    return Examined(report, code=link.code)


def _logged(session: Session, document: JSON) -> dict[str, datetime]:
    """Tell since when our own log has the document, if it has it."""
    digest = sha256(canonical_closed(document))
    since = log.since(session, digest)
    return {} if since is None else {digest: since}


def _lists(number: int, world: World) -> list[bytes]:
    """Give the lists of every purpose under a number; none where it is not open."""
    try:
        return [
            status_lists.published(purpose, number, world=world).document
            for purpose in ACTS_OF
        ]
    except NotFoundError:
        return []


def _lists_named(document: JSON, origin: str) -> list[int]:
    """Name our own lists a document points into; never anyone else's address."""
    start = list_url(origin, "revocation", 0).removesuffix("0")
    found = set()
    for one in (document, *inner_of(document)):
        url = text(one, "credentialStatus", "statusListCredential")
        number = url.removeprefix(start)
        if url != number and number.isascii() and number.isdigit() and len(number) < 7:
            found.add(int(number))
    return sorted(found)[:LISTS_MAX]


def verify_code(code: str, *, world: World) -> VerificationReport:
    """Check the stored transcript of a public code."""
    require(STRANGER, "verification.show")
    with reading() as session:
        row, _ = transcripts.by_code(session, code)
        content = row.document.encode()
    return verify(content, world=world)


def verify_offline(given: Given) -> VerificationReport:
    """Check with what is given alone: no bank, no network (`creditbank verify`)."""
    return checked(given, verify_signature)
