"""Laws of contract.md sections 1 and 2 that no other file is named after.

Law 14 stands in services/test_log.py; 16 also in core/test_receipts.py and
services/test_receipts.py; 3, 5, 6, 8 to 11 in services/test_recognition.py, 4 and 18 in
core/test_values.py, 17 in services/test_people.py and core/test_verification.py.
"""

from __future__ import annotations

import pytest
from builders import (
    a_claim,
    a_holding,
    a_learner,
    a_reviewer,
    a_withdrawal,
    recognized,
    signed_in,
)
from sqlalchemy import delete

from creditbank.adapters.db import people as people_rows
from creditbank.adapters.db import receipts as receipt_rows
from creditbank.adapters.db import transcripts as credential_rows
from creditbank.adapters.db.base import Row, db, reading, transaction
from creditbank.core.claims import Purpose
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.ledger import first_break
from creditbank.core.people import Role
from creditbank.core.strict import parsed
from creditbank.core.transcripts.credentials import digest_multibase
from creditbank.core.verification.documents import inner_of
from creditbank.services import (
    auditing,
    claims,
    holdings,
    ledger,
    recognition,
    transcripts,
)

# Small unpartitioned tables: what is unique across learners, and the locator (law 7).
ACROSS_LEARNERS = {
    *("owner_keys", "status_indices", "public_codes", "locators", "share_links"),
}
OF_A_LEARNER = {
    *("holdings", "evidence", "claims", "claim_moves", "findings", "claim_steps"),
    *("decisions", "accounts", "balances", "entries", "entry_lines", "postings"),
    *("reversed_lines", "use_keys", "credentials", "transcript_members"),
    "status_events",
    *("shares", "share_visits"),
    "log_marks",
    *("receipts", "withheld_receipts"),
}


def test_law_01_all_holdings_are_the_portfolio(bank):
    learner = a_learner(bank)
    held = [a_holding(bank, learner, number=str(n)) for n in range(3)]
    listed = holdings.list_(actor=learner, world=bank)
    assert {one.id for one in listed} == {one.id for one in held}


def test_law_02_a_claim_asks_for_one_purpose_deposit_or_conversion(bank):
    learner = a_learner(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner), submitted=False)
    assert claim.purpose == Purpose("bank")
    with pytest.raises(BadValueError):
        claims.draft("deposit", [], actor=learner, world=bank)
    with pytest.raises(NotFoundError):
        claims.draft("deposit", ["not mine"], actor=learner, world=bank)


def test_law_07_rows_of_a_learner_have_keys_that_start_with_the_learner():
    tables = Row.metadata.tables
    for name in OF_A_LEARNER:
        assert next(iter(tables[name].primary_key)).name == "learner_id", name
    for name in ACROSS_LEARNERS:
        assert next(iter(tables[name].primary_key)).name != "learner_id", name


def test_law_07_a_status_index_is_random_and_never_used_again(bank, monkeypatch):
    class Loaded:
        """A die that falls on 7 twice before it falls on 8."""

        def __init__(self):
            self.falls = iter([7, 7, 8])

        def below(self, limit):
            assert limit == 131_072
            return next(self.falls)

    die = Loaded()
    with transaction() as session:
        assert credential_rows.draw_index(session, die) == (1, 7)
        assert credential_rows.draw_index(session, die) == (1, 8)
        monkeypatch.setattr(credential_rows, "OPEN_UNTIL", 2)
        die.falls = iter([7])
        assert credential_rows.draw_index(session, die) == (2, 7)
        assert credential_rows.has_list(session, 2)


