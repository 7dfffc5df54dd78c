"""What is refused because no transcript could show it, and how codes are written."""

from __future__ import annotations

import pytest

from creditbank.core.errors import RowFaultsError
from creditbank.core.policies.nodes import node_of
from creditbank.core.printing import (
    UnprintableError,
    check_printable,
    grouped,
    spelled,
)
from creditbank.core.tables import Record, Rows


class NoDigits:
    """A printer whose font has no digits."""

    def unprintable(self, text):
        return "".join(dict.fromkeys(c for c in text if c.isdigit()))


def test_characters_that_cannot_be_printed_are_named_with_their_code_points():
    check_printable(NoDigits(), "abc", "def")
    with pytest.raises(UnprintableError) as refused:
        check_printable(NoDigits(), "a1", "b2", "1")
    assert refused.value.facts == {"characters": "1 (U+0031)、2 (U+0032)"}
    with pytest.raises(UnprintableError) as named:
        check_printable(NoDigits(), "1", field="level")
    assert named.value.facts["field"] == "level"
    assert spelled("𠮷") == "𠮷 (U+20BB7)"


def test_a_cell_that_cannot_be_printed_is_one_fault_with_its_place():
    rows = Rows(NoDigits().unprintable)
    record = Record(rows, "courses.csv", 3, {"name": "a1b1"})
    for _ in range(2):
        assert record.text("name") == "a1b1"
    with pytest.raises(RowFaultsError) as refused:
        rows.end()
    (fault,) = refused.value.faults
    assert (fault.row, fault.column, fault.code) == (3, "name", "unprintable")
    assert fault.value == "1 (U+0031)"


def test_breaks_are_not_printed_and_other_spaces_are_letters_of_a_font():
    class NoSpaces:
        def unprintable(self, text):
            return "".join(c for c in text if c.isspace() or not c.isprintable())

    check_printable(NoSpaces(), "a\tb\r\nc")
    for one in ("\u1680", "\u2028", "\x1c"):
        with pytest.raises(UnprintableError):
            check_printable(NoSpaces(), f"a{one}b")
        rows = Rows(NoSpaces().unprintable)
        Record(rows, "courses.csv", 1, {"name": f"a{one}b"}).text("name")
        assert len(rows.faults) == 1


def test_every_text_of_a_policy_file_is_looked_at_names_of_fields_too():
    tree = node_of({"title": {"zh": "办法", "en": ["one", {"deep": "two"}]}})
    assert list(tree.texts()) == ["title", "zh", "办法", "en", "one", "deep", "two"]


def test_a_public_code_is_written_in_fours():
    assert grouped("K7QXM2PA9RTD4WZE") == "K7QX M2PA 9RTD 4WZE"
