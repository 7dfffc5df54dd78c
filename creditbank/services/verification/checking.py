"""Verification at the bank: its own keys and lists, and whatever file is brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy.orm import Session

from creditbank.adapters import context_files, opening
from creditbank.adapters.db import codes, keys, log, policies, status, transcripts
from creditbank.adapters.db.base import asking, reading
from creditbank.adapters.keys import verify_signature
from creditbank.adapters.opening import Attached
from creditbank.adapters.remembered import Remembered
from creditbank.core.canonical import JSON, canonical, canonical_closed
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.people import STRANGER, require
from creditbank.core.policies import Policy
from creditbank.core.ports import KeyRing, World
from creditbank.core.strict import parsed
from creditbank.core.transcripts.identity import did_document
from creditbank.core.transcripts.life import PublicStatus
from creditbank.core.transcripts.status_lists import list_url
from creditbank.core.transcripts.summaries import PREFIX
from creditbank.core.values import sha256
from creditbank.core.verification import (
    Given,
    Read,
    Reasons,
    VerificationReport,
    taken_apart,
)
from creditbank.core.verification import verify as checked
from creditbank.core.verification.attesting import Attestation
from creditbank.core.verification.documents import inner_of, next_turn, part, text
from creditbank.core.verification.links import (
    LINK_CHARACTERS_MAX,
    PaperLink,
    paper_link,
)
from creditbank.core.verification.lists import index_of
from creditbank.core.verification.receipts import brought
from creditbank.core.verification.report import Status, of_another_file, unread
from creditbank.core.verification.statements import Stated, stated

LISTS_MAX = 8  # lists one document may point into; ours points into one or two


def verify(content: bytes, *, world: World) -> VerificationReport:
    """Check a file against the bank's own keys and its status as of now.

    Raises nothing for a bad file: the report says what is wrong with it.
    """
    return _verified(content, world, world.clock.now())[0]


def _verified(
    content: bytes,
    world: World,
    now: datetime,
    attached: Mapping[str, bytes] = MappingProxyType({}),
) -> tuple[VerificationReport, Read | None]:
    """Take the file apart once: for a long transcript that is much of the work."""
    require(STRANGER, "verification.verify")
    form, read = taken_apart(content)
    with reading() as session:
        known = keys.published(session)
        books = _books(session, read.document, world.origin) if read else {}
        is_any_revoked = any(key.revoked_at is not None for key in known)
        logged = log_of(session, read.document) if read and is_any_revoked else {}
        own = {**brought(read.bundle), **attached} if read else {}
        reasons = Reasons(None, policies_of(session, own.values()), attached)
    did = canonical(did_document(world.origin, known))
    given = Given(content, now, did, (), logged, (form, read), reasons, books)
    return checked(given, verify_signature), read


def policies_of(session: Session, receipts: Iterable[bytes]) -> dict[str, Policy]:
    """Find the versions that receipts name, as they were published here."""
    found: dict[str, Policy] = {}
    for content in receipts:
        try:
            basis = part(parsed(content), "basis")
            known = policies.version(
                session, text(basis, "policy"), text(basis, "version")
            )
        except (BadValueError, NotFoundError):
            continue
        found[known.digest] = known
    return found


@dataclass(frozen=True)
class Examined:
    """A report, and what the file states where the report says it is genuine.

    ``attested`` is what it says where it is itself a receipt of a check, ``summary``
    where it is an offline QR code. ``public`` is
    what a code tells, where only that was brought and no file: then
    nothing is stated, since a code shows no name (law 17).
    """

    report: VerificationReport
    stated: Stated | None = None
    attested: Attestation | None = None
    summary: JSON = None
    public: PublicStatus | None = None


# The signature holds, whatever became of the document since: it may be shown.
GENUINE = {
    *(Status.VALID, Status.REVOKED, Status.SUSPENDED),
    *(Status.EXPIRED, Status.SUPERSEDED),
}


def examine(content: bytes, *, world: World) -> Examined:
    """Check what a stranger brings: JSON, a PDF, a photo of a QR code, or its text.

    It is read only if it is genuine: nobody is shown what an unchecked file says.
    """
    found = found_in(content, world.origin)
    if isinstance(found, PaperLink):
        return _by_link(found, world)
    if isinstance(found, str):
        return Examined(unread(found, at=world.clock.now()))
    return _read_if_genuine(
        *_verified(found.transcript, world, world.clock.now(), found.receipts)
    )


def _read_if_genuine(report: VerificationReport, read: Read | None) -> Examined:
    if read is None or report.status not in GENUINE:
        return Examined(report)
    if read.summary is not None:
        return Examined(report, summary=read.document)
    if read.is_receipt:
        return Examined(report, attested=Attestation.of(read.document))
    return Examined(report, stated(read.document))


def found_in(content: bytes, origin: str) -> Attached | PaperLink | str:
    """Find what is to be checked; text where there is nothing, saying why."""
    try:
        if opening.is_pdf(content):
            return opening.attached(content) or "no attached transcript"
        if opening.is_image(content):
            found = _qr(opening.qr_texts(content), origin)
            return Attached(found, {}) if isinstance(found, bytes) else found
    except opening.NotOpenedError:
        return "could not be opened"
    is_short = len(content) <= LINK_CHARACTERS_MAX
    link = paper_link(content.decode("utf-8", "replace"), origin) if is_short else None
    return link or Attached(content, {})


def _qr(texts: Sequence[str], origin: str) -> bytes | PaperLink | str:
    """Take the first of our own codes; no other address is ever visited."""
    links = [paper_link(text, origin) for text in texts]
    ours = next((link for link in links if link is not None), None)
    if ours is not None:
        return ours
    if not texts:
        return "no QR code"
    summaries = [text for text in texts if text.startswith(PREFIX)]
    said = (summaries or texts)[0]
    is_link = said.startswith(("http://", "https://"))
    return "another site's QR code" if is_link else said.encode()


def _by_link(link: PaperLink, world: World) -> Examined:
    """Look the code up, and compare the very file the paper names."""
    try:
        coded, found = _by_code(link.code, world)
    except NotFoundError:
        return Examined(unread("no such code", at=world.clock.now()))
    if link.digest in (None, coded.digest):
        return found
    return replace(found, report=of_another_file(found.report))


def log_of(session: Session, document: JSON) -> dict[str, datetime]:
    """Tell since when our own log has the document, if it has it."""
    digest = sha256(canonical_closed(document))
    since = log.since(session, digest)
    return {} if since is None else {digest: since}


def _books(session: Session, document: JSON, origin: str) -> dict[str, list[int]]:
    """Ask our own books for the places a document names; never another's address."""
    books = {}
    for number, indices in places(document, origin):
        if transcripts.has_list(session, number):
            for purpose, set_ in status.set_at(session, number, indices).items():
                books[list_url(origin, purpose, number)] = set_
    return books


