"""What others signed: the vectors of W3C, the samples of 1EdTech, judged strictly.

They are read where they stand; where they are absent each test says it was not run.
"""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld
from shared import load, pyld_nquads, vc_data
from signed import report

from creditbank.adapters.keys import verify_signature
from creditbank.core.errors import BadValueError
from creditbank.core.strict import parsed
from creditbank.core.transcripts.encoding import base58, public_key_of, unbase58
from creditbank.core.transcripts.proofs import signing_input
from creditbank.core.transcripts.rdfc import canonical_nquads
from creditbank.core.verification.documents import inner_of
from creditbank.core.verification.signatures import proof_holds

W3C = ("vectors", "w3c-eddsa")


def w3c(*parts):
    return vc_data(*W3C, *parts).read_text("utf-8").strip()


def w3c_key():
    secret = unbase58(json.loads(w3c("keyPair.json"))["privateKeyMultibase"][1:])
    return Ed25519PrivateKey.from_private_bytes(secret[2:])


def test_w3c_the_jcs_vector_is_reproduced_byte_for_byte_by_our_own_code():
    document = json.loads(w3c("unsigned.json"))
    options = json.loads(w3c("eddsa-jcs-2022", "proofConfigJCS.json"))

    message = signing_input(document, options)

    assert message.hex() == w3c("eddsa-jcs-2022", "combinedHashJCS.txt")
    written = "z" + base58(w3c_key().sign(message))
    assert written == w3c("eddsa-jcs-2022", "sigBTC58JCS.txt")
    signed = json.loads(w3c("eddsa-jcs-2022", "signedJCS.json"))
    assert proof_holds(signed, signed["proof"], pinned, verify_signature) is True
    assert written == signed["proof"]["proofValue"]


def test_w3c_the_rdfc_vector_is_reproduced_with_pyld_for_terms_that_are_not_ours():
    """Its contexts are not ours, so PyLD states it; we canonicalize, hash and sign."""
    document = json.loads(w3c("unsigned.json"))
    options = json.loads(w3c("eddsa-rdfc-2022", "proofConfigDataInt.json"))
    with pytest.raises(BadValueError):
        signing_input(document, options)

    canonical = [canonical_nquads(stated(one)) for one in (options, document)]

    assert canonical[0].strip() == w3c("eddsa-rdfc-2022", "proofCanonDataInt.txt")
    assert canonical[1].strip() == w3c("eddsa-rdfc-2022", "canonDocDataInt.txt")
    assert canonical == [pyld_nquads(one) for one in (options, document)]
    message = b"".join(hashlib.sha256(one.encode()).digest() for one in canonical)
    assert message.hex() == w3c("eddsa-rdfc-2022", "combinedHashDataInt.txt")
    written = "z" + base58(w3c_key().sign(message))
    assert written == w3c("eddsa-rdfc-2022", "sigBTC58DataInt.txt")


def test_w3c_the_second_rdfc_vector_is_restored_from_its_statements_in_disorder():
    """Its citizenship context is not at hand: names and order must be found again."""
    documents = [
        w3c("eddsa-rdfc-2022", "employ", name)
        for name in ("proofCanonDataInt.txt", "canonDocDataInt.txt")
    ]
    disordered = [
        re.sub(r"_:c14n(\d+)", lambda found: f"_:x{97 - int(found[1])}", document)
        for document in documents
    ]

    canonical = [
        canonical_nquads(quads(reversed(one.splitlines()))) for one in disordered
    ]

    assert [one.strip() for one in canonical] == documents
    message = b"".join(hashlib.sha256(one.encode()).digest() for one in canonical)
    assert message.hex() == w3c("eddsa-rdfc-2022", "employ", "combinedHashDataInt.txt")
    written = "z" + base58(w3c_key().sign(message))
    assert written == w3c("eddsa-rdfc-2022", "employ", "sigBTC58DataInt.txt")


def stated(document):
    """PyLD's statements, not yet canonical, as our canonicalizer takes them."""
    dataset = jsonld.to_rdf(document, {"documentLoader": load})
    return quads(jsonld.JsonLdProcessor.to_nquads(dataset).splitlines())


def quads(lines):
    """Statements of the default graph, taken apart."""
    for line in lines:
        subject, predicate, rest = line.removesuffix(" .").split(" ", 2)
        yield subject, predicate, rest, ""


def pinned(method):
    """Trust whatever key the fragment spells: only ever in a test."""
    return public_key_of(method.partition("#")[2] or method.rpartition(":")[2])


# file: the status under our own DID document; what each proof says with the key pinned
# (None: we cannot check it, and say so).
SAMPLES = {
    "1edtech/clr20_simple-noproof.json": ("unknown_issuer", []),
    "1edtech/clr20_simple.json": ("unknown_issuer", [None]),
    "1edtech/ob30_bit-string-list_credential-status-revoked.json": (
        "unknown_issuer",
        [True],
    ),
    "1edtech/ob30_bit-string-list_testlist.json": ("unknown_issuer", [True]),
    "1edtech/ob30_complete.json": ("unknown_issuer", [None]),
    "1edtech/ob30_sd_derivedcredential.json": ("unknown_issuer", [None]),
    "1edtech/ob30_simple-did-key-method.json": ("unknown_issuer", [True]),
    "1edtech/ob30_simple-did-web-method.json": ("unknown_issuer", [True]),
    "1edtech/ob30_simple-eddsa-2022.json": ("unknown_issuer", [None]),
    "1edtech/ob30_simple-err-expired.json": ("unknown_issuer", [True]),
    "1edtech/ob30_simple-err-issuer-type.json": ("unknown_issuer", [None]),
    "1edtech/ob30_simple-err-proof-value.json": ("unknown_issuer", [False]),
    "1edtech/ob30_simple-multiple-proofs.json": ("unknown_issuer", [None, True]),
    "1edtech/ob30_simple.json": ("unknown_issuer", [True]),
    "1edtech/ob30_simple.jwt": ("unknown_issuer", None),
    "reference/BAD-credits-swapped-shared-subject-id.json": ("altered", [True]),
    "reference/clr-transcript.es256.jwt": ("altered", None),
    "reference/clr-transcript.json": ("altered", [True, True]),
    "reference/open-badge.json": ("could_not_check", [True]),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_foreign_sample_is_never_valid_under_our_issuer(name):
    content = vc_data("samples", name).read_bytes()
    status, _ = SAMPLES[name]
    assert report(content).status.value == status != "valid"


@pytest.mark.parametrize("name", [one for one in SAMPLES if one.endswith(".json")])
def test_with_its_key_pinned_a_samples_signature_is_judged_right(name):
    document = parsed(vc_data("samples", name).read_bytes())
    proofs = document.get("proof", [])
    listed = proofs if isinstance(proofs, list) else [proofs]
    held = [proof_holds(document, one, pinned, verify_signature) for one in listed]
    assert held == SAMPLES[name][1]


def test_every_sample_is_in_the_table():
    folder = vc_data("samples")
    files = {
        file.relative_to(folder).as_posix()
        for place in ("1edtech", "reference")
        for file in (folder / place).iterdir()
        if file.suffix in {".json", ".jwt"}
    }
    assert files == set(SAMPLES)


def test_the_swapped_sample_is_caught_by_the_parts_own_proofs():
    document = parsed(
        vc_data(
            "samples", "reference", "BAD-credits-swapped-shared-subject-id.json"
        ).read_bytes()
    )
    held = [
        proof_holds(one, proof, pinned, verify_signature)
        for one in inner_of(document)
        for proof in one["proof"]
    ]
    assert False in held
