"""Every numbered check, once good and once bad; and what no check may ever say."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from conftest import OneKey
from signed import (
    AT,
    DID,
    KEY,
    LIST_KEY,
    ORIGIN,
    PUBLISHED,
    a_list,
    an_award,
    inner,
    outer,
    report,
    resigned,
    result,
    statement,
    suspended,
)

from creditbank.adapters.keys import verify_signature
from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError
from creditbank.core.keys import PublicKey, Purpose
from creditbank.core.transcripts import proofs as suites
from creditbank.core.transcripts.credentials import (
    achievement_credential,
)
from creditbank.core.transcripts.encoding import (
    base58,
    jwk_of,
    multikey,
    public_bytes_of,
    public_key_of,
    unbase58,
)
from creditbank.core.transcripts.identity import did_document, did_of
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.shapes import INNER, OUTER, fault
from creditbank.core.transcripts.status_lists import (
    decoded,
    encoded,
    is_set,
)
from creditbank.core.values import instant_text, sha256
from creditbank.core.verification import Code, Given, is_learner, verify
from creditbank.core.verification.documents import next_turn
from creditbank.core.verification.report import Result, Status, of_another_file, unread
from creditbank.core.verification.signatures import is_signed, methods_of


def test_a_transcript_as_issued_is_valid():
    found = report(outer())

    assert found.status.value == "valid"
    assert [check.number for check in found.checks] == list(range(1, len(Code) + 1))
    assert result(found, "log") == "not_applicable"
    assert result(found, "suspension") == "could_not_check"
    assert found.json()["as_of"] == "2026-11-24T08:00:00Z"


def test_one_credential_of_it_is_valid_alone():
    found = report(inner())
    assert found.status.value == "valid"
    assert result(found, "parts") == result(found, "identity") == "not_applicable"


def test_a_credential_without_grade_evidence_or_credits_is_valid_too():
    plain = replace(an_award().achievement, credits=None)
    found = report(inner(grade=None, evidence=(), achievement=plain))
    assert found.status.value == "valid"


@pytest.mark.parametrize("code", ["A 1", "数学 一", "50%", '<a>"b"', "C#1", "x|y^z`"])
def test_a_code_of_any_characters_stands_in_an_address_all_can_read(code):
    plain = an_award().achievement
    named = replace(plain, id=f"{ORIGIN}/courses/nou/{code}/1", code=code)
    document = inner(achievement=named, source_id=f"{ORIGIN}/institutions#body-{code}")
    assert report(document).status.value == "valid"
    stated = document["credentialSubject"]
    assert stated["achievement"]["humanCode"] == code
    for address in (stated["achievement"]["id"], stated["source"]["id"]):
        assert re.fullmatch(r"https://[\w.~:/?#@!$&'()*+,;=%-]+", address, re.ASCII)


def test_a_status_list_can_be_checked_like_any_document():
    assert report(a_list()).status.value == "valid"


def test_1_a_file_that_can_be_read_two_ways_is_altered():
    twice = canonical(outer()).replace(b'"name":', b'"name":"x","name":', 1)
    assert report(twice).status.value == "altered"


@pytest.mark.parametrize("content", [b"", b"not JSON", b"[]", b"3", b"\xff"])
def test_1_what_cannot_be_read_could_not_be_checked(content):
    assert report(content).status.value == "could_not_check"


def test_2_a_member_nobody_knows_is_not_passed_over():
    with pytest.raises(BadValueError):
        outer(nonsense="x")
    found = report(resigned({**outer(), "nonsense": "x"}, "eddsa-jcs-2022"))
    assert found.status.value == "could_not_check"
    assert result(found, "signature") == "passed"
    assert result(found, "shape") == "could_not_check"


def test_3_another_issuer_is_unknown_however_well_it_signs():
    theirs = OneKey()
    document = canonical(outer()).replace(b"credits.example.edu", b"fake.example.org")
    forged = signed(
        {
            k: v
            for k, v in json.loads(document, parse_float=str).items()
            if k != "proof"
        },
        theirs,
        at=AT,
    )
    assert report(canonical(forged)).status.value == "unknown_issuer"


def test_3_without_the_issuers_did_document_nothing_is_concluded():
    for did in (None, b"{}", b"not JSON", b'{"id": "did:key:z6Mk"}'):
        assert report(outer(), did=did).status.value == "could_not_check"


def test_4_a_key_the_issuer_does_not_publish_is_not_valid():
    other = OneKey(variant="another")
    assert report(outer(key=other)).status.value == "key_not_valid"
    assert report(inner(key=other)).status.value == "key_not_valid"


@pytest.mark.parametrize("purpose", [Purpose.RECEIPTS, Purpose.STATUS_LISTS])
def test_4_a_key_for_another_purpose_makes_no_transcript(purpose):
    other = OneKey(purpose)
    assert report(outer(key=other)).status.value == "key_not_valid"
    assert report(inner(key=other)).status.value == "key_not_valid"


def test_4_a_transcripts_key_makes_no_status_list():
    assert report(a_list(key=KEY)).status.value == "key_not_valid"
    assert report(outer(), lists=[a_list(key=KEY)]).status.value == "could_not_check"


def revoked(*keys, at=AT):
    document = json.loads(DID)
    for method in document["verificationMethod"]:
        if method["id"] in {key.key_id for key in keys}:
            method["revoked"] = at.isoformat().replace("+00:00", "Z")
    return canonical(document)


def test_4_a_revoked_key_signs_nothing_whatever_date_its_signature_bears():
    did = revoked(KEY, at=AT + timedelta(hours=1))
    found = report(outer(), did=did, at=AT + timedelta(hours=1))
    assert found.status.value == "key_not_valid"
    assert found.checks[3].facts["revoked"] == "2026-11-24T09:00:00Z"
    assert result(found, "signature") == "passed"

    before = report(outer(), did=did, at=AT + timedelta(minutes=59))
    assert before.status.value == "valid"


def test_4_what_was_changed_under_a_revoked_key_is_altered_all_the_same():
    document = outer()
    document["name"] = "another"
    assert report(document, did=revoked(KEY)).status.value == "altered"


@pytest.mark.parametrize(
    ("logged", "status"),
    [(AT - timedelta(seconds=1), "valid"), (AT, "key_not_valid")],
)
def test_4_the_log_shows_that_a_document_is_older_than_the_revocation(logged, status):
    content = canonical(outer())
    did = revoked(KEY, at=AT)
    given = Given(content, AT, did, [a_list()], {sha256(content): logged})
    assert verify(given, verify_signature).status.value == status


def test_6_a_transcript_under_a_good_key_vouches_for_what_is_inside():
    newer = OneKey(variant="the next")
    keys = [*PUBLISHED, PublicKey(newer.multikey, Purpose.TRANSCRIPTS)]
    document = json.loads(canonical(did_document(ORIGIN, keys)))
    document["verificationMethod"][0]["revoked"] = "2026-11-24T08:00:00Z"
    did = canonical(document)

    assert report(outer(key=newer), did=did).status.value == "valid"
    assert report(outer(), did=did).status.value == "key_not_valid"
    assert report(inner(), did=did).status.value == "key_not_valid"


def test_8_a_list_under_a_revoked_key_says_nothing():
    found = report(outer(), did=revoked(LIST_KEY))
    assert found.status.value == "could_not_check"
    assert result(found, "revocation") == "could_not_check"


def test_4_a_revocation_at_no_instant_leaves_a_did_document_unread():
    document = json.loads(DID)
    document["verificationMethod"][0]["revoked"] = "soon"
    assert report(outer(), did=canonical(document)).status.value == "could_not_check"


@pytest.mark.parametrize(
    "change",
    [
        {"assertionMethod": []},
        {"controller": "did:web:other.example"},
        {"type": "JsonWebKey"},
        {"purpose": "receipts"},
        {"purpose": "nothing we know"},
        {"publicKeyMultibase": multikey(b"\x01" + b"\0" * 31)},
    ],
)
def test_4_a_key_counts_only_as_the_did_document_lists_it(change):
    document = json.loads(DID)
    small = change.get("publicKeyMultibase")
    method = document["verificationMethod"][0]
    for name, value in change.items():
        (document if name == "assertionMethod" else method)[name] = value
    if small:
        method["id"] = f"{did_of(ORIGIN)}#{small}"
        document["assertionMethod"] = [method["id"]]
    found = report(inner(), did=canonical(document))
    assert found.status.value == "key_not_valid"


def test_4_a_document_without_our_proof_could_not_be_checked():
    document = inner()
    rdfc, jcs = document["proof"]
    for proofs in ([rdfc], [rdfc, jcs, jcs], [rdfc, jcs, {}], [], [jcs] + [rdfc] * 4):
        found = report({**document, "proof": proofs})
        assert found.status.value == "could_not_check"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"creditsEarned":2.5', b'"creditsEarned":9'),
        ("李林".encode(), "王芳".encode()),
        (b'"value":"90"', b'"value":"99"'),
        (b"2026-11-24T08:00:00Z", b"2025-11-24T08:00:00Z"),
        (b'"statusListIndex":"99"', b'"statusListIndex":"98"'),
    ],
)
def test_5_a_changed_byte_is_altered(old, new):
    content = canonical(outer())
    assert old in content
    assert report(content.replace(old, new, 1)).status.value == "altered"


@pytest.mark.parametrize("value", ["", "z", "zIl", "z" + base58(b"1" * 63)])
@pytest.mark.parametrize("number", [0, 1])
def test_5_a_proof_value_that_is_none_is_altered(value, number):
    document = inner()
    document["proof"][number]["proofValue"] = value
    assert report(document).status.value == "altered"


@pytest.mark.parametrize("number", [0, 1])
def test_5_the_proof_covers_its_own_context(number):
    document = inner()
    document["proof"][number]["@context"] = ["https://www.w3.org/ns/credentials/v2"]
    assert report(document).status.value == "altered"


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_5_one_proof_of_the_two_is_not_enough(suite):
    whole = inner()
    alone = resigned(whole, suite)
    assert report(alone).status.value == "could_not_check"
    other = signed({**whole, "name": "x"}, KEY, at=AT)["proof"]
    mixed = [
        one if one["cryptosuite"] == suite else two
        for one, two in zip(whole["proof"], other, strict=True)
    ]
    assert report({**whole, "proof": mixed}).status.value == "altered"


def test_5_a_proof_over_terms_we_do_not_know_is_not_passed_over():
    stranger = resigned({**inner(), "nonsense": "x"}, "eddsa-jcs-2022")
    rdfc, _ = inner()["proof"]
    found = report({**stranger, "proof": [rdfc, *stranger["proof"]]})
    assert result(found, "signature") == "could_not_check"
    with pytest.raises(BadValueError):
        resigned(inner(), "ecdsa-rdfc-2019")


def test_5_a_graph_is_only_read_where_the_bytes_were_signed(monkeypatch):
    """Hostile graphs can cost much; under our key's name they cost one hash."""
    document = inner()
    monkeypatch.setattr(suites, "quads_of", None)
    identity = document["credentialSubject"]["identifier"][0]
    document["credentialSubject"]["identifier"] = [identity] * 2000
    assert report(document, lists=[]).status.value == "altered"


