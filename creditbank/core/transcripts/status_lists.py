"""Bitstring Status List 1.0: where revocation can be looked up without asking who."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.transcripts.contexts import LIST_CONTEXTS
from creditbank.core.transcripts.identity import did_of
from creditbank.core.values import instant_text

ENTRIES = 131_072  # the least the standard allows: 16 KiB, herd privacy (section 2.1)
BYTES = ENTRIES // 8
OPEN_UNTIL = ENTRIES // 2  # a new list opens when one is half full (law 7)
ENCODED_MAX = 40_000  # a list of random bits does not compress below its 16 KiB
TTL = timedelta(minutes=5)
VALID_FOR = timedelta(days=7)  # a saved list is worth something for a week
RENEW_BEFORE = timedelta(days=3)  # whoever saves one has that long at the least


def encoded(indices: Iterable[int]) -> str:
    """Encode the set bits; bit 0 is the most significant of the first byte."""
    bits = bytearray(BYTES)
    for index in indices:
        bits[index // 8] |= 0x80 >> (index % 8)
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Decode a list; raises BadValueError unless it is exactly one list long."""
    try:
        if not text.startswith("u") or len(text) > ENCODED_MAX:
            raise BadValueError("status_list", "not a list of ours")
        body = text[1:] + "=" * (-len(text[1:]) % 4)
        packed = base64.b64decode(body, altchars=b"-_", validate=True)
        unpack = zlib.decompressobj(wbits=31)
        bits = unpack.decompress(packed, BYTES + 1)
    except (binascii.Error, zlib.error) as error:
        raise BadValueError("status_list", "not readable") from error
    if len(bits) != BYTES or not unpack.eof:
        raise BadValueError("status_list", "not one list long")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Read one bit; raises BadValueError outside the list (RANGE_ERROR)."""
    if not 0 <= index < len(bits) * 8:
        raise BadValueError("status_index", str(index))
    return bool(bits[index // 8] & (0x80 >> (index % 8)))


def list_url(origin: str, purpose: str, number: int) -> str:
    return f"{origin}/status/{purpose}/{number}"


def entry(origin: str, number: int, index: int) -> dict[str, JSON]:
    """Point a credential at its one bit, in the revocation list (law 15)."""
    url = list_url(origin, "revocation", number)
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def status_list(
    origin: str,
    number: int,
    indices: Iterable[int],
    *,
    at: datetime,
    purpose: str = "revocation",
) -> dict[str, JSON]:
    """Compose the unsigned list of a purpose with the given bits set."""
    url = list_url(origin, purpose, number)
    return {
        "@context": list(LIST_CONTEXTS),
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(origin),
        "validFrom": instant_text(at),
        "validUntil": instant_text(at + VALID_FOR),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded(indices),
            "ttl": int(TTL.total_seconds()) * 1000,
        },
    }
