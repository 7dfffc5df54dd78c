"""Receipts on real rows: kept, guarded, kept back, audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized
from sqlalchemy import text

from creditbank.adapters.db import receipts as receipt_rows
from creditbank.adapters.db import transcripts as credential_rows
from creditbank.adapters.db.base import db, reading, transaction
from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.policies import Finding
from creditbank.core.verification import Given, Reasons
from creditbank.services import (
    auditing,
    claims,
    ledger,
    policies,
    receipts,
    recognition,
    shares,
    transcripts,
    verification,
)
from creditbank.services.recognition import receipting


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def courier(bank, learner):
    """A deposit and a conversion of the same certificate: four lines."""
    held = a_holding(bank, learner, outcome="VQ-COURIER", number="SECRET-7", score="88")
    recognized(bank, a_claim(bank, learner, held), a_reviewer(bank))
    nou = a_reviewer(bank, "nou", email="nou@example.org")
    claim = a_claim(bank, learner, held, purpose="convert:nou/logistics")
    recognized(bank, claim, nou)
    return claim


def kept(bank, learner):
    return receipts.digests(actor=learner, world=bank)


def faults():
    return [fault.code for fault in auditing.audit().faults]


def test_law_16_a_receipt_states_what_was_brought_and_what_was_given(
    bank, learner, courier
):
    deposit = receipts.show(kept(bank, learner)[1, 1], actor=learner, world=bank)
    course = receipts.show(kept(bank, learner)[2, 1], actor=learner, world=bank)

    (held,) = deposit.document["original"]
    assert held["grade"] == "88"
    assert "credits" not in held
    assert deposit.document["recognized"]["credits"] == "8"
    (held,) = course.document["original"]
    assert (held["credits"], held["scheme"]) == ("8", "bank")
    assert course.document["decision"]["file"] == courier.id
    assert course.document["decision"]["role"] == "reviewer"
    assert course.document["decision"]["on"] == "2026-11-24"
    assert next(one.code for one in course.reasons) == "rule_applies"
    assert faults() == []


def test_law_16_the_salt_stays_and_so_does_all_a_line_does_not_need(bank, learner):
    two = [a_holding(bank, learner, number=str(n)) for n in range(2)]
    reviewer = a_reviewer(bank)
    claim = a_claim(bank, learner, *two)
    recognized(bank, claim, reviewer)

    for digest in kept(bank, learner).values():
        case = receipts.show(digest, actor=learner, world=bank).document["case"]
        assert len(case["portfolio"]) == 1
        assert not {"salt", "prior", "choices"} & set(case)


def test_law_16_a_finding_the_line_rests_on_stays_in_its_receipt(bank, learner):
    held = a_holding(
        bank, learner, outcome="X012-2", number="9", issued_on=date(2026, 3, 1)
    )
    claim = a_claim(bank, learner, held)
    reviewer = a_reviewer(bank)
    claims.find(
        claim.id,
        Finding("registered_before_handover", "yes", held.id),
        actor=reviewer,
        world=bank,
    )
    recognized(bank, claim, reviewer)

    receipt = receipts.show(kept(bank, learner)[1, 1], actor=learner, world=bank)
    (finding,) = receipt.document["case"]["findings"]
    assert (finding["name"], finding["value"]) == ("registered_before_handover", "yes")


def test_law_16_a_line_whose_reduced_case_gives_another_is_never_posted(
    bank, learner, monkeypatch
):
    claim = a_claim(bank, learner, a_holding(bank, learner))
    reviewer = a_reviewer(bank)

    def wrong(policy, case, line):
        return replace(case, portfolio=(), salt="")

    monkeypatch.setattr(receipting, "reduced", wrong)
    with pytest.raises(BadValueError):
        recognized(bank, claim, reviewer)

    monkeypatch.undo()
    assert ledger.entries(actor=learner, world=bank) == []
    assert kept(bank, learner) == {}
    recognized(bank, claim, reviewer)
    assert faults() == []


def test_a_receipt_that_is_not_of_its_shape_is_never_signed(bank, learner, monkeypatch):
    claim = a_claim(bank, learner, a_holding(bank, learner))
    monkeypatch.setattr(receipting, "receipt_fault", lambda document: "$.case")
    with pytest.raises(BadValueError):
        recognized(bank, claim, a_reviewer(bank))


def test_law_17_a_receipt_looks_missing_to_everyone_else(bank, learner, courier):
    other = a_learner(bank, email="bob@example.org", name="王芳")
    reviewer = a_reviewer(bank, email="rita2@example.org")
    for digest in (kept(bank, learner)[1, 1], "0" * 64, "no digest"):
        for actor in (other, reviewer):
            with pytest.raises(NotFoundError):
                receipts.show(digest, actor=actor, world=bank)


def shared(bank, learner, issued, **wish):
    shown, link = shares.create(
        shares.Wish(issued.id, days=7, **wish), actor=learner, world=bank
    )
    token = link.rpartition("/")[2]
    stranger = replace(
        a_reviewer(bank, email=f"{token}@example.org"),
        shares=frozenset({shown.share.id}),
    )
    return shown, token, stranger


def test_law_17_a_live_share_shows_receipts_where_its_learner_said_so(
    bank, learner, courier, clock
):
    issued = transcripts.issue(None, actor=learner, world=bank)
    digest = kept(bank, learner)[2, 1]

    _, token, stranger = shared(bank, learner, issued, has_receipts=True)
    opened = shares.open_(token, actor=stranger, world=bank)
    assert receipts.show(digest, actor=stranger, world=bank).digest == digest
    assert len(opened.receipts) == 4

    _, token, without = shared(bank, learner, issued)
    assert shares.open_(token, actor=without, world=bank).receipts == ()
    with pytest.raises(NotFoundError):
        receipts.show(digest, actor=without, world=bank)

    clock.pass_time(days=8)
    with pytest.raises(NotFoundError):
        receipts.show(digest, actor=stranger, world=bank)


def test_law_17_a_share_of_one_line_shows_the_receipt_of_that_line(
    bank, learner, courier
):
    issued = transcripts.issue(None, actor=learner, world=bank)
    with reading() as session:
        inner = credential_rows.live_inner(session, learner.learner_id)
    first = next(row for row in inner if (row.sequence, row.number) == (2, 1))
    _, token, stranger = shared(
        bank, learner, issued, credential_ids=[first.id], has_receipts=True
    )

    opened = shares.open_(token, actor=stranger, world=bank)
    assert [digest for digest, _ in opened.receipts] == [kept(bank, learner)[2, 1]]
    with pytest.raises(NotFoundError):
        receipts.show(kept(bank, learner)[2, 2], actor=stranger, world=bank)


def test_law_16_a_receipt_kept_back_does_not_travel_and_is_not_shared(
    bank, learner, courier
):
    by_credential = receipts.of_credentials(actor=learner, world=bank)
    secret = next(iter(by_credential))
    issued = transcripts.issue(
        None, withhold=[secret, "none"], actor=learner, world=bank
    )
    whole = transcripts.issue(None, actor=learner, world=bank)
    digest = by_credential[secret].digest

    travels = receipts.travelling(issued.id, actor=learner, world=bank)
    assert set(travels) == {r.digest for r in by_credential.values()} - {digest}
    assert len(receipts.travelling(whole.id, actor=learner, world=bank)) == 4
    _, token, stranger = shared(bank, learner, issued, has_receipts=True)
    assert len(shares.open_(token, actor=stranger, world=bank).receipts) == 3
    with pytest.raises(NotFoundError):
        receipts.show(digest, actor=stranger, world=bank)

    known = {
        one.policy.digest: one.policy
        for one in policies.list_(actor=learner, world=bank)
    }
    did = canonical(transcripts.published_keys(world=bank))
    given = Given(
        issued.document,
        bank.clock.now(),
        did,
        [transcripts.status_list("revocation", 1, world=bank).document],
        reasons=Reasons(travels, known),
    )
    report = verification.examine_offline(given).report
    ended = {check.code.value: check.result.value for check in report.checks}
    assert (ended["receipts"], ended["recompute"]) == ("could_not_check",) * 2
    assert report.status.value == "valid"


def test_another_learners_transcript_gives_no_receipts(bank, learner, courier):
    issued = transcripts.issue(None, actor=learner, world=bank)
    other = a_learner(bank, email="bob@example.org", name="王芳")
    with pytest.raises(NotFoundError):
        receipts.travelling(issued.id, actor=other, world=bank)


def test_a_reversed_line_keeps_its_receipt_and_may_be_given_again(bank, learner):
    reviewer = a_reviewer(bank)
    held = a_holding(bank, learner)
    entry = recognized(bank, a_claim(bank, learner, held), reviewer)
    recognition.reverse(entry.id, [1], "wrong", actor=reviewer, world=bank)
    recognized(bank, a_claim(bank, learner, held), reviewer)
    assert sorted(kept(bank, learner)) == [(1, 1), (3, 1)]
    assert faults() == []


# --- the audit


def altered(row, **to):
    """Change a kept receipt as someone with the database's own tools could."""
    with transaction() as session:
        for name, value in to.items():
            drop_triggers(session)
            session.execute(
                text(f"UPDATE receipts SET {name} = :value WHERE digest = :digest"),
                {"value": value, "digest": row},
            )
    db.session.expire_all()