def test_5_a_proof_of_a_suite_we_do_not_know_is_not_passed_over():
    document = inner()
    rdfc, jcs = document["proof"]
    found = report({**document, "proof": [{**rdfc, "cryptosuite": "x"}, jcs]})
    assert result(found, "signature") == "could_not_check"
    assert found.status.value == "could_not_check"


def test_6_credits_swapped_between_parts_are_altered_even_under_a_good_outer_proof():
    """Pitfall 1: the outer proof of another suite would not see it."""
    stated = statement()
    one, two = stated.inner
    swapped = [
        {**one, "credentialSubject": {**one["credentialSubject"], "creditsEarned": 9}},
        two,
    ]
    found = report(outer(replace(stated, inner=swapped)))
    assert found.status.value == "altered"
    assert result(found, "signature") == "passed"
    assert result(found, "parts") == "failed"


def test_7_a_part_about_someone_else_is_altered():
    stated = statement()
    other = [inner(1), inner(2, learner_number="L00000002")]
    found = report(outer(replace(stated, inner=other)))
    assert result(found, "identity") == "failed"
    assert found.status.value == "altered"


def test_7_whoever_knows_the_number_can_see_whose_it_is():
    assert is_learner(outer(), "L00000001")
    assert not is_learner(outer(), "L00000002")
    assert not is_learner({}, "L00000001")


