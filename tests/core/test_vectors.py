"""Signed files, good and bad, one for each thing that ever went wrong.

They were made once, with the throwaway keys of the tests, and are never made again in
passing: what a stranger was handed must be judged the same for as long as we verify.
"""

from __future__ import annotations

import socket
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import pytest

from creditbank.adapters.keys import verify_signature
from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError
from creditbank.core.strict import parsed
from creditbank.core.transcripts.encoding import (
    is_small_order,
    multikey,
    public_key_of,
)
from creditbank.core.transcripts.proofs import SUITES
from creditbank.core.transcripts.rdf import quads_of
from creditbank.core.transcripts.rdfc import canonical_nquads
from creditbank.core.transcripts.status_lists import decoded, encoded
from creditbank.core.verification import Given, verify
from creditbank.core.verification.documents import inner_of, part, text
from creditbank.core.verification.signatures import is_signed, proof_holds
from creditbank.language.checks import MEANINGS, STATUSES

FOLDER = Path(__file__).parents[1] / "vectors"
AT = datetime(2026, 11, 24, 8, 0, 0, tzinfo=UTC)
EXPECTED = dict(
    line.split(maxsplit=2)[1::-1]
    for line in (FOLDER / "expected.txt").read_text("utf-8").splitlines()
)


def read(name):
    return parsed((FOLDER / name).read_bytes())


def beside(name, kind):
    file = FOLDER / f"{name.rpartition('.')[0]}.{kind}.json"
    return file.read_bytes() if file.is_file() else None


def verdict(name):
    lists = [beside(name, "list"), beside(name, "second-list")]
    given = Given(
        (FOLDER / name).read_bytes(),
        AT,
        beside(name, "did") or (FOLDER / "did.json").read_bytes(),
        [one for one in lists if one] or [(FOLDER / "status-list.json").read_bytes()],
    )
    return verify(given, verify_signature)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_file_has_the_status_the_table_says(name):
    assert verdict(name).status.value == EXPECTED[name]


def test_every_file_is_in_the_table():
    kinds = (".did.json", ".list.json", ".second-list.json")
    files = {
        file.name
        for file in FOLDER.iterdir()
        if file.suffix in {".json", ".jwt"} and not file.name.endswith(kinds)
    }
    assert files - {"did.json"} == set(EXPECTED)
    assert set(EXPECTED.values()) == set(STATUSES)


@pytest.mark.parametrize("name", ["transcript", "status-list"])
def test_the_statements_that_were_signed_are_still_the_same_bytes(name):
    bare = {k: v for k, v in read(f"{name}.json").items() if k != "proof"}
    written = (FOLDER / f"{name}.nq").read_text("utf-8")
    assert canonical_nquads(quads_of(bare)) == written


def pinned(method):
    return public_key_of(method.partition("#")[2])


def test_pitfall_1_the_outer_rdfc_proof_does_not_see_credits_exchanged():
    """So every part's own proofs, and the jcs proof outside, are checked."""
    swapped = read("pitfall-01-credits-swapped.json")
    held = [
        proof_holds(swapped, proof, pinned, verify_signature)
        for proof in swapped["proof"]
    ]
    assert held == [True, False]
    inside = [is_signed(one, pinned, verify_signature) for one in inner_of(swapped)]
    assert inside == [False, False]


def test_pitfall_1_no_two_parts_share_a_subject():
    transcript = read("transcript.json")
    for one in inner_of(transcript):
        assert part(one, "credentialSubject", "id") is None
    assert part(transcript, "credentialSubject", "id").startswith(transcript["id"])


def test_pitfall_2_and_mistake_5_revoked_has_words_of_its_own():
    assert STATUSES["revoked"]["en"] == "Revoked"
    assert "genuine" in MEANINGS["revoked"]["en"]


def test_pitfall_4_the_rdfc_proof_of_an_undefined_term_cannot_be_checked():
    document = read("pitfall-04-undefined-term.json")
    rdfc, jcs = document["proof"]
    assert proof_holds(document, rdfc, pinned, verify_signature) is None
    assert proof_holds(document, jcs, pinned, verify_signature) is True


