"""What a CASE may know of a holding, an outcome, a body and a learner: facts only."""

from __future__ import annotations

from datetime import date

import pytest

from creditbank.core.catalog import (
    AwardingBody,
    BodyStatus,
    Outcome,
    OutcomeType,
    StatusInterval,
)
from creditbank.core.holdings import Holding
from creditbank.core.institutions import Enrolment
from creditbank.core.values import Credits, HoldingId, LearnerId, Period

OUTCOME = Outcome(
    code="X1",
    version="2",
    type=OutcomeType.TRAINING,
    name_zh="培训",
    certificate="培训证书",
    body="B1",
    source="a list",
    level="初级",
    bank_value=Credits.of("2.5"),
)


def a_body(*intervals):
    return AwardingBody("B1", "某机构", intervals=intervals)


def interval(status, starts=None, ends=None):
    return StatusInterval(status, Period(starts, ends), "a list")


def test_an_outcome_states_what_is_published_and_leaves_out_the_rest():
    assert OUTCOME.facts == {
        "outcome": "X1",
        "outcome_version": "2",
        "type": "training",
        "certificate": "培训证书",
        "level": "初级",
        "name_key": "培训",
        "bank_value": "2.5",
        "body": "B1",
    }
    bare = Outcome("X2", "1", OutcomeType.TRAINING, "培训", "证书", "", "a list")
    assert "bank_value" not in bare.facts


def test_a_body_has_one_status_always_only_where_it_never_changed():
    active, exited = BodyStatus.ACTIVE, BodyStatus.EXITED
    day = date(2023, 1, 1)
    assert a_body().status_always is BodyStatus.UNKNOWN
    assert a_body(interval(active)).status_always is active
    assert a_body(interval(active, day)).status_always is None
    changed = a_body(interval(active), interval(exited, day))
    assert changed.status_always is None


def test_a_holding_states_neither_name_nor_number():
    holding = Holding(
        id=HoldingId("h"),
        learner_id=LearnerId("l"),
        outcome="X1",
        outcome_version="2",
        body="B1",
        certificate="培训证书",
        module="",
        number="007",
        holder_name="李林",
        issued_on=date(2022, 5, 1),
        expires_on=date(2030, 1, 1),
        facts={"hours": "36"},
    )
    facts = holding.facts_of(OUTCOME, a_body(interval(BodyStatus.ACTIVE)))
    assert facts["id"] == "h"
    assert facts["body_status"] == "active"
    assert facts["expires_on"] == "2030-01-01"
    assert facts["hours"] == "36"
    assert "level" not in facts
    assert not {"李林", "007"} & set(facts.values())
    assert holding.facts_of(OUTCOME, None)["body_status"] == "unknown"


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ({}, None),
        ({"score": "88"}, "88"),
        ({"facts": {"unscored": "yes"}}, ""),
    ],
)
def test_no_score_on_the_paper_is_known_and_none_filled_in_is_not(told, known):
    holding = Holding(
        *(HoldingId("h"), LearnerId("l"), "X1", "2", "B1", "培训证书", "", "007"),
        *("李林", date(2022, 5, 1)),
        **told,
    )
    assert holding.facts_of(OUTCOME, None).get("score") == known


def test_an_enrolment_says_when_it_began_and_the_facts_it_has():
    enrolment = Enrolment("L1", "nou", "law", date(2025, 9, 1), {"cohort": "2025"})
    assert enrolment.learner_facts == {"enrolled_on": "2025-09-01", "cohort": "2025"}
