"""Keys at rest and at work: each for one purpose, each in its published form."""

from __future__ import annotations

import json

import pytest
from conftest import NOON, FixedKeys, OneKey
from cryptography import x509

from creditbank.adapters.db import keys
from creditbank.adapters.db.base import db, transaction
from creditbank.adapters.keys import (
    KeptKeys,
    create_missing,
    made_key,
    verify_ed25519,
    verify_es256,
)
from creditbank.config import DEMO_ORIGIN, WrongSettingError
from creditbank.core.keys import Algorithm, Purpose

PASSPHRASE = "a passphrase for this test, and nothing else"


@pytest.fixture
def empty(app, database):
    """A bank without keys."""
    with app.app_context():
        with transaction() as session:
            for row in keys.every(session):
                session.delete(row)
        yield KeptKeys(DEMO_ORIGIN, PASSPHRASE)
        db.session.remove()


def create(at=NOON):
    with transaction() as session:
        return create_missing(session, DEMO_ORIGIN, PASSPHRASE, at=at)


def verifies(key_id, message, signature, purpose):
    from creditbank.core.transcripts.encoding import p256_key, public_key_of

    name = key_id.partition("#")[2]
    if purpose.algorithm is Algorithm.ED25519:
        return verify_ed25519(public_key_of(name), message, signature)
    return verify_es256(p256_key(name), message, signature)


def test_every_purpose_gets_a_key_of_its_own_and_keeps_it(empty):
    made = {row.multikey for row in create()}

    assert len(made) == len(Purpose)
    assert create() == []
    assert {empty.signer(one).key_id.partition("#")[2] for one in Purpose} == made


@pytest.mark.parametrize("purpose", list(Purpose))
def test_what_a_key_signs_its_published_half_verifies(empty, purpose):
    create()
    signer = empty.signer(purpose)
    signature = signer.sign(b"words")

    assert len(signature) == 64
    assert verifies(signer.key_id, b"words", signature, purpose)
    assert not verifies(signer.key_id, b"other words", signature, purpose)
    assert not verifies(signer.key_id, b"words", signature[:-1], purpose)


def test_a_private_key_is_kept_encrypted_and_never_printed(empty):
    for row in create():
        assert b"ENCRYPTED PRIVATE KEY" in row.private
    assert "private" not in repr(empty.signer(Purpose.SEAL))


def test_a_missing_key_is_said_plainly(empty):
    with pytest.raises(WrongSettingError, match="none for receipts; run `creditbank"):
        empty.signer(Purpose.RECEIPTS)


def test_another_passphrase_opens_nothing_and_the_setting_is_named(empty):
    create()
    other = KeptKeys(DEMO_ORIGIN, "another passphrase, just as long as the first")
    with pytest.raises(WrongSettingError, match="CREDITBANK_KEY_PASSPHRASE"):
        other.signer(Purpose.TRANSCRIPTS)


def test_the_seal_certifies_its_own_key_for_signing_only(empty):
    create()
    found = x509.load_der_x509_certificate(empty.certificate())
    usage = found.extensions.get_extension_for_class(x509.KeyUsage).value

    found.verify_directly_issued_by(found)
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    signature = empty.signer(Purpose.SEAL).sign(b"page")
    point = found.public_key().public_bytes(*_COMPRESSED)
    assert verify_es256(point, b"page", signature)


def test_a_p256_key_is_published_as_jwk_with_the_point_it_names(client):
    from creditbank.core.transcripts.encoding import jwk_of

    for variant in "abcdefgh":  # both signs of y
        key = OneKey(Purpose.TRANSCRIPTS_JWT, variant)
        numbers = key.private.public_key().public_numbers()
        jwk = jwk_of(key.multikey)
        assert [_number(jwk[name]) for name in "xy"] == [numbers.x, numbers.y]

    document = json.loads(client.get("/.well-known/did.json").data)
    assert '"d"' not in json.dumps(document)
    found = {one["purpose"]: one for one in document["verificationMethod"]}
    assert set(found) == set(Purpose)
    assert found["transcripts"]["type"] == found["checkpoints"]["type"] == "Multikey"
    assert found["transcripts_jwt"]["publicKeyJwk"]["crv"] == "P-256"


def test_a_checkpoint_or_a_seal_is_no_assertion_of_the_issuer(client):
    document = json.loads(client.get("/.well-known/did.json").data)
    ring = FixedKeys().ring
    assert set(document["assertionMethod"]) == {
        ring[one].key_id for one in set(Purpose) - {Purpose.CHECKPOINTS, Purpose.SEAL}
    }


def test_a_new_key_is_published_before_it_signs():
    row = made_key(Purpose.RECEIPTS, DEMO_ORIGIN, PASSPHRASE, at=NOON)
    assert (row.state, row.activated_at) == ("pre_published", None)


def _number(text):
    from base64 import urlsafe_b64decode

    return int.from_bytes(urlsafe_b64decode(text + "="), "big")


def _compressed():
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return Encoding.X962, PublicFormat.CompressedPoint


_COMPRESSED = _compressed()
