"""The summary of a transcript in one QR code, which needs no network to be checked.

`CB1:`, then base45 of zlib of a COSE_Sign1 (RFC 9052) by a key of its own, EdDSA, named
in full: the key itself still comes from the issuer's DID document alone. It states the
totals, the codes, credits and grades of the lines, which file it sums up (SHA-256), and
where that file's status stands.

Decision: it holds no name, no number and no hash of either. The code is read by whoever
passes the paper or a photo of it, and a hash whose salt stands beside it can be guessed
from a list of names. So it does not say whose it is, and a check of it says so: that is
the signed file's word.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from creditbank.core import base45, cbor
from creditbank.core.canonical import JSON
from creditbank.core.cbor import CBOR
from creditbank.core.errors import BadValueError
from creditbank.core.ports import Signer, Verifier
from creditbank.core.transcripts.encoding import (
    is_small_order,
    multikey,
    public_key_of,
)
from creditbank.core.transcripts.identity import origin_of
from creditbank.core.transcripts.shapes import Shape
from creditbank.core.transcripts.status_lists import list_url
from creditbank.core.values import Credits, Digest, instant_text

PREFIX = "CB1:"
TYPE = "TranscriptSummary"
TEXT_MAX = 1_455  # what a code of 117 modules holds, which a phone still reads (25-M)
BYTES_MAX = 16_384  # unpacked; a line has some twenty bytes

_TAG = b"\xd2"  # 18: COSE_Sign1
_ALGORITHM, _KEY_ID = 1, 4
_EDDSA = -8
_FORM = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS_MAX = 253_402_300_800  # the year 10000

SUMMARY: Mapping[str, Shape] = {
    "type": frozenset({TYPE}),
    "issuer": str,
    "at": str,
    "digest": str,
    "credentialStatus": {"statusListCredential": str, "statusListIndex": str},
    "schemes": (
        {
            "scheme": str,
            "credits": str,
            "lines": ({"code": str, "credits": str, "grade": str},),
        },
    ),
}


def _unreadable() -> BadValueError:
    return BadValueError("summary", "not a summary of ours")


@dataclass(frozen=True)
class SummaryLine:
    code: str
    credits: Credits
    grade: str  # "" where there is none


@dataclass(frozen=True)
class Summary:
    """What the code states."""

    issuer: str
    at: datetime
    digest: Digest  # of the signed JSON
    list_number: int
    status_index: int
    schemes: Mapping[str, Sequence[SummaryLine]]

    def packed(self) -> CBOR:
        schemes: list[CBOR] = [
            [scheme, _total(lines), [_packed(one) for one in lines]]
            for scheme, lines in self.schemes.items()
        ]
        seconds = int((self.at - _EPOCH).total_seconds())
        return {
            1: _FORM,
            2: self.issuer,
            3: seconds,
            4: bytes.fromhex(self.digest),
            5: [self.list_number, self.status_index],
            6: schemes,
        }

    def json(self) -> dict[str, JSON]:
        """Write it as documents are written, for checks that know those."""
        url = list_url(origin_of(self.issuer), "revocation", self.list_number)
        return {
            "type": TYPE,
            "issuer": self.issuer,
            "at": instant_text(self.at),
            "digest": self.digest,
            "credentialStatus": {
                "statusListCredential": url,
                "statusListIndex": str(self.status_index),
            },
            "schemes": [
                {
                    "scheme": scheme,
                    "credits": str(Credits(_total(lines))),
                    "lines": [
                        {
                            "code": one.code,
                            "credits": str(one.credits),
                            "grade": one.grade,
                        }
                        for one in lines
                    ],
                }
                for scheme, lines in self.schemes.items()
            ],
        }


def _total(lines: Sequence[SummaryLine]) -> int:
    return sum(one.credits.hundredths for one in lines)


def _packed(line: SummaryLine) -> list[CBOR]:
    return [line.code, line.credits.hundredths, line.grade]


def summary_text(summary: Summary, signer: Signer) -> str:
    """Sign a summary and write it as the text of a QR code.

    Raises BadValueError where it would be denser than a phone reads.
    """
    key = public_key_of(signer.key_id.partition("#")[2])
    protected = cbor.written({_ALGORITHM: _EDDSA, _KEY_ID: key})
    payload = cbor.written(summary.packed())
    signature = signer.sign(_signed(protected, payload))
    content = _TAG + cbor.written([protected, {}, payload, signature])
    text = PREFIX + base45.written(zlib.compress(content, 9))
    if len(text) > TEXT_MAX:
        raise BadValueError("summary", "too long for a QR code")
    return text


def _signed(protected: bytes, payload: bytes) -> bytes:
    """Give what is signed: the Sig_structure of RFC 9052, section 4.4."""
    return cbor.written(["Signature1", protected, b"", payload])


@dataclass(frozen=True)
class SignedSummary:
    """A summary as it was read, with what secures it; nothing of it is believed yet."""

    summary: Summary
    method: str  # the key it names, as DID documents name keys
    message: bytes
    signature: bytes

    @classmethod
    def of(cls, text: str) -> SignedSummary:
        """Read the text of a code; raises BadValueError for any other form."""
        content = _unpacked(text)
        outer = cbor.read(content.removeprefix(_TAG))
        if not content.startswith(_TAG) or not isinstance(outer, list):
            raise _unreadable()
        match outer:
            case [bytes(protected), dict(bare), bytes(payload), bytes(signature)] if (
                not bare and len(signature) == 64
            ):
                summary = _summary(cbor.read(payload))
                method = f"{summary.issuer}#{_key_of(cbor.read(protected))}"
                message = _signed(protected, payload)
                return cls(summary, method, message, signature)
        raise _unreadable()

    def is_signed(self, key: bytes | None, verify: Verifier) -> bool:
        """Tell whether the signature holds by a key the issuer lists."""
        if key is None or is_small_order(self.signature[:32]):
            return False
        return verify(key, self.message, self.signature)


def _unpacked(text: str) -> bytes:
    if not text.startswith(PREFIX) or len(text) > TEXT_MAX:
        raise _unreadable()
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(
            base45.read(text.removeprefix(PREFIX)), BYTES_MAX
        )
    except zlib.error as error:
        raise _unreadable() from error
    if not unpacking.eof or unpacking.unused_data:
        raise _unreadable()
    return content


def _key_of(header: CBOR) -> str:
    """Name the key; no other algorithm and no other header is ours."""
    match header:
        case {1: -8, 4: bytes(key), **rest} if not rest and len(key) == 32:
            return multikey(key)
    raise _unreadable()


def _summary(value: CBOR) -> Summary:
    match value:
        case {
            1: 1,
            2: str(issuer),
            3: int(seconds),
            4: bytes(digest),
            5: [int(number), int(index)],
            6: list(schemes),
            **rest,
        } if (
            not rest
            and len(digest) == 32
            and 0 <= seconds < _SECONDS_MAX
            and min(number, index) >= 0
        ):
            found = dict(map(_scheme, schemes))
            if not found or len(found) != len(schemes):
                raise _unreadable()
            at = _EPOCH + timedelta(seconds=seconds)
            return Summary(issuer, at, Digest(digest.hex()), number, index, found)
    raise _unreadable()


def _scheme(value: CBOR) -> tuple[str, list[SummaryLine]]:
    match value:
        case [str(scheme), int(total), list(lines)]:
            found = [_line(one) for one in lines]
            if found and _total(found) == total:
                return scheme, found
    raise _unreadable()


def _line(value: CBOR) -> SummaryLine:
    match value:
        case [str(code), int(hundredths), str(grade)] if hundredths >= 0:
            return SummaryLine(code, Credits(hundredths), grade)
    raise _unreadable()
