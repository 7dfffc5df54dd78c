"""One version decides a claim (law 9): what falls under two becomes two claims."""

from __future__ import annotations

from datetime import date

import pytest
from builders import (
    a_claim,
    a_holding,
    a_learner,
    a_registrar,
    a_reviewer,
    recognized,
    signed_in,
)

from creditbank.app import shipped
from creditbank.core.errors import IllegalMoveError, NotFoundError
from creditbank.core.publishing import VersionsDifferError
from creditbank.services import claims, policies, tokens


@pytest.fixture
def learner(bank):
    """A learner of a bank whose second version leaves older certificates the first."""
    text = (shipped("seed") / "policies" / "bank-deposit.yaml").read_text("utf-8")
    text = text.replace("\nversion: 1\n", "\nversion: 2\n").replace(
        "\neffective:",
        "\nsupersedes: {version: 1, kept_by: {item.issued_on: {max: 2022-12-31}}}"
        "\neffective:",
    )
    registrar, today = a_registrar(bank, "bank"), date(2026, 11, 24)
    policies.publish(text.encode(), starts_on=today, actor=registrar, world=bank)
    return a_learner(bank)


@pytest.fixture
def mixed(bank, learner):
    old = a_holding(bank, learner, number="OLD", issued_on=date(2022, 5, 1))
    new = a_holding(bank, learner, number="NEW", issued_on=date(2024, 5, 1))
    return old, new


def test_holdings_under_two_versions_are_named_with_the_version_of_each(
    bank, learner, mixed
):
    old, new = mixed
    draft = a_claim(bank, learner, old, new, submitted=False)
    for asked in (
        lambda: claims.submit(draft.id, actor=learner, world=bank),
        lambda: claims.preview("deposit", [old.id, new.id], actor=learner, world=bank),
    ):
        with pytest.raises(VersionsDifferError) as refused:
            asked()
        one, two = refused.value.facts["versions"].split("；")
        assert "bank/deposit v1" in one
        assert "2022-05-01" in one
        assert "bank/deposit v2" in two
        assert "2024-05-01" in two
    parts = claims.parts("deposit", [old.id, new.id], actor=learner, world=bank)
    assert [[one.id for one in part.holdings] for part in parts] == [[old.id], [new.id]]
    assert [part.policy.version for part in parts] == ["1", "2"]


def test_a_draft_is_split_once_and_each_part_is_decided_by_its_own_version(
    bank, learner, mixed
):
    draft = a_claim(bank, learner, *mixed, submitted=False)
    made = claims.split(draft.id, actor=learner, world=bank)
    assert [one.holdings for one in made] == [(held.id,) for held in mixed]
    assert made[0].id == draft.id
    again = claims.split(draft.id, actor=learner, world=bank)
    assert [one.id for one in again] == [draft.id]
    assert len(claims.list_(actor=learner, world=bank).items) == 2

    reviewer = a_reviewer(bank)
    versions = []
    for one in made:
        claim = claims.submit(one.id, actor=learner, world=bank)
        versions.append(recognized(bank, claim, reviewer).policy_version)
    assert versions == ["1", "2"]


def test_only_ones_own_draft_is_split(bank, learner, mixed):
    draft = a_claim(bank, learner, *mixed, submitted=False)
    other = a_learner(bank, email="bob@example.org")
    with pytest.raises(NotFoundError):
        claims.split(draft.id, actor=other, world=bank)
    sent = a_claim(bank, learner, mixed[0])
    with pytest.raises(IllegalMoveError):
        claims.split(sent.id, actor=learner, world=bank)


def test_pages_name_the_versions_and_split_a_draft_in_one_click(
    app, bank, learner, mixed
):
    old, new = mixed
    draft = a_claim(bank, learner, old, new, submitted=False)
    ada = signed_in(app.test_client(), "ada@example.org")
    asked = {"purpose": "deposit", "holding": [old.id, new.id]}
    for language, words in (
        ("zh", ("第1版", "第2版", "颁发于 2022-05-01", "分成2份")),
        ("en", ("version 1", "version 2", "issued 2022-05-01", "Make 2 claims")),
    ):
        ada.post("/language", data={"language": language})
        choosing = ada.get("/claims/draft", query_string=asked)
        kept = ada.get(f"/claims/{draft.id}")
        assert (choosing.status_code, kept.status_code) == (409, 200)
        for page in (choosing, kept):
            for word in words:
                assert word in page.get_data(as_text=True), word
    assert f"/claims/{draft.id}/submit" not in kept.get_data(as_text=True)

    done = ada.post(f"/claims/{draft.id}/split", follow_redirects=True)
    assert done.request.path == "/claims/"
    assert len(claims.list_(actor=learner, world=bank).items) == 2
    alone = ada.get(f"/claims/{draft.id}").get_data(as_text=True)
    assert f"/claims/{draft.id}/submit" in alone
    assert f"/claims/{draft.id}/split" not in alone


def test_the_api_splits_a_draft_and_gives_every_claim(client, bank, learner, mixed):
    draft = a_claim(bank, learner, *mixed, submitted=False)
    token = tokens.create_token("t", days=1, actor=learner, world=bank)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
    for _ in range(2):
        answer = client.post(f"/api/v1/claims/{draft.id}/split", headers=headers)
        assert answer.status_code == 200
        assert [one["holdings"] for one in answer.json] == [[one.id] for one in mixed]
    assert len(claims.list_(actor=learner, world=bank).items) == 2