def test_pitfall_15_what_others_fetch_holds_nothing_that_reads_as_an_entity():
    for name in ("did.json", "status-list.json", "transcript.json"):
        assert b"&" not in (FOLDER / name).read_bytes()


def test_pitfall_16_proofs_are_made_at_whole_seconds_and_rdfc_stands_first():
    for name in ("transcript.json", "credential.json", "status-list.json"):
        proofs = read(name)["proof"]
        assert [text(one, "created") for one in proofs] == ["2026-11-24T08:00:00Z"] * 2
        assert [text(one, "cryptosuite") for one in proofs] == list(SUITES)


def test_mistake_1_revoking_one_credential_sets_one_bit():
    for index in (0, 8, 71, 131_071):
        bits = decoded(encoded([index]))
        assert sum(byte.bit_count() for byte in bits) == 1


def test_mistakes_3_and_4_verifying_opens_no_connection(monkeypatch):
    def refused(*_arguments, **_named):
        raise AssertionError("verification reached for the network")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    assert verdict("transcript.json").status.value == "valid"
    assert verdict("transcript.jwt").status.value == "valid"


def test_mistake_10_no_mail_address_stands_in_what_is_signed():
    content = (FOLDER / "transcript.json").read_text("utf-8")
    assert content.replace('"@context"', "").count("@") == 0


def test_a_transcript_names_no_member_that_engines_read_differently():
    """Pitfalls 5, 7 and 8: no partial, no language map, one status."""
    transcript = read("transcript.json")
    assert "partial" not in transcript
    assert isinstance(transcript["name"], str)
    assert isinstance(transcript["credentialStatus"], dict)
    assert text(transcript, "credentialStatus", "statusListIndex").isdigit()


def test_every_encoding_of_every_point_of_small_order_is_refused():
    """Eight points; with the sign bit and y + p, fourteen encodings of 32 bytes."""
    p = 2**255 - 19
    y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7
    encodings = {
        (y | sign << 255).to_bytes(32, "little")
        for small in (0, 1, p - 1, y8, p - y8)
        for y in (small, small + p)
        if y < 2**255
        for sign in (0, 1)
    }
    assert len(encodings) == 14
    for one in encodings:
        assert is_small_order(one)
        with pytest.raises(BadValueError):
            public_key_of(multikey(one))
    for y in range(p, 2**255):
        with pytest.raises(BadValueError):  # not canonical, whatever its order
            public_key_of(multikey(y.to_bytes(32, "little")))


def places(value, path=()):
    """Every place in a document, the leaves and what holds them."""
    if path:
        yield path
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for name, one in inside:
            yield from places(one, (*path, name))


def with_(document, path, change):
    """The document with one place changed; ... takes the place away."""
    copy = deepcopy(document)
    holder = copy
    for name in path[:-1]:
        holder = holder[name]
    if change is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = change
    return copy


def other(value):
    if isinstance(value, bool):
        return not value
    return value + "x" if isinstance(value, str) else 99


CHANGES = [other, lambda _: ..., lambda _: None, lambda _: [], lambda _: {"id": "x"}]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["transcript.json", "status-list.json"])
def test_whatever_is_changed_anywhere_is_never_valid(name, change):
    document = read(name)
    second = ("credentialSubject", "verifiableCredential", 1)  # like the first
    for path in (one for one in places(document) if one[:3] != second):
        value = document
        for step in path:
            value = value[step]
        if isinstance(value, dict | list) and change is other:
            continue
        changed = with_(document, path, change(value))
        found = status_of(canonical(changed))
        assert found != "valid", path


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_in_what_it_is_checked_with_ends_in_a_verdict(change):
    content = (FOLDER / "transcript.json").read_bytes()
    for name in ("did.json", "status-list.json"):
        document = read(name)
        for path in places(document):
            changed = canonical(with_(document, path, change("x")))
            given = {"did": changed} if name == "did.json" else {"listed": changed}
            assert status_of(content, **given) in STATUSES


def status_of(content, *, did=None, listed=None):
    given = Given(
        content,
        AT,
        did or (FOLDER / "did.json").read_bytes(),
        [listed or (FOLDER / "status-list.json").read_bytes()],
    )
    return verify(given, verify_signature).status.value
