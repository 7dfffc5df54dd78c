"""A reviewer reads beside the evidence all that the policy reads, and what was before."""

from __future__ import annotations

import re
from datetime import date

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, signed_in

from creditbank.services import claims, holdings

ASKED = {"hours": "48", "major": "会计"}


@pytest.fixture
def claim(bank):
    learner = a_learner(bank)
    held = a_holding(
        bank, learner, score="88", expires_on=date(2029, 4, 30), more=ASKED
    )
    a_reviewer(bank)
    return held, a_claim(bank, learner, held)


@pytest.mark.parametrize("whose", ["learner", "reviewer"])
def test_what_the_policy_reads_of_a_paper_stands_on_its_page(client, claim, whose):
    held, asked = claim
    if whose == "learner":
        page = signed_in(client, "ada@example.org").get(f"/holdings/{held.id}").text
    else:
        page = signed_in(client, "rita@example.org").get(f"/claims/{asked.id}/review")
        page = page.text
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert told["学时"] == "48"
    assert told["原专业"] == "会计"
    assert told["成绩"] == "88"
    assert told["颁发日期"] == "2022-05-01"
    assert told["有效期至"] == "2029-04-30"
    assert told["等级"] == held.level


def test_a_reviewer_sees_why_a_claim_was_returned_before(bank, client, claim):
    _, asked = claim
    reviewer = a_reviewer(bank)
    note = "请补拍反面"
    claims.return_(asked.id, "evidence_unreadable", note, actor=reviewer, world=bank)
    learner = a_learner(bank)
    claims.submit(asked.id, actor=learner, world=bank)
    signed_in(client, "rita@example.org")
    page = client.get(f"/claims/{asked.id}/review").get_data(as_text=True)
    assert f"佐证材料无法辨认。说明：{note}" in page
    client.set_cookie("language", "en")
    page = client.get(f"/claims/{asked.id}/review").get_data(as_text=True)
    assert f"The evidence cannot be read. Note: {note}" in page


def test_a_learner_says_until_when_a_paper_is_good(bank, client):
    learner = a_learner(bank)
    signed_in(client, "ada@example.org")
    form = client.get("/holdings/register?outcome=X012-2").get_data(as_text=True)
    assert 'name="expires_on" type="date"' in form
    told = {"outcome": "X012-2", "number": "N1", "issued_on": "2022-05-01"}
    client.post("/holdings/register", data={**told, "expires_on": "2029-04-30"})
    (held,) = holdings.list_(actor=learner, world=bank)
    assert held.expires_on == date(2029, 4, 30)
