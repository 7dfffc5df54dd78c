"""Publishing, on real rows: drafts, versions, endings, and who may."""

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
)
from sqlalchemy import select

from creditbank.adapters.db.audit import AuditRow
from creditbank.adapters.db.base import reading
from creditbank.app import shipped
from creditbank.core.changes import Concerns
from creditbank.core.errors import (
    BadValueError,
    DraftChangedError,
    ForbiddenError,
    NoPolicyError,
    NotFoundError,
    PolicyGapError,
    PolicyOverlapError,
)
from creditbank.core.people import STRANGER
from creditbank.core.policies import Decision
from creditbank.core.policies.nodes import PolicyFaultsError
from creditbank.services import auditing, claims, policies

TODAY = date(2026, 11, 24)
DEPOSIT = (shipped("seed") / "policies" / "bank-deposit.yaml").read_bytes()
POST = (shipped("seed") / "policies" / "nou-post-logistics.yaml").read_bytes()


def changed(content, version="2", **words):
    """The same policy in other words, as another version."""
    text = content.decode().replace("\nversion: 1\n", f"\nversion: {version}\n")
    for old, new in words.get("words", {}).items():
        assert old in text
        text = text.replace(old, new)
    return text.encode()


@pytest.fixture
def registrar(bank):
    return a_registrar(bank, "bank")


def trail(action):
    with reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == action))
        return [(row.subject, dict(row.facts)) for row in rows]


def test_a_successor_ends_its_predecessor_and_claims_submitted_before_keep_it(
    bank, registrar
):
    learner = a_learner(bank)
    before = a_claim(bank, learner, a_holding(bank, learner))

    policies.publish(changed(DEPOSIT), starts_on=TODAY, actor=registrar, world=bank)

    old = policies.show("bank/deposit", "1", actor=STRANGER, world=bank)
    new = policies.show("bank/deposit", None, actor=STRANGER, world=bank)
    assert (old.period.ends_on, old.successor) == (date(2026, 11, 23), "2")
    assert (new.policy.version, new.period.starts_on) == ("2", TODAY)
    assert new.versions == ("2", "1")
    after = a_claim(bank, learner, a_holding(bank, learner, number="X-2"))
    kept = claims.show(before.id, actor=learner, world=bank)
    assert (kept.policy.version, after.submission.policy_version) == ("1", "2")
    assert ("bank/deposit/2", "1") in [
        (subject, facts["closes"]) for subject, facts in trail("policies.publish")
    ]


def test_a_version_that_begins_later_answers_from_that_day_on(bank, registrar, clock):
    learner = a_learner(bank)
    policies.publish(
        changed(DEPOSIT), starts_on=date(2026, 12, 1), actor=registrar, world=bank
    )
    first = a_claim(bank, learner, a_holding(bank, learner))
    clock.pass_time(days=7)
    second = a_claim(bank, learner, a_holding(bank, learner, number="X-2"))
    assert first.submission.policy_version == "1"
    assert second.submission.policy_version == "2"


HELD = {"id": "h", "type": "training", "bank_value": "2.5", "body_status": "active"}


def asked_of(bank, version, on, code="bank/deposit", **more):
    """What a version answers to a stranger, and the reasons that leave it open."""
    case = {"purpose": "deposit", "as_of": on, "portfolio": [HELD], **more}
    told = policies.answer(code, version, case, actor=STRANGER, world=bank)
    return told["decision"], {one["code"] for one in told["undecided"]}


def test_a_version_answers_anyone_only_on_the_days_it_is_in_force(bank, registrar):
    policies.publish(changed(DEPOSIT), starts_on=TODAY, actor=registrar, world=bank)
    end = date(2026, 12, 31)
    policies.retire("bank/deposit", "2", end, actor=registrar, world=bank)

    assert asked_of(bank, "1", "2026-11-23") == ("yes", set())
    assert asked_of(bank, "1", "2026-11-24") == ("undecided", {"other_version"})
    assert asked_of(bank, "2", "2026-11-23") == ("undecided", {"other_version"})
    assert asked_of(bank, "2", "2026-12-31") == ("yes", set())
    assert asked_of(bank, "2", "2027-01-01") == ("undecided", {"no_version"})
    assert asked_of(bank, "1", "2019-12-31") == ("undecided", {"no_version"})


