"""Keys of a paper, and what may serve as evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from creditbank.core.catalog import (
    AwardingBody,
    BodyStatus,
    Outcome,
    OutcomeType,
    StatusInterval,
    grams,
)
from creditbank.core.claims import Claim, ClaimStatus, Move, Purpose
from creditbank.core.errors import (
    BadValueError,
    EvidenceRefusedError,
    IllegalMoveError,
    NotSubmittedError,
)
from creditbank.core.holdings import EVIDENCE_BYTES_MAX, media_type_of, owner_key
from creditbank.core.policies import Choice
from creditbank.core.recognition import case_of
from creditbank.core.values import ClaimId, HoldingId, LearnerId, Period


def test_law_05_width_case_and_spaces_do_not_make_another_paper():
    one = owner_key("B1", "ａｂ-００１ ", "BIM", "")
    assert one == owner_key("b1", "AB001", "bim", "")
    assert one != owner_key("B1", "AB1", "BIM", "")
    assert owner_key("B1", " - ", "BIM", "") is None


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7", "a.PDF", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "image/png"),
        (b"\xff\xd8\xff\xe0", "a.jpeg", "image/jpeg"),
    ],
)
def test_evidence_is_known_by_content_and_extension(content, name, kind):
    assert media_type_of(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.pdf", "empty"),
        (b"%PDF-1.7", "a.png", "wrong_extension"),
        (b"MZ", "a.pdf", "unknown_kind"),
        (b"%PDF-" + b"0" * EVIDENCE_BYTES_MAX, "a.pdf", "too_large"),
    ],
)
def test_other_files_are_refused_with_the_reason(content, name, reason):
    with pytest.raises(EvidenceRefusedError) as refused:
        media_type_of(content, name)
    assert refused.value.facts == {"reason": reason}


def test_a_certificate_is_judged_by_its_issue_date():
    """R43: issued 2022-05-01, the body left on 2023-03-01: valid; after it: refused."""
    body = AwardingBody(
        "b",
        "某机构",
        intervals=(
            StatusInterval(
                BodyStatus.ACTIVE, Period(date(2019, 1, 1), date(2023, 2, 28)), ""
            ),
            StatusInterval(BodyStatus.EXITED, Period(date(2023, 3, 1)), ""),
        ),
    )
    assert body.status_on(date(2022, 5, 1)) is BodyStatus.ACTIVE
    assert body.status_on(date(2023, 3, 1)) is BodyStatus.EXITED
    assert body.status_on(date(2018, 1, 1)) is BodyStatus.UNKNOWN


def test_two_characters_of_chinese_are_found():
    assert grams("智能财税") == {"智能", "能财", "财税"}
    assert grams("ＢＩＭ") == {"bi", "im"}
    assert grams("税") == {"税"}
    assert grams("") == frozenset()
    outcome = Outcome(
        "X1", "1", OutcomeType.TRAINING, "甲", "甲", "", "s", aliases=("B",)
    )
    assert outcome.texts == ("x1", "甲", "b")


@pytest.mark.parametrize("text", ["deposit", "convert:nou/logistics"])
def test_a_purpose_is_written_as_it_was_read(text):
    assert str(Purpose.of(text)) == text


@pytest.mark.parametrize("text", ["", "convert:", "convert:nou", "sell:nou/x"])
def test_another_purpose_is_refused(text):
    with pytest.raises(BadValueError):
        Purpose.of(text)


def a_draft(status=ClaimStatus.DRAFT):
    return Claim(
        ClaimId("c"), LearnerId("l"), Purpose("bank"), (HoldingId("h"),), status
    )


@pytest.mark.parametrize("status", ClaimStatus)
@pytest.mark.parametrize("move", Move)
def test_the_table_of_moves_is_the_only_one(status, move):
    final = {ClaimStatus.WITHDRAWN, ClaimStatus.RECOGNIZED, ClaimStatus.DECLINED}
    before = {ClaimStatus.DRAFT, ClaimStatus.RETURNED}
    early = {Move.SUBMIT, Move.WITHDRAW}
    late = set(Move) - {Move.SUBMIT}
    allowed = (
        set()
        if status in final
        else early
        if status in before
        else late
        if status is ClaimStatus.SUBMITTED
        else late - {Move.DISPUTE}
    )
    if move in allowed:
        assert a_draft(status).moved(move).status is not status
    else:
        with pytest.raises(IllegalMoveError):
            a_draft(status).moved(move)


def test_only_what_the_learner_still_holds_may_be_amended():
    claim = a_draft()
    same = claim.amended(holdings=claim.holdings, choices=())
    elsewhere = claim.amended(
        holdings=claim.holdings, choices=(), purpose=Purpose("nou", "logistics")
    )
    assert elsewhere.submission is None
    other = claim.amended(holdings=claim.holdings, choices=(Choice("h", "C1"),))
    assert same is claim
    assert other.submission is None
    with pytest.raises(IllegalMoveError):
        a_draft(ClaimStatus.SUBMITTED).amended(holdings=(), choices=())


def test_a_draft_is_split_into_a_claim_for_each_part_with_its_own_choices():
    choices = (Choice("h", "C1"), Choice("k", "C2"))
    draft = replace(a_draft(), holdings=("h", "k", "m"), choices=choices)

    first, second = draft.split([("h", "m"), ("k",)], [ClaimId("d")])
    assert (first.id, first.holdings, first.choices) == ("c", ("h", "m"), choices[:1])
    assert (second.id, second.holdings, second.choices) == ("d", ("k",), choices[1:])
    assert second.purpose == first.purpose
    assert second.status is first.status is ClaimStatus.DRAFT

    assert draft.split([draft.holdings], []) == [draft]
    fixed = replace(draft, submission=object())
    assert fixed.split([("h", "m"), ("k",)], [ClaimId("d")]) == [fixed]
    with pytest.raises(IllegalMoveError):
        a_draft(ClaimStatus.SUBMITTED).split([("h",)], [])


def test_a_claim_that_was_never_submitted_has_no_case():
    with pytest.raises(NotSubmittedError):
        case_of(a_draft(), [])
