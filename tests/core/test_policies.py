"""What the policy language promises, on the policies in force and on small ones."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.adapters.policy_files import read_policy
from creditbank.core.errors import BadValueError
from creditbank.core.policies import Answer, Case, Decision, evaluate, policy_of
from creditbank.core.policies.answers import OPEN_CODES
from creditbank.core.policies.formulas import Amount, NoValueError, formula_of
from creditbank.core.policies.nodes import PolicyFaultsError, node_of
from creditbank.core.values import Credits, Digest
from creditbank.language.reasons import REASONS, reason_text

SEED = Path(__file__).parents[2] / "seed" / "policies"


def policy(name: str):
    return read_policy((SEED / f"{name}.yaml").read_bytes())


def case(**members) -> Case:
    return Case.of({"purpose": "convert:x/y", "as_of": "2026-11-24", **members})


def x(identifier="h1", level="中级", **facts):
    return {
        "id": identifier,
        "type": "x_certificate",
        "level": level,
        "issued_on": "2022-01-01",
        **facts,
    }


def course(code, credits="4", **facts):
    return {"code": code, "credits": credits, **facts}


ARCHITECTURE = {
    "courses": [
        course("ARC01", "4", category="必修专业核心课程"),
        course("ARC02", "4", category="必修专业核心课程"),
        course("ARC03", "2", category="必修专业基础课程"),
    ]
}


def asks(*pairs):
    return [{"item": item, "target": target} for item, target in pairs]


def codes(answer: Answer) -> set[str]:
    return {reason.code for line in answer.lines for reason in line.reasons}


# --- R34: one certificate, three courses, eight credits


def test_r34_the_certificate_gives_three_courses_and_eight_credits():
    answer = evaluate(
        policy("nou-post-logistics"),
        case(
            programme={
                "courses": [
                    course("PL101", "3"),
                    course("PL102", "3"),
                    course("PL103", "2"),
                ]
            },
            portfolio=[{"id": "h1", "outcome": "VQ-COURIER"}],
            choices=asks(("h1", None)),
        ),
    )

    assert answer.decision is Decision.YES
    assert [line.target for line in answer.lines] == ["PL101", "PL102", "PL103"]
    assert str(answer.credits) == "8"


def test_r34_a_bundle_stands_or_falls_whole():
    courses = [course("PL101", "3"), course("PL102", "3"), course("PL103", "2")]
    answer = evaluate(
        policy("nou-post-logistics"),
        case(
            programme={"courses": courses},
            portfolio=[{"id": "h1", "outcome": "VQ-COURIER"}],
            prior=[{"line": "l1", "items": ["h0"], "target": "PL101", "credits": "3"}],
        ),
    )

    assert answer.decision is Decision.NO
    assert {line.target for line in answer.lines} == {"PL101", "PL102", "PL103"}
    assert "cap_lines_target" in codes(answer)


def test_r34_another_certificate_gives_nothing():
    answer = evaluate(
        policy("nou-post-logistics"),
        case(
            programme={"courses": [course("PL101", "3")]},
            portfolio=[{"id": "h1", "outcome": "CET-4"}],
        ),
    )

    assert answer.decision is Decision.NO
    assert codes(answer) == {"no_rule_for"}


# --- R01: X certificates


def r01(**members):
    return evaluate(
        policy("hvc-sgzw-x-certificate"),
        case(learner={"major": "建筑设计"}, programme=ARCHITECTURE, **members),
    )


def test_r01_four_and_four_are_within_eight_but_not_within_a_bank_value_of_six():
    answer = r01(
        portfolio=[x(bank_value="6")],
        choices=asks(("h1", "ARC01"), ("h1", "ARC02")),
    )

    assert answer.decision is Decision.NO
    assert answer.credits == Credits(0)
    assert codes(answer) >= {"cap_refused_credits"}


def test_r01_eight_is_within_eight():
    answer = r01(
        portfolio=[x(bank_value="10")],
        choices=asks(("h1", "ARC01"), ("h1", "ARC02")),
    )

    assert answer.decision is Decision.YES
    assert str(answer.credits) == "8"
    assert [cap.used for cap in answer.caps if cap.counts == "credits"] == ["8"]


def test_r01_an_elementary_certificate_earns_no_core_course():
    answer = r01(
        portfolio=[x(level="初级", bank_value="8")], choices=asks(("h1", "ARC01"))
    )

    (line,) = answer.lines
    assert line.decision is Decision.NO
    assert line.reasons[0].facts["field"] == "target.category"


def test_r01_a_second_certificate_for_one_course_is_refused():
    answer = r01(
        portfolio=[x(bank_value="8"), x("h2", bank_value="8", issued_on="2023-01-01")],
        choices=asks(("h2", "ARC01"), ("h1", "ARC01")),
    )

    assert [(line.items, line.decision) for line in answer.lines] == [
        (("h1",), Decision.YES),
        (("h2",), Decision.NO),
    ]


def test_r01_without_a_published_bank_value_nothing_is_decided():
    answer = r01(portfolio=[x()], choices=asks(("h1", "ARC01")))

    assert answer.decision is Decision.UNDECIDED
    assert answer.credits == Credits(0)
    assert str(answer.credits_max) == "4"
    assert answer.json()["undecided"][0]["code"] == "cap_unknown"


def test_r01_an_open_cap_that_cannot_bite_decides():
    """min(8, unknown) admits zero credits whatever the bank value is."""
    answer = evaluate(
        policy("hvc-sgzw-x-certificate"),
        case(
            learner={"major": "建筑设计"},
            programme={"courses": [course("ARC01", "0", category="必修专业核心课程")]},
            portfolio=[x()],
        ),
    )

    assert answer.decision is Decision.YES


def test_r01_a_course_outside_the_list_of_the_major_is_refused():
    answer = r01(portfolio=[x(bank_value="8")], choices=asks(("h1", "NOPE")))
    assert codes(answer) == {"target_not_in_programme"}

    other = evaluate(
        policy("hvc-sgzw-x-certificate"),
        case(
            learner={"major": "首饰设计与工艺"},
            programme=ARCHITECTURE,
            portfolio=[x(bank_value="8")],
            choices=asks(("h1", "ARC01")),
        ),
    )
    assert other.decision is Decision.NO

    unknown = evaluate(
        policy("hvc-sgzw-x-certificate"),
        case(
            programme=ARCHITECTURE,
            portfolio=[x(bank_value="8")],
            choices=asks(("h1", "ARC01")),
        ),
    )
    assert unknown.decision is Decision.UNDECIDED


def test_a_preview_without_choices_finds_the_best_lines_itself():
    answer = r01(portfolio=[x(level="高级", bank_value="8")])

    assert answer.decision is Decision.YES
    assert str(answer.credits) == "8"
    assert {**answer.best, "runner_up": {}} == {
        "objective": "credits",
        "value": "8",
        "bound": "8",
        "runner_up": {},
    }
    assert answer.best["runner_up"]["value"] == "6"


# --- R02: recognized credits, then one course


def r02(*, credits="3", findings=(), prior=(), **course_facts):
    course_facts = {"category": "必修", **course_facts}
    target = course("C1", credits, bucket="专业课", **course_facts)
    filler = course("C2", "97", bucket="专业课", category="政治理论课")
    return evaluate(
        policy("gdvc-recognition"),
        case(
            programme={"courses": [target, filler]},
            portfolio=[{"id": "h1", "type": "competition"}],
            choices=asks(("h1", "C1")),
            findings=[{"name": "recognized_credits", "value": v} for v in findings],
            prior=list(prior),
        ),
    )


def test_r02_four_recognized_credits_give_a_course_of_three_and_the_rest_is_lost():
    answer = r02(findings=["4"], grade_scale="percent")

    (line,) = answer.lines
    assert (line.decision, str(line.credits), line.grade) == (Decision.YES, "3", "90")


def test_r02_the_grade_follows_the_scale_of_the_course():
    assert r02(findings=["4"], grade_scale="five_level").lines[0].grade == "优秀"
    assert r02(findings=["4"], grade_scale="pass_fail").lines[0].grade is None


def test_r02_two_recognized_credits_do_not_give_a_course_of_three():
    assert r02(findings=["2"]).decision is Decision.NO


def test_r02_without_the_finding_it_is_undecided_and_never_credit():
    answer = r02()

    assert answer.decision is Decision.UNDECIDED
    assert answer.credits == Credits(0)
    assert "finding_missing" in codes(answer)


def test_r02_political_theory_is_not_converted():
    assert r02(findings=["4"], category="政治理论课").decision is Decision.NO


def test_r02_twenty_percent_is_inclusive():
    """Of 100 credits of major courses, 20 may be converted and not 20.01."""
    used = {"line": "l1", "items": ["h0"], "target": "C2", "credits": "17"}
    assert (
        r02(findings=["4"], grade_scale="percent", prior=[used]).decision
        is Decision.YES
    )

    over = {**used, "credits": "17.01"}
    assert (
        r02(findings=["4"], grade_scale="percent", prior=[over]).decision is Decision.NO
    )


def test_r02_an_outcome_is_used_once():
    used = {"line": "l1", "items": ["h1"], "target": "C2", "credits": "1"}
    answer = r02(findings=["4"], prior=[used])

    assert answer.decision is Decision.NO
    assert "cap_lines_item" in codes(answer)


# --- R06: exemptions


def r06(*, items, choices=(), as_of="2026-11-23", count=25, learner=None, **members):
    courses = [course(f"C{n:02}", "2") for n in range(count - 2)]
    courses += [course("AE-ENG", "4"), course("AE-COMP", "3")]
    return evaluate(
        policy("adult-exemption"),
        case(
            learner=learner or {"major": "会计"},
            programme={
                "level": "本科",
                "courses": courses,
                "terms": [{"code": "26A", "starts_on": "2026-11-23"}],
            },
            portfolio=items,
            choices=list(choices),
            **{**members, "as_of": as_of},
        ),
    )


def cet_4(score="500"):
    return {
        "id": "h1",
        "type": "skill_certificate",
        "certificate": "大学英语四级考试",
        "outcome": "CET-4",
        "score": score,
    }


def degree_course(identifier="h1", score="88", level="本科"):
    return {
        "id": identifier,
        "type": "degree_course",
        "level": level,
        "major": "会计",
        "score": score,
    }


SAME = [{"name": "same_course", "value": "yes"}]


@pytest.mark.parametrize(("source", "recorded"), [(65, 65), (70, 70), (88, 70)])
def test_r06_a_grade_above_seventy_is_recorded_as_seventy(source, recorded):
    answer = r06(
        items=[degree_course(score=str(source))],
        choices=asks(("h1", "C01")),
        findings=SAME,
    )

    (line,) = answer.lines
    assert (line.decision, line.grade) == (Decision.YES, str(recorded))


def test_r06_without_a_source_grade_none_is_recorded():
    item = {"id": "h1", "type": "self_study_course", "score": ""}
    answer = r06(items=[item], choices=asks(("h1", "C01")), findings=SAME)

    assert answer.lines[0].grade is None
    assert answer.decision is Decision.YES


def test_r06_while_the_source_grade_is_not_known_nothing_is_recorded():
    item = {"id": "h1", "type": "self_study_course"}
    answer = r06(items=[item], choices=asks(("h1", "C01")), findings=SAME)

    assert answer.decision is Decision.UNDECIDED


def test_r06_ten_of_twenty_five_are_exempted_and_no_eleventh():
    prior = [
        {"line": f"l{n}", "items": [f"p{n}"], "target": f"C{n:02}", "credits": "2"}
        for n in range(10)
    ]
    item = degree_course()
    ninth = r06(
        items=[item], choices=asks(("h1", "C15")), findings=SAME, prior=prior[:9]
    )
    tenth = r06(items=[item], choices=asks(("h1", "C15")), findings=SAME, prior=prior)

    assert ninth.decision is Decision.YES
    assert tenth.decision is Decision.NO
    assert "cap_lines_all" in codes(tenth)


def test_r06_forty_percent_of_twenty_six_courses_admits_ten():
    prior = [
        {"line": f"l{n}", "items": [f"p{n}"], "target": f"C{n:02}", "credits": "2"}
        for n in range(10)
    ]
    answer = r06(
        items=[degree_course()],
        choices=asks(("h1", "C15")),
        findings=SAME,
        prior=prior,
        count=26,
    )

    assert answer.decision is Decision.NO


def test_r06_a_lower_degree_does_not_exempt():
    answer = r06(
        items=[degree_course(level="专科")],
        choices=asks(("h1", "C01")),
        findings=SAME,
    )
    assert answer.decision is Decision.NO


def test_r06_a_level_on_no_ladder_decides_nothing():
    answer = r06(
        items=[degree_course(level="学士后")],
        choices=asks(("h1", "C01")),
        findings=SAME,
    )
    assert answer.decision is Decision.UNDECIDED


def test_r06_english_majors_cannot_use_cet_4():
    cet = cet_4("430")
    others = r06(items=[cet])
    english = r06(items=[cet], learner={"major": "英语"})

    assert [line.target for line in others.yes_lines] == ["AE-ENG"]
    assert english.decision is Decision.NO


@pytest.mark.parametrize(("score", "decision"), [("424", "no"), ("425", "yes")])
def test_r06_cet_4_needs_425(score, decision):
    cet = cet_4(score)
    answer = r06(items=[cet], choices=asks(("h1", "AE-ENG")))
    assert answer.decision == decision


def test_r06_a_score_that_is_a_word_decides_nothing():
    cet = cet_4("良好")
    answer = r06(items=[cet], choices=asks(("h1", "AE-ENG")))
    assert answer.decision is Decision.UNDECIDED


@pytest.mark.parametrize(
    ("day", "decision", "code"),
    [
        ("2026-11-22", "no", "outside_window"),
        ("2026-11-23", "yes", None),
        ("2026-11-29", "yes", None),
        ("2026-11-30", "undecided", "window_not_decided"),
        ("2026-12-01", "no", "no_window_ahead"),
    ],
)
def test_r06_the_window_is_the_first_week_and_its_last_day_is_an_open_question(
    day, decision, code
):
    cet = cet_4()
    answer = r06(items=[cet], choices=asks(("h1", "AE-ENG")), as_of=day)

    assert answer.decision == decision
    assert code is None or code in codes(answer)


# --- the bank's own policy


def deposit(**facts):
    return evaluate(
        policy("bank-deposit"),
        Case.of(
            {
                "purpose": "deposit",
                "as_of": "2026-11-24",
                "portfolio": [x(**facts)],
                "findings": facts.pop("findings", []),
            }
        ),
    )


def test_a_deposit_gives_the_bank_value_without_a_course():
    (line,) = deposit(bank_value="3.5", body_status="active").lines

    assert (line.target, str(line.credits), line.effect) == (None, "3.5", "bank_value")


def test_a_bank_value_that_is_not_published_is_never_guessed():
    answer = deposit(body_status="active")

    assert answer.decision is Decision.UNDECIDED
    assert answer.credits_max is None
    assert answer.json()["credits_max"] is None


def test_a_certificate_issued_after_the_body_left_is_refused():
    assert deposit(bank_value="3", body_status="exited").decision is Decision.NO
    assert deposit(bank_value="3", body_status="active").decision is Decision.YES


def test_an_x_certificate_of_2026_waits_for_a_reviewer():
    answer = deposit(bank_value="3", body_status="active", issued_on="2026-08-01")

    assert answer.decision is Decision.UNDECIDED
    assert "finding_missing" in codes(answer)


def test_an_issue_date_that_is_not_known_decides_nothing():
    held = {
        "id": "h",
        "type": "x_certificate",
        "bank_value": "3",
        "body_status": "active",
    }
    for issued_on in ({}, {"issued_on": "soon"}):
        answer = evaluate(
            policy("bank-deposit"),
            Case.of(
                {
                    "purpose": "deposit",
                    "as_of": "2026-11-24",
                    "portfolio": [{**held, **issued_on}],
                }
            ),
        )
        assert answer.decision is Decision.UNDECIDED


def test_a_policy_says_whom_it_serves():
    logistics = policy("nou-post-logistics")
    assert logistics.institution == "nou"
    assert logistics.serves("logistics")
    assert not logistics.serves("other")
    assert policy("adult-exemption").serves("anything")


def test_a_grade_without_a_value_is_not_recorded():
    rule = {"rule": "a", "effect": "elective", "credits": "1"}
    for formula, grade in (
        ("1 / 0", None),
        ("item.score / 4", "0.25"),
        ("2.50", "2.5"),
    ):
        rules = small(caps=[], rules=[{**rule, "grade": {"formula": formula}}])
        held = [{"id": "h", "score": "1"}]
        assert evaluate(rules, case(portfolio=held)).lines[0].grade == grade


def test_a_bundle_asked_for_by_each_of_its_courses_is_given_once():
    courses = [course("PL101", "3"), course("PL102", "3"), course("PL103", "2")]
    answer = evaluate(
        policy("nou-post-logistics"),
        case(
            programme={"courses": courses},
            portfolio=[{"id": "h1", "outcome": "VQ-COURIER"}],
            choices=asks(("h1", "PL101"), ("h1", "PL102"), ("h1", "PL103")),
        ),
    )
    assert len(answer.yes_lines) == 3


def test_a_course_outside_every_bundle_has_no_rule():
    answer = evaluate(
        policy("nou-post-logistics"),
        case(
            programme={"courses": [course("OTHER", "3")]},
            portfolio=[{"id": "h1", "outcome": "VQ-COURIER"}],
            choices=asks(("h1", "OTHER")),
        ),
    )
    assert codes(answer) == {"no_rule_for"}


# --- selection


def small(*, caps, rules=None):
    """A policy of a few lines; `caps` and `rules` as they stand in a file."""
    words = {"zh": "例", "en": "Example"}
    cited = {"clause": "1", "published": "例"}
    rules = rules or [{"rule": "any", "effect": "elective", "credits": "item.credits"}]
    tree = {
        "language": "1",
        "code": "x/y",
        "version": "1",
        "authority": "x",
        "purpose": "deposit",
        "title": words,
        "summary": words,
        "source": {"document": "例", "completeness": "full"},
        "effective": {"by": "submitted_on", "from": "2020-01-01"},
        "objective": "credits",
        "rules": [{**cited, **rule} for rule in rules],
        "caps": [{**cited, **cap} for cap in caps],
    }
    return policy_of(node_of(tree), Digest("0" * 64))


def total(maximum, **cap):
    return {
        "cap": f"max-{maximum}",
        "counts": "credits",
        "over": "all",
        "max": maximum,
        "bites": "whole",
        **cap,
    }


def items(*hours):
    return [{"id": f"h{n:02}", "credits": text} for n, text in enumerate(hours)]


def test_a_cap_of_forty_over_modules_of_thirty_gives_thirty():
    answer = evaluate(
        small(caps=[total("40")]), case(portfolio=items("30", "30", "30"))
    )
    assert str(answer.credits) == "30"
    assert [line.items for line in answer.yes_lines] == [("h00",)]


def test_the_search_finds_the_best_not_the_first():
    answer = evaluate(small(caps=[total("10")]), case(portfolio=items("6", "5", "5")))
    assert [line.items for line in answer.yes_lines] == [("h01",), ("h02",)]


@given(
    hours=st.lists(st.integers(0, 12), max_size=8),
    caps=st.lists(st.integers(0, 30), min_size=1, max_size=2),
    lines=st.integers(0, 5),
)
def test_the_optimum_equals_brute_force_and_no_cap_is_exceeded(hours, caps, lines):
    count = total(str(lines), counts="lines", cap="count")
    rules = small(
        caps=[*(total(str(cap), cap=f"c{i}") for i, cap in enumerate(caps)), count]
    )
    answer = evaluate(rules, case(portfolio=items(*map(str, hours))))

    fits = [
        sum(h for i, h in enumerate(hours) if mask >> i & 1)
        for mask in range(1 << len(hours))
        if mask.bit_count() <= lines
    ]
    assert answer.credits.fraction == max(f for f in fits if f <= min(caps))
    assert not answer.has_gap


@given(order=st.permutations(range(6)))
def test_the_answer_does_not_depend_on_the_order_of_the_input(order):
    rules = small(caps=[total("11")])
    held = items("5", "5", "3", "3", "1", "1")
    straight = evaluate(rules, case(portfolio=held))
    shuffled = evaluate(rules, case(portfolio=[held[i] for i in order]))

    assert straight.digest == shuffled.digest


def test_an_open_line_leaves_open_what_depends_on_it():
    """h01 may be worth 10 or nothing; whether h00 fits depends on it."""
    rules = small(
        caps=[total("10")],
        rules=[
            {
                "rule": "a",
                "effect": "elective",
                "credits": "item.credits",
                "when": {"item.level": "A"},
            }
        ],
    )
    open_item = {"id": "h01", "credits": "10"}
    sure_item = {"id": "h00", "credits": "4", "level": "A"}

    answer = evaluate(rules, case(portfolio=[sure_item, open_item]))

    assert answer.decision is Decision.UNDECIDED
    assert answer.credits == Credits(0)
    assert str(answer.credits_max) == "10"
    assert "depends_on_open_line_under" in codes(answer)


def test_too_many_open_lines_are_a_gap_that_cannot_be_posted():
    rules = small(
        caps=[total("10")],
        rules=[
            {
                "rule": "a",
                "effect": "elective",
                "credits": "item.credits",
                "when": {"item.level": "A"},
            }
        ],
    )
    held = [{"id": f"h{n}", "credits": "4"} for n in range(8)]
    held.append({"id": "z", "credits": "4", "level": "A"})

    answer = evaluate(rules, case(portfolio=held))

    assert answer.has_gap
    assert answer.credits == Credits(0)
    assert "search_gap" in codes(answer)


def test_a_refusing_cap_refuses_only_what_was_asked_for():
    rules = small(caps=[total("5", bites="refuse")])
    held = items("3", "3")

    preview = evaluate(rules, case(portfolio=held))
    asked = evaluate(rules, case(portfolio=held, choices=[{"item": "h00"}]))
    both = evaluate(
        rules, case(portfolio=held, choices=[{"item": "h00"}, {"item": "h01"}])
    )

    assert str(preview.credits) == "3"
    assert str(asked.credits) == "3"
    assert both.decision is Decision.NO


def test_a_choice_of_a_holding_that_is_not_there_is_refused():
    with pytest.raises(BadValueError):
        evaluate(small(caps=[]), case(portfolio=[], choices=asks(("h9", None))))


def test_an_empty_portfolio_earns_nothing():
    answer = evaluate(small(caps=[total("5")]), case(portfolio=[]))
    assert (answer.decision, answer.lines) == (Decision.NO, ())


def test_a_cap_without_a_value_is_open():
    answer = evaluate(small(caps=[total("1 / 0")]), case(portfolio=items("3")))
    assert answer.decision is Decision.UNDECIDED


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("item.credits / 3", "credits_not_exact"),
        ("item.credits / 0", "formula_has_no_value"),
        ("item.bank_value", "amount_unknown"),
    ],
)
def test_credits_that_cannot_be_exact_are_undecided(formula, code):
    rules = small(
        caps=[], rules=[{"rule": "a", "effect": "elective", "credits": formula}]
    )
    answer = evaluate(rules, case(portfolio=items("10")))

    assert answer.decision is Decision.UNDECIDED
    assert code in codes(answer)


def test_two_open_rules_that_give_the_same_are_certain():
    same = {"effect": "elective", "credits": "2"}
    rules = small(
        caps=[],
        rules=[
            {"rule": "a", **same, "when": {"item.level": "A"}},
            {"rule": "b", **same},
        ],
    )
    differs = small(
        caps=[],
        rules=[
            {"rule": "a", **same, "when": {"item.level": "A"}},
            {"rule": "b", **same, "credits": "3"},
        ],
    )

    assert str(evaluate(rules, case(portfolio=items("1"))).credits) == "2"
    open_answer = evaluate(differs, case(portfolio=items("1")))
    assert open_answer.decision is Decision.UNDECIDED


# --- formulas


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3 - 4 / 8", "17/2"),
        ("min(8, 6.5)", "13/2"),
        ("max(1, 2, 3)", "3"),
        ("floor(7 / 2)", "3"),
        ("ceil(2.1, 0.5)", "5/2"),
        ("round_half_up(4.5)", "5"),
        ("item.score / 710 * 110", "110"),
    ],
)
def test_formulas_are_exact(text, value):
    assert formula_of(text).amount({"item": {"score": "710"}}).known == Fraction(value)


def test_what_is_unknown_is_a_range():
    def ends(text):
        amount = formula_of(text).amount({})
        return amount.low, amount.high

    assert ends("min(8, item.hours)") == (0, 8)
    assert ends("max(2, item.hours)") == (2, None)
    assert ends("2 * item.hours") == (0, None)
    assert ends("item.hours * item.score") == (0, None)
    assert ends("item.hours * (item.rank - 5)") == (None, None)
    assert ends("5 - item.hours") == (None, 5)
    assert ends("5 - 2 * min(2, item.hours)") == (1, 5)
    assert ends("(0 - 1) * item.hours") == (None, 0)
    assert ends("1 / item.hours") == (None, None)
    assert ends("max(5 - item.hours, 1)") == (1, 5)
    assert ends("min(5 - item.hours, 1)") == (None, 1)
    assert ends("floor(min(2.5, item.hours))") == (0, 2)
    assert ends("ceil(item.hours)") == (0, None)
    assert Amount.missing("a").unknown == {"a"}


@pytest.mark.parametrize("text", ["floor(1, 0)", "1 / 0", "ceil(1, item.hours)"])
def test_arithmetic_that_gives_nothing_says_so(text):
    with pytest.raises(NoValueError):
        formula_of(text).amount({})


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "min(1)", "(1", "1 2", "a ! b", "*", "1" * 500, "(" * 40 + "1"],
)
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(BadValueError):
        formula_of(text)


# --- CASE and ANSWER


def test_a_case_is_written_as_it_was_read():
    answer_to = {
        "learner": {"major": "会计"},
        "programme": {
            "institution": "x",
            "code": "y",
            "courses": [{"code": "C1", "credits": "3"}],
            "terms": [{"code": "26A", "starts_on": "2026-09-01"}],
        },
        "portfolio": [{"id": "h1", "outcome": "CET-4"}],
        "prior": [{"line": "l1", "items": ["h0"], "target": None, "credits": "2.5"}],
        "purpose": "convert:x/y",
        "as_of": "2026-11-24",
        "findings": [
            {
                "name": "same_course",
                "item": None,
                "target": None,
                "value": "yes",
                "by_role": "reviewer",
                "on": "2026-11-24",
            }
        ],
        "choices": [{"item": "h1", "target": "C1"}],
        "objective": "",
        "salt": "abc",
    }

    read = Case.of(answer_to)

    assert read.json() == answer_to
    assert Case.of(read.json()).digest == read.digest


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"nonsense": {}},
        {"portfolio": {}},
        {"portfolio": ["h1"]},
        {"portfolio": [{"outcome": "CET-4"}]},
        {"portfolio": [{"id": "h"}] * 501},
        {"portfolio": [{"id": "h", **{f"f{n}": "1" for n in range(61)}}]},
        {"learner": {"major": 3}},
        {"programme": {"courses": {}}},
        {"programme": {"terms": {}}},
        {"prior": [{"items": "h"}]},
        {"prior": [{"line": "l", "items": [], "credits": "x"}]},
        {"choices": [{"target": "C1"}]},
        {"as_of": "yesterday"},
    ],
)
def test_a_case_of_the_wrong_shape_is_refused(wrong):
    document = (
        {"purpose": "deposit", "as_of": "2026-11-24", **wrong}
        if isinstance(wrong, dict)
        else wrong
    )
    with pytest.raises(BadValueError):
        Case.of(document)


def test_a_finding_may_concern_one_holding_or_one_course():
    finding = {"name": "recognized_credits", "value": "4", "item": "h2"}
    rules = policy("gdvc-recognition")
    asked = case(
        programme={"courses": [course("C1", "3")]},
        portfolio=[{"id": "h1", "type": "patent"}, {"id": "h2", "type": "patent"}],
        findings=[finding],
    )

    answer = evaluate(rules, asked)

    decisions = {line.items: line.decision for line in answer.lines}
    assert decisions[("h1",)] is not Decision.YES


def test_every_reason_code_has_a_sentence_in_both_languages():
    assert set(REASONS) >= OPEN_CODES
    answer = r01(portfolio=[x(bank_value="6")], choices=asks(("h1", "ARC01")))
    for line in answer.lines:
        for reason in line.reasons:
            for locale in ("zh", "en"):
                text = reason_text(
                    reason.code, reason.rule, reason.clause, reason.facts, locale
                )
                assert "{" not in text


# --- reading


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"language": "2"}, "language_not_known"),
        ({"purpose": "sell"}, "not_one_of"),
        ({"title": "Example"}, "not_a_table"),
        ({"nonsense": "1"}, "unknown_member"),
        ({"code": ["x"]}, "not_text"),
        ({"programmes": "all"}, "not_a_list"),
        ({"programmes": [["a"]]}, "not_text"),
        ({"effective": {"by": "issued_on", "from": "x"}}, "bad_value"),
        (
            {
                "effective": {
                    "by": "submitted_on",
                    "from": "2020-01-02",
                    "to": "2020-01-01",
                }
            },
            "ends_before_it_starts",
        ),
        ({"rules": []}, "missing"),
    ],
)
def test_a_policy_file_that_is_wrong_names_the_fault(broken, code):
    tree = {**_tree(), **broken}
    with pytest.raises(PolicyFaultsError) as caught:
        policy_of(node_of(tree), Digest("0" * 64))
    assert code in {fault.code for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"item.nonsense": "1"}, "unknown_field"),
        ({"finding.nonsense": "1"}, "unknown_field"),
        ({"item.level": {"min": "1", "max": "2"}}, "relation_does_not_fit"),
        ({"item.level": {}}, "relation_needed"),
        ({"item.level": {"at_least": "A", "on": "nowhere"}}, "unknown_ladder_or_table"),
        ({"item.issued_on": {"min": "soon"}}, "unknown_field"),
        ({"item.issued_on": {"min": "2020-13-01"}}, "bad_value"),
        ({"item.issued_on": {"min": "item.score"}}, "not_a_date_field"),
        ({"item.score": {"min": "item.level"}}, "not_a_number_field"),
        ({"item.level": {"not": ["A"], "hm": "1"}}, "unknown_member"),
        ({"any_of": []}, "empty_list"),
        ({"learner.passed": {"not": "A"}}, "relation_does_not_fit"),
        ({"item.hours": {"min": "item.credits"}}, "units_differ"),
        ({"item.level": {"same_as": "item.nonsense"}}, "unknown_field"),
    ],
)
def test_a_condition_that_is_wrong_names_the_fault(condition, code):
    tree = _tree()
    tree["rules"] = [{**tree["rules"][0], "when": condition}]
    with pytest.raises(PolicyFaultsError) as caught:
        policy_of(node_of(tree), Digest("0" * 64))
    assert code in {fault.code for fault in caught.value.faults}


def test_all_faults_are_listed_at_once():
    with pytest.raises(PolicyFaultsError) as caught:
        policy_of(node_of({}), Digest("0" * 64))
    missing = {fault.facts.get("name") for fault in caught.value.faults}
    assert missing >= {"language", "code", "title", "source", "effective", "rules"}


def test_a_date_is_compared_with_a_date_or_another_date_field():
    tree = _tree()
    tree["purpose"] = "deposit"
    for bound, decision in (("learner.enrolled_on", "no"), ("2026-01-01", "yes")):
        tree["rules"] = [
            {**tree["rules"][0], "when": {"item.issued_on": {"max": bound}}}
        ]
        rules = policy_of(node_of(tree), Digest("0" * 64))
        answer = evaluate(
            rules,
            case(
                learner={"enrolled_on": "2025-09-01"},
                portfolio=[{"id": "h", "issued_on": "2025-12-01"}],
            ),
        )
        assert answer.decision == decision


def test_a_name_is_used_once():
    tree = _tree()
    tree["caps"] = [{**CITED, **total("5")}, {**CITED, **total("5")}]
    with pytest.raises(PolicyFaultsError) as caught:
        policy_of(node_of(tree), Digest("0" * 64))
    assert {f.code for f in caught.value.faults} == {"name_used_twice"}


def test_a_member_written_twice_is_a_fault():
    with pytest.raises(PolicyFaultsError) as caught:
        read_policy(b"language: 1\nlanguage: 1\n")
    faults = [f for f in caught.value.faults if f.code == "repeated_or_not_text"]
    assert [(fault.line, fault.column) for fault in faults] == [(2, 1)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"a: &b 1\nc: *b", "anchor_or_alias"),
        (b"a: !!int 1", "tag"),
        (b"a: [", "not_yaml"),
        (b"\xff", "not_utf8"),
        (b"", "empty"),
        (b"[" * 30 + b"]" * 30, "too_deep"),
        (b" " * 1_000_001, "too_large"),
        (b"a: \x00", "not_yaml"),
    ],
)
def test_yaml_that_is_not_plain_is_refused(text, code):
    with pytest.raises(PolicyFaultsError) as caught:
        read_policy(text)
    assert [fault.code for fault in caught.value.faults] == [code]


CITED = {"clause": "1", "published": "例"}


def _tree():
    words = {"zh": "例", "en": "Example"}
    return {
        "language": "1",
        "code": "x/y",
        "version": "1",
        "authority": "x",
        "purpose": "convert",
        "title": words,
        "summary": words,
        "source": {"document": "例", "completeness": "full"},
        "effective": {"by": "submitted_on", "from": "2020-01-01"},
        "objective": "credits",
        "rules": [{"rule": "a", "effect": "elective", "credits": "2", **CITED}],
    }
