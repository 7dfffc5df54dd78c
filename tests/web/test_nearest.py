"""What one changed input would do, told where a refusal is shown and kept nowhere."""

from __future__ import annotations

import pytest
from builders import (
    a_claim,
    a_holding,
    a_learner,
    a_reviewer,
    a_scored_deposit,
    signed_in,
)

from creditbank.services import claims

ZH = "如果成绩是60（现在是55），这一项就可以认定，得6学分。"
EN = "If the score were 60 (it is 55), this would be recognized and earn 6 credits."


@pytest.fixture
def refused(bank):
    """A claim that a score of 55 refuses, and a score of 60 would not."""
    a_scored_deposit(bank)
    learner = a_learner(bank)
    held = a_holding(bank, learner, score="55")
    return a_claim(bank, learner, held), held


def told(client, address):
    """Read a page in both languages."""
    pages = []
    for language in ("zh", "en"):
        client.post("/language", data={"language": language})
        answer = client.get(address)
        assert answer.status_code == 200
        pages.append(answer.get_data(as_text=True))
    return pages


def test_a_learner_reads_before_the_claim_what_one_change_would_do(app, refused):
    _, held = refused
    ada = signed_in(app.test_client(), "ada@example.org")
    zh, en = told(ada, f"/claims/draft?purpose=deposit&holding={held.id}")
    assert (zh.count(ZH), en.count(EN)) == (1, 1)


def test_reviewer_and_learner_read_it_on_the_refused_claim_and_no_one_else(
    app, bank, refused
):
    claim, _ = refused
    rita = a_reviewer(bank)
    a_reviewer(bank, "nou", email="nou@example.org")
    a_learner(bank, email="bob@example.org")
    zh, en = told(
        signed_in(app.test_client(), "rita@example.org"), f"/claims/{claim.id}/review"
    )
    assert (zh.count(ZH), en.count(EN)) == (1, 1)

    claims.decline(claim.id, "policy_says_no", "", actor=rita, world=bank)
    ada = signed_in(app.test_client(), "ada@example.org")
    zh, en = told(ada, f"/claims/{claim.id}")
    assert (zh.count(ZH), en.count(EN)) == (1, 1)

    bob = signed_in(app.test_client(), "bob@example.org")
    assert bob.get(f"/claims/{claim.id}").status_code == 404
    other = signed_in(app.test_client(), "nou@example.org")
    assert other.get(f"/claims/{claim.id}/review").status_code == 404


def test_law_10_no_answer_that_is_kept_or_agreed_to_holds_it(bank, refused):
    claim, _ = refused
    shown = claims.review(claim.id, actor=a_reviewer(bank), world=bank)
    before = shown.answer.digest
    assert shown.answered.near[0].needed == "60"
    assert "nearest" not in str(shown.answer.json())
    assert shown.answer.digest == before


def test_a_policy_asked_over_the_api_tells_it_beside_the_digest_of_the_answer(
    client, bank, refused
):
    claim, _ = refused
    shown = claims.review(claim.id, actor=a_reviewer(bank), world=bank)
    case = shown.answered.case.json()
    asked = {"policy": "bank/deposit", "version": "2", "case": case}
    answer = client.post("/api/v1/policies/evaluate", json=asked)

    assert answer.json["digest"] == shown.answer.digest
    near = answer.json["lines"][0]["nearest"]
    assert (near["field"], near["found"], near["needed"]) == ("item.score", "55", "60")
    assert (near["zh"], near["en"]) == (ZH, EN)
    assert answer.json["lines"][0]["reasons"][0].keys() >= {"code", "zh", "en"}
