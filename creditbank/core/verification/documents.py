"""What verification reads of a document: its issuer, keys, proof and status entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.keys import Algorithm, PublicKey, Purpose
from creditbank.core.transcripts.encoding import jwk_of, p256_key, public_key_of
from creditbank.core.values import instant_of

Document = Mapping[str, JSON]


def part(value: JSON, *names: str) -> JSON:
    """Walk into objects by name; None where the way ends."""
    for name in names:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def text(value: JSON, *names: str) -> str:
    """Walk as `part` does and give text; "" where there is none."""
    found = part(value, *names)
    return found if isinstance(found, str) else ""


def parts(value: JSON, *names: str) -> list[JSON]:
    """Walk as `part` does and give a list; empty where there is none."""
    found = part(value, *names)
    return list(found) if isinstance(found, list | tuple) else []


def next_turn(
    document: JSON, keys: Iterable[PublicKey], *, at: datetime
) -> datetime | None:
    """Give the first instant from ``at`` on that a document, a part or a key names.

    Before it, a report differs by no more than its moment, while status and keys stay
    as they are: time alone changes nothing in between.
    """
    found = [key.revoked_at for key in keys if key.revoked_at is not None]
    for one in (document, *inner_of(document)):
        for name in ("validFrom", "validUntil"):
            try:
                found.append(instant_of(text(one, name)))
            except BadValueError:
                continue  # that file has no period, now and always
    return min((one for one in found if one >= at), default=None)


def issuer_of(document: JSON) -> str:
    """Give the issuer's id, whether the issuer is an object or only an id."""
    return text(document, "issuer") or text(document, "issuer", "id")


def inner_of(document: JSON) -> list[JSON]:
    return parts(document, "credentialSubject", "verifiableCredential")


@dataclass(frozen=True)
class Issuer:
    """The one issuer we were told to trust, and the keys it lists."""

    did: str
    keys: Mapping[tuple[str, Purpose], bytes]  # (method, what for) -> key
    revoked: Mapping[str, datetime]  # method -> since when

    def key(self, method: str, purpose: Purpose) -> bytes | None:
        """Give the key of that name, if it was made for that purpose."""
        return self.keys.get((method, purpose))

    def checkpoint_keys(self, at: datetime) -> list[bytes]:
        """Give the keys of the public log; a signed note names no method."""
        return [
            key
            for (name, purpose), key in self.keys.items()
            if purpose is Purpose.CHECKPOINTS and not self.is_revoked(name, at)
        ]

    def is_revoked(self, method: str, at: datetime) -> bool:
        """Tell whether the key of that name was revoked by then.

        No signature by it is taken from then on, whatever date it bears (Controlled
        Identifiers 1.0, section 2.2).
        """
        return method in self.revoked and self.revoked[method] <= at

    @classmethod
    def of(cls, did_document: JSON) -> Issuer:
        """Read a DID document; raises BadValueError where it is none of ours.

        A key counts only if it is listed in assertionMethod, unless it makes no
        assertions, is controlled by the issuer, states its purpose, and is a sound
        key of the purpose's algorithm whose id is its own multikey.
        """
        did = text(did_document, "id")
        if not did.startswith("did:web:"):
            raise BadValueError("did_document", did[:80])
        listed = set(map(str, parts(did_document, "assertionMethod")))
        revoked = {
            text(method, "id"): instant_of(str(part(method, "revoked")))
            for method in parts(did_document, "verificationMethod")
            if part(method, "revoked") is not None
        }
        return cls(did, dict(_keys(did, listed, did_document)), revoked)


def _keys(
    did: str, listed: set[str], did_document: JSON
) -> Iterator[tuple[tuple[str, Purpose], bytes]]:
    for method in parts(did_document, "verificationMethod"):
        name = text(method, "id")
        multikey = name.removeprefix(f"{did}#")
        if text(method, "controller") == did and name != multikey:
            try:
                purpose = Purpose(text(method, "purpose"))
                if name in listed or not purpose.is_for_assertions:
                    yield (name, purpose), _key(method, multikey, purpose.algorithm)
            except (BadValueError, ValueError):
                continue


def _key(method: JSON, multikey: str, algorithm: Algorithm) -> bytes:
    """Read a key in the one form its purpose has; raises BadValueError for others."""
    if algorithm is Algorithm.ED25519:
        key, form, member = public_key_of(multikey), "Multikey", "publicKeyMultibase"
        written: JSON = multikey
    else:
        key, form, member = p256_key(multikey), "JsonWebKey", "publicKeyJwk"
        written = jwk_of(multikey)
    if text(method, "type") != form or part(method, member) != written:
        raise BadValueError("did_document", text(method, "id")[:80])
    return key
