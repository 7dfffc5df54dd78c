"""The public log: one leaf for everything signed or taken back, without a gap."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from auditor import audited
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized, signed_in
from conftest import NOON, FixedKeys, OneKey
from sqlalchemy import func, select, text

from creditbank.adapters.checkpoint_file import CheckpointFile
from creditbank.adapters.db import ledger, log, transcripts
from creditbank.adapters.db.base import db, reading, transaction
from creditbank.adapters.keys import verify_ed25519
from creditbank.config import WrongSettingError
from creditbank.core.canonical import canonical
from creditbank.core.errors import (
    BadValueError,
    LogInconsistentError,
    NotFoundError,
    NotLoggedError,
)
from creditbank.core.keys import Purpose
from creditbank.core.log import Checkpoint, Kind, leaf_hash, opened, root, sealed
from creditbank.core.strict import parsed
from creditbank.core.values import sha256
from creditbank.services import auditing, recognition, verification
from creditbank.services import log as publishing
from creditbank.services import transcripts as issuing

ROUNDS = 12
AT_ONCE = 8


def everything():
    """Every leaf of the log, and how many the head counts."""
    with reading() as session:
        return log.leaves(session, 0, 10_000), log.size(session)


def test_law_14_every_credential_issued_and_revoked_has_its_leaf(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    entry = recognized(bank, claim, reviewer)
    issued = issuing.issue(None, actor=learner, world=bank)
    recognition.reverse(entry.id, [1], "twice", actor=reviewer, world=bank)

    leaves, size = everything()

    with reading() as session:
        (inner,) = session.scalars(
            select(transcripts.CredentialRow.digest).where(
                transcripts.CredentialRow.kind == "inner"
            )
        )
    assert size == len(leaves)
    assert [(one.kind, one.digest) for one in leaves] == [
        (Kind.ISSUE, inner),
        (Kind.ISSUE, sha256(issued.document)),
        (Kind.REVOKE, inner),
        (Kind.REVOKE, sha256(issued.document)),
    ]


def test_a_deed_that_is_undone_leaves_no_leaf(bank):
    before, _ = everything()

    def fail():
        with transaction() as session:
            log.append(session, Kind.KEY, "a" * 64, at=NOON)
            transcripts.credential(session, "nobody", "nothing")

    with pytest.raises(NotFoundError):
        fail()
    with transaction():
        pass
    assert everything() == (before, len(before))


def test_the_stored_nodes_are_those_of_the_tree(bank):
    with transaction() as session:
        for number in range(300):
            log.append(session, Kind.KEY, f"{number:064x}", at=NOON)

    leaves, size = everything()

    nodes = {}
    for number, leaf in enumerate(leaves):
        nodes[0, number] = leaf_hash(leaf.content)
    with reading() as session:
        stored = session.scalar(select(func.count()).select_from(log.NodeRow))
        found = root(size, log.nodes(session))
    assert found == naive([nodes[0, n] for n in range(size)])
    assert stored < 2 * size


def naive(hashes):
    """RFC 6962 section 2.1 on a list, node by node."""
    import hashlib

    if len(hashes) == 1:
        return hashes[0]
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    both = naive(hashes[:half]) + naive(hashes[half:])
    return hashlib.sha256(b"\1" + both).digest()


def test_leaves_added_at_once_have_no_gap_and_never_deadlock(committed):
    """Some lock the account and then ask for a leaf, some the other way round.

    Were the log's lock taken where it is asked for, PostgreSQL would find a deadlock
    within a few rounds.
    """
    with committed.app_context():
        with transaction() as session:
            ledger.account(session, "a")
        db.session.remove()
    barrier = Barrier(AT_ONCE)

    def write(worker):
        drawn = random.Random(worker)  # noqa: S311 - an order, not a secret
        with committed.app_context():
            barrier.wait()
            for number in range(ROUNDS):
                with transaction() as session:
                    is_first = drawn.random() < 0.5
                    if is_first:
                        ledger.account(session, "a")
                    log.append(session, Kind.KEY, f"{worker}{number:063x}", at=NOON)
                    if not is_first:
                        ledger.account(session, "a")
            db.session.remove()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(write, range(AT_ONCE)))

    with committed.app_context():
        leaves, size = everything()
        with reading() as session:
            numbers = list(
                session.scalars(select(log.LeafRow.number).order_by(log.LeafRow.number))
            )
            found = root(size, log.nodes(session))
        db.session.remove()
    assert len({one.digest for one in leaves}) == AT_ONCE * ROUNDS
    assert numbers == list(range(size))
    assert found == naive([leaf_hash(one.content) for one in leaves])


def kept_in(world, folder):
    """The same world with a checkpoint file."""
    return replace(world, checkpoints=CheckpointFile(folder / "checkpoint"))


def added(count, start=0):
    with transaction() as session:
        for number in range(start, start + count):
            log.append(session, Kind.KEY, f"{number:064x}", at=NOON)


def read_checkpoint(note):
    key = OneKey(Purpose.CHECKPOINTS).private.public_key().public_bytes_raw()
    return opened(note, "credits.example.edu/log", [key], verify_ed25519)


def test_a_checkpoint_covers_every_leaf_and_is_kept_outside_the_bank(bank, tmp_path):
    world = kept_in(bank, tmp_path)
    with pytest.raises(NotFoundError):
        publishing.checkpoint(world=world)
    added(300)

    publishing.publish_grown(world=world)

    note = publishing.checkpoint(world=world)
    leaves, size = everything()
    found = read_checkpoint(note)
    assert found.size == size == 300
    assert found.root == naive([leaf_hash(one.content) for one in leaves])
    assert (tmp_path / "checkpoint").read_bytes() == note
    written = (tmp_path / "checkpoint").stat().st_mtime_ns
    publishing.publish_grown(world=world)
    publishing.publish(world=world)
    assert (tmp_path / "checkpoint").stat().st_mtime_ns == written
    assert publishing.verifier(world=world).startswith("credits.example.edu/log+")


def test_a_crash_before_the_file_was_written_is_made_good_by_the_next_start(
    bank, tmp_path
):
    world = kept_in(bank, tmp_path)
    added(2)
    publishing.publish(world=world)
    old = (tmp_path / "checkpoint").read_bytes()
    added(3, start=2)
    publishing.publish(world=replace(world, checkpoints=None))  # dies here
    assert (tmp_path / "checkpoint").read_bytes() == old

    publishing.publish(world=world)

    assert read_checkpoint((tmp_path / "checkpoint").read_bytes()).size == 5


def test_a_bank_behind_its_checkpoint_file_signs_nothing(bank, tmp_path):
    world = kept_in(bank, tmp_path)
    added(2)
    signer = OneKey(Purpose.CHECKPOINTS)
    ahead = sealed(Checkpoint("credits.example.edu/log", 3, bytes(32)), signer)
    (tmp_path / "checkpoint").write_bytes(ahead)

    with pytest.raises(WrongSettingError) as refused:
        publishing.publish(world=world)

    assert refused.value.name == "CREDITBANK_CHECKPOINT_FILE"
    assert "3 leaves, and this bank has 2" in str(refused.value)
    assert (tmp_path / "checkpoint").read_bytes() == ahead
    with pytest.raises(NotFoundError):
        publishing.checkpoint(world=world)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no checkpoint"),
        (
            sealed(
                Checkpoint("credits.example.edu/log", 1, bytes(32)),
                OneKey(Purpose.CHECKPOINTS),
            ),
            "another log",
        ),
        (
            sealed(
                Checkpoint("credits.example.edu/log", 1, bytes(32)),
                OneKey(Purpose.RECEIPTS),
            ),
            "did not sign",
        ),
    ],
)
def test_a_file_of_another_log_is_refused(bank, tmp_path, content, reason):
    added(2)
    (tmp_path / "checkpoint").write_bytes(content)
    with pytest.raises(WrongSettingError, match=reason):
        publishing.publish(world=kept_in(bank, tmp_path))


def test_a_worker_that_comes_late_puts_no_older_checkpoint_over_a_newer(tmp_path):
    place = CheckpointFile(tmp_path / "checkpoint")
    signer = OneKey(Purpose.CHECKPOINTS)
    old, new = (
        sealed(Checkpoint("credits.example.edu/log", size, bytes(32)), signer)
        for size in (1, 2)
    )
    for note in (new, old):
        place.exchange(
            lambda held, note=note: note if publishing.is_ahead(note, held) else None
        )
    assert place.kept() == new
    assert [one.name for one in tmp_path.iterdir()] == ["checkpoint"]


def test_a_log_that_does_not_continue_its_checkpoint_is_not_signed(bank):
    added(2)
    publishing.publish(world=bank)
    with transaction() as session:
        head = session.get_one(log.LogHeadRow, log.HEAD)
        head.size = 3  # a leaf that is not there, under a node that is
        session.add(log.NodeRow(level=0, number=2, hash=bytes(32)))

    with pytest.raises(LogInconsistentError):
        publishing.publish(world=bank)

    assert read_checkpoint(publishing.checkpoint(world=bank)).size == 2


def test_a_new_key_signs_the_same_size_again(bank):
    added(2)
    publishing.publish(world=bank)
    turned = FixedKeys(bank.clock)
    turned.ring[Purpose.CHECKPOINTS] = OneKey(Purpose.CHECKPOINTS, "next")
    bank.clock.clock.pass_time(hours=1)

    publishing.publish(world=replace(bank, keys=turned))

    note = publishing.checkpoint(world=bank)
    with pytest.raises(BadValueError):
        read_checkpoint(note)
    assert note.split(b"\n")[1] == b"2"


def test_law_13_the_root_over_all_heads_is_put_into_the_log(bank):
    reviewer = a_reviewer(bank)
    for number in range(3):
        learner = a_learner(bank, email=f"l{number}@example.org")
        held = a_holding(bank, learner, number=str(number))
        recognized(bank, a_claim(bank, learner, held), reviewer)

    digest = publishing.publish_heads(world=bank)

    with reading() as session:
        rows = session.scalars(
            select(ledger.AccountRow).order_by(ledger.AccountRow.learner_id)
        ).all()
        marks = session.scalars(select(log.MarkRow.log_size)).all()
    assert digest == naive([leaf_hash(bytes.fromhex(row.head)) for row in rows]).hex()
    leaves, size = everything()
    assert (leaves[-1].kind, leaves[-1].digest) == (Kind.HEADS, digest)
    assert sorted(marks) == [0, 1, 2]
    assert size == 4


def test_tiles_are_served_as_far_as_the_checkpoint_reaches(client, bank):
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/tile/0/000.p/1").status_code == 404
    added(300)
    publishing.publish(world=bank)
    added(10, start=300)
    assert log.has_grown(db.session())  # so that no request signs more

    note = client.get("/log/checkpoint")
    full, part = client.get("/log/tile/0/000"), client.get("/log/tile/0/001.p/44")
    upper = client.get("/log/tile/1/000.p/1")
    entries = client.get("/log/tile/entries/001.p/44")

    assert note.content_type == "text/plain; charset=utf-8"
    assert note.headers["Cache-Control"] == "no-store"
    assert read_checkpoint(note.data).size == 300
    assert full.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert part.headers["Cache-Control"] == "no-store"
    assert full.content_type == "application/octet-stream"
    assert (len(full.data), len(part.data)) == (256 * 32, 44 * 32)
    assert upper.data == naive([full.data[i : i + 32] for i in range(0, 8192, 32)])
    assert entries.data[2:].startswith(b'{"at":"')
    assert client.get("/log/tile/0/001.p/45").status_code == 404
    assert client.get("/log/tile/0/001").status_code == 404
    assert client.get("/log/tile/0/1").status_code == 404


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600])
def test_an_auditor_with_a_program_of_his_own_finds_the_whole_log(client, bank, size):
    added(size)
    publishing.publish(world=bank)

    def get(path):
        answer = client.get(f"/log/{path}")
        assert answer.status_code == 200, path
        return answer.data

    key = OneKey(Purpose.CHECKPOINTS).private.public_key()
    found, entries = audited(get, key)

    assert found == size
    assert [one["digest"] for one in entries] == [f"{n:064x}" for n in range(size)]
    assert {tuple(one) for one in entries} == {("at", "digest", "kind")}


def test_a_request_that_adds_leaves_is_answered_when_they_are_signed(client, bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    signed_in(client, "ada@example.org")
    with reading() as session:
        (inner,) = session.scalars(select(transcripts.CredentialRow.id))

    client.post("/transcripts", data={"credential": inner})

    assert read_checkpoint(client.get("/log/checkpoint").data).size == 2


def test_a_learner_downloads_a_transcript_with_its_proof_and_nobody_elses(client, bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    other = a_learner(bank, email="eve@example.org")
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    issued = issuing.issue(None, actor=learner, world=bank)
    with pytest.raises(NotLoggedError):
        issuing.bundle(issued.id, actor=learner, world=bank)
    publishing.publish(world=bank)
    with pytest.raises(NotFoundError):
        issuing.bundle(issued.id, actor=other, world=bank)

    signed_in(client, "ada@example.org")
    assert "bundle.json" in client.get("/transcripts").text
    found = client.get(f"/transcripts/{issued.id}/bundle.json")

    assert found.headers["Content-Disposition"].endswith('filename="bundle.json"')
    bundle = parsed(found.data)
    assert set(bundle) == {
        *("credential", "receipts", "proof", "checkpoint", "did", "status"),
    }
    assert canonical(bundle["credential"]) == issued.document
    report = verification.verify(found.data, world=bank)
    assert report.status.value == "valid"
    ended = {check.code.value: check.result.value for check in report.checks}
    assert (ended["log"], ended["receipts"]) == ("passed", "passed")


def test_a_log_that_cannot_be_signed_undoes_nothing(client, bank, monkeypatch):
    def broken(**_):
        raise LogInconsistentError(place="2..1")

    monkeypatch.setattr(publishing, "publish", broken)
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    signed_in(client, "ada@example.org")
    with reading() as session:
        (inner,) = session.scalars(select(transcripts.CredentialRow.id))

    done = client.post("/transcripts", data={"credential": inner})

    assert done.status_code == 302
    assert everything()[1] == 2


def some_books(bank):
    """Entries before and after a `heads` leaf, one reversal, one transcript."""
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    first, second = (
        recognized(
            bank, a_claim(bank, learner, a_holding(bank, learner, number=n)), reviewer
        )
        for n in "12"
    )
    issuing.issue(None, actor=learner, world=bank)
    publishing.publish_heads(world=bank)
    recognition.reverse(first.id, [1], "twice", actor=reviewer, world=bank)
    publishing.publish_heads(world=bank)
    return second


def audited_codes():
    return sorted({fault.code for fault in auditing.audit().faults})


def test_the_audit_finds_the_log_and_the_books_at_one(bank):
    some_books(bank)
    assert auditing.audit().faults == ()


def unguarded(session, table):
    """Take the triggers of a table away, as someone with the whole database could."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    for event in ("update", "delete"):
        session.execute(text(f"DROP TRIGGER {table}_no_{event}"))


