"""Pages of long lists, and the cursors between them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from creditbank.core.errors import BadValueError
from creditbank.core.paging import Cursor, Page

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def test_a_cursor_is_read_as_it_was_written():
    cursor = Cursor(NOON, "a~b")
    assert str(cursor) == "2026-11-24T04:00:00Z~a~b"
    assert Cursor.of(str(cursor)) == cursor
    assert Cursor.of("") is None


@pytest.mark.parametrize("text", ["soon", "~", "2026-11-24~x", "9" * 26])
def test_a_cursor_that_is_none_is_refused_by_the_name_of_its_field(text):
    with pytest.raises(BadValueError) as refused:
        Cursor.of(text, "after")
    assert refused.value.facts["kind"] == "after"


def test_a_page_tells_what_follows_only_where_something_does():
    found = [(Cursor(NOON, str(number)), number) for number in (1, 2, 3)]
    assert Page.of(found, 2, 9) == Page((1, 2), "2026-11-24T04:00:00Z~2", 9)
    assert Page.of(found[:2], 2) == Page((1, 2), None)
    assert Page.of([], 2) == Page((), None)
    assert found[0][0] < found[1][0]
