"""Pages and addresses of a transcript's life: lists, codes, and issuing anew."""

from __future__ import annotations

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized, signed_in

from creditbank.core.strict import parsed
from creditbank.core.transcripts.life import ACTS_OF
from creditbank.services import recognition, transcripts


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def reviewer(bank):
    return a_reviewer(bank)


@pytest.fixture
def entry(bank, learner, reviewer):
    return recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)


@pytest.mark.parametrize("purpose", ACTS_OF)
def test_a_status_list_is_public_and_cached_as_long_as_its_own_ttl(client, purpose):
    answer = client.get(f"/status/{purpose}/1")
    document = parsed(answer.data)
    ttl = document["credentialSubject"]["ttl"]
    assert answer.mimetype == "application/vc"
    assert answer.headers["Cache-Control"] == f"public, max-age={ttl // 1000}"
    assert document["credentialSubject"]["statusPurpose"] == purpose
    assert client.get(f"/status/{purpose}/1").data == answer.data
    again = client.get(
        f"/status/{purpose}/1", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"/status/{purpose}/2").status_code == 404
    assert client.get("/status/refresh/1").status_code == 404


def test_a_code_says_since_when_a_newer_one_took_its_place(
    client, bank, learner, entry
):
    first = transcripts.issue(actor=learner, world=bank)
    bank.clock.clock.pass_time(days=1)
    transcripts.issue(actor=learner, world=bank)
    page = client.get(f"/v/{first.code}", headers={"Accept-Language": "en"}).text
    assert "Superseded" in page
    assert "2026-11-25 12:00" in page
    assert "newer one of the same scope" in page
    assert "李林" not in page
    assert "nvalid" not in page


def test_after_a_reversal_the_page_says_that_a_new_one_can_be_issued_at_once(
    client, bank, learner, reviewer, entry
):
    other = a_holding(bank, learner, number="2")
    recognized(bank, a_claim(bank, learner, other), reviewer)
    first = transcripts.issue(actor=learner, world=bank)
    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)
    signed_in(client, "ada@example.org")
    page = client.get("/transcripts").text
    assert "其中的学分已冲正" in page
    assert "可以立即签发新的" in page
    assert client.post("/transcripts", data={"scope": "account"}).status_code == 302
    assert "有效" in client.get("/transcripts").text
    public = client.get(f"/v/{first.code}").text
    assert "已撤销" in public
    assert "其中的学分已冲正" in public
    assert "无效" not in public


def test_a_learner_chooses_scope_and_whether_the_older_gives_way(
    client, bank, learner, entry
):
    signed_in(client, "ada@example.org")
    for earlier, status in (("keep", "valid"), ("keep", "valid"), ("", "superseded")):
        form = {"scope": "deposit", "earlier": earlier}
        assert client.post("/transcripts", data=form).status_code == 302
        listed = transcripts.list_(actor=learner, world=bank)
        assert {one.status for one in listed} == {"valid", status}
    page = client.get("/transcripts").text
    assert "存入学分银行的学分" in page
    form = {"scope": "convert:nou/none"}
    assert client.post("/transcripts", data=form).status_code == 409
