"""What an answer says is what was decided: why, how much, and about what else."""

from __future__ import annotations

import pytest
from small_policies import CITED, RULE, read

from creditbank.core.policies import Case, evaluate
from creditbank.language.facts import field_name
from creditbank.language.formulas import formula_text
from creditbank.language.nearest import nearest_text
from creditbank.language.reasons import reason_text, requirement


def policy(rule, **members):
    return read(rules=[{**RULE, "rule": "r", "credits": "1", **rule}], **members)


def told(rules, *portfolio, locale="en", **members):
    """Say every reason of the answer, in its order."""
    held = [{"id": f"h{n}", **facts} for n, facts in enumerate(portfolio)]
    document = {"purpose": "deposit", "as_of": "2026-03-01", "portfolio": held}
    answer = evaluate(rules, Case.of({**document, **members}))
    return [
        reason_text(one.code, one.rule, one.clause, one.facts, locale, rules.names)
        for line in answer.lines
        for one in line.reasons
    ]


# --- other holdings and posted lines


def test_a_reason_says_that_another_holding_is_lacking_not_that_it_is_there():
    rule = policy(
        {"when": {"lacks": {"item.outcome": "D", "item.score": {"min": "30"}}}}
    )

    (english,) = told(rule, {"outcome": "E"})
    (chinese,) = told(rule, {"outcome": "E"}, locale="zh")

    assert "no other holding with the outcome: D and the score: at least 30" in english
    assert "没有另一项成果：学习成果为D，且成绩不低于30" in chinese


def test_every_look_at_other_holdings_is_told_not_only_the_last():
    rule = policy(
        {
            "when": {
                "holds": {"item.outcome": "D"},
                "lacks": {"item.outcome": "F"},
                "item.type": "t",
            }
        }
    )

    sentences = told(rule, {"type": "t"}, {"type": "u", "outcome": "D"})

    assert "another holding with the outcome: D" in sentences[0]
    assert "no other holding with the outcome: F" in sentences[0]


def test_a_fact_read_twice_is_told_once():
    rule = policy({"when": {"item.score": {"min": "60", "below": "90"}}})
    assert told(rule, {"score": "70"}) == ["Rule “r” (1) applies: the score is 70."]


def test_another_holding_that_fails_is_told_as_what_is_required():
    rule = policy({"when": {"item.type": "t", "holds": {"item.outcome": "D"}}})

    (why,) = told(rule, {"type": "t"})

    assert why == (
        "“r” (1) requires this, and it is not so: another holding with the outcome: D."
    )


def test_another_holding_that_is_not_known_is_told_as_open():
    rule = policy({"when": {"item.type": "t", "holds": {"item.outcome": "D"}}})
    sentences = told(rule, {"type": "t", "outcome": "E"}, {"type": "t", "outcome": "?"})
    assert all("requires this" in one for one in sentences)

    unknown = told(rule, {"type": "t", "outcome": "E"}, {"type": "u"})

    assert "Whether it is so is not recorded" in unknown[0]


@pytest.mark.parametrize(
    ("like", "said"),
    [
        (
            {"any_of": [{"item.outcome": "D"}, {"item.level": "L", "item.type": "t"}]},
            "(the outcome: D) or (the level: L and the type of outcome: t)",
        ),
        ({"none_of": [{"item.state": "X"}]}, "none of these: (the state it is in: X)"),
    ],
)
def test_alternatives_and_exclusions_among_other_holdings_are_told_as_such(like, said):
    rule = policy({"when": {"item.role": "r", "holds": like}})
    other = {"role": "q", "outcome": "D", "level": "L", "type": "t", "state": "Y"}
    assert said in told(rule, {"role": "r"}, other)[0]


def test_what_must_be_posted_already_and_is_not_is_told_as_required():
    rule = policy({"when": {"item.type": "t", "posted": {"line.rule": "r"}}})
    (why,) = told(rule, {"type": "t"})
    assert why.endswith("posted before: the rule it was given by: r.")


def test_none_of_them_turns_what_another_holding_should_be():
    rule = policy(
        {"when": {"item.type": "t", "none_of": [{"holds": {"item.outcome": "D"}}]}}
    )
    (why,) = told(rule, {"type": "t"}, {"type": "u", "outcome": "D"})[:1]
    assert "no other holding with the outcome: D" in why
    turned = requirement("prior", "none_of lacks line.rule in r", "en")
    assert turned == "posted before: the rule it was given by: r"


# --- how the credits came out


def test_credits_that_are_worked_out_say_from_what():
    rule = policy(
        {"credits": "floor(item.hours / const.rate)"},
        constants=[
            {
                "constant": "rate",
                "value": "16",
                "unit": "hours/credit",
                "says": {"zh": "每学分学时", "en": "hours to a credit"},
                **CITED,
            }
        ],
    )

    sentences = told(rule, {"hours": "40"})
    chinese = told(rule, {"hours": "40"}, locale="zh")

    assert sentences[1] == (
        "“r” (1) gives 2 credits, worked out by rounded down (the hours / hours to a "
        "credit): hours to a credit is 16, the hours is 40."
    )
    assert chinese[1] == (
        "“r”（1）给2学分，算法是向下取整(学时 / 每学分学时)：每学分学时为16，学时为40。"
    )


@pytest.mark.parametrize("formula", ["2", "1 + 1", "item.credits"])
def test_credits_that_are_just_written_or_carried_over_need_no_reckoning(formula):
    assert len(told(policy({"credits": formula}), {"credits": "2"})) == 1


