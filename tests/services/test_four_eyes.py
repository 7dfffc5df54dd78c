"""A person may hold several roles; nobody decides on what is their own."""

from __future__ import annotations

import pytest
from builders import (
    PASSWORD,
    a_claim,
    a_holding,
    a_learner,
    a_reviewer,
    a_withdrawal,
    recognized,
    signed_in,
)
from callers import caller

from creditbank.core.people import Membership, OwnLearningError, Role
from creditbank.core.policies import Finding
from creditbank.services import claims, ledger, people, recognition, transcripts


@pytest.fixture
def both(bank):
    """A learner who also reviews for the bank."""
    return people.enroll(
        "both@example.org",
        PASSWORD,
        name="李双",
        memberships=[Membership(Role.REVIEWER, "bank")],
        world=bank,
    )


@pytest.fixture
def reviewer(bank):
    return a_reviewer(bank)


def test_four_eyes_nobody_recognizes_returns_or_declines_their_own_claim(bank, both):
    claim = a_claim(bank, both, a_holding(bank, both))
    shown = claims.review(claim.id, actor=both, world=bank)

    for decide in (
        lambda: recognition.recognize(
            claim.id, shown.answer.digest, actor=both, world=bank
        ),
        lambda: claims.return_(claim.id, "other", "", actor=both, world=bank),
        lambda: claims.decline(claim.id, "other", "", actor=both, world=bank),
        lambda: claims.find(claim.id, Finding("x", "yes"), actor=both, world=bank),
        lambda: claims.agree(claim.id, "x", "agreed", actor=both, world=bank),
        lambda: claims.rule(claim.id, 1, "upheld", "x", actor=both, world=bank),
    ):
        with pytest.raises(OwnLearningError):
            decide()

    again = claims.show(claim.id, actor=both, world=bank)
    assert again.claim.status == "submitted"
    assert ledger.account(actor=both, world=bank).entry_count == 0


def test_four_eyes_nobody_reverses_a_line_of_their_own(bank, both, reviewer):
    entry = recognized(bank, a_claim(bank, both, a_holding(bank, both)), reviewer)
    with pytest.raises(OwnLearningError):
        recognition.reverse(entry.id, [1], "why", actor=both, world=bank)
    assert ledger.account(actor=both, world=bank).entry_count == 1
    recognition.reverse(entry.id, [1], "why", actor=reviewer, world=bank)


def test_four_eyes_nobody_rules_on_a_withdrawal_of_their_own_certificate(
    bank, both, reviewer
):
    held = a_holding(bank, both)
    recognized(bank, a_claim(bank, both, held), reviewer)
    officer = a_reviewer(bank, held.body, email="o@example.org", role=Role.OFFICER)
    withdrawal = a_withdrawal(bank, officer)
    for rule in (recognition.uphold, recognition.overturn):
        with pytest.raises(OwnLearningError):
            rule(withdrawal.id, "bank", "mine", actor=both, world=bank)
    recognition.uphold(withdrawal.id, "bank", "seen", actor=reviewer, world=bank)


def test_four_eyes_nobody_suspends_or_revokes_their_own_transcript(
    bank, both, reviewer
):
    recognized(bank, a_claim(bank, both, a_holding(bank, both)), reviewer)
    code = transcripts.issue(None, actor=both, world=bank).code
    for act in (transcripts.suspend, transcripts.revoke):
        with pytest.raises(OwnLearningError):
            act(code, "other", "", actor=both, world=bank)


def test_who_learns_and_reviews_sees_both_over_the_api(client, bank, both):
    mine = a_claim(bank, both, a_holding(bank, both))
    ada = a_learner(bank)
    theirs = a_claim(bank, ada, a_holding(bank, ada, number="2"))
    draft = a_claim(bank, ada, a_holding(bank, ada, number="3"), submitted=False)
    api = caller(client, bank, both)

    def ids(**query):
        return [one["claim"]["id"] for one in api.get("claims", **query).json["items"]]

    assert ids() == ids(waiting="false") == [mine.id]
    assert theirs.id in ids(waiting="true")
    assert api.get(f"claims/{mine.id}").status_code == 200
    assert api.get(f"claims/{theirs.id}").json["answer_digest"]
    assert api.get(f"claims/{draft.id}").status_code == 404
    assert caller(client, bank, ada).get(f"claims/{mine.id}").status_code == 404


def test_who_learns_and_reviews_finds_both_pages(client, bank, both):
    mine = a_claim(bank, both, a_holding(bank, both))
    ada = a_learner(bank)
    theirs = a_claim(bank, ada, a_holding(bank, ada, number="2"))
    signed_in(client, "both@example.org")

    assert client.get(f"/claims/{mine.id}").status_code == 200
    sent = client.get(f"/claims/{theirs.id}")
    assert sent.headers["Location"] == f"/claims/{theirs.id}/review"
    assert "answer_digest" in client.get(f"/claims/{theirs.id}/review").text
    own = client.get(f"/claims/{mine.id}/review").text
    assert "须由另一位审核人决定" in own
    assert "answer_digest" not in own
    assert client.get("/claims/nothing").status_code == 302
    assert client.get("/claims/nothing/review").status_code == 404
