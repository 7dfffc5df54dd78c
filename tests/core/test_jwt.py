"""A transcript as vc+jwt: the same report, and a header that cannot choose its key."""

from __future__ import annotations

import base64
import json

import pytest
from conftest import OneKey
from signed import AT, DID, JWT_KEY, KEY, ORIGIN, a_list, inner, outer, report, result

from creditbank.adapters.keys import verify_signature
from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError
from creditbank.core.keys import Purpose
from creditbank.core.strict import parsed
from creditbank.core.transcripts.jwt import Token, jwt_of
from creditbank.core.verification.documents import Issuer


def a_jwt(document=None, key=JWT_KEY):
    return jwt_of(document or outer(), key).encode()


def piece(number):
    """Header or payload of the JWT, as they read."""
    content = a_jwt().split(b".")[number]
    return parsed(base64.urlsafe_b64decode(content + b"=="))


def part(value):
    content = value if isinstance(value, bytes) else canonical(value)
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def rewritten(header=None, payload=None, *, key=JWT_KEY):
    """The JWT with members added or, as None, taken away; signed anew."""
    head, body = (piece(number) for number in (0, 1))
    said = b".".join(
        part(
            {
                name: value
                for name, value in {**one, **(change or {})}.items()
                if value is not None
            }
        )
        for one, change in ((head, header), (body, payload))
    )
    return said + b"." + part(key.sign(said))


def test_a_transcript_as_a_jwt_is_valid_by_the_same_checks():
    found = report(a_jwt())
    assert found.status.value == "valid"
    assert [check.number for check in found.checks] == list(range(1, 15))
    assert report(a_jwt() + b"\n").status.value == "valid"


def test_its_claims_repeat_the_credential_and_its_proofs_are_left_out():
    body = piece(1)
    assert body["iss"] == body["issuer"]["id"] == "did:web:credits.example.edu"
    assert body["jti"] == body["id"]
    assert body["sub"] == body["credentialSubject"]["id"]
    assert body["nbf"] == int(AT.timestamp())
    assert "proof" not in body
    assert "vc" not in body
    assert "exp" not in body
    until = Token.of(a_jwt(outer(validUntil="2026-11-24T08:00:01Z")))
    assert until.credential["validUntil"] == "2026-11-24T08:00:01Z"


def test_a_jwt_is_revoked_and_expires_like_the_file():
    assert report(a_jwt(), lists=[a_list(99)]).status.value == "revoked"
    assert report(a_jwt(), lists=[a_list(1)]).status.value == "revoked"
    late = a_jwt(outer(validUntil="2026-11-24T07:00:00Z"))
    assert report(late).status.value == "expired"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "EdDSA"},
        {"alg": "RS256"},
        {"typ": "JWT"},
        {"cty": None},
        {"kid": None},
        {"kid": 3},
        {"jwk": {"kty": "EC"}},
        {"jku": "https://evil.example/keys"},
        {"x5c": ["MII"]},
        {"x5u": "https://evil.example/cert"},
        {"crit": ["b64"]},
        {"b64": False},
    ],
)
def test_a_header_that_brings_its_own_key_or_algorithm_is_refused(header):
    found = report(rewritten(header))
    assert result(found, "shape") == result(found, "key") == "could_not_check"
    assert found.status.value == "could_not_check"


def test_the_header_as_ours_signed_anew_is_valid():
    assert report(rewritten()).status.value == "valid"


@pytest.mark.parametrize(
    "kid",
    [
        f"did:web:credits.example.edu#{KEY.multikey}",
        f"did:web:credits.example.edu#{OneKey(Purpose.SEAL).multikey}",
        "did:web:evil.example#p256-1",
        "did:key:zDnaeUKTWUXc1HDpGfKbEK31nKLN19yX5aunFd7VK1CUMeyJu",
        "did:jwk:eyJ9#0",
    ],
)
def test_a_key_for_something_else_or_of_someone_else_is_not_valid(kid):
    found = report(rewritten({"kid": kid}))
    assert found.status.value == "key_not_valid"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "did:web:evil.example"},
        {"jti": f"{ORIGIN}/credentials/tr-2"},
        {"sub": "urn:uuid:1"},
        {"sub": None},
        {"nbf": 1},
        {"exp": 4_102_444_800},
        {"validFrom": "2020-01-01T00:00:00Z"},
    ],
)
def test_claims_that_contradict_the_credential_can_be_read_two_ways(claims):
    found = report(rewritten(payload=claims))
    assert result(found, "form") == "failed"
    assert found.status.value == "altered"


