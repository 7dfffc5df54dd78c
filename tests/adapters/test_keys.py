"""Keys at rest and at work: each for one purpose, each in its published form."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from conftest import NOON, FixedKeys, OneKey
from cryptography import x509
from softhsm import a_token, verifies

from creditbank.adapters.db import keys
from creditbank.adapters.db.base import reading, transaction
from creditbank.adapters.keys import (
    KeptKeys,
    verify_es256,
)
from creditbank.cli.institution import operator
from creditbank.config import DEMO_ORIGIN, WrongSettingError
from creditbank.core.keys import Purpose
from creditbank.core.values import sha256
from creditbank.services import keys as ring

PASSPHRASE = "a passphrase for this test, and nothing else"


@pytest.fixture
def empty(kept):
    return kept()


@pytest.fixture
def created(empty, world):
    """The same bank with a key for each purpose."""
    ring.create_missing(actor=operator(), world=replace(world, keys=empty))
    return empty


@pytest.fixture(params=["under a passphrase", "in a token"])
def either(request, kept, world):
    """A bank whose keys are kept the one way or the other."""
    found = kept(a_token() if request.param == "in a token" else None)
    ring.create_missing(actor=operator(), world=replace(world, keys=found))
    yield found
    found.close()


@pytest.mark.parametrize("purpose", list(Purpose))
def test_what_a_key_signs_its_published_half_verifies(either, purpose):
    signer = either.signer(purpose)
    signature = signer.sign(b"words")

    assert len(signature) == 64
    assert verifies(signer.key_id, b"words", signature, purpose)
    assert not verifies(signer.key_id, b"other words", signature, purpose)
    assert not verifies(signer.key_id, b"words", signature[:-1], purpose)


def test_a_private_key_is_kept_encrypted_and_never_printed(created):
    with reading() as session:
        rows = keys.every(session)
    assert len(rows) == len(Purpose)
    assert all(b"ENCRYPTED PRIVATE KEY" in row.private for row in rows)
    made = created.make(Purpose.SEAL, at=NOON)
    for shown in (repr(created), repr(created.signer(Purpose.SEAL)), repr(made)):
        assert "private" not in shown
        assert PASSPHRASE not in shown


def test_a_missing_key_is_said_plainly(empty):
    with pytest.raises(WrongSettingError, match="none for receipts; run `creditbank"):
        empty.signer(Purpose.RECEIPTS)


def test_another_passphrase_opens_nothing_and_the_setting_is_named(created, clock):
    other = KeptKeys(DEMO_ORIGIN, "another passphrase, just as long", clock)
    for attempt in (other.check, lambda: other.signer(Purpose.TRANSCRIPTS)):
        with pytest.raises(WrongSettingError, match="made under another one") as said:
            attempt()
        assert said.value.name == "CREDITBANK_KEY_PASSPHRASE"


def test_a_signature_that_is_kept_is_announced_before_it_is_made(either):
    def asked(signer, message):
        with reading() as session:
            name = signer.key_id.partition("#")[2]
            return keys.is_announced(session, name, sha256(message))

    with transaction():
        signer = either.signer(Purpose.RECEIPTS)
        signer.sign(b"kept")
    assert asked(signer, b"kept")
    assert not asked(signer, b"never signed")

    def give_up():
        with transaction():
            either.signer(Purpose.RECEIPTS).sign(b"given up")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        give_up()
    assert not asked(signer, b"given up")

    with reading():
        either.signer(Purpose.RECEIPTS).sign(b"one answer")
    assert not asked(signer, b"one answer")


def test_the_seal_certifies_its_own_key_for_signing_only(either):
    found = x509.load_der_x509_certificate(either.certificate())
    usage = found.extensions.get_extension_for_class(x509.KeyUsage).value

    found.verify_directly_issued_by(found)
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    signature = either.signer(Purpose.SEAL).sign(b"page")
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
        ring[one].key_id for one in Purpose if one.is_for_assertions
    }


def _number(text):
    from base64 import urlsafe_b64decode

    return int.from_bytes(urlsafe_b64decode(text + "="), "big")


def _compressed():
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return Encoding.X962, PublicFormat.CompressedPoint


_COMPRESSED = _compressed()
