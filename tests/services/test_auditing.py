"""An audit finds whatever was done to the books past their guards, and goes on."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date

import pytest
from builders import PDF, a_claim, a_holding, a_learner, a_reviewer, recognized
from click.testing import CliRunner
from services.test_recognition import _drop_triggers
from sqlalchemy import text

from creditbank.adapters.db.base import transaction
from creditbank.adapters.evidence import FolderEvidence
from creditbank.cli.audit import audit as command
from creditbank.core.policies import Finding
from creditbank.services import auditing, claims, transcripts
from creditbank.services import log as publishing


def tamper(*statements):
    """Change rows as someone with the whole database could."""
    with transaction() as session:
        _drop_triggers(session)
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for one in statements:
            assert session.execute(text(one)).rowcount > 0, one


def faults(bank):
    return auditing.audit(bank.evidence).faults


def places(bank):
    return [(fault.code, fault.place) for fault in faults(bank)]


@pytest.fixture
def learner(bank):
    """Somebody with two deposits and a transcript, in a bank that published heads."""
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    for number in "12":
        held = a_holding(bank, learner, number=number)
        recognized(bank, a_claim(bank, learner, held), reviewer)
    transcripts.issue(actor=learner, world=bank)
    publishing.publish_heads(world=bank)
    return learner


@pytest.fixture
def another(bank, learner):
    other = a_learner(bank, email="bo@example.org")
    held = a_holding(bank, other, number="3")
    recognized(bank, a_claim(bank, other, held), a_reviewer(bank, email="r2@e.org"))
    return other


def test_books_in_order_have_no_fault(bank, learner, another):
    found = auditing.audit(bank.evidence)

    assert found.faults == ()
    assert (found.accounts, found.entries, found.credentials) == (2, 3, 4)


def test_whoever_has_entries_and_no_account_is_missed(bank, learner, another):
    tamper("DELETE FROM accounts")

    found = faults(bank)

    missed = {(one.code, one.learner_id) for one in found[:2]}
    assert missed == {
        ("account_missing", learner.learner_id),
        ("account_missing", another.learner_id),
    }
    assert "log_heads_differ" in {one.code for one in found}


def test_an_account_that_went_with_all_it_had_is_missed_in_the_log(bank, learner):
    tables = ("use_keys", "owner_keys", "balances", "log_marks", "postings")
    tamper(
        *(f"DELETE FROM {one}" for one in tables),
        *("DELETE FROM receipts", "DELETE FROM entry_lines", "DELETE FROM entries"),
        "DELETE FROM accounts",
    )
    assert ("log_heads_differ", "3 accounts") in places(bank)


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("UPDATE credentials SET document = '{' WHERE kind = 'inner'", "credential_differs"),
        ("UPDATE credentials SET document = '{' WHERE kind = 'outer'", "credential_differs"),
        ("UPDATE receipts SET content = '{'", "receipt_differs"),
        ("DELETE FROM claims", "decision_missing"),
        ("DELETE FROM holdings", "holding_missing"),
        ("UPDATE transcript_members SET credential_id = 'x'", "transcript_rows_differ"),
        ("UPDATE decisions SET answer = '{'", "not_readable"),
        ("UPDATE decisions SET \"case\" = '{}'", "not_recomputable"),
        ("UPDATE entries SET kind = 'x'", "not_readable"),
        ("UPDATE claims SET status = 'x'", "claim_not_recognized"),
        ("UPDATE status_lists SET document = '{'", "status_list_differs"),
        ("UPDATE log_checkpoints SET note = 'x'", "log_checkpoint_forged"),
    ],
)  # fmt: skip
def test_damage_is_a_fault_with_its_place_and_the_rest_is_still_audited(
    bank, learner, another, deed, code
):
    for purpose in ("revocation", "suspension"):
        transcripts.status_list(purpose, 1, world=bank)
    tamper(
        deed,
        f"UPDATE balances SET amount = 1 WHERE learner_id = '{another.learner_id}'",
    )

    found = faults(bank)

    assert code in {one.code for one in found}
    assert all(one.place for one in found if one.code == code)
    assert ("balance_differs", another.learner_id) in {
        (one.code, one.learner_id) for one in found
    }


class OpenBank:
    """The bank of a test, as the command line opens it."""

    def __init__(self, world):
        self.world = world

    @contextmanager
    def opened(self):
        yield self.world


def test_the_command_says_every_fault_in_words_or_in_json_and_exits_1(bank, learner):
    tamper("DELETE FROM claims", "UPDATE credentials SET document = '{'")

    said = CliRunner().invoke(command, obj=OpenBank(bank))
    told = CliRunner().invoke(command, ["--json"], obj=OpenBank(bank))

    assert (said.exit_code, told.exit_code) == (1, 1)
    assert said.output.startswith(
        "decision_missing: the decision is missing · 缺少决定"
    )
    assert f"learner {learner.learner_id} at 1\n" in said.output
    first = json.loads(told.output)["faults"][0]
    assert first == {
        "code": "decision_missing", "learner_id": learner.learner_id, "place": "1"
    }  # fmt: skip


@pytest.fixture
def found(bank):
    """Somebody whose claim was recognized on a finding of the reviewer."""
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    held = a_holding(bank, learner, number="9", issued_on=date(2026, 3, 1))
    claim = a_claim(bank, learner, held)
    finding = Finding("registered_before_handover", "yes", held.id)
    claims.find(claim.id, finding, actor=reviewer, world=bank)
    recognized(bank, claim, reviewer)
    transcripts.issue(actor=learner, world=bank)
    return claim


OTHER = "a" * 64
DEEDS = {
    f"UPDATE decisions SET evidence = '[\"{OTHER}\"]'": "evidence_differs",
    "UPDATE decisions SET evidence = '[]'": "evidence_missing",
    "UPDATE decisions SET policy_version = '9'": "decision_differs",
    "UPDATE decisions SET by = 'x'": "decision_differs",
    "DELETE FROM evidence": "evidence_differs",
    "DELETE FROM public_codes": "public_code_missing",
    "UPDATE public_codes SET learner_id = 'x'": "public_code_missing",
    "DELETE FROM claim_moves": "moves_differ",
    "UPDATE claim_moves SET to_status = 'declined' WHERE number = 2": "moves_differ",
    "UPDATE claim_moves SET by = 'x' WHERE number = 1": "trail_differs",
    "DELETE FROM findings": "claim_differs",
    "UPDATE findings SET finding = 'no'": "claim_differs",
    "UPDATE findings SET by = 'x'": "trail_differs",
    "UPDATE claims SET salt = 'x'": "claim_differs",
    "UPDATE claims SET holdings = '[]'": "claim_differs",
    "UPDATE claims SET status = 'draft'": "claim_not_recognized",
    "DELETE FROM claims": "claim_missing",
    "UPDATE policy_versions SET digest = 'x'": "policy_differs",
    "UPDATE use_keys SET owner_key = 'x'": "use_keys_differ",
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_decided_on_cannot_be_altered_unnoticed(bank, found, deed):
    assert faults(bank) == ()
    tamper(deed)
    told = [one.code for one in faults(bank)]
    assert DEEDS[deed] in told


def test_what_falls_away_with_an_amendment_has_no_line_of_its_own(bank, found):
    learner = a_learner(bank, email="bo@example.org")
    claim = a_claim(bank, learner, a_holding(bank, learner, number="3"))
    named = f"SELECT learner_id, id, 1, 'n', {{}} FROM claims WHERE id = '{claim.id}'"
    step = named.format("'', 'x', drafted_at")
    found = named.format("NULL, NULL, '', 'x', 'reviewer', as_of")
    tamper(f"INSERT INTO claim_steps {step}", f"INSERT INTO findings {found}")
    assert faults(bank) == ()


def test_a_transcript_that_lacks_one_of_its_rows_is_named(bank, learner):
    tamper("DELETE FROM transcript_members WHERE position = 2")
    assert [code for code, _ in places(bank)] == ["transcript_rows_differ"]


def test_evidence_files_are_read_and_one_that_is_gone_or_changed_is_named(
    bank, found, tmp_path
):
    store = FolderEvidence(tmp_path)
    digest = store.keep(PDF)
    assert auditing.audit(store).faults == ()

    (place,) = (one for one in tmp_path.rglob("*") if one.is_file())
    place.write_bytes(PDF + b" ")
    changed = auditing.audit(store).faults
    place.unlink()
    gone = auditing.audit(store).faults

    assert changed == gone
    assert [(one.code, one.learner_id, one.place) for one in gone] == [
        ("evidence_file_differs", found.learner_id, digest)
    ]
