"""The moves a claim can make, and what changes with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from creditbank.core.claims import Claim, ClaimStatus, Move, Purpose, Submission
from creditbank.core.errors import BadValueError, IllegalMoveError
from creditbank.core.policies import Choice
from creditbank.core.values import ClaimId, HoldingId, LearnerId

AT = datetime(2026, 11, 24, tzinfo=UTC)
SUBMISSION = Submission("bank/deposit", "1", date(2026, 11, 24), "salt", {}, {}, ())
CLAIM = Claim(ClaimId("c"), LearnerId("l"), Purpose("bank"), (HoldingId("h"),))

# From each status, where each move leads; what is not written cannot be done.
TABLE = {
    "draft": {"submit": "submitted", "withdraw": "withdrawn"},
    "submitted": {
        "return": "returned",
        "withdraw": "withdrawn",
        "dispute": "disputed",
        "recognize": "recognized",
        "decline": "declined",
    },
    "disputed": {
        "return": "returned",
        "withdraw": "withdrawn",
        "recognize": "recognized",
        "decline": "declined",
    },
    "returned": {"submit": "submitted", "withdraw": "withdrawn"},
    "withdrawn": {},
    "recognized": {},
    "declined": {},
}


@pytest.mark.parametrize("status", ClaimStatus)
@pytest.mark.parametrize("move", Move)
def test_a_claim_makes_the_moves_of_the_table_and_no_other(status, move):
    claim, to = replace(CLAIM, status=status), TABLE[status].get(move)

    if to is not None:
        assert claim.moved(move).status == to
        return
    with pytest.raises(IllegalMoveError):
        claim.moved(move)


def test_a_claim_is_in_review_between_submission_and_decision():
    found = {one for one in ClaimStatus if replace(CLAIM, status=one).is_in_review}
    assert found == {ClaimStatus.SUBMITTED, ClaimStatus.DISPUTED}


def test_law_09_a_return_keeps_the_day_unless_what_is_asked_changes():
    returned = CLAIM.submitted(SUBMISSION, at=AT).moved(Move.RETURN)
    same = returned.amended(holdings=CLAIM.holdings, choices=())
    other = returned.amended(holdings=CLAIM.holdings, choices=(Choice("h", "A"),))

    assert same.submission == SUBMISSION
    assert (other.submission, other.choices) == (None, (Choice("h", "A"),))


def test_what_is_under_review_cannot_be_changed():
    claim = CLAIM.submitted(SUBMISSION, at=AT)
    with pytest.raises(IllegalMoveError):
        claim.amended(holdings=(), choices=())


@pytest.mark.parametrize("text", ["deposit", "convert:nou/logistics"])
def test_a_purpose_is_read_as_it_is_written(text):
    assert str(Purpose.of(text)) == text


@pytest.mark.parametrize("text", ["", "convert:nou", "convert:/x", "spend:nou/x"])
def test_what_is_no_purpose_is_refused(text):
    with pytest.raises(BadValueError):
        Purpose.of(text)
