"""Receipts over HTTP: bytes for programs, words for people, nothing for others."""

from __future__ import annotations

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized, signed_in

from creditbank.core.values import sha256
from creditbank.services import receipts, transcripts

HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def learner(bank):
    learner = a_learner(bank)
    held = a_holding(bank, learner, outcome="VQ-COURIER", number="7", score="88")
    recognized(bank, a_claim(bank, learner, held), a_reviewer(bank))
    nou = a_reviewer(bank, "nou", email="nou@example.org")
    claim = a_claim(bank, learner, held, purpose="convert:nou/logistics")
    recognized(bank, claim, nou)
    return learner


@pytest.fixture
def mine(app, learner):
    return signed_in(app.test_client(), "ada@example.org")


@pytest.fixture
def digest(bank, learner):
    return receipts.digests(actor=learner, world=bank)[2, 1]


def test_the_address_a_credential_names_gives_the_very_bytes(mine, digest):
    for address in (f"/receipts/{digest}", f"/receipts/{digest}.json"):
        answer = mine.get(address)
        assert answer.mimetype == "application/json"
        assert sha256(answer.data) == digest


def test_a_person_reads_the_same_in_words_of_both_languages(mine, digest):
    page = mine.get(f"/receipts/{digest}", headers=HTML).get_data(as_text=True)
    for said in ("速递生产与运作", "88", "符合规则", "国家开放大学", "审核人", "重算"):
        assert said in page, said
    mine.post("/language", data={"language": "en", "next": "/"})
    page = mine.get(f"/receipts/{digest}", headers=HTML).get_data(as_text=True)
    assert "lookup." not in page
    assert "target." not in page.partition("<main")[2]
    for said in ("Decision receipt", "applies", "Reviewer", "Outcome: "):
        assert said in page, said
    assert "李林" not in page.partition("<main")[2]


def test_law_17_it_is_missing_to_a_stranger_and_to_another_learner(app, bank, digest):
    a_learner(bank, email="bob@example.org", name="王芳")
    for client in (app.test_client(), signed_in(app.test_client(), "bob@example.org")):
        for headers in ({}, HTML):
            assert client.get(f"/receipts/{digest}", headers=headers).status_code == 404
        assert client.get(f"/receipts/{digest}.json").status_code == 404


def test_account_and_transcripts_lead_to_the_receipt(mine, digest):
    assert f"/receipts/{digest}" in mine.get("/account").get_data(as_text=True)
    page = mine.get("/transcripts").get_data(as_text=True)
    assert f"/receipts/{digest}" in page
    assert "学习成果 VQ-COURIER" in page  # what its receipt must show


def test_a_learner_keeps_a_receipt_back_when_a_transcript_is_issued(
    bank, mine, learner, digest
):
    by_credential = receipts.of_credentials(actor=learner, world=bank)
    secret = next(c for c, r in by_credential.items() if r.digest == digest)
    mine.post(
        "/transcripts", data={"credential": list(by_credential), "withhold": secret}
    )
    (issued,) = transcripts.list_(actor=learner, world=bank)
    travels = receipts.travelling(issued.id, actor=learner, world=bank)
    assert digest not in travels
    assert len(travels) == len(by_credential) - 1


def test_a_share_with_receipts_leads_a_stranger_to_the_reasons(
    app, bank, mine, learner, digest
):
    issued = transcripts.issue(None, actor=learner, world=bank)
    page = mine.post(
        f"/transcripts/{issued.id}/share", data={"days": "7", "receipts": "on"}
    ).get_data(as_text=True)
    link = page.partition("/s/")[2].partition('"')[0]
    stranger = app.test_client()

    assert f"/receipts/{digest}" in stranger.get(f"/s/{link}").get_data(as_text=True)
    assert sha256(stranger.get(f"/receipts/{digest}.json").data) == digest
