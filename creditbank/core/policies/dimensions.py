"""Units of the numbers in a policy: credits are not hours, and hours not points.

A unit is a product of named units with whole exponents: ``hours/credit``. A plain
number has none and may stand beside any of them, so ``min(8, item.bank_value)`` needs
no ceremony, while ``item.hours / 18`` stays hours until a rate in hours/credit
divides it.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from creditbank.core.errors import BadValueError

# The units a policy may name; spelled in the singular or the plural.
UNITS = frozenset(
    {"credit", "hour", "point", "day", "year", "month", "course", "item", "percent"}
)

Unit: TypeAlias = frozenset[tuple[str, int]]

PLAIN: Unit = frozenset()

_ONE = f"(?:{'|'.join(sorted(UNITS))})s?"
# What a unit looks like; a plain number has none.
UNIT = f"(?:none|{_ONE}(?:/{_ONE})?)?"


def unit_of(text: str) -> Unit:
    """Read ``credits``, ``hours/credit`` or ``""``; BadValueError for another."""
    if not re.fullmatch(UNIT, text):
        raise BadValueError("unit", text[:40])
    if text in {"", "none"}:
        return PLAIN
    above, _, below = text.partition("/")
    unit = _one(above)
    return quotient(unit, _one(below)) if below else unit


def _one(word: str) -> Unit:
    return frozenset({(word.removesuffix("s"), 1)})


def product(one: Unit, two: Unit) -> Unit:
    """Multiply two units."""
    powers = dict(one)
    for name, power in two:
        powers[name] = powers.get(name, 0) + power
    return frozenset((name, power) for name, power in powers.items() if power)


def quotient(one: Unit, two: Unit) -> Unit:
    """Divide one unit by another."""
    return product(one, frozenset((name, -power) for name, power in two))


def unit_text(unit: Unit) -> str:
    """Write a unit as a registrar would: ``hours/credit``."""
    above = [f"{name}s" for name, power in sorted(unit) for _ in range(power)]
    below = [name for name, power in sorted(unit) for _ in range(-power)]
    return "*".join(above or (["1"] if below else [])) + "".join(
        f"/{name}" for name in below
    )
