"""Damage to what was kept is named by the kind of record, never guessed around."""

from __future__ import annotations

import pytest

from creditbank.core.damage import ROW, BooksDamagedError, kept
from creditbank.core.errors import BadValueError, NotFoundError


@pytest.mark.parametrize(
    "sign",
    [
        KeyError("x"),
        ValueError("x"),
        TypeError(),
        NotFoundError(),
        BadValueError("a", "b"),
    ],
)
def test_what_goes_wrong_in_reading_what_was_kept_is_damage(sign):
    with pytest.raises(BooksDamagedError) as caught, kept("decision"):
        raise sign

    assert caught.value.facts == {"record": "decision"}
    assert caught.value.__cause__ is sign


def test_the_record_that_is_damaged_is_named_and_not_the_one_that_rests_on_it():
    with pytest.raises(BooksDamagedError) as caught, kept("claim"), kept("holding"):
        raise LookupError
    assert caught.value.facts == {"record": "holding"}


def test_a_row_that_cannot_be_read_is_named_by_whoever_reads_it():
    with pytest.raises(BooksDamagedError) as caught, kept("claim"):
        raise BooksDamagedError(ROW)
    assert caught.value.facts == {"record": "claim"}


def test_what_is_no_damage_passes_as_it_is():
    with kept("claim"):
        pass
    with pytest.raises(ZeroDivisionError), kept("claim"):
        raise ZeroDivisionError