def test_a_policy_asked_for_another_purpose_refuses_it(bank):
    case = {"as_of": "2026-11-24", "portfolio": [HELD]}
    for code, purpose in (
        ("bank/deposit", "convert:nou/logistics"),
        ("nou/post-logistics", "convert:nou/nursing"),
        ("nou/post-logistics", "deposit"),
    ):
        asked = {**case, "purpose": purpose}
        told = policies.answer(code, "1", asked, actor=STRANGER, world=bank)
        assert (told["decision"], told["credits"]) == ("no", "0")
        (reason,) = told["lines"][0]["reasons"]
        assert reason["code"] == "purpose_not_served"
        assert reason["zh"]
        assert reason["en"]


def test_who_keeps_the_old_version_is_answered_by_it_and_not_by_the_new(
    bank, registrar
):
    keeps = "supersedes: {version: 1, kept_by: {learner.student_type: 退役复学}}\n"
    new = changed(DEPOSIT) + keeps.encode()
    policies.publish(new, starts_on=TODAY, actor=registrar, world=bank)
    back, other = {"student_type": "退役复学"}, {"student_type": "全日制"}
    on = TODAY.isoformat()

    assert asked_of(bank, "1", on, learner=back) == ("yes", set())
    assert asked_of(bank, "2", on, learner=back) == ("undecided", {"other_version"})
    assert asked_of(bank, "1", on, learner=other) == ("undecided", {"other_version"})
    assert asked_of(bank, "2", on, learner=other) == ("yes", set())
    assert asked_of(bank, "2", on) == ("undecided", {"version_date_unknown"})


