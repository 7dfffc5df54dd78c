"""The books: balanced, reversed whole, chained."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest
from books import book, show
from hypothesis import given
from hypothesis import strategies as st

from creditbank.core.errors import LineReversedError, UnbalancedError
from creditbank.core.ledger import (
    GENESIS,
    EntryKind,
    Posting,
    balances,
    check_balanced,
    first_break,
    reversed_lines,
)
from creditbank.core.values import Credits

WELDING = """
    Welding, level 3
      learner:ada     +2.50
      issued:welding  -2.50
      learner:ada     +0
      issued:gdvc     -0
"""


def test_a_reversal_is_the_same_entry_the_other_way():
    entry = book(WELDING)

    undone = replace(
        entry, narration="Recorded twice", lines=reversed_lines(entry, [1], [])
    )

    assert show(undone) == dedent("""\
        Recorded twice
          learner:ada     -2.5
          issued:welding  +2.5""")


def test_a_line_of_zero_credits_is_posted_too():
    assert len(book(WELDING).postings) == 4


@pytest.mark.parametrize(("lines", "already"), [([3], []), ([1], [1]), ([1, 1], [])])
def test_a_line_is_reversed_once_and_only_if_it_is_there(lines, already):
    with pytest.raises(LineReversedError):
        reversed_lines(book(WELDING), lines, already)


def test_a_reversal_is_not_reversed():
    with pytest.raises(LineReversedError):
        reversed_lines(replace(book(WELDING), kind=EntryKind.REVERSAL), [1], [])


@given(st.lists(st.integers(-10_000, 10_000), max_size=6))
def test_entries_balance_and_a_reversal_undoes(amounts):
    entry = book(WELDING)
    line = entry.lines[0]
    lines = tuple(
        replace(line, number=n, credits=Credits(amount))
        for n, amount in enumerate(amounts, start=1)
    )
    entry = replace(entry, lines=lines)
    undone = replace(
        entry, lines=reversed_lines(entry, [one.number for one in lines], [])
    )

    check_balanced(entry.postings)
    sums = balances((*entry.postings, *undone.postings))
    assert all(amount == Credits(0) for amount in sums.values())


def test_postings_that_do_not_balance_are_refused():
    with pytest.raises(UnbalancedError):
        check_balanced([Posting("learner:ada", "bank", Credits.of("1"))])


def chain(count):
    entries, previous = [], GENESIS
    for number in range(1, count + 1):
        entry = replace(book(WELDING), sequence=number, previous=previous)
        entries.append(entry)
        previous = entry.digest
    return entries


@given(st.integers(0, 3), st.sampled_from(["narration", "policy", "case_digest", "at"]))
def test_the_chain_shows_any_change_where_it_was_made(place, what):
    entries = chain(4)
    stored = [entry.digest for entry in entries]
    assert first_break(entries, stored) is None

    value = entries[place].at.replace(year=2020) if what == "at" else "changed"
    entries[place] = replace(entries[place], **{what: value})

    assert first_break(entries, stored) == place + 1


def test_the_chain_shows_an_entry_taken_out_or_put_elsewhere():
    entries = chain(3)
    stored = [entry.digest for entry in entries]
    assert first_break(entries[1:], stored[1:]) == 1
    assert first_break(entries[:1] + entries[2:], stored[:1] + stored[2:]) == 2
