"""The offline QR code: read in one way only, signed, and silent about whose it is."""

from __future__ import annotations

import random
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import base45 as their_base45
import cbor2
import pytest
from conftest import OneKey
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st
from signed import AT, ORIGIN, PUBLISHED, a_list, report, result, suspended

from creditbank.core import base45, cbor
from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError
from creditbank.core.keys import PublicKey, Purpose
from creditbank.core.transcripts.encoding import public_key_of
from creditbank.core.transcripts.identity import did_document, did_of
from creditbank.core.transcripts.shapes import fault
from creditbank.core.transcripts.summaries import (
    BYTES_MAX,
    SUMMARY,
    TEXT_MAX,
    SignedSummary,
    Summary,
    SummaryLine,
    summary_text,
)
from creditbank.core.values import Credits, sha256

KEY = OneKey(Purpose.SUMMARIES)
KNOWN = [*PUBLISHED, PublicKey(KEY.multikey, Purpose.SUMMARIES)]
KEYS = canonical(did_document(ORIGIN, KNOWN))
PUBLIC = public_key_of(KEY.multikey)
CODES = cbor.written
TAG = b"\xd2"


def line(number, grade="90"):
    return SummaryLine(f"PL{number}", Credits.of("2.5"), grade)


def a_summary(count=3, **facts):
    return Summary(
        **{
            "issuer": did_of(ORIGIN),
            "at": AT,
            "digest": sha256(b"the file"),
            "list_number": 1,
            "status_index": 99,
            "schemes": {
                "bank": [line(1, "")],
                "nou": [line(100 + n) for n in range(1, count)],
            },
            **facts,
        }
    )


def text(summary=None, key=KEY):
    return summary_text(summary or a_summary(), key)


def checked(content, **facts):
    content = content.encode() if isinstance(content, str) else content
    return report(content, did=facts.pop("did", KEYS), **facts)


def opened(written):
    """The four members of the COSE_Sign1, as a stranger's library reads them."""
    return cbor2.loads(zlib.decompress(their_base45.b45decode(written[4:]))).value


def packed(protected=None, bare=None, payload=None, signature=None, tag=TAG):
    """Write a code of other members than ours, signed as if they were right."""
    ours = opened(text())
    protected = ours[0] if protected is None else CODES(protected)
    payload = ours[2] if payload is None else CODES(payload)
    signed = KEY.sign(CODES(["Signature1", protected, b"", payload]))
    signature = signed if signature is None else signature
    members = [protected, {} if bare is None else bare, payload, signature]
    return wrapped(tag + CODES(members))


def wrapped(content):
    return "CB1:" + base45.written(zlib.compress(content))


def members(**changes):
    """The payload of our summary, some of its members changed."""
    payload = dict(a_summary().packed())
    return payload | {int(name[1:]): value for name, value in changes.items()}


def test_a_code_is_valid_with_the_keys_and_the_revocation_list_alone():
    found = checked(text())

    assert found.status.value == "valid"
    assert result(found, "parts") == "not_applicable"
    assert result(found, "suspension") == "could_not_check"


def test_it_does_not_say_whose_it_is_and_the_check_of_that_says_so():
    found = checked(text())
    identity = next(one for one in found.checks if one.code.value == "identity")
    assert identity.result.value == "could_not_check"
    assert identity.facts == {"reason": "no name in a summary"}


def test_without_the_revocation_list_there_is_no_verdict():
    assert checked(text(), lists=[]).status.value == "could_not_check"


def test_what_became_of_the_file_holds_for_its_code():
    assert checked(text(), lists=[a_list(99)]).status.value == "revoked"
    later = [a_list(), suspended(99)]
    assert checked(text(), lists=later).status.value == "suspended"


def test_it_does_not_hold_before_its_transcript_was_issued():
    early = AT - timedelta(days=1)
    found = checked(text(), at=early, lists=[a_list(at=early)])
    assert found.status.value == "expired"


def test_only_a_key_for_summaries_signs_one():
    for purpose in (Purpose.TRANSCRIPTS, Purpose.RECEIPTS):
        assert checked(text(key=OneKey(purpose))).status.value == "key_not_valid"


def test_the_key_comes_from_the_did_document_and_never_from_the_code():
    other = OneKey(Purpose.SUMMARIES, "theirs")
    assert checked(text(key=other)).status.value == "key_not_valid"
    assert checked(text(), did=None).status.value == "could_not_check"
    theirs = text(a_summary(issuer="did:web:elsewhere.example"))
    assert checked(theirs).status.value == "unknown_issuer"


def test_changed_credits_are_altered():
    payload = members(_6=[["bank", 900, [["PL1", 900, ""]]]])
    signature = opened(text())[3]
    forged = packed(payload=payload, signature=signature)
    assert checked(forged).status.value == "altered"


def test_a_signature_of_small_order_is_altered():
    forged = packed(signature=bytes([1]) + bytes(63))
    assert checked(forged).status.value == "altered"
    read = SignedSummary.of(text())
    assert not read.is_signed(None, lambda *_: True)


def test_strangers_libraries_read_it_and_find_its_signature_good():
    written = text()
    content = zlib.decompress(their_base45.b45decode(written[4:]))
    theirs = COSEKey.new({1: 1, -1: 6, 3: -8, 2: PUBLIC, -2: PUBLIC})

    payload = COSE.new().decode(content, theirs)

    assert cbor2.loads(payload) == a_summary().packed()
    assert content[:1] == TAG


