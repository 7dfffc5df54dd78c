"""What a credit means in one scheme and another.

Two ways lead from scheme to scheme and need not agree: by hours of work, which often
gives a range, and by a convention the schemes have agreed on. A convention is carried,
never derived, and where there is none the range is the answer. All of it is exact, so
there and back gives what one began with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from creditbank.core.errors import NotFoundError


@dataclass(frozen=True)
class Scheme:
    """A scheme of credits: the fewest and the most hours of work behind one."""

    code: str
    hours_low: Fraction
    hours_high: Fraction


@dataclass(frozen=True)
class Convention:
    """An agreed rate: so many credits of ``to`` for one of ``of``."""

    of: str
    to: str
    rate: Fraction


@dataclass(frozen=True)
class Span:
    """An amount as far as it is fixed."""

    low: Fraction
    high: Fraction

    @property
    def known(self) -> Fraction | None:
        return self.low if self.low == self.high else None


@dataclass(frozen=True)
class Units:
    """The schemes known, and the conventions between them."""

    schemes: Mapping[str, Scheme]
    rates: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)

    @classmethod
    def of(cls, schemes: Sequence[Scheme], conventions: Sequence[Convention]) -> Units:
        rates = {(one.of, one.to): one.rate for one in conventions}
        back = {(one.to, one.of): 1 / one.rate for one in conventions}
        return cls({one.code: one for one in schemes}, {**back, **rates})

    def hours(self, amount: Fraction, scheme: str) -> Span:
        """Give the hours of work behind an amount of credits."""
        found = self._scheme(scheme)
        return Span(amount * found.hours_low, amount * found.hours_high)

    def credits(self, hours: Fraction, scheme: str) -> Span:
        """Give the credits that an amount of work makes in a scheme."""
        found = self._scheme(scheme)
        return Span(hours / found.hours_high, hours / found.hours_low)

    def by_hours(self, amount: Fraction, scheme: str, to: str) -> Span:
        """Convert by the hours of work."""
        worked = self.hours(amount, scheme)
        low, high = self.credits(worked.low, to), self.credits(worked.high, to)
        return Span(low.low, high.high)

    def by_convention(self, amount: Fraction, scheme: str, to: str) -> Fraction:
        """Convert by the agreed rate; NotFoundError where none was agreed on."""
        if (scheme, to) not in self.rates:
            raise NotFoundError
        return amount * self.rates[scheme, to]

    def _scheme(self, code: str) -> Scheme:
        if code not in self.schemes:
            raise NotFoundError
        return self.schemes[code]


# Hours of work behind one credit, as the bodies that keep the schemes publish them.
PUBLISHED = Units.of(
    [
        Scheme("SCQF", Fraction(10), Fraction(10)),
        Scheme("HKQF", Fraction(10), Fraction(10)),
        Scheme("UK-CATS", Fraction(10), Fraction(10)),
        Scheme("ECTS", Fraction(25), Fraction(30)),
        Scheme("NCrF", Fraction(30), Fraction(30)),
    ],
    [
        Convention("UK-CATS", "ECTS", Fraction(1, 2)),
        Convention("SCQF", "ECTS", Fraction(1, 2)),
        Convention("US-SEMESTER", "US-QUARTER", Fraction(3, 2)),
    ],
)
