"""Two files compared part by part, knowing no word of the language."""

from __future__ import annotations

from creditbank.core.changes import (
    Change,
    Concerns,
    Kind,
    changes,
    sorted_by_concern,
    written,
)


def rule(name, **more):
    return {"rule": name, "credits": "4", **more}


def the_changes(old, new):
    return [
        (one.kind.value, one.part, one.name, one.field, one.old, one.new)
        for one in changes(old, new)
    ]


def test_two_files_that_say_the_same_do_not_differ():
    same = {"version": "1", "rules": [rule("a")]}
    assert the_changes(same, {**same, "version": "2"}) == []
    assert the_changes("text", "other") == []


def test_a_changed_field_of_a_rule_is_named_with_old_and_new():
    assert the_changes(
        {"rules": [rule("a"), rule("b")]},
        {"rules": [rule("a"), rule("b", credits="6")]},
    ) == [("changed", "rule", "b", "credits", "4", "6")]


def test_parts_that_came_and_went_are_named_whole():
    old, new = {"rules": [rule("a")]}, {"rules": [rule("b")]}
    assert the_changes(old, new) == [
        ("added", "rule", "b", "", "", "{rule: b, credits: 4}"),
        ("removed", "rule", "a", "", "{rule: a, credits: 4}", ""),
    ]


def test_a_list_that_is_new_or_gone_is_compared_part_by_part():
    caps = {"caps": [{"cap": "eight", "max": "8"}]}
    assert the_changes({}, caps) == [
        ("added", "cap", "eight", "", "", "{cap: eight, max: 8}")
    ]
    assert the_changes(caps, {"caps": []})[0][:3] == ("removed", "cap", "eight")


def test_the_order_of_rules_is_a_change_of_its_own():
    one, two = rule("a"), rule("b")
    assert the_changes({"rules": [one, two]}, {"rules": [two, one]}) == [
        ("moved", "rule", "", "", "a → b", "b → a")
    ]


def test_tables_are_gone_down_into_and_lists_are_said_whole():
    old = {"rules": [rule("a", when={"item.level": ["x"], "item.body": "b"})]}
    new = {"rules": [rule("a", when={"item.level": ["x", "y"], "as_of": "d"})]}
    assert the_changes(old, new) == [
        ("changed", "rule", "a", "when.item.level", "[x]", "[x, y]"),
        ("added", "rule", "a", "when.as_of", "", "d"),
        ("removed", "rule", "a", "when.item.body", "b", ""),
    ]


def test_a_field_that_came_or_went_says_so():
    assert the_changes({"a": "1"}, {"b": {"c": "2"}}) == [
        ("added", "", "", "b", "", "{c: 2}"),
        ("removed", "", "", "a", "1", ""),
    ]
    assert the_changes({"rules": [rule("a", grade="x")]}, {"rules": [rule("a")]}) == [
        ("removed", "rule", "a", "grade", "x", "")
    ]


def test_lists_without_names_or_with_one_name_twice_are_said_whole():
    for listed in (
        ["a"],
        [{}],
        [{"x": ["y"]}],
        [rule("a"), rule("a")],
        "text",
        {"x": "y"},
    ):
        (found,) = the_changes({"rules": [rule("a")]}, {"rules": listed})
        assert found[3] == "rules"
    mixed = {"parts": [rule("a"), {"cap": "b"}]}
    assert the_changes({}, mixed)[0][3] == "parts"


def test_wording_and_examples_stand_apart_from_what_has_an_effect():
    old = {"title": {"zh": "甲"}, "rules": [rule("a", published="x", when="1")]}
    new = {
        "title": {"zh": "乙"},
        "rules": [rule("a", published="y", when="2")],
        "examples": [{"example": "e", "case": {}}],
        "common_case": {"purpose": "deposit"},
    }
    found = sorted_by_concern(changes(old, new))
    fields = {
        concern: [(one.part, one.field) for one in part]
        for concern, part in found.items()
    }
    assert fields == {
        Concerns.EFFECT: [("rule", "when")],
        Concerns.WORDING: [("", "title.zh"), ("rule", "published")],
        Concerns.EXAMPLES: [("example", ""), ("", "common_case")],
    }
    assert Change(Kind.MOVED, "rule", "", "").concerns is Concerns.EFFECT


def test_a_value_is_written_on_one_line():
    assert written({"a": ["b", {"c": "d"}]}) == "{a: [b, {c: d}]}"