def test_law_12_a_withdrawn_certificate_is_suspended_and_whoever_used_it_rules(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    officer = a_reviewer(bank, "B001", email="o@example.org", role=Role.OFFICER)
    used, open_ = (
        a_holding(bank, learner, outcome="X001-2", number=number) for number in "12"
    )
    recognized(bank, a_claim(bank, learner, used), reviewer)
    waiting = a_claim(bank, learner, open_)
    issued = transcripts.issue(actor=learner, world=bank)

    gone = [a_withdrawal(bank, officer, number=number) for number in "12"]

    shown = claims.show(waiting.id, actor=learner, world=bank)
    assert shown.claim.status == "returned"
    public = transcripts.public_status(issued.code, world=bank)
    assert public.status == "suspended"
    (task,) = recognition.tasks(actor=reviewer, world=bank)
    assert (task.withdrawal, task.institution.code) == (gone[0], "bank")
    recognition.uphold(gone[0].id, "bank", "it stands", actor=reviewer, world=bank)
    public = transcripts.public_status(issued.code, world=bank)
    assert public.status == "valid"


def test_law_13_each_entry_covers_the_one_before_and_the_account_the_last(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    for number in range(3):
        held = a_holding(bank, learner, number=str(number))
        recognized(bank, a_claim(bank, learner, held), reviewer)

    shown = ledger.entries(actor=learner, world=bank)

    assert first_break([s.entry for s in shown], [s.digest for s in shown]) is None
    assert ledger.account(actor=learner, world=bank).head == shown[-1].digest
    assert next(iter(shown[0].entry.json())) == "form"
    assert shown[0].entry.json()["form"] == 1


def test_law_15_a_credential_names_one_list_of_revocations(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    document = parsed(transcripts.issue(None, actor=learner, world=bank).document)
    for one in (document, *inner_of(document)):
        assert one["credentialStatus"]["statusPurpose"] == "revocation"


def test_law_17_nothing_personal_stands_inside_or_on_public_pages(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    held = a_holding(bank, learner, number="SECRET-7")
    recognized(bank, a_claim(bank, learner, held), reviewer)
    issued = transcripts.issue(None, actor=learner, world=bank)
    (inside,) = inner_of(parsed(issued.document))
    assert "李林" not in str(inside)
    assert "L0000" not in str(inside)
    assert "SECRET" not in issued.document.decode()
    assert "salt" not in str(inside["credentialSubject"]["identifier"])
    assert "李林" in issued.document.decode()


def test_law_of_roles_rights_are_computed_from_live_membership_at_every_request(
    client, bank
):
    a_reviewer(bank)
    signed_in(client, "rita@example.org")
    assert client.get("/claims/queue").status_code == 200
    with transaction() as session:
        session.execute(delete(people_rows.MembershipRow))
    db.session.remove()
    assert client.get("/claims/queue").status_code == 403


def test_law_16_every_posted_line_has_one_receipt_named_by_its_credential(bank):
    learner, nou = a_learner(bank), a_reviewer(bank, "nou")
    held = a_holding(bank, learner, outcome="VQ-COURIER", number="SECRET-007")
    entry = recognized(
        bank, a_claim(bank, learner, held, purpose="convert:nou/logistics"), nou
    )
    with reading() as session:
        kept = receipt_rows.receipts(session, learner.learner_id)
        inner = credential_rows.live_inner(session, learner.learner_id)

    assert sorted(kept) == [(1, 1), (1, 2), (1, 3)]
    for credential in inner:
        row = kept[credential.sequence, credential.number]
        document = parsed(credential.document.encode())
        (named,) = document["relatedResource"]
        assert named["id"] == f"{bank.origin}/receipts/{row.digest}"
        assert named["digestMultibase"] == digest_multibase(row.digest)
        assert document["evidence"][0]["id"] == f"{named['id']}#evidence"
        receipt = parsed(row.content.encode())
        assert receipt["decision"]["entry"] == entry.digest
        assert receipt["case_digest"] == entry.case_digest
        assert "salt" not in receipt["case"]
        for personal in ("李林", "SECRET", learner.learner_id, learner.user_id):
            assert personal not in row.content
    assert auditing.audit().faults == ()