def test_it_says_the_same_as_a_document():
    document = SignedSummary.of(text()).summary.json()
    assert fault(document, SUMMARY) is None
    assert document["schemes"][1] == {
        "scheme": "nou",
        "credits": "5",
        "lines": [
            {"code": "PL101", "credits": "2.5", "grade": "90"},
            {"code": "PL102", "credits": "2.5", "grade": "90"},
        ],
    }
    assert document["credentialStatus"] == {
        "statusListCredential": f"{ORIGIN}/status/revocation/1",
        "statusListIndex": "99",
    }
    assert document["digest"] == sha256(b"the file")


def test_it_holds_nothing_personal():
    document = SignedSummary.of(text()).summary.json()
    assert set(document) == set(SUMMARY)


def test_forty_courses_fit_and_what_no_phone_reads_is_refused():
    drawn = random.Random(40)  # noqa: S311 - repeatable is what is wanted
    lines = [
        SummaryLine(f"MATH{drawn.randrange(9999)}", Credits(250), str(60 + n))
        for n in range(40)
    ]
    assert len(text(a_summary(schemes={"nou": lines}))) < 1_000
    many = [
        SummaryLine(f"X{drawn.randrange(10**9)}", Credits(250), "A") for _ in range(200)
    ]
    with pytest.raises(BadValueError):
        text(a_summary(schemes={"nou": many}))


@pytest.mark.parametrize(
    "written",
    [
        *("CB1:", "CB1:0", "CB1:::::::", "CB1:lower", "CB2:" + text()[4:]),
        *(text()[:-3], text() + "000", text()[:40] + "A" + text()[41:]),
        "CB1:" + "0" * TEXT_MAX,
        packed(tag=b""),
        packed(tag=b"\xd1"),
        packed({1: -7, 4: PUBLIC}),
        packed({1: -8}),
        packed({1: -8, 4: PUBLIC[:31]}),
        packed({1: -8, 4: PUBLIC, 3: 0}),
        packed([-8, PUBLIC]),
        packed(bare={4: PUBLIC}),
        packed(signature=bytes(63)),
        packed(payload=[]),
        packed(payload=members(_1=2)),
        packed(payload=members(_2=b"did:web:x")),
        packed(payload=members(_3=-1)),
        packed(payload=members(_3=2**40)),
        packed(payload=members(_4=bytes(31))),
        packed(payload=members(_5=[1, -1])),
        packed(payload=members(_5=[1])),
        packed(payload=members(_6=[])),
        packed(payload=members(_6=["bank"])),
        packed(payload=members(_6=[["bank", 0, []]])),
        packed(payload=members(_6=[["bank", 1, [["PL1", 250, ""]]]])),
        packed(payload=members(_6=[["bank", -1, [["PL1", -1, ""]]]])),
        packed(payload=members(_6=[["bank", 1, [["PL1", 1]]]])),
        packed(payload=members(_6=[["b", 1, [["P", 1, ""]]]] * 2)),
        packed(payload=members(_7="李林")),
        wrapped(TAG + CODES([b"", {}, b""])),
        wrapped(TAG + CODES({1: 1})),
        wrapped(b"\0" * 4_000_000),
    ],
)
def test_what_is_not_exactly_our_form_could_not_be_checked(written):
    found = checked(written)
    assert found.status.value == "could_not_check"
    assert {one.result.value for one in found.checks} == {"could_not_check"}


def test_a_code_that_unpacks_to_too_much_is_not_unpacked():
    bomb = wrapped(bytes(BYTES_MAX + 1))
    assert len(bomb) < 100
    with pytest.raises(BadValueError):
        SignedSummary.of(bomb)


def test_a_line_end_behind_the_text_is_no_fault():
    assert checked(text() + "\r\n").status.value == "valid"


@pytest.mark.parametrize(
    "content",
    [
        *(
            b"",
            b"\x18",
            b"\x18\x01",
            b"\x1c",
            b"\x9f\xff",
            b"\xf9\x00\x00",
            b"\xc1\x00",
        ),
        *(b"\x01\x01", b"\x42a", b"\x62\xff\xfe", b"\x82\x01", b"\xa1\x61a\x01"),
        *(b"\xa2\x02\x01\x01\x01", b"\xa2\x01\x01\x01\x02", b"\x81" * 9 + b"\x01"),
        *(b"\x9b" + b"\xff" * 8, b"\xf5", b"\xf6", b"\x61\xc0"),
    ],
)
def test_cbor_that_is_not_in_its_one_form_is_refused(content):
    with pytest.raises(BadValueError):
        cbor.read(content)


def test_a_number_beyond_sixty_four_bits_is_not_written():
    assert cbor.read(cbor.written(2**64 - 1)) == 2**64 - 1
    with pytest.raises(BadValueError):
        cbor.written(2**64)


VALUES = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(0, 999), inner, max_size=4)
    ),
    max_leaves=12,
)


def depth(value):
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(VALUES)
def test_cbor_is_written_as_another_library_writes_it_and_read_back(value):
    written = cbor.written(value)
    assert written == cbor2.dumps(value, canonical=True)
    if depth(value) <= cbor.DEPTH_MAX:
        assert cbor.read(written) == value


def test_names_stand_in_the_order_of_their_bytes():
    assert cbor.written({-1: 0, 24: 0, 1: 0}) == b"\xa3\x01\x00\x18\x18\x00\x20\x00"


@given(st.binary(max_size=60))
def test_base45_is_what_another_library_writes(content):
    written = base45.written(content)
    assert written == their_base45.b45encode(content).decode()
    assert base45.read(written) == content


@pytest.mark.parametrize("written", ["0", "0000", "a0", ":::", "::", "GGX", "é0"])
def test_base45_that_is_none_is_refused(written):
    with pytest.raises(BadValueError):
        base45.read(written)


def test_a_summary_is_read_as_it_was_written():
    whole = a_summary(at=datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert SignedSummary.of(text(whole)).summary == whole
    other = replace(whole, status_index=131_071)
    assert SignedSummary.of(text(other)).summary != whole
