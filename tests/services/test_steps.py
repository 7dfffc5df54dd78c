"""Who must agree, and who may give a finding: data of the policy that a claim obeys."""

from __future__ import annotations

from datetime import date

import pytest
from builders import a_claim, a_holding, a_learner, a_registrar, a_reviewer, recognized
from services.test_auditing import tamper

from creditbank.app import shipped
from creditbank.core.errors import (
    BadValueError,
    ForbiddenError,
    NoticeOpenError,
    StepOpenError,
)
from creditbank.core.policies import Finding
from creditbank.services import auditing, claims, policies

MORE = """
steps:
  - step: notice
    by: college
    notice_days: 5
    asks: {zh: 公示五天无异议, en: Five days of public notice without objection}
findings:
  - finding: reading
    by: registrar
    unit: one_of
    words: [宽, 严]
    leaves_open: yes
    asks: {zh: 原文怎样理解, en: How is the wording read}
"""


@pytest.fixture
def noticed(bank):
    """A claim under a policy that asks for a public notice of five days."""
    file = shipped("seed") / "policies" / "bank-deposit.yaml"
    text = file.read_text("utf-8").replace("\nversion: 1\n", "\nversion: 2\n")
    head, _, rest = text.partition("\nfindings:")
    steps, _, more = MORE.partition("\nfindings:")
    content = f"{head}\n{steps}\nfindings:{more}{rest}".encode()
    registrar = a_registrar(bank, "bank")
    today = date(2026, 11, 24)
    policies.publish(content, starts_on=today, actor=registrar, world=bank)
    learner = a_learner(bank)
    return a_claim(bank, learner, a_holding(bank, learner))


def agreed(bank, claim, verdict, reviewer):
    return claims.agree(claim.id, "notice", verdict, actor=reviewer, world=bank)


def test_a_public_notice_ends_when_its_days_are_over(bank, noticed, clock):
    reviewer = a_reviewer(bank)
    with pytest.raises(NoticeOpenError):
        agreed(bank, noticed, "agreed", reviewer)
    with pytest.raises(StepOpenError):
        recognized(bank, noticed, reviewer)

    agreed(bank, noticed, "opened", reviewer)
    with pytest.raises(BadValueError):
        agreed(bank, noticed, "opened", reviewer)
    clock.pass_time(days=4)
    with pytest.raises(NoticeOpenError) as refused:
        agreed(bank, noticed, "agreed", reviewer)
    assert refused.value.facts["until"] == "2026-11-28"

    clock.pass_time(days=1)
    assert agreed(bank, noticed, "agreed", reviewer).steps == {"notice": "agreed"}
    assert recognized(bank, noticed, reviewer).lines


@pytest.mark.parametrize(
    ("deed", "codes"),
    [
        ("DELETE FROM claim_steps", {"steps_differ", "trail_differs"}),
        ("UPDATE claim_steps SET verdict = 'refused'", {"steps_differ"}),
        ("UPDATE claim_steps SET by = 'x' WHERE number = 2", {"trail_differs"}),
    ],
)
def test_the_audit_misses_the_word_of_whom_the_policy_names(
    bank, noticed, clock, deed, codes
):
    reviewer = a_reviewer(bank)
    agreed(bank, noticed, "opened", reviewer)
    clock.pass_time(days=5)
    agreed(bank, noticed, "agreed", reviewer)
    recognized(bank, noticed, reviewer)
    assert auditing.audit().faults == ()

    tamper(deed)

    assert {one.code for one in auditing.audit().faults} == codes


def test_an_objection_that_holds_ends_a_notice_at_any_time(bank, noticed):
    reviewer = a_reviewer(bank)
    agreed(bank, noticed, "opened", reviewer)

    assert agreed(bank, noticed, "refused", reviewer).steps == {"notice": "refused"}
    with pytest.raises(StepOpenError):
        recognized(bank, noticed, reviewer)


def test_a_finding_is_given_by_whom_the_policy_names_and_by_nobody_else(bank, noticed):
    finding = Finding("reading", "宽")
    with pytest.raises(ForbiddenError):
        claims.find(noticed.id, finding, actor=a_reviewer(bank), world=bank)

    registrar = a_registrar(bank, "bank", email="z2@example.org")
    given = claims.find(noticed.id, finding, actor=registrar, world=bank).findings
    assert [(one.value, one.by_role) for one in given] == [("宽", "registrar")]
    with pytest.raises(BadValueError):
        claims.find(noticed.id, Finding("reading", "窄"), actor=registrar, world=bank)