def drop_triggers(session):
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER IF EXISTS receipts_no_update"))
        session.execute(text("DROP TRIGGER IF EXISTS receipts_no_delete"))
    else:
        session.execute(text("DROP TRIGGER IF EXISTS receipts_only_grows ON receipts"))


def one_line(bank, learner):
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), a_reviewer(bank))
    return kept(bank, learner)[1, 1]


def test_an_audit_finds_a_receipt_that_was_changed(bank, learner):
    digest = one_line(bank, learner)
    for content in ('{"type":"DecisionReceipt"}', "no JSON"):
        altered(digest, content=content)
        assert faults() == ["receipt_differs", "signature_not_announced"]


def test_an_audit_finds_a_line_without_its_receipt(bank, learner):
    digest = one_line(bank, learner)
    with transaction() as session:
        drop_triggers(session)
        session.execute(text("DELETE FROM receipts WHERE digest = :d"), {"d": digest})
    assert faults() == ["receipt_missing"]


def test_an_audit_finds_a_receipt_its_credential_does_not_name(bank, learner):
    digest = one_line(bank, learner)
    altered(digest, digest="0" * 64)
    assert faults() == ["receipt_not_bound", "receipt_differs"]


def test_an_audit_finds_a_receipt_that_does_not_give_its_line(
    bank, learner, monkeypatch
):
    """Signed by the bank's own key and named by the credential: still no reason."""
    monkeypatch.setattr(receipting, "_prove", lambda receipt, policy: None)

    def wrong(policy, case, line):
        return replace(case, portfolio=(), salt="")

    monkeypatch.setattr(receipting, "reduced", wrong)
    one_line(bank, learner)
    assert faults() == ["receipt_does_not_hold"]


def test_an_audit_finds_a_receipt_signed_with_a_key_of_another_purpose(
    bank, learner, monkeypatch
):
    monkeypatch.setattr(
        receipting, "Purpose", type("P", (), {"RECEIPTS": Purpose.STATUS_LISTS})
    )
    one_line(bank, learner)
    assert faults() == ["receipt_differs"]


def test_an_audit_needs_the_policy_a_receipt_was_decided_by(bank, learner, monkeypatch):
    one_line(bank, learner)

    def gone(session, code, number):
        raise NotFoundError

    from creditbank.services.auditing import receipts as audited

    monkeypatch.setattr(audited.policies, "version", gone)
    assert "receipt_does_not_hold" in faults()


def test_receipts_are_found_by_learner_and_line(bank, learner, courier):
    with reading() as session:
        rows = receipt_rows.receipts(session, learner.learner_id)
        assert sorted(rows) == [(1, 1), (2, 1), (2, 2), (2, 3)]
        assert receipt_rows.receipt(session, "another", rows[1, 1].digest) is None
