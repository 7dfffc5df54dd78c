"""The status lists a verifier was given: signed, of the same issuer, still fresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.keys import Purpose
from creditbank.core.ports import Verifier
from creditbank.core.strict import parsed
from creditbank.core.transcripts.shapes import STATUS_LIST, fault
from creditbank.core.transcripts.status_lists import decoded, is_set
from creditbank.core.values import instant_of
from creditbank.core.verification.documents import Issuer, issuer_of, text
from creditbank.core.verification.signatures import is_signed, methods_of


@dataclass(frozen=True)
class StatusLists:
    """Bits by the address of their list."""

    bits: Mapping[str, bytes]

    @classmethod
    def of(
        cls,
        contents: Sequence[bytes],
        issuer: Issuer | None,
        verify: Verifier,
        *,
        at: datetime,
    ) -> StatusLists:
        """Keep the lists that can be trusted; the others are as if not given."""
        found: dict[str, bytes] = {}
        for content in contents if issuer is not None else ():
            try:
                document = parsed(content)
                if issuer is not None and _is_sound(document, issuer, verify, at):
                    encoded = text(document, "credentialSubject", "encodedList")
                    found[text(document, "id")] = decoded(encoded)
            except BadValueError:
                continue
        return cls(found)

    def look_up(self, credential: JSON, purpose: str) -> bool | None:
        """Read the credential's bit for ``purpose``; None without the list.

        Suspension and supersession stand in lists beside the revocation list, at
        the same index (law 15).
        """
        url = text(credential, "credentialStatus", "statusListCredential")
        bits = self.bits.get(url.replace("/status/revocation/", f"/status/{purpose}/"))
        if bits is None:
            return None
        index = text(credential, "credentialStatus", "statusListIndex")
        if not (index.isascii() and index.isdigit() and len(index) <= 9):
            return None
        try:
            return is_set(bits, int(index))
        except BadValueError:
            return None


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