def test_a_claim_that_keeps_its_version_can_be_asked_again_by_anyone(bank, registrar):
    """Law 9: what was submitted in the morning keeps the version that ended at noon."""
    learner = a_learner(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    policies.publish(changed(DEPOSIT), starts_on=TODAY, actor=registrar, world=bank)
    shown = claims.show(claim.id, actor=learner, world=bank)
    case = shown.answered.case.json()

    def digest(**more):
        told = policies.answer(
            "bank/deposit", "1", case, actor=STRANGER, world=bank, **more
        )
        return told["digest"]

    assert digest(as_if_in_force=True) == shown.answer.digest
    assert digest() != shown.answer.digest


def test_a_policy_in_force_nowhere_answers_on_the_days_its_file_names(bank, registrar):
    words = {
        "code: bank/deposit": "code: away/deposit",
        "authority: bank": ("authority: away"),
        "from: 2020-01-01": "from: 2020-01-01, to: 2025-12-31",
    }
    away = changed(DEPOSIT, "1", words=words)
    actor = a_registrar(bank, "away", email="a@example.org")
    policies.publish(away, actor=actor, world=bank)

    assert asked_of(bank, "1", "2025-12-31", "away/deposit") == ("yes", set())
    assert asked_of(bank, "1", "2026-01-01", "away/deposit") == (
        *("undecided",),
        {"no_version"},
    )
    with pytest.raises(NotFoundError):
        asked_of(bank, "2", "2026-01-01", "away/deposit")


def test_what_would_leave_two_or_none_is_refused_and_nothing_is_published(
    bank, registrar
):
    with pytest.raises(PolicyOverlapError) as refused:
        policies.publish(changed(DEPOSIT), actor=registrar, world=bank)
    assert refused.value.facts["days"] == "2020-01-01 …"
    policies.retire("bank/deposit", "1", TODAY, actor=registrar, world=bank)
    late = date(2026, 12, 1)
    with pytest.raises(PolicyGapError) as bare:
        policies.publish(changed(DEPOSIT), starts_on=late, actor=registrar, world=bank)
    assert bare.value.facts["days"] == "2026-11-25 … 2026-11-30"
    with pytest.raises(NotFoundError):
        policies.show("bank/deposit", "2", actor=STRANGER, world=bank)
    policies.publish(
        changed(DEPOSIT),
        starts_on=late,
        gap_is_stated=True,
        actor=registrar,
        world=bank,
    )
    assert policies.show("bank/deposit", "2", actor=STRANGER, world=bank)


def test_another_code_for_the_same_programme_is_refused(bank):
    words = {"code: nou/post-logistics": "code: nou/other"}
    other = changed(POST, "1", words=words)
    with pytest.raises(PolicyOverlapError) as refused:
        policies.publish(other, actor=a_registrar(bank, "nou"), world=bank)
    assert refused.value.facts["code"] == "nou/post-logistics"


OWN = """\
language: 1
code: nou/own
version: 1
title: {zh: 校内, en: Own}
summary: {zh: 校内, en: Own}
authority: nou
purpose: convert
programmes: [own]
source: {document: 例, completeness: full}
effective: {by: submitted_on, from: 2026-01-01}
objective: credits
rules:
  - {rule: own, clause: 一, published: 校内课程, when: {item.scheme: nou},
     without_target: yes, effect: elective, credits: "CREDITS"}
common_case: {as_of: 2026-11-24}
examples:
  - {example: one, of: own, kind: yes, case: {portfolio: [{id: h, scheme: nou,
     credits: 3}]}, expect: {decision: yes}}
  - {example: two, of: own, kind: no, case: {portfolio: [{id: h, scheme: x,
     credits: 3}]}, expect: {decision: no}}
  - {example: three, of: own, kind: boundary, case: {portfolio: [{id: h, scheme: nou,
     credits: 4}]}, expect: {decision: yes}}
"""


def test_what_is_shown_to_gain_is_not_published_and_what_is_only_not_told_is(bank):
    registrar = a_registrar(bank, "nou")
    for credits in ("min(item.credits * 2, 8)", "item.credits + 0.5"):
        gaining = OWN.replace("CREDITS", credits).encode()
        with pytest.raises(PolicyFaultsError) as refused:
            policies.publish(gaining, actor=registrar, world=bank)
        assert [one.code for one in refused.value.faults] == ["cycle_gains_credit"]
    policies.publish(OWN.replace("CREDITS", "3").encode(), actor=registrar, world=bank)
    assert policies.show("nou/own", "1", actor=STRANGER, world=bank)


def test_what_has_a_fault_is_not_published(bank, registrar):
    broken = DEPOSIT + b"colour: red\n"
    with pytest.raises(PolicyFaultsError):
        policies.publish(broken, actor=registrar, world=bank)


def test_only_the_registrar_of_the_authority_publishes_or_retires(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    elsewhere = a_registrar(bank, "nou", email="n@example.org")
    for actor in (learner, reviewer, elsewhere):
        with pytest.raises(ForbiddenError):
            policies.publish(changed(DEPOSIT), actor=actor, world=bank)
        with pytest.raises(ForbiddenError):
            policies.retire("bank/deposit", "1", TODAY, actor=actor, world=bank)
        with pytest.raises(ForbiddenError):
            policies.draft("bank", "a.yaml", DEPOSIT, actor=actor, world=bank)
    for actor in (learner, reviewer):
        with pytest.raises(ForbiddenError):
            policies.desk(actor=actor, world=bank)


def test_a_retired_version_answers_no_new_claim(bank, registrar, clock):
    learner = a_learner(bank)
    policies.retire("bank/deposit", "1", TODAY, actor=registrar, world=bank)
    policies.retire("bank/deposit", "1", TODAY, actor=registrar, world=bank)
    assert a_claim(bank, learner, a_holding(bank, learner)).submission
    clock.pass_time(days=1)
    held = a_holding(bank, learner, number="X-2")
    with pytest.raises(NoPolicyError):
        a_claim(bank, learner, held)
    assert len(trail("policies.retire")) == 1
    past = date(2026, 11, 23)
    with pytest.raises(BadValueError):
        policies.retire("bank/deposit", "1", past, actor=registrar, world=bank)
    with pytest.raises(NotFoundError):
        policies.retire("bank/deposit", "9", TODAY, actor=registrar, world=bank)


def test_a_draft_is_replaced_freely_checked_whole_and_never_in_force(bank, registrar):
    known = len(policies.list_(actor=STRANGER, world=bank))
    broken = b"language: 1\ncode: bank/deposit\ncolour: red\n"
    first = policies.draft("bank", "a.yaml", broken, actor=registrar, world=bank)
    found = policies.check(first, actor=registrar, world=bank)
    assert found.policy is None
    assert {line.number for line in found.lines if line.faults} >= {3}
    assert sum(len(line.faults) for line in found.lines) == len(found.faults)

    again = policies.draft(
        "bank", "a.yaml", changed(DEPOSIT), actor=registrar, world=bank
    )
    assert again == first
    good = policies.check(again, actor=registrar, world=bank)
    assert (good.policy.version, good.faults) == ("2", ())
    assert len(policies.list_(actor=STRANGER, world=bank)) == known
    assert good.seen(good.digest) == good.content
    with pytest.raises(DraftChangedError):
        good.seen(found.digest)
    assert [one.id for one in policies.desk(actor=registrar, world=bank).drafts] == [
        first
    ]
    policies.discard(first, actor=registrar, world=bank)
    with pytest.raises(NotFoundError):
        policies.check(first, actor=registrar, world=bank)


def test_another_institutions_draft_is_as_if_it_were_missing(bank, registrar):
    known = policies.draft("bank", "a.yaml", DEPOSIT, actor=registrar, world=bank)
    other = a_registrar(bank, "nou", email="n@example.org")
    for deed in (policies.check, policies.discard):
        with pytest.raises(NotFoundError):
            deed(known, actor=other, world=bank)
    assert policies.desk(actor=other, world=bank).drafts == ()


def test_a_draft_is_bounded(bank, registrar):
    for content in (b"", b"#" * 1_000_001):
        with pytest.raises(BadValueError):
            policies.draft("bank", "a", content, actor=registrar, world=bank)


def test_the_desk_says_what_ends_soon_and_what_nothing_answers_for(bank, registrar):
    desk = policies.desk(actor=registrar, world=bank)
    assert (desk.ending, desk.bare) == ((), ())
    policies.retire(
        "bank/deposit", "1", date(2026, 12, 31), actor=registrar, world=bank
    )
    desk = policies.desk(actor=registrar, world=bank)
    assert [one.policy.code for one in desk.ending] == ["bank/deposit"]
    policies.publish(
        changed(DEPOSIT), starts_on=date(2026, 12, 1), actor=registrar, world=bank
    )
    assert policies.desk(actor=registrar, world=bank).ending == ()
    post = a_registrar(bank, "nou", email="n@example.org")
    policies.retire("nou/post-logistics", "1", TODAY, actor=post, world=bank)
    assert policies.desk(actor=post, world=bank).bare == ()


def test_a_place_without_a_policy_is_named(bank, registrar, clock):
    post = a_registrar(bank, "nou", email="n@example.org")
    policies.retire("nou/post-logistics", "1", TODAY, actor=post, world=bank)
    policies.retire("bank/deposit", "1", TODAY, actor=registrar, world=bank)
    clock.pass_time(days=1)
    assert policies.desk(actor=post, world=bank).bare == ("convert:nou/logistics",)
    assert policies.desk(actor=registrar, world=bank).bare == ("deposit",)
    listed = [one.policy.code for one in policies.list_(actor=STRANGER, world=bank)]
    assert "bank/deposit" not in listed
    assert policies.desk(actor=post, world=bank).in_force == ()


def test_a_preview_shows_who_gains_and_loses_and_touches_nothing(bank, registrar):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    held = a_holding(bank, learner)
    recognized(bank, a_claim(bank, learner, held), reviewer)
    waiting = a_claim(bank, learner, a_holding(bank, learner, number="X-2"))
    a_claim(bank, learner, a_holding(bank, learner, number="X-3"), submitted=False)
    more = changed(
        DEPOSIT, words={"credits: item.bank_value": "credits: item.bank_value + 1"}
    )

    found = policies.preview(more, actor=registrar, world=bank)

    assert (found.open.count, found.open_count) == (1, 1)
    assert (found.decided.count, found.decided_count) == (1, 1)
    assert [str(one.difference) for one in found.changed] == ["1", "1"]
    assert (found.decided.gaining, str(found.decided.gained)) == (1, "1")
    assert waiting.id in {one.claim for one in found.changed}
    assert learner.learner_id not in str(found.changed)
    assert auditing.audit().faults == ()
    none = changed(DEPOSIT, words={"when: {}": "when: {item.type: patent}"})
    lost = policies.preview(none, limit=1, actor=registrar, world=bank)
    assert (lost.decided.losing, lost.decided.unchanged) == (1, 0)
    codes = {reason.code for one in lost.changed for reason in one.lines[0].come}
    assert codes
    assert "rule_applies" not in codes
    same = policies.preview(changed(DEPOSIT), actor=registrar, world=bank)
    assert same.changed == ()


def test_a_preview_looks_only_where_the_policy_would_answer(bank, registrar):
    learner = a_learner(bank)
    a_claim(bank, learner, a_holding(bank, learner))
    post = a_registrar(bank, "nou", email="n@example.org")
    found = policies.preview(changed(POST), actor=post, world=bank)
    assert (found.open_count, found.decided_count) == (0, 0)
    whole = changed(POST, words={"programmes: [logistics]\n": ""})
    assert policies.preview(whole, actor=post, world=bank).open_count == 0
    with pytest.raises(ForbiddenError):
        policies.preview(changed(POST), actor=registrar, world=bank)


def test_two_versions_are_compared_by_what_they_say_and_by_their_examples(
    bank, registrar
):
    old, new = (
        DEPOSIT,
        changed(DEPOSIT, words={"effect: bank_value": "effect: elective"}),
    )
    found = policies.compare_files(old, new)
    assert not found.is_same
    assert found.tried >= len(found.differing) > 0
    again = policies.compare_files(old, changed(DEPOSIT))
    assert again.is_same
    assert (again.tried > 0, again.differing) == (True, ())

    policies.publish(new, starts_on=TODAY, actor=registrar, world=bank)
    shown = policies.compare("bank/deposit", "1", "2", actor=STRANGER, world=bank)
    assert shown.versions == ("2", "1")
    (one,) = shown.changes[Concerns.EFFECT]
    assert (one.name, one.field, one.old, one.new) == (
        "bank-value",
        "effect",
        "bank_value",
        "elective",
    )
    with pytest.raises(NotFoundError):
        policies.compare("bank/deposit", "1", "9", actor=STRANGER, world=bank)


def test_a_draft_is_compared_with_the_version_before_it(bank, registrar):
    def compared(content):
        known = policies.draft("bank", "a", content, actor=registrar, world=bank)
        draft = policies.check(known, actor=registrar, world=bank)
        return policies.against_published(draft, actor=registrar, world=bank)

    assert compared(changed(DEPOSIT)).is_same
    assert compared(b"language: 1\n") is None
    assert compared(DEPOSIT) is None


def test_an_outcome_says_where_it_counts_and_what_it_waits_for(bank):
    found = policies.where_it_counts("X012-2", None, actor=STRANGER, world=bank)
    by_place = {one.place.purpose: one for one in found}
    deposit = by_place["deposit"]
    assert deposit.decision.value == "undecided"
    waited = deposit.missing(deposit.lines[0])
    assert "item.issued_on" in str([dict(reason.facts) for reason in waited])
    assert by_place["convert:nou/logistics"].decision.value == "no"
    order = [one.decision.value for one in found]
    assert order == sorted(order, key=("yes", "undecided", "no").index)
    with pytest.raises(NotFoundError):
        policies.where_it_counts("NOPE", None, actor=STRANGER, world=bank)


def test_a_learner_compares_where_a_holding_would_count(bank, registrar):
    learner = a_learner(bank)
    held = a_holding(bank, learner)
    found = policies.where_would_it_count(held.id, actor=learner, world=bank).items
    by_place = {one.place.purpose: one for one in found}
    assert by_place["deposit"].decision.value == "yes"
    assert found[0].decision.value == "yes"
    assert any(one.is_enrolled for one in found)
    other = a_learner(bank, email="eve@example.org", name="王芳")
    with pytest.raises(NotFoundError):
        policies.where_would_it_count(held.id, actor=other, world=bank)
    with pytest.raises(ForbiddenError):
        policies.where_would_it_count(held.id, actor=registrar, world=bank)


def test_a_place_where_none_answers_today_is_not_listed(bank, registrar, clock):
    policies.retire("bank/deposit", "1", TODAY, actor=registrar, world=bank)
    clock.pass_time(days=1)
    found = policies.where_it_counts("X012-2", None, actor=STRANGER, world=bank)
    assert "deposit" not in {one.place.purpose for one in found}


def test_an_answer_that_is_known_is_not_worked_out_again(bank, monkeypatch):
    learner = a_learner(bank)
    held = a_holding(bank, learner)
    first = policies.where_would_it_count(held.id, actor=learner, world=bank).items
    monkeypatch.setattr("creditbank.services.policies.earning.evaluate", None)
    again = policies.where_would_it_count(held.id, actor=learner, world=bank).items
    assert [one.answer.digest for one in again] == [one.answer.digest for one in first]


def test_what_its_own_examples_deny_is_not_published(bank, registrar):
    words = {"credits: item.bank_value": "credits: item.bank_value + 1"}
    wrong = changed(DEPOSIT, words=words)
    with pytest.raises(PolicyFaultsError) as refused:
        policies.publish(wrong, starts_on=TODAY, actor=registrar, world=bank)
    assert {fault.code for fault in refused.value.faults} >= {"example_differs"}
    known = policies.draft("bank", "a", wrong, actor=registrar, world=bank)
    draft = policies.check(known, actor=registrar, world=bank)
    assert (draft.is_good, draft.policy.version) == (False, "2")


def test_a_code_nobody_has_is_a_fault(bank, registrar):
    words = {"item.body_status: {not: exited}": "item.outcome: {not: NO-SUCH-1}"}
    wrong = changed(DEPOSIT, words=words)
    with pytest.raises(PolicyFaultsError) as refused:
        policies.publish(wrong, starts_on=TODAY, actor=registrar, world=bank)
    unknown = [one for one in refused.value.faults if one.code == "unknown_code"]
    assert [one.facts["value"] for one in unknown] == ["NO-SUCH-1"]


def kept_by(conditions):
    """A second version of the post's policy that leaves some with the first."""
    supersedes = f"supersedes: {{version: 1, kept_by: {conditions}}}"
    return changed(POST, words={"\neffective:": f"\n{supersedes}\neffective:"})


@pytest.mark.parametrize(
    ("conditions", "version"),
    [("{learner.cohort: 2025}", "1"), ("{learner.cohort: 2019}", "2")],
)
def test_who_the_policy_lets_keep_the_old_version_keeps_it(bank, conditions, version):
    registrar, learner = a_registrar(bank, "nou"), a_learner(bank)
    policies.publish(kept_by(conditions), starts_on=TODAY, actor=registrar, world=bank)
    held = a_holding(bank, learner, outcome="VQ-COURIER")
    claim = a_claim(bank, learner, held, purpose="convert:nou/logistics")
    assert claim.submission.policy_version == version
    found = policies.where_would_it_count(held.id, actor=learner, world=bank).items
    (here,) = [one for one in found if one.place.purpose == "convert:nou/logistics"]
    assert here.policy.version == version


def test_where_it_cannot_be_told_who_keeps_the_old_version_none_applies(bank):
    registrar, learner = a_registrar(bank, "nou"), a_learner(bank)
    policies.publish(
        kept_by("{learner.region: 粤}"), starts_on=TODAY, actor=registrar, world=bank
    )
    held = a_holding(bank, learner, outcome="VQ-COURIER")
    with pytest.raises(NoPolicyError):
        a_claim(bank, learner, held, purpose="convert:nou/logistics")
    found = policies.where_would_it_count(held.id, actor=learner, world=bank).items
    assert "convert:nou/logistics" not in {one.place.purpose for one in found}


def test_a_version_that_names_another_predecessor_is_refused(bank):
    wrong = changed(
        POST, "3", words={"\neffective:": "\nsupersedes: {version: 2}\neffective:"}
    )
    with pytest.raises(BadValueError):
        policies.publish(
            wrong, starts_on=TODAY, actor=a_registrar(bank, "nou"), world=bank
        )


def test_a_cap_is_used_up_by_what_an_earlier_claim_was_given(bank, registrar):
    capped = changed(
        DEPOSIT,
        words={
            "\ncommon_case:": """
caps:
  - {cap: per-certificate, clause: 例, published: 例, counts: credits,
     over: item.certificate, max: 8, bites: trim}

common_case:""",
        },
    )
    policies.publish(capped, starts_on=TODAY, actor=registrar, world=bank)
    learner, reviewer = a_learner(bank), a_reviewer(bank)

    given = []
    for number in "123":
        claim = a_claim(bank, learner, a_holding(bank, learner, number=number))
        given.append(claims.review(claim.id, actor=reviewer, world=bank).answer)
        if number < "3":
            recognized(bank, claim, reviewer)

    assert [str(answer.credits) for answer in given] == ["6", "2", "0"]
    assert given[2].decision is Decision.NO
    assert auditing.audit().faults == ()