def test_credits_by_cases_say_which_case_it_was():
    rule = policy(
        {
            "credits": [
                {"when": {"item.scope": "国家级"}, "value": "4"},
                {"value": "item.credits / 2"},
            ]
        }
    )

    assert told(rule, {"scope": "国家级"})[1] == (
        "“r” (1) gives 4 credits in this case: the scope of the event is 国家级."
    )
    assert told(rule, {"scope": "校级", "credits": "2"})[1] == (
        "“r” (1) gives 1 credit, worked out by its credits / 2: its credits is 2."
    )


def test_a_case_that_is_open_but_gives_the_same_names_none():
    rule = policy(
        {"credits": [{"when": {"item.scope": "A"}, "value": "4"}, {"value": "4"}]}
    )
    assert len(told(rule, {})) == 1


def test_credits_of_a_fact_made_of_others_say_what_it_is_made_of():
    rule = policy(
        {"credits": "derived.twice"},
        derived=[
            {
                "derived": "once",
                "unit": "credits",
                "says": {"zh": "一倍", "en": "the single amount"},
                "cases": [{"number": "item.credits"}],
                **CITED,
            },
            {
                "derived": "twice",
                "unit": "credits",
                "cases": [
                    {"when": {"item.type": "t"}, "number": "derived.once * 2"},
                    {"number": "item.bank_value"},
                ],
                **CITED,
            },
        ],
    )

    (_, why) = told(rule, {"type": "t", "credits": "3"})

    for part in ("twice is 6", "the single amount is 3", "its credits is 3"):
        assert part in why
    assert "bank value" not in why  # nobody gave it, and it decided nothing


def test_where_no_case_holds_the_answer_says_that_none_does():
    rule = policy({"credits": [{"when": {"item.scope": "A"}, "value": "4"}]})
    assert told(rule, {"scope": "B"})[-1] == (
        "“r” (1) gives credits by cases, and none of them applies."
    )


def test_a_row_that_is_missing_names_what_has_no_word():
    rule = policy(
        {"credits": "lookup.l"},
        lookups=[
            {
                "lookup": "l",
                "keys": ["item.scope", "item.prize"],
                "unit": "credits",
                "says": {"zh": "奖励", "en": "the prizes"},
                "rows": {"A": {"x": "1"}},
            }
        ],
    )
    assert told(rule, {"scope": "A", "prize": ""})[-1].endswith("no row for A / none.")
    assert (
        "给1学分，算法是奖励"
        in told(rule, {"scope": "A", "prize": "x"}, locale="zh")[1]
    )


# --- the policy's own words


def test_a_fact_of_the_policys_own_and_a_finding_are_named_by_its_words():
    rule = policy(
        {"when": {"item.months": {"min": "6"}, "finding.fit": "yes"}},
        facts=[
            {
                "fact": "item.months",
                "type": "number",
                "unit": "months",
                "says": {"zh": "服役月数", "en": "the months of service"},
            }
        ],
        findings=[
            {
                "finding": "fit",
                "by": "committee",
                "unit": "yes_no",
                "asks": {"zh": "相当吗？", "en": "Is it equal?"},
            }
        ],
    )

    assert told(rule, {"months": "4"}, locale="zh")[0] == (
        "不符合“r”（1）：服役月数应不低于6，实际为4。"
    )
    waiting, *readings = told(rule, {"months": "6"}, locale="zh")
    assert waiting == "“r”（1）还等待判断：“相当吗？”（委员会）（要求：为是）。"
    assert readings[0].startswith("如果“相当吗？”（委员会）为是：可以认定")
    change = {"field": "item.months", "found": "4", "needed": "6", "credits": "1"}
    near = nearest_text(change, "en", names=rule.names)
    assert near.startswith("If the months of service were 6")


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("item.issued_on.year", "颁发日期的年份", "the year of the issue date"),
        ("programme.credits_in.专业", "“专业”的学分", "the credits in “专业”"),
        ("programme.count_in.专业", "“专业”的门数", "the number of courses in “专业”"),
        ("lookup.l", "“l”表", "the table “l”"),
        ("derived.d", "d", "d"),
        ("practice.score", "成绩（practice）", "the score of “practice”"),
        ("item.odd", "item.odd", "item.odd"),
    ],
)
def test_a_fact_without_words_of_its_own_is_named_by_what_it_is_made_up_of(
    name, zh, en
):
    assert (field_name(name, "zh"), field_name(name, "en")) == (zh, en)


def test_a_date_that_is_reckoned_is_told_as_its_day_with_the_reckoning_beside_it():
    rule = policy({"when": {"item.issued_on": {"min": "as_of - 10 years"}}})

    (english,) = told(rule, {"issued_on": "2016-02-29"})
    (chinese,) = told(rule, {"issued_on": "2016-02-29"}, locale="zh")

    assert (
        "no earlier than 2016-03-01 (the date of the claim minus 10 years)" in english
    )
    assert "不早于2016-03-01（申请日期之前10年）" in chinese
    assert formula_text("term.starts_on + 1 week", "en") == (
        "the first day of term plus 1 week"
    )
    assert formula_text("years(learner.born_on, as_of)", "zh").startswith("整年数(")


def test_what_is_known_to_be_nothing_is_told_as_none():
    rule = policy({"when": {"item.type": "t", "item.prize": ["A"]}})
    assert told(rule, {"prize": "", "type": "t"})[0].endswith("but there is none.")


def test_a_table_says_whether_it_has_no_such_row_or_the_row_is_not_known():
    rule = policy(
        {"when": {"item.course": {"in_table": "item.major", "on": "t"}}},
        tables={"t": {"M": ["A"]}},
    )

    assert "nothing is listed" in told(rule, {"course": "B", "major": "N"})[0]
    assert (
        "one of those listed for the major it was taken in"
        in (told(rule, {"course": "B"})[0])
    )
    assert "must be one of A" in told(rule, {"course": "B", "major": "M"})[0]