def places(document: JSON, origin: str) -> list[tuple[int, set[int]]]:
    """Name the indices a document has in lists of ours, by the list's number."""
    start = list_url(origin, "revocation", 0).removesuffix("0")
    found: dict[int, set[int]] = {}
    for one in (document, *inner_of(document)):
        url = text(one, "credentialStatus", "statusListCredential")
        number, index = url.removeprefix(start), index_of(one)
        is_ours = url != number and number.isascii() and number.isdigit()
        if is_ours and len(number) < 7 and index is not None:
            found.setdefault(int(number), set()).add(index)
    return sorted(found.items())[:LISTS_MAX]


@dataclass(frozen=True)
class _Lasting:
    """What a code answers, and until when time changes nothing in it."""

    report: VerificationReport
    until: datetime | None
    public: PublicStatus

    def at(self, now: datetime) -> Examined | None:
        is_so = self.report.as_of <= now and (self.until is None or now < self.until)
        report = VerificationReport(now, self.report.checks)
        return Examined(report, public=self.public) if is_so else None


# What an answer follows from, and the answer: a few kilobytes each.
_lasting = Remembered[tuple[KeyRing, str, codes.Coded], _Lasting](1_000)


def verify_code(code: str, *, world: World) -> Examined:
    """Check the stored transcript of a public code; NotFoundError where there is none.

    Codes are asked often, and signatures do not change. So the books are asked each
    time for what became of the transcript, of its lines, and of the keys; only where
    that is new to this process is the file itself checked again.
    """
    return _by_code(code, world)[1]


def _by_code(code: str, world: World) -> tuple[codes.Coded, Examined]:
    require(STRANGER, "verification.show")
    now = world.clock.now()
    with asking() as connection:
        coded = codes.coded(connection, code)
    follows_from = (world.keys, code, coded)
    kept = _lasting.get(follows_from)
    found = kept.at(now) if kept else None
    if found is None:
        made = _checked_anew(code, coded, world, now)
        _lasting.put(follows_from, made)
        found = Examined(made.report, public=made.public)
    return coded, found


def _checked_anew(
    code: str, coded: codes.Coded, world: World, now: datetime
) -> _Lasting:
    with reading() as session:
        row = transcripts.credential(session, coded.learner_id, coded.id)
        content = row.document.encode()
        known = keys.published(session)
    report, read = _verified(content, world, now)
    document = read.document if read else {}
    public = PublicStatus.of(code, coded.issued_at, coded.life)
    return _Lasting(report, next_turn(document, known, at=now), public)


def check_contexts(folder: Path) -> None:
    """Hold our term tables against official context files; WrongSettingError."""
    context_files.check_contexts(folder)


def examine_offline(given: Given) -> Examined:
    """Check with what is given alone: no bank, no network (`creditbank verify`)."""
    is_closed = opening.is_pdf(given.document) or opening.is_image(given.document)
    found = found_in(given.document, "") if is_closed else None
    if isinstance(found, str):
        return Examined(unread(found, at=given.at))
    if isinstance(found, Attached):
        reasons = replace(given.reasons, attached=found.receipts)
        given = replace(given, document=found.transcript, reasons=reasons)
    taken = taken_apart(given.document)
    report = checked(replace(given, taken=taken), verify_signature)
    return _read_if_genuine(report, taken[1])