@pytest.mark.parametrize("index", [99, 1, 2])
def test_8_one_revoked_part_makes_the_file_revoked(index):
    found = report(outer(), lists=[a_list(index)])
    assert found.status.value == "revoked"


def test_8_without_the_list_it_could_not_be_checked():
    assert report(outer(), lists=[]).status.value == "could_not_check"


@pytest.mark.parametrize(
    "bad",
    [
        b"not JSON",
        b"{}",
        a_list(at=AT - timedelta(days=30)),
        a_list(at=AT + timedelta(days=1)),
        a_list(id=f"{ORIGIN}/status/suspension/1"),
        a_list().replace(b'"ttl":300000', b'"ttl":300001'),
        a_list(validUntil="soon"),
        a_list().replace(LIST_KEY.multikey.encode(), LIST_KEY.multikey.encode() + b"x"),
    ],
)
def test_8_a_list_that_is_old_forged_or_anothers_is_as_if_not_given(bad):
    assert report(outer(), lists=[bad]).status.value == "could_not_check"


def test_9_and_11_suspended_and_superseded_stand_in_lists_beside():
    assert report(outer(), lists=[a_list(), suspended(99)]).status.value == "suspended"
    newer = suspended(99, purpose="supersession")
    assert report(outer(), lists=[a_list(), newer]).status.value == "superseded"
    clear = [a_list(), suspended(), suspended(purpose="supersession")]
    assert result(report(outer(), lists=clear), "suspension") == "passed"


