"""Small policy files as tests write them, and what can be wrong with one."""

from __future__ import annotations

CITED = {"clause": "1", "published": "例"}
WORDS = {"zh": "例", "en": "Example"}
RULE = {"rule": "a", "effect": "elective", "credits": "2", **CITED}
CAP = {"cap": "c", "counts": "credits", "over": "all", "max": "5", "bites": "whole"}
CAP = {**CAP, **CITED}
STEP = {"step": "s", "by": "officer", "asks": WORDS}
LOOKUP = {"lookup": "t", "keys": ["item.level"], "rows": {"A": "甲"}}
BANDS = {"bands": "t", "of": "item.score", "rows": [{"from": "1", "value": "A"}]}
FINDING = {"finding": "f", "by": "reviewer", "asks": WORDS}


def tree(**parts):
    return {
        "language": "1",
        "code": "x/y",
        "version": "1",
        "authority": "x",
        "purpose": "deposit",
        "title": WORDS,
        "summary": WORDS,
        "source": {"document": "例", "completeness": "full"},
        "effective": {"by": "submitted_on", "from": "2020-01-01"},
        "objective": "credits",
        "rules": [RULE],
        **parts,
    }


def rule(**parts):
    return {"rules": [{**RULE, **parts}]}


def chain(count, *, closed):
    last = "r0" if closed else ""
    rules = []
    for n in range(count):
        following = last if n == count - 1 else f"r{n + 1}"
        more = {"alternative_to": following} if following else {}
        rules.append({**RULE, "rule": f"r{n}", **more})
    return rules


def deep(levels):
    return {"item.level": "A"} if not levels else {"any_of": [deep(levels - 1)]}


