"""A bundle: the log's proof beside a credential, each part of it good and bad."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from bundles import DID_OF_LOG, LOG_KEY, a_bundle, change, proof_with, revoked
from conftest import NOON, OneKey
from signed import (
    AT,
    KEY,
    ORIGIN,
    a_list,
    inner,
    outer,
    report,
    result,
)

from creditbank.core.canonical import canonical
from creditbank.core.keys import Purpose
from creditbank.core.log import (
    Kind,
    Leaf,
)
from creditbank.core.transcripts.identity import origin_of


def test_a_bundle_needs_no_other_file_than_the_trusted_did_document():
    found = report(a_bundle(), did=DID_OF_LOG, lists=[])
    assert found.status.value == "valid"
    log = next(one for one in found.checks if one.code.value == "log")
    assert (log.code.value, log.result.value) == ("log", "passed")
    assert log.facts == {
        "index": "5",
        "size": "11",
        "logged": "2026-11-24T04:00:00Z",
    }


def test_one_credential_alone_may_be_bundled_too():
    assert report(a_bundle(inner()), did=DID_OF_LOG).status.value == "valid"


def test_a_bundle_is_never_believed_about_its_own_did_document():
    found = report(a_bundle(), did=None)
    assert found.status.value == "could_not_check"
    assert result(found, "log") == "could_not_check"


def test_without_the_key_of_the_log_its_check_could_not_be_made():
    found = report(a_bundle())  # the DID_OF_LOG document names no checkpoint key
    assert found.status.value == "valid"
    assert result(found, "log") == "could_not_check"


def test_a_newer_list_than_the_one_in_the_bundle_decides():
    found = report(a_bundle(), did=DID_OF_LOG, lists=[a_list(99)])
    assert found.status.value == "revoked"


@pytest.mark.parametrize(
    ("bundle", "reason"),
    [
        (lambda: change(checkpoint=""), "checkpoint"),
        (lambda: change(checkpoint="\n\n"), "checkpoint"),
        (lambda: change(checkpoint=None), "checkpoint"),
        (lambda: a_bundle(key=OneKey(Purpose.RECEIPTS)), "checkpoint"),
        (lambda: a_bundle(origin="https://other.example.edu"), "checkpoint"),
        (lambda: a_bundle(kind=Kind.REVOKE), "leaf"),
        (lambda: change(proof=None), "leaf"),
        (
            lambda: change(
                proof=proof_with(leaf=Leaf(Kind.ISSUE, "0" * 64, NOON).json())
            ),
            "leaf",
        ),
        (lambda: change(proof=proof_with(index="5")), "leaf"),
        (lambda: change(proof=proof_with(index=True)), "leaf"),
        (
            lambda: change(
                proof=proof_with(leaf={**proof_with()["leaf"], "at": "then"})
            ),
            "leaf",
        ),
        (lambda: change(proof=proof_with(index=6)), "proof"),
        (lambda: change(proof=proof_with(index=-1)), "proof"),
        (lambda: change(proof=proof_with(hashes=[])), "proof"),
        (
            lambda: change(proof=proof_with(hashes=["!", 7, *proof_with()["hashes"]])),
            "proof",
        ),
        (
            lambda: change(proof=proof_with(hashes=proof_with()["hashes"][::-1])),
            "proof",
        ),
    ],
)
def test_a_bundle_whose_proof_does_not_hold_is_altered(bundle, reason):
    found = report(bundle(), did=DID_OF_LOG)
    assert found.status.value == "altered"
    log = next(one for one in found.checks if one.code.value == "log")
    assert (log.result.value, log.facts) == ("failed", {"reason": reason})


def test_a_bundle_shows_that_its_credential_is_older_than_a_keys_revocation():
    later = report(a_bundle(), did=revoked(KEY, NOON + timedelta(hours=1)))
    assert later.status.value == "valid"
    assert later.checks[3].facts["logged"] == "2026-11-24T04:00:00Z"

    assert report(a_bundle(), did=revoked(KEY, NOON)).status.value == "key_not_valid"
    alone = report(outer(), did=revoked(KEY, NOON + timedelta(hours=1)))
    assert alone.status.value == "key_not_valid"


def test_a_checkpoint_under_a_revoked_key_proves_nothing():
    found = report(a_bundle(), did=revoked(LOG_KEY, AT))
    assert result(found, "log") == "could_not_check"


def test_another_issuers_bundle_is_of_an_unknown_issuer_and_not_altered():
    other = json.loads(DID_OF_LOG)
    other["id"] = "did:web:elsewhere.example"
    found = report(a_bundle(), did=canonical(other))
    assert found.status.value == "unknown_issuer"
    assert result(found, "log") == "could_not_check"


def test_a_bundle_without_a_credential_cannot_be_read():
    found = report(change(credential=None), did=DID_OF_LOG)
    assert found.status.value == "could_not_check"
    assert found.checks[0].facts == {"reason": "a bundle without a credential"}


def test_a_file_with_a_member_too_many_is_no_bundle():
    found = report(change(more=1), did=DID_OF_LOG)
    assert found.status.value != "valid"
    assert result(found, "log") == "not_applicable"


def test_an_origin_comes_back_from_its_did():
    for origin in (ORIGIN, "https://bank.example:8443"):
        from creditbank.core.transcripts.identity import did_of

        assert origin_of(did_of(origin)) == origin
