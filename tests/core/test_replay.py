"""Old answers against new ones: totals, and every line that would differ."""

from __future__ import annotations

from creditbank.core.policies import Answer, Decision, Line, Reason
from creditbank.core.replay import replayed, totals
from creditbank.core.values import ZERO, Credits

YES, NO, OPEN = Decision.YES, Decision.NO, Decision.UNDECIDED


def line(
    decision=YES,
    credits="4",
    *,
    target="A",
    items=("h",),
    code="rule_applies",
    grade=None,
    effect="exemption",
):
    amount = Credits.of(credits) if decision is YES else ZERO
    return Line(
        items=items,
        target=target,
        decision=decision,
        credits=amount,
        credits_max=amount,
        grade=grade,
        effect=effect,
        rule="r",
        reasons=(Reason("r", "c", code, {"f": code}),),
    )


def answer(*lines):
    return Answer(lines=tuple(lines), credits_max=ZERO)


def played(old, new, claim="1", *, is_decided=True):
    return replayed(
        claim, answer(*old).json(), answer(*new), old_version="1", is_decided=is_decided
    )


def test_a_claim_that_comes_out_the_same_is_unchanged():
    one = played([line(), line(target=None)], [line(target=None), line()])
    assert one.is_unchanged
    assert one.difference == ZERO


def test_a_line_that_earns_otherwise_shows_both_and_the_reasons_that_changed():
    one = played([line()], [line(NO, code="condition_failed")])
    (changed,) = one.lines
    assert (changed.old.decision, changed.new.decision) == ("yes", "no")
    assert (str(changed.old.credits), str(changed.new.credits)) == ("4", "0")
    assert [reason.code for reason in changed.gone] == ["rule_applies"]
    assert [reason.code for reason in changed.come] == ["condition_failed"]
    assert str(one.difference) == "-4"


def test_a_line_only_one_of_them_has_counts_as_none_in_the_other():
    one = played([line(target="A")], [line(target="B", credits="2")])
    assert [(c.target, str(c.old.credits), str(c.new.credits)) for c in one.lines] == [
        ("A", "4", "0"),
        ("B", "0", "2"),
    ]


def test_lines_that_draw_on_the_same_count_together():
    two = [line(credits="1"), line(NO)]
    assert played(two, [line(credits="1")]).is_unchanged
    (changed,) = played(two, [line(credits="2")]).lines
    assert changed.old.decision == "yes"


def test_another_grade_or_effect_is_a_change_though_the_credits_are_the_same():
    (marked,) = played([line(grade="90")], [line(grade="60")]).lines
    assert (marked.old.grade, marked.new.grade) == ("90", "60")
    (due,) = played([line()], [line(effect="exemption_exam_due")]).lines
    assert (due.old.effect, due.new.effect) == ("exemption", "exemption_exam_due")
    two = [line(grade="90"), line(grade="80")]
    assert played(two, [two[1], two[0]]).is_unchanged
    assert played([line(NO, grade="90")], [line(NO, effect="grade")]).is_unchanged


def test_totals_count_and_sum_who_gains_and_who_loses():
    found = totals(
        [
            played([line()], [line(credits="6")]),
            played([line()], [line(NO)]),
            played([line()], [line(OPEN)]),
            played([line()], [line()]),
            played([line(OPEN)], [line(OPEN)]),
        ]
    )
    assert (found.count, found.unchanged) == (5, 2)
    assert (found.gaining, str(found.gained)) == (1, "2")
    assert (found.losing, str(found.lost)) == (2, "8")
    assert found.opened == 1
    assert totals([]).count == 0


def test_what_is_no_answer_of_ours_gives_no_line():
    kept = {"credits": "0", "lines": "text"}
    one = replayed("1", kept, answer(), old_version="1", is_decided=True)
    assert one.is_unchanged
    odd = {
        "items": "h",
        "target": None,
        "decision": "yes",
        "credits": "1",
        "reasons": [{"rule": "r", "clause": "", "code": "c", "facts": []}, "text"],
    }
    kept = {"credits": "1", "lines": [odd]}
    (changed,) = replayed("1", kept, answer(), old_version="1", is_decided=True).lines
    assert changed.gone == (Reason("r", "", "c", {}),)
