"""Receipts as values: reduced to what a line needs, and recomputed by anyone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import OneKey
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.adapters.keys import verify_ed25519
from creditbank.adapters.policy_files import read_policy
from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError
from creditbank.core.keys import PublicKey, Purpose
from creditbank.core.policies import Case, evaluate
from creditbank.core.policies.answers import CapUse, Reason
from creditbank.core.receipts import (
    Original,
    Stated,
    receipt_fault,
    receipt_of,
    reduced,
    reduction,
    rule_of,
    signed_receipt,
)
from creditbank.core.receipts.document import RECEIPT, kept
from creditbank.core.receipts.reduction import parts_of, without
from creditbank.core.strict import parsed
from creditbank.core.transcripts.credentials import (
    Achievement,
    Award,
    achievement_credential,
)
from creditbank.core.transcripts.identity import did_document
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.status_lists import status_list
from creditbank.core.values import Credits, sha256
from creditbank.core.verification import Code, Given, Reasons, Status, verify
from creditbank.core.verification.recomputing import Recomputed, recomputed

SEED = Path(__file__).parents[2] / "seed" / "policies"
POLICIES = {
    file.stem: read_policy(file.read_bytes()) for file in sorted(SEED.glob("*.yaml"))
}
COURIER = POLICIES["nou-post-logistics"]
ADULT = POLICIES["adult-exemption"]


def course(code, credits="4", **facts):
    return {"code": code, "credits": credits, "category": "必修", **facts}


def courier_case(**members):
    return Case.of(
        {
            "purpose": "convert:nou/logistics",
            "as_of": "2026-11-24",
            "salt": "a salt nobody else knows",
            "learner": {"enrolled_on": "2024-09-01", "region": "广东"},
            "programme": {
                "institution": "nou",
                "code": "logistics",
                "courses": [
                    *(course(f"C{n}", bucket="专业课") for n in range(40)),
                    *(course(f"PL10{n}", "2", bucket="专业课") for n in (1, 2, 3)),
                ],
            },
            "portfolio": [
                {"id": "courier", "outcome": "VQ-COURIER", "score": "88"},
                {"id": "other", "outcome": "X001-2", "level": "中级"},
            ],
            "prior": [
                {"line": "1.1", "items": ["other"], "target": "C7", "credits": "4"}
            ],
            **members,
        }
    )


def adult_case(**members):
    return Case.of(
        {
            "purpose": "convert:adult/english",
            "as_of": "2026-09-02",
            "learner": {"major": "会计", "region": "广东"},
            "programme": {
                "level": "本科",
                "courses": [
                    *(course(f"AE-{n}") for n in range(9)),
                    course("AE-ENG", "6", category="公共课"),
                ],
                "terms": [
                    {"code": "f", "starts_on": "2026-09-01", "ends_on": "2027-01-10"},
                    {"code": "s", "starts_on": "2027-03-01", "ends_on": "2027-07-10"},
                ],
            },
            "portfolio": [
                {"id": "cet", "type": "exam", "outcome": "CET-4", "score": "430"}
            ],
            "choices": [{"item": "cet", "target": "AE-ENG"}],
            **members,
        }
    )


def line_of(policy, case, number=0):
    return evaluate(policy, case).yes_lines[number]


def test_a_reduced_case_holds_what_the_line_needs_and_nothing_else():
    case = courier_case()

    left = reduced(COURIER, case, line_of(COURIER, case))

    assert kept(left) == {
        "purpose": "convert:nou/logistics",
        "as_of": "2026-11-24",
        "programme": {
            "courses": [
                {"code": "PL101", "credits": "2"},
                {"code": "PL102", "credits": "2"},
                {"code": "PL103", "credits": "2"},
            ]
        },
        "portfolio": [{"id": "courier", "outcome": "VQ-COURIER"}],
    }
    assert "salt" not in kept(left)


def test_the_facts_a_condition_and_a_window_read_remain():
    case = adult_case()

    left = kept(reduced(ADULT, case, line_of(ADULT, case)))

    assert left["learner"] == {"major": "会计"}
    assert left["portfolio"] == [
        {"id": "cet", "type": "exam", "outcome": "CET-4", "score": "430"}
    ]
    assert [term["code"] for term in left["programme"]["terms"]] == ["f"]
    assert [one["code"] for one in left["programme"]["courses"]][-1] == "AE-ENG"


def test_a_finding_the_line_rests_on_remains_and_another_holdings_does_not():
    case = adult_case(
        portfolio=[
            {"id": "one", "type": "self_study_course", "score": "80"},
            {"id": "two", "type": "self_study_course", "score": "90"},
        ],
        choices=[{"item": "one", "target": "AE-1"}, {"item": "two", "target": "AE-2"}],
        findings=[
            {"name": "same_course", "item": one, "value": "yes", "on": "2026-09-02"}
            for one in ("one", "two")
        ],
    )

    left = reduced(ADULT, case, line_of(ADULT, case))

    assert [finding.item for finding in left.findings] == ["one"]
    assert [item.id for item in left.portfolio] == ["one"]


def test_lines_posted_before_go_where_they_change_nothing():
    prior = [
        {"line": f"1.{n}", "items": [], "target": f"AE-{n}", "credits": "4"}
        for n in range(3)
    ]
    case = adult_case(prior=prior)
    line = line_of(ADULT, case)

    left = reduced(ADULT, case, line)

    assert line in evaluate(ADULT, left).lines
    assert left.prior == ()


def drawn_case(draw):
    """A case of several holdings, courses, prior lines and findings."""
    levels = st.sampled_from(["初级", "中级", "高级", "本科", "二级"])
    items = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "outcome": st.sampled_from(["CET-4", "VQ-COURIER", "X001-2"]),
                    "type": st.sampled_from(
                        ["self_study_course", "degree_course", "x_certificate"]
                    ),
                    "level": levels,
                    "major": st.sampled_from(["会计", "英语"]),
                    "score": st.sampled_from(["88", "430", "61.5"]),
                    "bank_value": st.sampled_from(["4", "8", "2.5"]),
                    "body_status": st.sampled_from(["active", "exited"]),
                    "issued_on": st.sampled_from(["2020-01-01", "2026-02-01"]),
                    "certificate": st.sampled_from(["全国计算机等级考试", "甲"]),
                }
            ),
            min_size=1,
            max_size=4,
        )
    )
    codes = ["AE-ENG", "AE-COMP", "PL101", "PL102", "PL103", "AE-1", "ARC01"]
    return {
        "as_of": "2026-09-02",
        "learner": {
            "major": draw(st.sampled_from(["会计", "建筑设计"])),
            "region": "粤",
        },
        "programme": {
            "level": "本科",
            "courses": [
                course(code, draw(st.sampled_from(["2", "4"]))) for code in codes
            ],
            "terms": [
                {"code": "f", "starts_on": "2026-09-01", "ends_on": "2027-01-10"}
            ],
        },
        "portfolio": [{"id": str(n), **facts} for n, facts in enumerate(items)],
        "prior": [
            {"line": f"1.{n}", "items": ["x"], "target": code, "credits": "2"}
            for n, code in enumerate(draw(st.sets(st.sampled_from(codes), max_size=2)))
        ],
        "findings": [
            {"name": "same_course", "item": str(n), "value": "yes"}
            for n in draw(st.sets(st.integers(0, len(items) - 1)))
        ],
    }


@settings(deadline=None, max_examples=60)  # many evaluations an example
@given(st.data())
def test_law_16_a_reduced_case_gives_the_same_line_and_nothing_in_it_is_needless(data):
    policy = data.draw(st.sampled_from(sorted(POLICIES.values(), key=lambda p: p.code)))
    purpose = "deposit" if policy.purpose == "deposit" else "convert:x/y"
    case = Case.of({"purpose": purpose, **drawn_case(data.draw)})
    for line in evaluate(policy, case).yes_lines:
        left = reduced(policy, case, line)

        assert line in evaluate(policy, Case.of(kept(left))).lines
        for part in parts_of(left):
            less = without(left, frozenset({part}))
            if any(
                left.portfolio[int(part[1])].id in line.items
                for _ in [0]
                if part[0] == "item" and len(part) == 2
            ):
                continue
            assert less == left or line not in evaluate(policy, less).lines, part
        assert reduced(policy, case, line) == left


@pytest.mark.parametrize("steps", [0, 1, 2, 5])
def test_when_the_steps_are_used_up_the_case_is_larger_and_never_wrong(
    steps, monkeypatch
):
    monkeypatch.setattr(reduction, "STEPS_MAX", steps)
    counted = []

    def counting(policy, case):
        counted.append(case)
        return evaluate(policy, case)

    monkeypatch.setattr(reduction, "evaluate", counting)
    case = courier_case()
    line = line_of(COURIER, case)

    left = reduced(COURIER, case, line)

    assert len(counted) <= steps
    assert line in evaluate(COURIER, left).lines


def test_what_can_no_longer_be_asked_is_not_left_out(monkeypatch):
    case = courier_case()
    line = line_of(COURIER, case)

    def refusing(policy, case):
        if not case.prior:
            raise BadValueError("case", "no prior lines")
        return evaluate(policy, case)

    monkeypatch.setattr(reduction, "evaluate", refusing)
    assert len(reduced(COURIER, case, line).prior) == 1


def test_an_empty_text_is_a_fact_and_no_member_is_empty():
    case = courier_case(learner={"major": ""}, portfolio=[], programme={})
    assert kept(replace(case, salt=""))["learner"] == {"major": ""}
    assert Case.of(kept(case)) == case
    assert set(kept(case)) == {"learner", "as_of", "purpose", "prior", "salt"}


# --- the document


AT = datetime(2026, 11, 24, 4, tzinfo=UTC)


ORIGIN = "https://credits.example.edu"
KEY = OneKey(Purpose.RECEIPTS)


def stated(**facts):
    return Stated(
        **{
            "issuer": "did:web:credits.example.edu",
            "file_number": "claim",
            "line_number": 1,
            "entry_digest": "e" * 64,
            "at": AT,
            "on": date(2026, 11, 24),
            "role": "reviewer",
            "institution": "nou",
            "institution_name": "国家开放大学",
            "originals": (Original("邮政速递业务员 / Courier", "人社部", grade="88"),),
            "title": "速递生产与运作",
            "scheme": "nou",
            "grade_scale": "percent",
            "evidence": ("ab" * 32,),
            "case_digest": "c" * 64,
            **facts,
        }
    )


def a_receipt(policy=COURIER, case=None, key=KEY, **facts):
    case = case or courier_case()
    answer = evaluate(policy, case)
    line = answer.yes_lines[0]
    left = reduced(policy, case, line)
    receipt = receipt_of(policy, answer, line, left, stated(**facts))
    return signed_receipt(receipt, key, at=AT)


def test_a_receipt_states_the_fields_registrars_ask_for():
    receipt = a_receipt()

    assert receipt_fault(parsed(canonical(receipt))) is None
    assert receipt["original"] == [
        {"title": "邮政速递业务员 / Courier", "provider": "人社部", "grade": "88"}
    ]
    assert receipt["recognized"] == {
        "title": "速递生产与运作",
        "target": "PL101",
        "credits": "2",
        "scheme": "nou",
        "effect": "credit_transfer",
    }
    assert receipt["basis"]["rule"] == "courier-bundle"
    assert receipt["basis"]["published"].startswith("邮政速递业务员")
    assert receipt["basis"]["method"] == "target.credits"
    assert receipt["decision"]["role"] == "reviewer"
    assert "caps" not in receipt
    assert "@context" not in receipt["proof"][0]


def test_a_recorded_grade_is_stated_with_its_scale():
    case = adult_case(
        portfolio=[{"id": "one", "type": "self_study_course", "score": "80"}],
        choices=[{"item": "one", "target": "AE-1"}],
        findings=[{"name": "same_course", "item": "one", "value": "yes"}],
    )
    told = a_receipt(ADULT, case, evidence=())["recognized"]
    assert (told["grade"], told["grade_scale"]) == ("70", "percent")


def test_a_cap_that_changed_the_line_is_told():
    case = courier_case()
    answer = evaluate(COURIER, case)
    cap = CapUse("once-per-course", "c", "PL101", "lines", "1", "1")
    trimmed = Reason("once-per-course", "c", "trimmed", {})
    line = answer.yes_lines[0]
    told = replace(line, reasons=(*line.reasons, trimmed))
    receipt = receipt_of(COURIER, replace(answer, caps=(cap,)), told, case, stated())
    assert receipt["caps"] == [cap.json()]


def test_a_line_of_a_rule_the_policy_does_not_have_gives_no_receipt():
    with pytest.raises(BadValueError):
        rule_of(COURIER, "another")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": "李林"}, "$.name"),
        ({"basis": None}, "$.basis"),
        ({"case": {"name": "李林"}}, "$.case"),
        ({"answer": {"lines": []}}, "$.answer.lines"),
        ({"answer": {"lines": ["one"]}}, "$.answer.lines"),
        ({"answer": {"lines": [{}], "more": 1}}, "$.answer"),
        ({"answer": "yes"}, "$.answer"),
    ],
)
def test_the_shape_of_a_receipt_is_closed(change, place):
    assert receipt_fault({**a_receipt(), **change}) == place


def test_what_is_no_object_is_no_receipt():
    assert receipt_fault(["receipt"]) == "$"


# --- recomputing


KNOWN = {policy.digest: policy for policy in POLICIES.values()}


def test_recomputing_a_receipt_gives_the_same_line():
    assert recomputed(a_receipt(), KNOWN) is Recomputed.SAME


def test_without_the_very_policy_file_nothing_is_recomputed():
    assert recomputed(a_receipt(), {}) is Recomputed.NO_POLICY


def changed(receipt, *path, to):
    name, *rest = path
    inner = receipt[name] if isinstance(receipt, dict) else receipt[int(name)]
    new = changed(inner, *rest, to=to) if rest else to
    if isinstance(receipt, dict):
        return {**receipt, name: new}
    return [new]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("case", "portfolio"), [{"id": "courier", "outcome": "X001-2"}]),
        (("case", "choices"), [{"item": "gone", "target": None}]),
        (("answer", "lines", "0", "credits"), "9"),
        (("answer", "lines", "0", "rule"), "another"),
        (("recognized", "credits"), "9"),
        (("recognized", "target"), "PL102"),
        (("basis", "published"), "anything goes"),
        (("basis", "version"), "2"),
    ],
)
def test_a_receipt_that_says_other_than_its_case_gives_differs(path, to):
    receipt = a_receipt()
    base = {**receipt, "case": {"choices": [], **receipt["case"]}}
    assert recomputed(base, KNOWN) is Recomputed.SAME
    assert recomputed(changed(base, *path, to=to), KNOWN) is Recomputed.DIFFERS


def test_the_example_in_the_guide_gives_the_line_it_states():
    page = (SEED.parents[1] / "docs" / "receipts.md").read_text("utf-8")
    example = json.loads(page.partition("```json")[2].partition("```")[0])
    policy = POLICIES["hvc-sgzw-x-certificate"]
    answer = evaluate(policy, Case.of(example["case"]))
    assert [line.json() for line in answer.lines] == example["answer"]["lines"]
    assert set(example) <= {name.rstrip("?") for name in RECEIPT} | {"case", "answer"}


# --- handed to a verifier


TRANSCRIPTS, LISTS = OneKey(), OneKey(Purpose.STATUS_LISTS)
DID = canonical(
    did_document(
        ORIGIN,
        [
            PublicKey(key.multikey, purpose)
            for key, purpose in (
                (TRANSCRIPTS, Purpose.TRANSCRIPTS),
                (LISTS, Purpose.STATUS_LISTS),
                (KEY, Purpose.RECEIPTS),
            )
        ],
    )
)
LIST = canonical(signed(status_list(ORIGIN, 1, [], at=AT), LISTS, at=AT))


def a_credential(receipt_digest, **facts):
    award = Award(
        **{
            "credential_id": "ob-1",
            "list_number": 1,
            "status_index": 7,
            "learner_number": "L00000001",
            "salt": "salt",
            "achievement": Achievement(
                id=f"{ORIGIN}/courses/nou/PL101/1",
                kind="Course",
                code="PL101",
                version="1",
                name="速递生产与运作",
                description="转换 / Converted",
                criteria="by a rule",
                creator_id=f"{ORIGIN}/institutions/nou",
                creator_name="国家开放大学",
            ),
            "credits": Credits.of("2"),
            "grade": None,
            "source_id": f"{ORIGIN}/institutions#body-1",
            "source_name": "机构",
            "evidence": (),
            "receipt": receipt_digest,
            "at": AT,
            **facts,
        }
    )
    return signed(achievement_credential(award, origin=ORIGIN), TRANSCRIPTS, at=AT)


def found(receipt=None, *, did=DID, policies=KNOWN, receipts=None, **facts):
    """Verify a credential that names ``receipt``; hand over ``receipts``."""
    content = canonical(receipt or a_receipt())
    name = sha256(content)
    reasons = Reasons({name: content} if receipts is None else receipts, policies)
    document = canonical(a_credential(name, **facts))
    return verify(Given(document, AT, did, [LIST], reasons=reasons), verify_ed25519)


def results(report):
    by_code = {check.code: check.result.value for check in report.checks}
    return by_code[Code.RECEIPTS], by_code[Code.RECOMPUTE]


def test_13_and_14_a_receipt_as_signed_passes_and_recomputes():
    report = found()
    assert results(report) == ("passed", "passed")
    assert report.status is Status.VALID
    assert [check.number for check in report.checks][-2:] == [13, 14]


def test_13_a_changed_receipt_is_altered():
    content = canonical(a_receipt())
    changed_one = content.replace(b'"credits":"2"', b'"credits":"9"')
    document = canonical(a_credential(sha256(content)))
    reasons = Reasons({sha256(content): changed_one}, KNOWN)
    report = verify(Given(document, AT, DID, [LIST], reasons=reasons), verify_ed25519)
    assert results(report) == ("failed", "could_not_check")
    assert report.status is Status.ALTERED


@pytest.mark.parametrize(
    "receipt",
    [
        a_receipt(key=TRANSCRIPTS),  # a key for another purpose
        a_receipt(issuer="did:web:elsewhere.example"),
        {**a_receipt(), "name": "李林"},
        {**a_receipt(), "method": "8"},
        changed(a_receipt(), "decision", "role", to="officer"),
    ],
)
def test_13_a_receipt_that_is_not_ours_is_none(receipt):
    report = found(receipt)
    assert results(report)[0] == "failed"
    assert report.status is Status.ALTERED


@pytest.mark.parametrize(
    "facts",
    [
        {"credits": Credits.of("3")},
        {"grade": "90"},
        {"at": datetime(2026, 11, 23, tzinfo=UTC)},
        {
            "achievement": Achievement(
                f"{ORIGIN}/courses/nou/PL102/1",
                *("Course", "PL102", "1", "课", "d", "c", ORIGIN, "国开"),
            )
        },
    ],
)
def test_13_a_receipt_of_another_line_is_none_of_this(facts):
    assert results(found(**facts))[0] == "failed"


def test_13_what_is_no_json_is_no_receipt():
    content = b"{}{"
    document = canonical(a_credential(sha256(content)))
    reasons = Reasons({sha256(content): content}, KNOWN)
    report = verify(Given(document, AT, DID, [LIST], reasons=reasons), verify_ed25519)
    assert results(report)[0] == "failed"


def test_law_16_a_receipt_kept_back_could_not_be_checked_and_nothing_else_changes():
    for kept_back in ({}, {"not a digest": b"", "ab" * 32: b"another"}):
        report = found(receipts=kept_back)
        assert results(report) == ("could_not_check", "could_not_check")
        assert report.status is Status.VALID


def test_13_without_the_issuers_keys_a_receipt_could_not_be_checked():
    report = found(did=None)
    assert results(report) == ("could_not_check", "could_not_check")
    assert report.status is Status.COULD_NOT_CHECK


def a_bundle(*receipts, of=None):
    credential = a_credential(sha256(canonical(of or a_receipt())))
    members = {"proof": {}, "checkpoint": "", "did": {}, "status": []}
    content = canonical(
        {"credential": credential, "receipts": list(receipts), **members}
    )
    given = Given(content, AT, DID, [LIST], reasons=Reasons(policies=KNOWN))
    return verify(given, verify_ed25519)


def test_13_a_bundle_brings_its_receipts_and_none_of_another_document():
    assert results(a_bundle(a_receipt())) == ("passed", "passed")
    assert results(a_bundle()) == ("could_not_check", "could_not_check")
    stray = a_bundle(a_receipt(), a_receipt(title="another"))
    assert results(stray)[0] == "failed"
    assert results(a_bundle({**a_receipt(), "form": "2"}))[0] == "failed"


def test_13_receipts_attached_to_the_file_are_said_to_be_its_own():
    content, other = canonical(a_receipt()), canonical(a_receipt(title="another"))
    document = canonical(a_credential(sha256(content)))
    right, stray = {sha256(content): content}, {sha256(other): other}

    def attached(receipts, beside=None):
        reasons = Reasons(beside, KNOWN, receipts)
        given = Given(document, AT, DID, [LIST], reasons=reasons)
        return results(verify(given, verify_ed25519))

    assert attached(right) == ("passed", "passed")
    assert attached({}) == ("not_applicable", "not_applicable")
    assert attached({**right, **stray})[0] == "failed"
    # What lies beside may be of other files, and never hides what is attached.
    assert attached(right, {**stray, sha256(content): b"{}"})[0] == "passed"
    assert attached({sha256(content): b"{}"}, right)[0] == "failed"


def test_nobody_asked_for_reasons_is_not_applicable():
    document = canonical(a_credential("cd" * 32))
    report = verify(Given(document, AT, DID, [LIST]), verify_ed25519)
    assert results(report) == ("not_applicable", "not_applicable")
    report = verify(
        Given(LIST, AT, DID, [LIST], reasons=Reasons({}, KNOWN)), verify_ed25519
    )
    assert results(report) == ("not_applicable", "not_applicable")


def test_14_receipts_without_policies_are_checked_and_not_recomputed():
    assert results(found(policies=None)) == ("passed", "not_applicable")


def test_14_without_the_policy_version_it_could_not_be_recomputed():
    report = found(policies={})
    check = report.checks[-1]
    assert results(report) == ("passed", "could_not_check")
    assert check.facts["policy"] == "nou/post-logistics 1"
    assert report.status is Status.VALID


def test_14_a_line_its_own_reasons_do_not_give_is_not_to_be_relied_on():
    """The bank itself signed it: only recomputing can tell."""
    case = courier_case()
    answer = evaluate(COURIER, case)
    line = answer.yes_lines[0]
    lie = replace(case, portfolio=(replace(case.portfolio[1]),), choices=())
    receipt = receipt_of(COURIER, answer, line, lie, stated())

    report = found(signed_receipt(receipt, KEY, at=AT))

    assert results(report) == ("passed", "failed")
    assert report.checks[-1].facts == {"part": "1"}
    assert report.status is Status.ALTERED