@pytest.mark.parametrize(
    ("purpose", "indices", "told"),
    [
        ("revocation", [], "passed"),
        ("revocation", [3, 99], "failed"),
        ("suspension", [2], "failed"),
        ("supersession", [1, 99], "failed"),
    ],
)
def test_8_9_11_a_bank_asks_its_own_books_for_its_own_lists(purpose, indices, told):
    books = {f"{ORIGIN}/status/{purpose}/1": indices}
    given = Given(canonical(outer()), AT, DID, books=books)
    found = verify(given, verify_signature)
    assert result(found, purpose) == told
    for other in {"revocation", "suspension", "supersession"} - {purpose}:
        assert result(found, other) == "could_not_check"


def test_8_the_books_know_no_index_outside_a_list():
    document = achievement_credential(an_award(), origin=ORIGIN)
    document["credentialStatus"]["statusListIndex"] = "131072"
    content = canonical(signed(document, KEY, at=AT))
    books = {f"{ORIGIN}/status/revocation/1": [131_072]}
    found = verify(Given(content, AT, DID, books=books), verify_signature)
    assert result(found, "revocation") == "could_not_check"


@pytest.mark.parametrize("index", ["-1", "131072", "１", "x", ""])
def test_8_an_index_outside_the_list_could_not_be_checked(index):
    document = achievement_credential(an_award(), origin=ORIGIN)
    document["credentialStatus"]["statusListIndex"] = index
    assert report(signed(document, KEY, at=AT)).status.value == "could_not_check"


@pytest.mark.parametrize(
    ("members", "status"),
    [
        ({"validFrom": "2027-01-01T00:00:00Z"}, "expired"),
        ({"validUntil": "2026-11-24T07:59:59Z"}, "expired"),
        ({"validUntil": "2026-11-24T08:00:00Z"}, "valid"),
        ({"validFrom": "soon"}, "could_not_check"),
    ],
)
def test_10_the_period_decides_and_its_last_second_counts(members, status):
    assert report(outer(**members)).status.value == status


def test_10_time_alone_changes_nothing_until_an_instant_that_is_named():
    until = {"validUntil": "2026-11-26T08:00:00Z"}
    gone = [PublicKey(KEY.multikey, Purpose.TRANSCRIPTS, AT + timedelta(days=1))]
    day = timedelta(days=1)

    assert next_turn(outer(), PUBLISHED, at=AT - day) == AT
    assert next_turn(outer(), PUBLISHED, at=AT) == AT
    assert next_turn(outer(), PUBLISHED, at=AT + day) is None
    assert next_turn(outer(**until), gone, at=AT + day / 2) == AT + day
    assert next_turn(outer(**until), gone, at=AT + day * 3 / 2) == AT + 2 * day
    assert next_turn({"validUntil": "soon"}, [], at=AT) is None


def test_lists_of_bits_are_read_exactly():
    bits = decoded(encoded([0, 7, 131_071]))
    assert [i for i in (0, 1, 7, 8, 131_071) if is_set(bits, i)] == [0, 7, 131_071]
    assert sum(byte.bit_count() for byte in bits) == 3  # revoking one revokes one
    with pytest.raises(BadValueError):
        is_set(bits, 131_072)


@pytest.mark.parametrize("text", ["", "x", "u!!", "uAAAA", "u" + "A" * 50_000])
def test_a_list_that_is_none_is_refused(text):
    with pytest.raises(BadValueError):
        decoded(text)


def test_a_list_that_unpacks_to_more_or_less_is_refused():
    import base64
    import gzip

    for size in (16_383, 16_385, 10_000_000):
        packed = gzip.compress(bytes(size), mtime=0)
        text = "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
        with pytest.raises(BadValueError):
            decoded(text)


