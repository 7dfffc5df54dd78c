"""Damage: what was kept once and is gone, or cannot be read any more.

Decision: it is named where it is met, and nothing is guessed from what is left. What
rests on it is neither decided nor shown; whatever does not rest on it goes on. An audit
names each place; here it is only said which kind of record is at fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from creditbank.core.errors import DomainError

ROW = "row"  # of whatever kind: whoever reads it knows
# How what was written well and is changed shows when it is read again.
_SIGNS = (DomainError, LookupError, ValueError, TypeError, StopIteration)


class BooksDamagedError(DomainError):
    """A record the books speak of is gone or unreadable; ``record`` says its kind."""

    code = "books_damaged"

    def __init__(self, record: str) -> None:
        super().__init__(record=record)


@contextmanager
def kept(record: str) -> Iterator[None]:
    """Take what goes wrong in reading a record of this kind for damage.

    It was checked before it was kept, so nobody who asks for it is at fault.
    """
    try:
        yield
    except BooksDamagedError as error:
        if error.facts["record"] == ROW:
            raise BooksDamagedError(record) from error
        raise
    except _SIGNS as error:
        raise BooksDamagedError(record) from error
