"""Which of two grades equally close is recorded, only the policy may say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_texts import tree
from small_policies import answered, finding, read, rule, told

from creditbank.core.policies import Decision
from creditbank.core.policies.checking import check
from creditbank.core.policies.lookups import Distribution, Matching
from creditbank.core.policies.nodes import node_of
from creditbank.core.policies.reading import policy_of
from creditbank.core.values import Digest
from creditbank.language.reasons import reason_text

# The middle of "top" is 15; those of A and B are 5 and 25.
SCALES = [
    {"distribution": "old", "grades": {"top": "30", "mid": "40", "low": "30"}},
    {"distribution": "new", "grades": {"A": "10", "B": "30", "C": "60"}},
]
MATCH = {"from": "old", "to": "new", "grade": "item.grade", "by": "midpoint"}


def grades(**parts):
    return {"distributions": SCALES, **rule(grade={"distribution": MATCH | parts})}


def lines(policy, grade, **members):
    return answered(policy, [{"id": "h", "grade": grade}], **members).lines


def test_two_grades_equally_close_leave_the_line_open_and_both_are_named():
    policy = read(**grades())
    (tied,), (plain,) = lines(policy, "top"), lines(policy, "mid")
    answer = answered(policy, [{"id": "h", "grade": "top"}])

    assert (tied.decision, tied.grade) == (Decision.UNDECIDED, None)
    assert (plain.decision, plain.grade) == (Decision.YES, "C")
    (reason,) = [one for one in tied.reasons if one.code == "grade_tied"]
    assert reason.facts == {"grades": "A、B"}
    assert [one["code"] for one in answer.json()["undecided"]] == ["grade_tied"]
    for locale, words in (("zh", "A、B同样接近"), ("en", "A、B are equally close")):
        spoken = (reason.code, reason.rule, reason.clause, reason.facts)
        assert words in reason_text(*spoken, locale)


@pytest.mark.parametrize(("ties", "grade"), [("highest", "A"), ("lowest", "B")])
def test_a_policy_that_says_which_of_two_is_taken_decides(ties, grade):
    policy = read(**grades(ties=ties))

    assert [one.grade for one in lines(policy, "top")] == [grade]
    assert [one.grade for one in lines(policy, "mid")] == ["C"]


@pytest.mark.parametrize(("method", "grade"), [("highest", "A"), ("lowest", "B")])
def test_the_highest_and_the_lowest_that_overlap_are_never_tied(method, grade):
    assert lines(read(**grades(by=method)), "top")[0].grade == grade


def test_who_settles_a_tie_is_a_finding_and_nothing_tied_waits_for_none():
    cases = [
        {"when": {"finding.f": word}, "distribution": {**MATCH, "ties": word}}
        for word in ("highest", "lowest")
    ]
    settled = finding("one_of", words=["highest", "lowest"], leaves_open="yes")
    policy = read(
        findings=[settled], distributions=SCALES, **rule(grade={"cases": cases})
    )
    given_one = [{"name": "f", "value": "lowest"}]
    tied = answered(policy, [{"id": "h", "grade": "top"}])

    assert tied.decision is Decision.UNDECIDED
    assert "grade_policy_leaves_open" in told(tied)
    readings = [one for one in tied.lines[0].reasons if one.code == "reading"]
    assert [one.facts["grade"] for one in readings] == ["A", "B"]
    assert lines(policy, "top", findings=given_one)[0].grade == "B"
    assert lines(policy, "mid")[0].grade == "C"


@pytest.mark.parametrize(
    ("parts", "noted"),
    [
        (grades(), [{"grade": "top", "readings": "A、B"}]),
        (grades(ties="highest"), []),
        (grades(by="highest"), []),
        (rule(), []),
        (rule(grade={"word": "A"}), []),
    ],
)
def test_the_check_names_a_grade_for_which_a_tie_rule_is_missing(parts, noted):
    root = node_of(tree(**parts))
    found = check(root, policy_of(root, Digest("0" * 64))).findings
    notes = [one for one in found if one.fault.code == "grades_equally_close"]

    assert [dict(one.fault.facts) for one in notes] == noted
    assert all(one.weight.value == "note" for one in notes)


@st.composite
def scales(draw):
    """Shares of a hundred in halves, some of them nothing."""
    cuts = sorted(draw(st.lists(st.integers(0, 200), max_size=6)))
    shares = [b - a for a, b in zip([0, *cuts], [*cuts, 200], strict=True)]
    named = ((f"g{n}", Fraction(share, 2)) for n, share in enumerate(shares))
    return Distribution(tuple(named))


@given(source=scales(), target=scales())
def test_all_that_are_equally_close_are_named_from_the_top_and_no_other(source, target):
    for grade, share in source.grades:
        low, high = source.band(grade)
        middles = dict(target.overlapping(low, high))
        away = {name: abs(at - (low + high) / 2) for name, at in middles.items()}
        tied = [name for name in away if away[name] == min(away.values())]

        def found(grade=grade, **parts):
            how = {"method": "midpoint", **parts}
            return list(Matching(source, target, "item.grade", **how).grades(grade))

        assert found() == tied
        assert found(ties="highest") == tied[:1]
        assert found(ties="lowest") == tied[-1:]
        assert found(method="highest") == list(middles)[:1]
        assert found(method="lowest") == list(middles)[-1:]
        assert bool(tied) or not share
    assert Matching(source, target, "item.grade", "midpoint").grades("nobody") == ()