def test_a_p256_key_is_a_point_of_the_curve_or_no_key():
    name = OneKey(Purpose.TRANSCRIPTS_JWT).multikey
    assert set(jwk_of(name)) == {"kty", "crv", "x", "y"}
    assert len(public_bytes_of(name)) == 33
    assert len(public_bytes_of(KEY.multikey)) == 32
    off_curve = next(
        one
        for one in (
            "z" + base58(b"\x80\x24\x02" + bytes(31) + bytes([n])) for n in range(9)
        )
        if not is_point(one)
    )
    for wrong in (
        off_curve,
        KEY.multikey,
        "x",
        "z" + base58(b"\x80\x24\x04" + bytes(32)),
    ):
        with pytest.raises(BadValueError):
            jwk_of(wrong)


def is_point(name):
    try:
        return bool(jwk_of(name))
    except BadValueError:
        return False


def test_a_revoked_key_stays_published_with_the_instant():
    key = PublicKey(KEY.multikey, Purpose.TRANSCRIPTS, revoked_at=AT)
    method = did_document(ORIGIN, [key])["verificationMethod"][0]
    assert method["revoked"] == "2026-11-24T08:00:00Z"


def test_keys_are_written_as_multikeys():
    key = KEY.private.public_key().public_bytes_raw()
    assert public_key_of(multikey(key)) == key
    assert unbase58(base58(b"\0\0a")) == b"\0\0a"
    assert did_of("https://a.example:8000") == "did:web:a.example%3A8000"


@pytest.mark.parametrize("text", ["", "x", "z0", "z1", "z" + "1" * 300])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(BadValueError):
        public_key_of(text)


@pytest.mark.parametrize("order", [0, 1, 2, 3, 4])
def test_keys_of_small_order_are_refused(order):
    """Their y-coordinates lie on the curve and die under doubling three times."""
    from creditbank.core.transcripts.encoding import _SMALL_ORDER_Y

    y = sorted(_SMALL_ORDER_Y)[order]
    for sign in (0, 1 << 255):
        with pytest.raises(BadValueError):
            public_key_of(multikey((y | sign).to_bytes(32, "little")))


def test_shapes_are_closed():
    assert fault(inner(), INNER) is None
    assert fault(outer(), OUTER) is None
    assert fault("x", INNER) == "$"
    assert fault({**inner(), "more": 1}, INNER) == "$.more"
    assert fault({k: v for k, v in inner().items() if k != "name"}, INNER) == "$.name"
    assert fault({**inner(), "proof": []}, INNER) == "$.proof"
    assert fault({**inner(), "proof": "x"}, INNER) == "$.proof"
    assert fault({**inner(), "name": True}, INNER) == "$.name"


def test_what_has_no_proof_is_signed_by_nobody():
    for document in ({}, [], {"proof": "x"}):
        assert is_signed(document, lambda _: b"", verify_signature) is None
        assert methods_of(document) == []


def test_a_file_that_cannot_be_read_passes_no_check():
    found = unread("no such code", at=AT)

    assert found.status is Status.COULD_NOT_CHECK
    assert {check.result for check in found.checks} == {Result.COULD_NOT_CHECK}
    assert [check.code for check in found.checks] == list(Code)


def test_a_paper_that_names_another_file_is_altered_whatever_stands_under_its_code():
    good = report(outer())
    found = of_another_file(good)

    assert (good.status, found.status) == (Status.VALID, Status.ALTERED)
    assert len(found.checks) == len(good.checks)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_8_of_two_lists_the_newer_counts_whichever_comes_first(is_reversed):
    document, later = outer(), AT + timedelta(days=1)
    index = int(document["credentialStatus"]["statusListIndex"])
    lists = [a_list(), a_list(index, at=later)]
    given = lists[::-1] if is_reversed else lists

    found = report(document, lists=given, at=later)

    assert found.status is Status.REVOKED
    assert report(document, lists=[a_list()], at=later).status is Status.VALID
    facts = next(dict(one.facts) for one in found.checks if one.number == 8)
    assert facts == {"listed": instant_text(later)}


def test_8_of_two_lists_of_one_instant_every_bit_counts():
    document = outer()
    index = int(document["credentialStatus"]["statusListIndex"])

    for lists in ([a_list(), a_list(index)], [a_list(index), a_list()]):
        assert report(document, lists=lists).status is Status.REVOKED