BROKEN = [
    (rule(bundle=["A"], without_target="yes"), "bundle_without_target"),
    (rule(alternative_to="nobody"), "unknown_name"),
    ({"caps": [{**CAP, "within": "nobody"}]}, "unknown_name"),
    (rule(**{"with": [{"holding": "not a name"}]}), "bad_value"),
    (rule(credits=["2"]), "not_a_table"),
    (rule(credits={"a": "2"}), "not_text"),
    ({"rules": [{k: v for k, v in RULE.items() if k != "credits"}]}, "missing"),
    (rule(credits="item.hours"), "wrong_unit"),
    (rule(credits="item.level"), "not_a_number_field"),
    (rule(credits="item.nonsense"), "unknown_field"),
    (rule(credits="item.hours + item.credits"), "units_differ"),
    (rule(credits="years(item.level, as_of)"), "not_a_date_field"),
    (rule(credits="median(1, 2)"), "bad_value"),
    (rule(credits="min(1)"), "bad_value"),
    (rule(when=deep(8)), "too_deep"),
    (rule(when={"item.level": {"in_table": "item.type", "on": "no"}}),
     "unknown_ladder_or_table"),
    (rule(grade={"word": "优", "formula": "1"}), "one_value_needed"),
    (rule(grade={"table": "nobody"}), "unknown_ladder_or_table"),
    (rule(grade={"distribution": {"from": "a", "to": "b", "grade": "item.grade",
                                  "by": "midpoint"}}), "unknown_ladder_or_table"),
    ({"distributions": [{"distribution": "a", "grades": {"A": "100"}}],
      **rule(grade={"distribution": {"from": "a", "to": "a", "grade": "item.grade",
                                     "by": "highest", "ties": "lowest"}})},
     "ties_of_midpoints_only"),
    ({"distributions": [{"distribution": "a", "grades": {"A": "100"}}],
      **rule(grade={"distribution": {"from": "a", "to": "a", "grade": "item.grade",
                                     "by": "midpoint", "ties": "both"}})}, "not_one_of"),
    (rule(term="item.nonsense"), "unknown_field"),
    ({"caps": [{k: v for k, v in CAP.items() if k != "over"}]}, "missing"),
    ({"caps": [{**CAP, "counts": "lines", "bites": "trim"}]}, "trims_credits_only"),
    *(
        ({"caps": [{**CAP, "bites": "trim", "step": step}]}, "step_is_no_amount")
        for step in ("1 / 0", "0", "-1", "1 / 3", "item.credits")
    ),
    ({"caps": [{**CAP, "over": "item.nonsense"}]}, "unknown_field"),
    ({"groups": [{"group": "g", "by": "item.series", "highest": "item.level",
                  "on": "nowhere", **CITED}]}, "unknown_ladder_or_table"),
    ({"windows": [{"window": "w", "closes": "2026-01-01", **CITED}]}, "missing"),
    (rule(grade={"distribution": {"from": "a", "to": "b", "by": "midpoint"}}),
     "missing"),
    (rule(when={"holds": {"none_of": [{"lacks": {"item.type": "t"}}]}}), "too_deep"),
    (rule(credits="1 +"), "bad_value"),
    (rule(credits="learner.passed * 2"), "not_a_number_field"),
    ({"ladders": {"l": ["A", "A"]}}, "row_twice"),
    ({"ladders": {"l": ["A"]}, **rule(when={"item.level": {"at_least": "B", "on": "l"}})},
     "not_on_ladder"),
    ({"constants": [{"constant": "k", "value": "much", **CITED}]}, "bad_value"),
    ({"constants": [{"constant": "k", "value": "1", "unit": "miles", **CITED}]},
     "bad_value"),
    ({"facts": [{"fact": "moon.phase", "type": "text", "says": WORDS}]}, "fact_of_what"),
    ({"facts": [{"fact": "item.score", "type": "number", "says": WORDS}]},
     "name_used_twice"),
    ({"findings": [{**FINDING, "unit": "one_of"}]}, "missing"),
    ({"lookups": [{"lookup": "t", "keys": ["item.level"]}]}, "missing"),
    ({"lookups": [{"lookup": "t", "keys": [], "rows": {"A": "1"}}]}, "missing"),
    ({"lookups": [{"lookup": "t", "keys": ["item.no"], "rows": {"A": "1"}}]},
     "unknown_field"),
    ({"bands": [{"bands": "b", "of": "item.score", "rows": []}]}, "missing"),
    ({"bands": [{"bands": "b", "of": "item.score", "rows": [
        {"from": "1", "value": "A"}, {"from": "2", "value": "B"}]}]}, "bands_overlap"),
    ({"bands": [{"bands": "b", "of": "item.score", "rows": [
        {"from": "1", "to": "2", "value": "A"}, {"from": "9", "value": "B"}]}]},
     "bands_leave_a_hole"),
    ({"distributions": [{"distribution": "d", "grades": {"A": "99"}}]}, "not_a_hundred"),
    ({"distributions": [{"distribution": "d"}]}, "missing"),
    ({"derived": [{"derived": "d", **CITED, "cases": [{"word": "a", "number": "1"}]}]},
     "one_value_needed"),
    ({"derived": [{"derived": "d", **CITED, "cases": [{"table": "nobody"}]}]},
     "unknown_ladder_or_table"),
    ({"derived": [{"derived": "d", **CITED, "cases": []}]}, "missing"),
    (rule(credits=[]), "empty_list"),
    (rule(grade={"cases": []}), "missing"),
    (rule(grade={"by": "item.grade_scale"}), "missing"),
    (rule(when={"item.level": []}), "empty_list"),
    (rule(when={"item.level": {"not": {"a": "b"}}}), "not_a_list"),
    (rule(when={"item.level": [["a"]]}), "not_text"),
    (rule(when={"learner.passed": {"not": "A"}}), "relation_does_not_fit"),
    ({"facts": [{"fact": "item", "type": "text", "says": WORDS}]}, "fact_of_what"),
    ({"windows": [{"window": "w", "after": "term.starts_on", "days": "none", **CITED}]},
     "bad_value"),
    ({"constants": [{"constant": "k", "value": "1", "unit": "hours/", **CITED}]},
     "bad_value"),
    ({"effective": {"by": "issued_on", "from": "2020-W01-1"}}, "bad_value"),
    (rule(rule=""), "empty_text"),
    (rule(clause=" "), "empty_text"),
    (rule(published=""), "empty_text"),
    ({"title": {"zh": "", "en": "Example"}}, "empty_text"),
    ({"programmes": [""]}, "empty_text"),
    (rule(bundle=["A", "B", "A"]), "row_twice"),
    (rule(bundle=["A", ["B"]]), "not_text"),
    ({"code": "other/y"}, "code_of_another"),
    ({"code": "xy"}, "bad_value"),
    ({"code": "x/../y"}, "bad_value"),
    ({"version": "compare"}, "bad_value"),
    ({"version": "1.json"}, "bad_value"),
    ({"version": "1/2"}, "bad_value"),
    ({"steps": [STEP, STEP]}, "name_used_twice"),
    ({"lookups": [LOOKUP], "bands": [BANDS]}, "name_used_twice"),
    ({"distributions": [{"distribution": "d", "grades": {"A": "100"}}] * 2},
     "name_used_twice"),
    ({"objectives": [{"objective": "credits", "says": WORDS}]}, "name_used_twice"),
    ({"scope": {"scope": "a", **CITED}}, "name_used_twice"),
    ({"findings": [{**FINDING, "unit": "credits", "min": "3", "max": "1"}]},
     "min_above_max"),
    ({"facts": [{"fact": "item.own", "type": "number", "min": "3", "max": "1",
                 "says": WORDS}]}, "min_above_max"),
    ({"findings": [{**FINDING, "unit": "one_of", "words": ["A", "A"]}]}, "row_twice"),
    ({"findings": [{**FINDING, "unit": "yes_no"}], **rule(when={"finding.f": "maybe"})},
     "word_never_given"),
    ({"findings": [{**FINDING, "unit": "yes_no"}],
      **rule(when={"finding.f": {"not": ["no", "perhaps"]}})}, "word_never_given"),
]  # fmt: skip
