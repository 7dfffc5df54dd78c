"""The tables of a policy, and the facts it makes of others, in plain lines."""

from __future__ import annotations

from collections.abc import Iterator

from creditbank.core.policies.lookups import Bands, Rows
from creditbank.core.policies.values import Derived, DerivedCase
from creditbank.core.values import shown
from creditbank.services.policies.telling import Telling

Lines = tuple[str, str, str, tuple[str, ...]]  # name, clause, published, what it says


def made(told: Telling) -> Iterator[Lines]:
    """Say how each fact that is made of others comes about."""
    for one in told.policy.derived:
        called = _called(told, f"derived.{one.name}")
        lines = (_case(told, one, case) for case in one.cases)
        yield one.name, one.clause, one.published, (*called, *lines)


def tables(told: Telling) -> Iterator[Lines]:
    policy = told.policy
    for name, steps in policy.ladders.items():
        yield name, "", "", (told.say("ladder", steps="、".join(steps)),)
    for name, table in policy.tables.items():
        rows = tuple(f"{key}: {'、'.join(row)}" for key, row in table.items())
        yield name, "", "", rows
    for lookup in policy.lookups.values():
        head = (*_called(told, f"lookup.{lookup.name}"), told.names(lookup.keys))
        yield lookup.name, "", "", (*head, *_rows(lookup.rows))
    for bands in policy.bands.values():
        head = (*_called(told, f"band.{bands.name}"), told.formula(bands.of.text))
        yield bands.name, "", "", (*head, *_bands(bands))
    for name, scale in policy.distributions.items():
        shares = tuple(f"{grade}: {shown(share)}%" for grade, share in scale.grades)
        yield name, "", "", shares
    for one in policy.constants:
        value = f"{one.value} {one.unit}".strip()
        called = _called(told, f"const.{one.name}")
        yield one.name, one.cited.clause, one.cited.published, (*called, value)


def _called(told: Telling, name: str) -> tuple[str, ...]:
    """Give the policy's own words for a fact, where it has any."""
    return (told.name(name),) if name in told.policy.names else ()


def _case(told: Telling, one: Derived, case: DerivedCase) -> str:
    if case.word is not None:
        value = case.word
    elif case.number is not None:
        value = told.formula(case.number.text)
    else:
        value = told.say("row_of", table=case.table.name if case.table else "")
    when = told.joined(case.when)
    if when:
        return told.say("piece", when=when, amount=value)
    return value if len(one.cases) == 1 else told.say("piece_other", amount=value)


def _bands(bands: Bands) -> Iterator[str]:
    for row in bands.rows:
        high = "" if row.high is None else shown(row.high)
        low = shown(row.low)
        yield f"{low}: {row.value}" if low == high else f"{low}–{high}: {row.value}"


def _rows(rows: Rows | str, path: str = "") -> Iterator[str]:
    if isinstance(rows, str):
        yield f"{path}: {rows}"
        return
    for key, part in rows.items():
        yield from _rows(part, f"{path} · {key}" if path else key)
