"""The status lists a verifier was given: signed, of the same issuer, still fresh."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.keys import Purpose
from creditbank.core.ports import Verifier
from creditbank.core.strict import parsed
from creditbank.core.transcripts.shapes import STATUS_LIST, fault
from creditbank.core.transcripts.status_lists import ENTRIES, decoded, is_set
from creditbank.core.values import instant_of
from creditbank.core.verification.documents import Issuer, issuer_of, text
from creditbank.core.verification.signatures import is_signed, methods_of


@dataclass(frozen=True)
class SignedList:
    """The bits of one list, and the instant they were signed for."""

    bits: bytes
    since: str

    def newer(self, other: SignedList | None) -> SignedList:
        """Give the newer of two; of one instant, all bits that either has set."""
        if other is None or instant_of(self.since) > instant_of(other.since):
            return self
        if self.since != other.since:
            return other
        pairs = zip(self.bits, other.bits, strict=True)
        return SignedList(bytes(one | two for one, two in pairs), self.since)


@dataclass(frozen=True)
class StatusLists:
    """Signed bits by the address of their list; of two lists the newer one counts.

    A bank that checks what it signed itself asks its own ``books`` which indices are
    set: nothing is signed, packed and unpacked only to be told so.
    """

    lists: Mapping[str, SignedList]
    books: Mapping[str, Collection[int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        contents: Sequence[bytes],
        issuer: Issuer | None,
        verify: Verifier,
        *,
        at: datetime,
        books: Mapping[str, Collection[int]],
    ) -> StatusLists:
        """Keep the lists that can be trusted; the others are as if not given."""
        found: dict[str, SignedList] = {}
        for content in contents if issuer is not None else ():
            try:
                document = parsed(content)
                if issuer is not None and _is_sound(document, issuer, verify, at):
                    encoded = text(document, "credentialSubject", "encodedList")
                    given = SignedList(decoded(encoded), text(document, "validFrom"))
                    place = text(document, "id")
                    found[place] = given.newer(found.get(place))
            except BadValueError:
                continue
        return cls(found, books)

    def look_up(self, credential: JSON, purpose: str) -> bool | None:
        """Read the credential's bit for ``purpose``; None without the list.

        Suspension and supersession stand in lists beside the revocation list, at
        the same index (law 15).
        """
        url = _address(credential, purpose)
        index = index_of(credential)
        if index is None:
            return None
        if url in self.books:
            return index in self.books[url] if index < ENTRIES else None
        given = self.lists.get(url)
        try:
            return None if given is None else is_set(given.bits, index)
        except BadValueError:
            return None

    def since(self, credentials: Sequence[JSON], purpose: str) -> str:
        """Give the instant of the oldest list asked; "" where our books were."""
        urls = {_address(one, purpose) for one in credentials} - self.books.keys()
        return min(
            (self.lists[url].since for url in urls if url in self.lists), default=""
        )


def _address(credential: JSON, purpose: str) -> str:
    url = text(credential, "credentialStatus", "statusListCredential")
    return url.replace("/status/revocation/", f"/status/{purpose}/")


def index_of(credential: JSON) -> int | None:
    """Read the index of a credential in its list; None where there is no such."""
    index = text(credential, "credentialStatus", "statusListIndex")
    is_plain = index.isascii() and index.isdigit() and len(index) <= 9
    return int(index) if is_plain else None


def _is_sound(document: JSON, issuer: Issuer, verify: Verifier, at: datetime) -> bool:
    if fault(document, STATUS_LIST) is not None or issuer_of(document) != issuer.did:
        return False
    purpose = text(document, "credentialSubject", "statusPurpose")
    if f"/status/{purpose}/" not in text(document, "id"):
        return False
    if any(issuer.is_revoked(method, at) for method in methods_of(document)):
        return False
    keys = partial(issuer.key, purpose=Purpose.STATUS_LISTS)
    if not is_signed(document, keys, verify):
        return False
    starts = instant_of(text(document, "validFrom"))
    return starts <= at <= instant_of(text(document, "validUntil"))
