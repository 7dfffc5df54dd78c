"""A certificate that bears no mark is decided; a mark not filled in stays open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from builders import PDF, a_claim, a_holding, a_learner, a_reviewer, signed_in
from callers import caller

from creditbank.core.errors import BadValueError
from creditbank.core.policies import Decision, Finding
from creditbank.language.receipts import remains
from creditbank.services import claims, holdings, receipts, recognition

FIRST_WEEK = datetime(2026, 9, 2, 4, 0, tzinfo=UTC)  # of the adult school's term
AT = "convert:adult/accounting"


@pytest.fixture
def learner(bank, clock):
    clock.at = FIRST_WEEK
    return a_learner(bank)


def asked(bank, learner, **facts):
    """Ask for a course on a self-study course; the reviewer says it is the same."""
    issued = date(2026, 5, 1)
    held = a_holding(bank, learner, outcome="SELF-STUDY", issued_on=issued, **facts)
    claim = a_claim(bank, learner, held, purpose=AT, targets=("AE-05",))
    reviewer = a_reviewer(bank, "adult")
    same = Finding("same_course", "yes")
    claims.find(claim.id, same, actor=reviewer, world=bank)
    return claim, claims.review(claim.id, actor=reviewer, world=bank), reviewer


def test_a_mark_not_filled_in_leaves_a_line_that_records_it_open(bank, learner):
    _, shown, _ = asked(bank, learner)

    (line,) = shown.answer.lines
    assert line.decision is Decision.UNDECIDED
    assert [one.code for one in line.reasons][-1] == "grade_fact_unknown"
    (item,) = shown.answered.case.portfolio
    assert "score" not in item.facts


def test_a_certificate_that_bears_no_mark_is_recognized_without_one(bank, learner):
    claim, shown, reviewer = asked(bank, learner, is_unscored=True)

    (line,) = shown.answer.lines
    assert (line.decision, line.grade) == (Decision.YES, None)
    (why,) = [one for one in line.reasons if one.code == "no_grade"]
    assert dict(why.facts) == {"field": "item.score", "found": ""}
    entry = recognition.recognize(
        claim.id, shown.answer.digest, actor=reviewer, world=bank
    )
    assert [str(one.credits) for one in entry.lines] == ["4"]
    (digest,) = receipts.digests(actor=learner, world=bank).values()
    receipt = receipts.show(digest, actor=learner, world=bank)
    told = " ".join(remains(receipt.document["case"], "zh"))
    assert "成绩 无（证书未载明）" in told


def test_a_score_and_the_word_that_there_is_none_are_refused_together(bank, learner):
    with pytest.raises(BadValueError):
        a_holding(bank, learner, score="88", is_unscored=True)
    assert holdings.list_(actor=learner, world=bank) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_learner_says_so_on_the_form_and_both_read_it(
    client, app, bank, learner, language
):
    mine = signed_in(client, "ada@example.org")
    mine.set_cookie("language", language)
    form = mine.get("/holdings/register?outcome=SELF-STUDY").text
    assert 'name="is_unscored"' in form
    told = {"outcome": "SELF-STUDY", "issued_on": "2026-05-01", "is_unscored": "yes"}
    both = mine.post("/holdings/register", data={**told, "score": "88"})
    assert both.status_code == 422
    assert ("只留一项" if language == "zh" else "Keep one of the two") in both.text
    assert "checked" in both.text
    made = mine.post("/holdings/register", data=told)
    words = "证书上没有成绩" if language == "zh" else "the certificate bears none"
    assert words in mine.get(made.location).text

    (held,) = holdings.list_(actor=learner, world=bank)
    holdings.attach(held.id, PDF, "scan.pdf", actor=learner, world=bank)
    claim = a_claim(bank, learner, held, purpose=AT, targets=("AE-05",))
    a_reviewer(bank, "adult")
    theirs = signed_in(app.test_client(), "rita@example.org")
    theirs.set_cookie("language", language)
    assert words in theirs.get(f"/claims/{claim.id}/review").text


def test_the_api_takes_and_tells_it(client, bank, learner):
    mine = caller(client, bank, learner)
    body = {"outcome": "SELF-STUDY", "issued_on": "2026-05-01", "is_unscored": True}

    assert mine.post("holdings", body).json["is_unscored"] is True
    assert mine.post("holdings", {**body, "number": "2", "score": "9"}).status_code in {
        *(400, 422),
    }
    assert [one["score"] for one in mine.get("holdings").json["items"]] == [""]