@pytest.mark.parametrize(
    ("table", "deed", "codes"),
    [
        (
            "log_leaves",
            "UPDATE log_leaves SET kind = 'suspend' WHERE number = 0",
            [
                *("log_checkpoint_differs", "log_leaf_missing", "log_leaf_unfounded"),
                "log_nodes_differ",
            ],
        ),
        (
            "log_leaves",
            "DELETE FROM log_leaves WHERE number = 6",
            ["log_checkpoint_differs", "log_gap"],
        ),
        (
            "log_nodes",
            "UPDATE log_nodes SET level = 9 WHERE level = 0 AND number = 6",
            ["log_nodes_differ"],
        ),
        (
            "log_marks",
            "DELETE FROM log_marks",
            ["log_heads_differ", "log_mark_missing"],
        ),
        (
            "log_marks",
            "UPDATE log_marks SET log_size = 0 WHERE sequence = 3",
            ["log_heads_differ"],
        ),
    ],
)
def test_the_audit_finds_where_log_and_books_differ(bank, table, deed, codes):
    some_books(bank)
    with transaction() as session:
        unguarded(session, table)
        session.execute(text(deed))
    assert audited_codes() == codes


def test_the_audit_finds_a_credential_that_was_never_logged_and_one_made_up(bank):
    some_books(bank)
    added(1)
    with transaction() as session:
        log.append(session, Kind.ISSUE, "a" * 64, at=NOON)
    assert audited_codes() == ["log_leaf_unfounded"]
