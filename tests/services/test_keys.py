"""The life of a key: published, at work, followed, revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized
from conftest import NOON, OneKey
from softhsm import a_token
from sqlalchemy import delete, select, text, update

from creditbank.adapters.db import keys as rows
from creditbank.adapters.db import log
from creditbank.adapters.db.base import reading, transaction
from creditbank.adapters.db.prints import PrintRow
from creditbank.adapters.db.transcripts import CredentialRow
from creditbank.adapters.keys import KeptKeys
from creditbank.cli.institution import operator
from creditbank.config import DEMO_ORIGIN, WrongSettingError
from creditbank.core.canonical import canonical
from creditbank.core.errors import (
    BadValueError,
    ForbiddenError,
    NotFoundError,
    SignInNeededError,
)
from creditbank.core.keys import Purpose, State
from creditbank.core.log import Kind, root_of, sealed, unproven
from creditbank.core.people import STRANGER
from creditbank.core.values import sha256
from creditbank.core.verification import Given
from creditbank.services import auditing, jobs, keys, transcripts, verification
from creditbank.services import log as publishing
from creditbank.work import works

PASSPHRASE = "a passphrase for this test, and nothing else"
DAY = {"hours": 24}


@pytest.fixture(params=["under a passphrase", "in a token"])
def ring(request, bank, clock):
    """A bank with keys of its own, kept for real: one way, and the other."""
    token = a_token() if request.param == "in a token" else None
    with transaction() as session:
        for row in rows.every(session):
            session.delete(row)
    kept = KeptKeys(DEMO_ORIGIN, PASSPHRASE, clock, token)
    world = replace(bank, clock=clock, keys=kept)
    keys.create_missing(actor=operator(), world=world)
    yield world
    kept.close()


def signing(world, purpose=Purpose.TRANSCRIPTS):
    with reading():
        return world.keys.signer(purpose).key_id.partition("#")[2]


def states(purpose=Purpose.TRANSCRIPTS):
    found = keys.listed(actor=operator())
    return {
        one.public.name: one.state for one in found if one.public.purpose is purpose
    }


def rotate(world, purpose=Purpose.TRANSCRIPTS, **more):
    return keys.rotate(purpose, actor=operator(), world=world, **more)


def revoke(world, name, reason="a laptop was stolen", **more):
    return keys.revoke(name, reason, actor=operator(), world=world, **more)


def test_every_purpose_gets_a_key_of_its_own_and_keeps_it(ring):
    names = {one: signing(ring, one) for one in Purpose}

    assert len(set(names.values())) == len(Purpose)
    assert keys.create_missing(actor=operator(), world=ring) == []
    assert {one: signing(ring, one) for one in Purpose} == names


def test_a_key_is_published_a_day_before_it_signs(ring, clock):
    first = signing(ring)
    done = rotate(ring)
    following = done.key.public.name

    assert done.ready_at == NOON + timedelta(**DAY)
    assert states() == {first: State.ACTIVE, following: State.PRE_PUBLISHED}
    assert signing(ring) == first
    listed = transcripts.published_keys(world=ring)["assertionMethod"]
    assert f"did:web:credits.example.edu#{following}" in listed

    clock.pass_time(hours=23, minutes=59)
    assert rotate(ring) == done
    clock.pass_time(minutes=1)
    assert rotate(ring).ready_at is None
    assert states() == {first: State.VERIFY_ONLY, following: State.ACTIVE}
    assert signing(ring) == following


def test_whoever_cannot_wait_says_so(ring):
    first = signing(ring)
    assert rotate(ring, at_once=True).ready_at is None
    assert states()[first] is State.VERIFY_ONLY
    assert signing(ring) != first


def test_a_key_that_only_verifies_stays_published(ring):
    first = signing(ring)
    rotate(ring, at_once=True)
    methods = transcripts.published_keys(world=ring)["verificationMethod"]
    (method,) = [one for one in methods if one["id"].endswith(first)]
    assert "revoked" not in method


def test_a_revoked_key_is_followed_at_once_and_stays_published_as_revoked(ring, clock):
    first = signing(ring)
    clock.pass_time(days=3)
    following = revoke(ring, first, at=NOON + timedelta(days=2))

    assert signing(ring) == following.public.name
    assert following.state is State.ACTIVE
    assert states()[first] is State.REVOKED
    methods = transcripts.published_keys(world=ring)["verificationMethod"]
    (method,) = [one for one in methods if one["id"].endswith(first)]
    assert method["revoked"] == "2026-11-26T04:00:00Z"


def test_the_key_that_is_next_takes_a_revoked_ones_place(ring):
    following = rotate(ring).key.public.name
    assert revoke(ring, signing(ring)).public.name == following
    assert signing(ring) == following


def test_revoking_a_key_that_does_not_sign_changes_nothing_else(ring):
    first = signing(ring)
    rotate(ring, at_once=True)
    now = signing(ring)
    assert revoke(ring, first) is None
    assert signing(ring) == now


def test_a_key_is_revoked_once_for_a_reason_and_never_in_advance(ring, clock):
    name = signing(ring)
    for reason in ("", " ", "x" * 201):
        with pytest.raises(BadValueError):
            revoke(ring, name, reason)
    with pytest.raises(BadValueError):
        revoke(ring, name, at=clock.now() + timedelta(seconds=1))
    with pytest.raises(NotFoundError):
        revoke(ring, "z6MkNobody")
    revoke(ring, name)
    with pytest.raises(BadValueError):
        revoke(ring, name)


def test_law_14_the_log_tells_of_every_key_as_the_did_document_states_it(ring):
    revoke(ring, signing(ring))
    with reading() as session:
        leaves = log.leaves(session, 0, 1000)
    logged = [one.digest for one in leaves if one.kind is Kind.KEY]
    methods = transcripts.published_keys(world=ring)["verificationMethod"]

    assert len(methods) == len(Purpose) + 1
    assert len(logged) == len(Purpose) + 2  # each published, and one revoked
    assert {sha256(canonical(method)) for method in methods} <= set(logged)


def test_keys_are_never_rotated_because_a_secret_changed(ring, clock):
    before = states(), [signing(ring, one) for one in Purpose]
    passphrase = "another passphrase, as after a careless restart"
    changed = replace(ring, keys=KeptKeys(DEMO_ORIGIN, passphrase, clock))

    for attempt in (
        lambda: keys.create_missing(actor=operator(), world=changed),
        lambda: rotate(changed, at_once=True),
    ):
        with pytest.raises(
            WrongSettingError, match="CREDITBANK_(KEY_PASSPHRASE|PKCS11_MODULE)"
        ):
            attempt()
    assert (states(), [signing(ring, one) for one in Purpose]) == before


def test_only_an_operator_touches_keys(ring):
    for attempt in (
        lambda: keys.listed(actor=STRANGER),
        lambda: keys.create_missing(actor=STRANGER, world=ring),
        lambda: keys.rotate(Purpose.SEAL, actor=STRANGER, world=ring),
        lambda: keys.revoke("x", "y", actor=STRANGER, world=ring),
    ):
        with pytest.raises((ForbiddenError, SignInNeededError)):
            attempt()


def test_the_seals_fingerprint_is_its_certificates(ring):
    (seal,) = [
        one
        for one in keys.listed(actor=operator())
        if one.public.purpose is Purpose.SEAL
    ]
    with reading():
        assert seal.fingerprint == sha256(ring.keys.certificate())


def test_the_banks_log_shows_that_a_transcript_is_older_than_a_revocation(ring, clock):
    learner, issued = a_transcript(ring)
    clock.pass_time(days=1)
    revoke(ring, signing(ring))
    clock.pass_time(minutes=1)

    assert at_the_bank(ring, issued) == "valid"
    assert a_stranger(ring, issued) == "key_not_valid"
    assert auditing.audit().faults == ()
    again = transcripts.issue(None, actor=learner, world=ring)
    assert a_stranger(ring, again) == "valid"

    forged = issued.document.replace(b"2026", b"2025")
    assert at_the_bank(ring, replace(issued, document=forged)) == "altered"


def test_the_log_helps_nothing_that_was_issued_after_the_revocations_instant(
    ring, clock
):
    _, issued = a_transcript(ring)
    assert by_code(ring, issued) == "valid"
    revoke(ring, signing(ring), at=NOON - timedelta(days=1))

    assert at_the_bank(ring, issued) == "key_not_valid"
    assert by_code(ring, issued) == "key_not_valid"


def a_transcript(world):
    learner = a_learner(world)
    claim = a_claim(world, learner, a_holding(world, learner))
    recognized(world, claim, a_reviewer(world))
    return learner, transcripts.issue(None, actor=learner, world=world)


def at_the_bank(world, issued):
    return verification.verify(issued.document, world=world).status.value


def by_code(world, issued):
    return verification.verify_code(issued.code, world=world).report.status.value


def a_stranger(world, issued):
    did = canonical(transcripts.published_keys(world=world))
    lists = [transcripts.status_list("revocation", 1, world=world).document]
    given = Given(issued.document, world.clock.now(), did, lists)
    return verification.examine_offline(given).report.status.value


def without_triggers(session, table):
    """Do what the owner of the database could do, and nobody else."""
    if session.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))


def faults(world):
    found = auditing.audit(world.evidence).faults
    return [(one.code, one.place) for one in found]


def everything_signed(ring):
    """A transcript, its receipt, a list, a JWT, a checkpoint and a sealed PDF."""
    learner, issued = a_transcript(ring)
    transcripts.status_list("revocation", 1, world=ring)
    transcripts.jwt(issued.id, actor=learner, world=ring)
    jobs.run_waiting(works(ring), world=ring)
    publishing.publish(world=ring)
    return issued


def test_the_audit_finds_what_was_signed_without_an_intent(ring):
    issued = everything_signed(ring)
    assert faults(ring) == []
    with reading() as session:
        (inner,) = session.scalars(
            select(CredentialRow.id).where(CredentialRow.kind == "inner")
        )
        size = log.newest(session).size
        purposes = set(session.scalars(select(rows.IntentRow.purpose)))
    # A receipt of a check is kept nowhere: a stranger makes no table grow.
    kept = set(Purpose) - {Purpose.VERIFICATIONS}
    assert purposes == {purpose.value for purpose in kept}

    with transaction() as session:
        without_triggers(session, "signature_intents")
        session.execute(delete(rows.IntentRow))
    assert faults(ring) == [
        *(("signature_not_announced", one) for one in sorted([issued.id, inner])),
        ("signature_not_announced", "receipt 1.1"),
        ("signature_not_announced", f"{issued.id}.pdf"),
        ("signature_not_announced", "revocation/1"),
        ("signature_not_announced", f"checkpoint {size}"),
    ]


def test_an_intent_for_other_bytes_or_another_key_is_none(ring):
    everything_signed(ring)
    receipts = rows.IntentRow.purpose == "receipts"
    for change in ({"digest": "0" * 64}, {"multikey": signing(ring)}):
        with transaction() as session:
            kept = session.scalars(select(rows.IntentRow).where(receipts)).one()
            before = {name: getattr(kept, name) for name in change}
            without_triggers(session, "signature_intents")
            session.execute(update(rows.IntentRow).where(receipts).values(**change))
        assert faults(ring) == [("signature_not_announced", "receipt 1.1")]
        with transaction() as session:
            without_triggers(session, "signature_intents")
            session.execute(update(rows.IntentRow).where(receipts).values(**before))
    assert faults(ring) == []


def test_the_audit_finds_a_checkpoint_by_a_key_used_behind_the_banks_back(ring):
    """Whoever opens the key in memory signs without the ring, and so without a row."""
    everything_signed(ring)
    with reading() as session:
        newest = log.newest(session)
        checkpoint = unproven(newest.note.encode())
        signer = ring.keys.signer(Purpose.CHECKPOINTS).signer
    again = replace(checkpoint, size=0, root=root_of([]))
    forged = OneKey(Purpose.CHECKPOINTS, "nobody's")
    for note, code in (
        (sealed(again, signer), ("signature_not_announced", "checkpoint 0")),
        (sealed(again, forged), ("log_checkpoint_forged", "0")),
        (b"no note", ("log_checkpoint_forged", "0")),
    ):
        with transaction() as session:
            row = log.CheckpointRow(size=0, key=newest.key, note=note.decode(), at=NOON)
            session.add(row)
        assert faults(ring) == [code]
        with transaction() as session:
            without_triggers(session, "log_checkpoints")
            session.execute(
                delete(log.CheckpointRow).where(log.CheckpointRow.size == 0)
            )


def test_the_audit_finds_a_pdf_that_is_gone_or_was_sealed_by_nobody(ring):
    issued = everything_signed(ring)
    with transaction() as session:
        row = session.scalars(select(PrintRow)).one()
        without_triggers(session, "transcript_prints")
        row.digest = ring.evidence.keep(b"%PDF-1.7 without a seal")
    assert faults(ring) == [("signature_not_announced", f"{issued.id}.pdf")]
    with transaction() as session:
        without_triggers(session, "transcript_prints")
        session.scalars(select(PrintRow)).one().digest = "0" * 64
    assert faults(ring) == [("print_missing", issued.id)]
