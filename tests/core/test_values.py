"""The small words: exact numbers, dates, canonical bytes, strict reading."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError, RowFaultsError
from creditbank.core.strict import BYTES_MAX, AmbiguousError, BadFieldsError, parsed
from creditbank.core.tables import Record, Rows
from creditbank.core.values import (
    Credits,
    Period,
    check_storable,
    day_in,
    day_of,
    exact,
    instant_of,
    instant_text,
    shown,
    whole,
)


@given(st.integers(-(10**9), 10**9))
def test_law_04_credits_are_exact_and_are_read_as_they_are_written(hundredths):
    credits = Credits(hundredths)
    assert Credits.of(str(credits)) == credits
    negative = -credits
    assert credits + credits - credits == credits
    assert -negative == credits


@pytest.mark.parametrize(
    "text", ["0.001", "1e3", "", "NaN", "１", "1" * 21, "1.", "+1"]
)
def test_law_04_what_is_no_multiple_of_a_hundredth_is_refused(text):
    with pytest.raises(BadValueError):
        Credits.of(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(8), "8"),
        (Fraction(5, 2), "2.5"),
        (Fraction(-1, 4), "-0.25"),
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 40), "0.025"),
    ],
)
def test_numbers_are_written_without_needless_zeros(number, text):
    assert shown(number) == text


def test_credits_are_ordered():
    assert Credits.of("1") < Credits.of("1.01")
    assert exact("-12.50") == Fraction(-25, 2)


@pytest.mark.parametrize("text", ["", "²", "٣", "-1", "1e3", "9" * 10, " 1", "1_0"])
def test_a_whole_number_is_one_to_nine_ascii_digits(text):
    assert whole("007", "line") == 7
    with pytest.raises(BadValueError) as refused:
        whole(text, "line")
    assert refused.value.facts["kind"] == "line"


@pytest.mark.parametrize("text", ["a\0", "\ud800", "汉\udfff"])
def test_text_that_no_database_keeps_is_refused(text):
    check_storable("name", "汉字 and words")
    with pytest.raises(BadValueError) as refused:
        check_storable("name", text)
    assert refused.value.facts["value"].isascii()


def test_law_18_a_period_includes_its_last_day():
    period = Period(date(2026, 1, 1), date(2026, 1, 31))
    assert date(2026, 1, 31) in period
    assert date(2026, 2, 1) not in period
    assert date(2025, 12, 31) not in period
    assert date(1900, 1, 1) in Period()
    with pytest.raises(BadValueError):
        Period(date(2026, 2, 1), date(2026, 1, 1))


def test_law_18_instants_are_utc_in_whole_seconds():
    at = datetime(2026, 11, 24, 8, 0, 0, tzinfo=UTC)
    assert instant_text(at) == "2026-11-24T08:00:00Z"
    assert instant_of("2026-11-24T08:00:00Z") == at


@pytest.mark.parametrize(
    "text", ["2026-11-24", "2026-11-24T08:00:00+08:00", "2026-1-4T8:0:0Z", "soon"]
)
def test_an_instant_of_another_form_is_refused(text):
    with pytest.raises(BadValueError):
        instant_of(text)


@pytest.mark.parametrize("text", ["2026-2-30", "2026-02-30", "20260230xx", "today"])
def test_a_date_that_is_none_is_refused(text):
    with pytest.raises(BadValueError):
        day_of(text)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSONS)
def test_canonical_bytes_are_those_of_rfc_8785(value):
    try:
        reference = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        return
    assert canonical(value) == reference
    assert parsed(canonical(value)) == value


@given(st.integers(-(10**12), 10**12))
def test_decimals_of_two_places_are_written_as_rfc_8785_writes_them(hundredths):
    value = Decimal(hundredths) / 100
    assert canonical([value]) == rfc8785.dumps([float(value)])


@pytest.mark.parametrize(
    "value",
    [1.5, 2**53, Decimal("0.001"), Decimal(10) ** 20, {1: "a"}, object(), "\ud800"],
)
def test_what_has_no_exact_form_is_refused(value):
    with pytest.raises(BadValueError):
        canonical(value)


def test_nesting_has_a_limit():
    deep = "x"
    for _ in range(70):
        deep = [deep]
    with pytest.raises(BadValueError):
        canonical(deep)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": "\\ud800"}',
        '{"a": NaN}',
        '{"a": 9007199254740993}',
        '{"a": 123456789012345678901}',
        '{"a": 1e2}',
        '{"a": 0.1234}',
    ],
)
def test_json_that_could_be_read_two_ways_is_refused(text):
    with pytest.raises(AmbiguousError):
        parsed(text.encode())


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"[" * 100_000, b" " * (BYTES_MAX + 1)]
)
def test_what_is_no_json_is_refused(content):
    with pytest.raises(BadValueError):
        parsed(content)


def test_decimals_are_read_exactly():
    assert parsed(b'{"a": [2.5, 3]}') == {"a": [Decimal("2.5"), 3]}
    assert json.loads(canonical({"a": Decimal("2.50")})) == {"a": 2.5}


def all_printable(text):
    return ""


def test_rows_list_every_fault_at_once():
    rows = Rows(all_printable)
    record = Record(rows, "courses.csv", 3, {"credits": "many", "name": " "})
    assert record.parsed("credits", Credits.of, Credits(0)) == Credits(0)
    assert record.parsed("blank", Credits.of, None) is None
    assert record.text("name", needed=True) == ""
    with pytest.raises(RowFaultsError) as refused:
        rows.end()
    assert [(f.file, f.row, f.column, f.code) for f in refused.value.faults] == [
        ("courses.csv", 3, "credits", "bad_value"),
        ("courses.csv", 3, "name", "missing"),
    ]
    Rows(all_printable).end()


def test_a_cell_with_a_control_character_is_a_fault():
    rows = Rows(all_printable)
    record = Record(rows, "courses.csv", 1, {"name": "x\x08", "title": "a\nb"})

    assert record.text("title") == "a\nb"
    assert record.text("name") == "x\x08"

    assert [(one.column, one.code) for one in rows.faults] == [("name", "bad_value")]


def test_law_18_a_day_is_the_calendar_date_of_the_place():
    late = datetime(2026, 8, 31, 22, 0, tzinfo=UTC)
    assert day_in(late) == date(2026, 9, 1)
    assert day_in(late, "Europe/London") == date(2026, 8, 31)


def test_members_at_fault_are_counted_and_named():
    refused = BadFieldsError({"purpose": "Unknown field.", "holdings.0": "x"})
    assert refused.facts == {"count": "2", "names": "purpose, holdings.0"}
    assert refused.fields["holdings.0"] == "x"
