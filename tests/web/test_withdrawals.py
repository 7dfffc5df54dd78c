"""The pages of law 12: an officer withdraws, reviewers rule."""

from __future__ import annotations

import io

import pytest
from builders import (
    PDF,
    a_claim,
    a_holding,
    a_learner,
    a_reviewer,
    a_withdrawal,
    recognized,
    signed_in,
)

from creditbank.core.people import Role
from creditbank.services import recognition, transcripts


@pytest.fixture
def officer(bank):
    return a_reviewer(bank, "B001", email="olga@example.org", role=Role.OFFICER)


@pytest.fixture
def issued(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    held = a_holding(bank, learner, outcome="X001-2", number="7")
    recognized(bank, a_claim(bank, learner, held), reviewer)
    return transcripts.issue(actor=learner, world=bank)


def test_an_officer_finds_a_certificate_by_number_and_withdraws_it(
    client, bank, officer, issued
):
    signed_in(client, "olga@example.org")
    page = client.get("/withdrawals/?number=7").text
    assert "有学习者登记过" in page
    assert "李林" not in page
    (paper, *_) = recognition.find_papers("7", actor=officer, world=bank)
    form = {
        "number": "7",
        "paper": paper.owner_key,
        "on": "2026-11-20",
        "ground": "盗用他人成绩",
        "file": (io.BytesIO(PDF), "decision.pdf"),
    }
    bad = client.post("/withdrawals/", data={**form, "on": "soon", "file": None})
    assert bad.status_code == 422
    assert "盗用他人成绩" in bad.text
    done = client.post("/withdrawals/", data=form, content_type="multipart/form-data")
    assert done.status_code == 302
    assert "盗用他人成绩" in client.get("/withdrawals/").text
    public = client.get(f"/v/{issued.code}").text
    assert "已中止" in public
    assert "无效" not in public
    assert "盗用" not in public


@pytest.mark.parametrize(
    ("way", "status"), [("uphold", "有效"), ("overturn", "已撤销")]
)
def test_a_reviewer_sees_the_task_at_home_and_rules(
    client, bank, officer, issued, way, status
):
    gone = a_withdrawal(bank, officer, number="7")
    signed_in(client, "rita@example.org")
    place = f"/withdrawals/{gone.id}/bank"
    for page in ("/", "/claims/queue"):
        assert place in client.get(page).text
    shown = client.get(place).text
    assert "李林" in shown
    assert "issued in error" in shown
    assert client.get(f"{place}/evidence").data.endswith(b"% decision\n")
    assert client.post(f"{place}/{way}", data={"note": ""}).status_code == 422
    assert client.post(f"{place}/{way}", data={"note": "seen"}).status_code == 302
    assert place not in client.get("/").text
    assert client.post(f"{place}/{way}", data={"note": "seen"}).status_code == 409
    assert status in client.get(f"/v/{issued.code}").text


def test_learners_neither_withdraw_nor_rule(client, bank, officer, issued):
    gone = a_withdrawal(bank, officer, number="7")
    signed_in(client, "ada@example.org")
    for address in ("/withdrawals/", f"/withdrawals/{gone.id}/bank"):
        assert client.get(address).status_code == 403