def test_a_changed_byte_of_a_jwt_is_altered():
    said, payload, signature = a_jwt().split(b".")
    content = base64.urlsafe_b64decode(payload + b"==").replace(b":2.5", b":9.5", 1)
    for forged in (
        b".".join([said, part(content), signature]),
        b".".join([said, payload, part(bytes(64))]),
        b".".join([said, payload, part(bytes(61))]),
    ):
        assert report(forged).status.value == "altered"


@pytest.mark.parametrize(
    "content",
    [
        b"ey",
        b"ey.ey",
        b"ey.e y.x",
        b"eyJ9.eyJ9.",
        b"eyJ9.e!J9.AA",
        b"e30.e30.e30",
        b"eyJh.eyJh.AA=",
        b"eyIxIjoxfR.W10.AA",
        part({"a": 1}) + b"." + part([1]) + b".AA",
        b"ey" + b"A" * 5_000_001,
    ],
)
def test_what_is_no_jwt_could_not_be_checked(content):
    assert report(content).status.value == "could_not_check"


def test_a_payload_that_can_be_read_two_ways_is_altered():
    said, _, signature = a_jwt().split(b".")
    twice = part(b'{"id":"a","id":"b"}')
    assert report(b".".join([said, twice, signature])).status.value == "altered"


def test_base64_has_one_writing_only():
    said, payload, signature = a_jwt().split(b".")
    other = bytes([signature[-1] + 1])
    assert report(b".".join([said, payload, signature[:-1] + other])).status.value in {
        "altered",
        "could_not_check",
    }
    with pytest.raises(BadValueError):
        Token.of(b"e31.e30.AA")


def test_only_a_transcript_is_carried_in_a_jwt():
    found = report(a_jwt(inner()))
    assert result(found, "shape") == "could_not_check"
    assert found.status.value == "could_not_check"


def test_a_credential_inside_is_signed_by_the_key_for_transcripts_all_the_same():
    stated = outer()
    one = stated["credentialSubject"]["verifiableCredential"][0]
    one["credentialSubject"]["creditsEarned"] = 9
    found = report(a_jwt(stated))
    assert result(found, "signature") == "passed"
    assert result(found, "parts") == "failed"


def test_a_p256_key_counts_only_as_its_own_name_says():
    document = json.loads(DID)
    method = next(
        one for one in document["verificationMethod"] if one["type"] == "JsonWebKey"
    )
    assert (method["id"], Purpose.TRANSCRIPTS_JWT) in Issuer.of(document).keys
    for change in ({"x": "AAAA"}, {"d": "AAAA"}, {"crv": "P-384"}):
        damaged = json.loads(json.dumps(document))
        for one in damaged["verificationMethod"]:
            if one["type"] == "JsonWebKey":
                one["publicKeyJwk"].update(change)
        assert report(a_jwt(), did=canonical(damaged)).status.value == "key_not_valid"


def test_a_claim_of_a_credential_that_is_none_is_left_out():
    token = Token.of(jwt_of({"issuer": "did:web:a.example"}, JWT_KEY).encode())
    assert token.credential == {"issuer": "did:web:a.example"}


def test_a_signature_of_es256_has_64_bytes():
    key = OneKey(Purpose.TRANSCRIPTS_JWT)
    signature = key.sign(b"x")
    public = Issuer.of(json.loads(DID)).key(key.key_id, Purpose.TRANSCRIPTS_JWT)
    assert verify_signature(public, b"x", signature)
    assert not verify_signature(public, b"x", signature[:63])
    assert not verify_signature(public, b"y", signature)
