"""The JSON API: the same use cases, by bearer token, once each."""

from __future__ import annotations

import io

import pytest
from builders import PDF, a_claim, a_holding, a_learner, a_reviewer
from callers import caller

from creditbank.services import claims, holdings, tokens


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def reviewer(bank):
    return a_reviewer(bank)


def test_the_whole_story_over_json(client, bank, learner, reviewer):
    mine, theirs = caller(client, bank, learner), caller(client, bank, reviewer)

    found = mine.get("outcomes", q="智能财税").json["items"]
    held = mine.post(
        "holdings",
        {"outcome": found[1]["code"], "number": "1", "issued_on": "2022-05-01"},
    ).json
    attached = mine.post(
        f"holdings/{held['id']}/evidence",
        data={"file": (io.BytesIO(PDF), "scan.pdf")},
        content_type="multipart/form-data",
    )
    claim = mine.post("claims", {"purpose": "deposit", "holdings": [held["id"]]}).json
    submitted = mine.post(f"claims/{claim['id']}/submit")
    waiting = theirs.get("claims").json["items"]
    shown = theirs.get(f"claims/{waiting[0]['claim']['id']}").json
    entry = theirs.post(
        f"claims/{claim['id']}/recognize", {"answer_digest": shown["answer_digest"]}
    )
    issued = mine.post("transcripts", {})

    assert attached.status_code == 201
    assert submitted.json["status"] == "submitted"
    assert entry.status_code == 201
    assert entry.json["lines"][0]["credits"] == "6"
    assert mine.get("accounts/me").json["balances"] == {"bank": "6"}
    assert len(mine.get("accounts/me/entries").json["items"]) == 1
    code = issued.json["code"]
    assert mine.get(f"verifications/{code}").json["status"] == "valid"
    assert mine.get("claims").json["items"][0]["claim"]["status"] == "recognized"
    undone = theirs.post(
        f"entries/{entry.json['id']}/reverse", {"lines": [1], "note": "in error"}
    )
    assert undone.status_code == 201
    assert mine.get(f"verifications/{code}").json["status"] == "revoked"


def test_the_second_time_gives_the_first_answer_and_changes_nothing(
    client, bank, learner
):
    mine = caller(client, bank, learner)
    body = {"outcome": "X012-1", "number": "1", "issued_on": "2022-05-01"}

    first = mine.post("holdings", body, key="same")
    second = mine.post("holdings", body, key="same")
    other = mine.post("holdings", {**body, "number": "2"}, key="same")

    assert first.json == second.json
    assert first.status_code == second.status_code == 201
    assert (other.status_code, other.json["code"]) == (422, "key_reused")
    assert len(mine.get("holdings").json["items"]) == 1


def test_an_upload_repeated_with_its_key_is_the_same_whatever_parts_it(
    client, bank, learner
):
    held = a_holding(bank, learner, evidence=None)
    mine = caller(client, bank, learner)

    def attach(content=PDF, name="scan.pdf", boundary="one"):
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{name}"\r\n\r\n'
        ).encode()
        return mine.post(
            f"holdings/{held.id}/evidence",
            key="same",
            data=body + content + f"\r\n--{boundary}--\r\n".encode(),
            content_type=f"multipart/form-data; boundary={boundary}",
        )

    first, second = attach(), attach(boundary="two")
    assert first.status_code == second.status_code == 201
    assert first.json == second.json
    for other in (attach(PDF + b"%"), attach(name="other.pdf")):
        assert (other.status_code, other.json["code"]) == (422, "key_reused")
    assert len(holdings.show(held.id, actor=learner, world=bank).evidence) == 1


def test_a_key_is_needed_for_every_post_that_writes(client, bank, learner):
    mine = caller(client, bank, learner)
    answer = client.post("/api/v1/holdings", json={}, headers=mine.headers)
    assert (answer.status_code, answer.json["code"]) == (400, "key_needed")


def test_a_refusal_is_a_problem_with_field_and_reason(client, bank, learner):
    mine = caller(client, bank, learner)

    for body, status in (
        ({"outcome": "X012-1", "issued_on": "yesterday"}, 422),
        ({"outcome": "X012-1", "issued_on": "2022-05-01", "nonsense": 1}, 422),
        ({"outcome": "NOPE", "issued_on": "2022-05-01"}, 404),
        ({}, 422),
    ):
        answer = mine.post("holdings", body)
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
        assert set(answer.json) == {
            "type",
            "title",
            "status",
            "detail",
            "code",
            "fields",
        }
    assert mine.get("holdings").json["items"] == []


def test_tokens_are_needed_scoped_expiring_and_revocable(client, bank, learner, clock):
    limited = caller(client, bank, learner, scopes=["holdings.list"])
    assert limited.get("holdings").status_code == 200
    assert limited.get("accounts/me").status_code == 403
    assert client.get("/api/v1/holdings").status_code == 401
    full = caller(client, bank, learner)
    for one in tokens.tokens(actor=learner, world=bank):
        if one.scopes is None:
            tokens.revoke_token(one.id, actor=learner, world=bank)
    assert full.get("holdings").status_code == 401
    clock.pass_time(days=2)
    assert limited.get("holdings").status_code == 401


