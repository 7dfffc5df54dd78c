"""Rows of a file, read with every fault listed at once: file, row, column, reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from creditbank.core.errors import BadValueError, RowFaultsError
from creditbank.core.printing import spelled, unbroken

T = TypeVar("T")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one cell; rows count from 1 below the header."""

    file: str
    row: int
    column: str
    code: str
    value: str = ""


@dataclass
class Rows:
    """Collects the faults of one load, whichever file they are in.

    ``unprintable`` names the characters of a cell that no transcript could show.
    """

    unprintable: Callable[[str], str]
    faults: list[RowFault] = field(default_factory=list)

    def end(self) -> None:
        """Raise RowFaultsError when anything was wrong."""
        if self.faults:
            raise RowFaultsError(self.faults)


@dataclass
class Record:
    """One row of a file."""

    rows: Rows
    file: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str, *, needed: bool = False) -> str:
        value = self.cells.get(column, "").strip()
        if needed and not value:
            self.fault(column, "missing")
        found = self.rows.unprintable(unbroken(value))
        if _CONTROL.search(value):  # it could never stand in a signed credential
            self.fault(column, "bad_value", repr(value))
        elif found:
            self.fault(column, "unprintable", spelled(found))
        return value

    def parsed(self, column: str, parse: Callable[[str], T], default: T) -> T:
        """Read a cell by its type; blank gives ``default``."""
        value = self.text(column)
        if not value:
            return default
        try:
            return parse(value)
        except (BadValueError, ValueError):
            self.fault(column, "bad_value", value)
            return default

    def fault(self, column: str, code: str, value: str = "") -> None:
        found = RowFault(self.file, self.number, column, code, value[:40])
        if found not in self.rows.faults:
            self.rows.faults.append(found)
