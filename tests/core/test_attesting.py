"""The bank's signed word on a check: what it holds, and what nobody can make it say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from conftest import OneKey
from signed import AT, DID, ORIGIN, PUBLISHED, a_list, outer, report, result, suspended

from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError
from creditbank.core.keys import PublicKey, Purpose
from creditbank.core.receipts import signed_receipt
from creditbank.core.transcripts.identity import did_document, did_of
from creditbank.core.values import sha256
from creditbank.core.verification.attesting import (
    Attestation,
    Attested,
    verification_receipt,
)
from creditbank.core.verification.links import PaperLink, typed_code
from creditbank.core.verification.report import Status, unread

KEY = OneKey(Purpose.VERIFICATIONS)
KNOWN = [*PUBLISHED, PublicKey(KEY.multikey, Purpose.VERIFICATIONS)]
KEYS = canonical(did_document(ORIGIN, KNOWN))


def attested(document=None, found=None, **facts):
    document = document or outer()
    return Attested(
        **{
            "brought": canonical(document),
            "document": document,
            "report": found or report(document),
            "did_document": DID,
            "status_lists": [a_list()],
            **facts,
        }
    )


def receipt(given=None, key=KEY):
    return verification_receipt(given or attested(), key, issuer=did_of(ORIGIN))


def checked(document, **facts):
    return report(document, did=facts.pop("did", KEYS), lists=[], **facts)


def test_a_receipt_names_what_was_checked_against_what_and_how_it_ended():
    made = receipt()

    assert made["brought"]["digest"] == made["document"] == sha256(canonical(outer()))
    assert made["did_document"] == sha256(DID)
    assert made["status_lists"] == [
        {
            "id": f"{ORIGIN}/status/revocation/1",
            "from": "2026-11-24T08:00:00Z",
            "digest": sha256(a_list()),
        }
    ]
    assert made["report"] == report(outer()).json()
    assert made["at"] == made["report"]["as_of"]
    told = Attestation.of(made)
    assert (told.status, told.brought) == (Status.VALID, told.document)
    assert told.facts()["status"] == "valid"


def test_it_can_be_checked_offline_with_the_keys_alone():
    found = checked(receipt())

    assert found.status is Status.VALID
    for code in ("parts", "identity", "revocation", "suspension", "supersession"):
        assert result(found, code) == "not_applicable"


def test_a_receipt_that_says_revoked_is_as_genuine_as_one_that_says_valid():
    found = report(outer(), lists=[suspended(99, purpose="revocation")])
    made = receipt(attested(found=found))

    assert made["report"]["status"] == "revoked"
    assert checked(made).status is Status.VALID


def test_a_changed_result_is_altered():
    found = report(outer(), lists=[suspended(99, purpose="revocation")])
    made = receipt(attested(found=found))
    forged = {**made, "report": receipt()["report"]}
    assert checked(forged).status is Status.ALTERED


def test_it_does_not_hold_before_it_was_made():
    assert checked(receipt(), at=AT - timedelta(seconds=1)).status is Status.EXPIRED


@pytest.mark.parametrize("purpose", [Purpose.RECEIPTS, Purpose.TRANSCRIPTS])
def test_no_key_for_anything_else_signs_one(purpose):
    made = receipt(key=OneKey(purpose))
    assert checked(made).status is Status.KEY_NOT_VALID


def test_nobody_can_make_the_bank_sign_words_of_theirs():
    theirs = {**outer(), "李林 passed": "yes", "issuer": "did:web:buy-degrees.example"}
    made = receipt(attested(theirs))

    said = canonical(made).decode()
    assert made["report"]["status"] == "unknown_issuer"
    assert "李林" not in said
    assert "buy-degrees" not in said


def test_a_key_that_is_not_the_banks_is_not_named_in_it():
    key = OneKey(Purpose.TRANSCRIPTS, "another")
    document = {**outer(), "proof": outer(key=key)["proof"]}
    made = receipt(attested(document))
    assert made["report"]["status"] == "key_not_valid"
    assert key.multikey not in canonical(made).decode()


def test_what_held_nothing_to_check_has_its_receipt_too():
    found = unread("no QR code", at=AT)
    bare = replace(attested(found=found), document=None, status_lists=[])
    made = receipt(bare)

    assert "document" not in made
    assert "status_lists" not in made
    assert Attestation.of(made).document == ""
    assert checked(made).status is Status.VALID


def test_no_receipt_is_signed_that_a_verifier_would_not_know():
    found = report(outer())
    twice = replace(found, checks=(*found.checks, found.checks[0]))
    with pytest.raises(BadValueError):
        receipt(attested(found=twice))


def test_a_receipt_with_a_member_more_could_not_be_checked():
    bare = {name: one for name, one in receipt().items() if name != "proof"}
    made = signed_receipt({**bare, "learner": "L00000001"}, KEY, at=AT)
    assert checked(made).status is Status.COULD_NOT_CHECK


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0123456789ABCDEF", "0123456789ABCDEF"),
        (" 0i23-4567 89ab-cdeo\n", "0123456789ABCDE0"),
        ("0123456789ABCDE", None),
        ("0123456789ABCDE/", None),
        ("学" * 16, None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(text, code):
    assert typed_code(text) == (PaperLink(code, None) if code else None)