def test_a_dispute_is_remembered_as_the_answer_of_its_key(
    client, bank, learner, reviewer
):
    other = a_learner(bank, email="bob@example.org", name="王芳")
    theirs = caller(client, bank, reviewer)
    one = a_claim(bank, learner, a_holding(bank, learner))
    two = a_claim(bank, other, a_holding(bank, other))
    for claim, status in ((one, 201), (two, 409), (two, 409)):
        digest = claims.review(claim.id, actor=reviewer, world=bank)
        digest = digest.answer.digest
        answer = theirs.post(
            f"claims/{claim.id}/recognize",
            {"answer_digest": digest},
            key=f"k-{claim.id}",
        )
        assert answer.status_code == status
    assert answer.json["code"] == "owner_key_held"


def test_the_reviewers_other_moves(client, bank, learner, reviewer):
    theirs = caller(client, bank, reviewer)
    mine = caller(client, bank, learner)
    claim = a_claim(bank, learner, a_holding(bank, learner))

    refused = theirs.post(f"claims/{claim.id}/findings", {"name": "x", "value": "1"})
    step = theirs.post(f"claims/{claim.id}/steps", {"step": "x", "verdict": "agreed"})
    returned = theirs.post(f"claims/{claim.id}/return", {"reason": "other"})
    again = mine.post(f"claims/{claim.id}/submit")
    declined = theirs.post(f"claims/{claim.id}/decline", {"reason": "duplicate"})
    late = mine.post(f"claims/{claim.id}/withdraw")

    assert refused.status_code == step.status_code == 422
    assert returned.json["status"] == "returned"
    assert again.json["status"] == "submitted"
    assert declined.json["status"] == "declined"
    assert (late.status_code, late.json["code"]) == (409, "illegal_move")
    assert theirs.get(f"claims/{claim.id}").json["claim"]["status"] == "declined"


def test_lists_have_a_cursor(client, bank, learner, reviewer, clock):
    for number in range(3):
        a_claim(bank, learner, a_holding(bank, learner, number=str(number)))
        clock.pass_time(seconds=1)
    theirs = caller(client, bank, reviewer)

    first = theirs.get("claims", limit=2).json
    second = theirs.get("claims", limit=2, cursor=first["next"]).json

    assert len(first["items"]) == 2
    assert len(second["items"]) == 1
    assert second["next"] is None
    assert theirs.get("claims", cursor="nonsense").status_code == 422
    page = theirs.get("outcomes", limit=1).json
    assert theirs.get("outcomes", limit=1, cursor=page["next"]).json["items"]
    assert (
        caller(client, bank, learner).get("accounts/me/entries", cursor="x").status_code
        == 422
    )


def test_a_claim_lists_a_holding_once_for_however_many_courses_it_is_asked(
    client, bank, learner, reviewer
):
    mine = caller(client, bank, learner)
    held = a_holding(bank, learner)
    claim = mine.post(
        "claims",
        {
            "purpose": "deposit",
            "holdings": [held.id, held.id],
            "choices": [{"item": held.id, "target": code} for code in ("A", "B", "A")],
        },
    ).json
    assert mine.post(f"claims/{claim['id']}/submit").status_code == 200

    case = claims.review(claim["id"], actor=reviewer, world=bank).answered.case
    assert [item.id for item in case.portfolio] == [held.id]
    assert [choice.target for choice in case.choices] == ["A", "B"]


def test_anyone_may_run_a_policy_and_check_a_file(client, bank):
    case = {
        "purpose": "deposit",
        "as_of": "2026-11-24",
        "portfolio": [
            {
                "id": "h",
                "type": "training",
                "bank_value": "2.5",
                "body_status": "active",
            }
        ],
    }
    answer = client.post(
        "/api/v1/policies/evaluate",
        json={"policy": "bank/deposit", "version": "1", "case": case},
    )
    assert (answer.json["decision"], answer.json["credits"]) == ("yes", "2.5")
    for members, code, field in (
        ({"portfolio": case["portfolio"] * 2}, "repeated", "portfolio.id"),
        ({"as_of": "2026-11-24T08:00:00Z"}, "bad_value", "as_of"),
    ):
        refused = client.post(
            "/api/v1/policies/evaluate",
            json={
                "policy": "bank/deposit",
                "version": "1",
                "case": {**case, **members},
            },
        )
        assert (refused.status_code, refused.json["code"]) == (422, code)
        assert list(refused.json["fields"]) == [field]
    report = client.post("/api/v1/verifications", data=b"{}")
    assert report.json["status"] == "unknown_issuer"
    missing = client.get("/api/v1/verifications/AAAA")
    assert missing.status_code == 404


def test_the_api_describes_itself_in_openapi_3_1(client):
    document = client.get("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert "/api/v1/claims/{claim_id}/recognize" in document["paths"]


def test_a_wrong_method_says_which_are_right(client):
    answer = client.delete("/api/v1/outcomes")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
