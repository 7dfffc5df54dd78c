"""Answers are kept as long as there is room, and by all that they follow from."""

from __future__ import annotations

from creditbank.adapters.remembered import Remembered


def test_what_was_put_is_found_under_the_same_question_only():
    kept = Remembered[tuple[str, int], str](2)
    kept.put(("file", 1), "valid")
    assert kept.get(("file", 1)) == "valid"
    assert kept.get(("file", 2)) is None


def test_the_one_asked_longest_ago_gives_way():
    kept = Remembered[str, str](2)
    for key in "ab":
        kept.put(key, key)
    assert kept.get("a") == "a"
    kept.put("c", "c")
    assert [kept.get(key) for key in "abc"] == ["a", None, "c"]
