"""Values that depend on conditions: amounts by cases, and facts derived from others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from creditbank.core.policies.amounts import Amount, NoRowError, NoValueError, hull
from creditbank.core.policies.answers import Decision
from creditbank.core.policies.conditions import ALWAYS, Conditions, facts_of
from creditbank.core.policies.formulas import Formula
from creditbank.core.policies.lookups import Bands, Lookup
from creditbank.core.policies.scopes import Scope
from creditbank.core.values import shown

NOTHING = ""  # a derived fact that is known to be none of its words


@dataclass(frozen=True)
class Piece:
    """An amount, and when it is the one."""

    when: Conditions
    amount: Formula


@dataclass(frozen=True)
class Piecewise:
    """The amount of the first piece whose conditions hold.

    ``is_whole``: some piece is the one, whatever is not known turns out to be.
    """

    pieces: tuple[Piece, ...]
    is_whole: bool = False

    @property
    def text(self) -> str:
        return " | ".join(piece.amount.text for piece in self.pieces)

    @property
    def fields(self) -> frozenset[str]:
        return frozenset().union(*(piece.amount.fields for piece in self.pieces))

    @property
    def may_lack(self) -> bool:
        """Tell whether there may be no piece, or no row, for some facts."""
        is_one = len(self.pieces) == 1 and self.pieces[0].when == ALWAYS
        is_whole = is_one or self.is_whole
        return not is_whole or "lookup." in self.text or "band." in self.text

    def amount(self, scope: Scope) -> Amount:
        """Work it out; a range over the pieces that may be the one.

        Raises NoRowError where no piece is, NoValueError where arithmetic ends.
        """
        if len(self.pieces) == 1 and self.pieces[0].when == ALWAYS:
            return self.pieces[0].amount.amount(scope)
        possible: list[Amount] = []
        lacking: NoRowError | None = None
        truth = Decision.NO
        for piece in self.pieces:
            truth = piece.when.truth(scope)
            if truth is not Decision.NO:
                try:
                    possible.append(piece.amount.amount(scope))
                except NoRowError as error:
                    lacking = error
                if truth is Decision.YES:
                    break
        if truth is not Decision.YES and not self.is_whole:
            lacking = lacking or NoRowError("cases", self.text)
        if not possible and lacking is not None:
            raise lacking
        return self._spanned(possible, is_lacking=lacking is not None, scope=scope)

    def chosen(self, scope: Scope) -> Piece | None:
        """Give the piece that is surely the one; None while that is open."""
        for piece in self.pieces:
            truth = piece.when.truth(scope)
            if truth is not Decision.NO:
                return piece if truth is Decision.YES else None
        return None  # pragma: no cover - asked only where some piece gives an amount

    def _spanned(
        self, possible: list[Amount], *, is_lacking: bool, scope: Scope
    ) -> Amount:
        """Span the pieces that may be the one; none of them gives nothing."""
        if len(possible) == 1 and not is_lacking:
            return possible[0]
        nothing = [Amount.of(Fraction(0))] if is_lacking else []
        span = hull([*possible, *nothing])
        return Amount(span.low, span.high, span.unknown | frozenset(self._open(scope)))

    def _open(self, scope: Scope) -> Iterator[str]:
        for piece in self.pieces:
            for one in piece.when.judged(scope):
                if one.truth is Decision.UNDECIDED:
                    yield one.field


@dataclass(frozen=True)
class DerivedCase:
    """One way a derived fact comes about: a word, a number, or a table's row."""

    when: Conditions
    word: str | None = None
    number: Formula | None = None
    table: Lookup | Bands | None = None

    def value(self, scope: Scope) -> str | None:
        """Give the value; None where it is not known, NOTHING where there is none."""
        if self.word is not None:
            return self.word
        if self.table is not None:
            found = {one or NOTHING for one in self.table.found(scope)}
            return found.pop() if len(found) == 1 else None
        if self.number is None:  # pragma: no cover - a case has one of the three
            return None
        try:
            known = self.number.amount(scope).known
        except NoRowError:
            return NOTHING
        except NoValueError:
            return None
        return None if known is None else shown(known)


@dataclass(frozen=True)
class Derived:
    """A fact made of others, read as ``derived.<name>``: the first case that holds."""

    name: str
    clause: str
    published: str
    cases: tuple[DerivedCase, ...]

    @cached_property
    def fields(self) -> frozenset[str]:
        """Name the facts it is made of."""
        found: set[str] = set()
        for case in self.cases:
            found |= facts_of(case.when)
            found |= case.number.fields if case.number is not None else frozenset()
            if isinstance(case.table, Lookup):
                found |= set(case.table.keys)
            elif case.table is not None:
                found |= case.table.of.fields
        return frozenset(found)

    def value(self, scope: Scope) -> str | None:
        """Give the fact; None where it is not known, NOTHING where no case holds."""
        for case in self.cases:
            truth = case.when.truth(scope)
            if truth is Decision.YES:
                return case.value(scope)
            if truth is Decision.UNDECIDED:
                return None
        return NOTHING
