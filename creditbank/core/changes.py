"""What differs between two policy files, part by part, whatever the language says.

Decision: it compares what is written, as plain texts, lists and tables, and knows no
word of the language. A list whose tables all begin with the same name (``rule: …``,
``cap: …``) is a list of named parts, and parts are compared by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from creditbank.core.policies.nodes import Plain

Table: TypeAlias = Mapping[str, Plain]

# The words of the source and about it; everything else has an effect on answers.
WORDING = frozenset(
    {"published", "clause", "title", "summary", "source", "asks", "says", "zh", "en"}
)
EXAMPLES = frozenset({"examples", "example", "common_case"})
PASSED_OVER = frozenset({"version"})  # two versions always differ there


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Concerns(StrEnum):
    """What a change may alter: the answers, only the words, or only the examples."""

    EFFECT = "effect"
    WORDING = "wording"
    EXAMPLES = "examples"


@dataclass(frozen=True)
class Change:
    """One difference: in which part, at which field of it, from what to what."""

    kind: Kind
    part: str  # rule, cap, window, …; "" for the head of the file
    name: str  # the part's own name
    field: str  # the way to it inside the part; "" for the whole part
    old: str = ""
    new: str = ""

    @property
    def concerns(self) -> Concerns:
        words = set(self.field.split("."))
        if self.part in EXAMPLES or words & EXAMPLES:
            return Concerns.EXAMPLES
        return Concerns.WORDING if words & WORDING else Concerns.EFFECT


def changes(old: Plain, new: Plain) -> tuple[Change, ...]:
    """List every difference, in the order of the new file; what went comes last."""
    before, after = _table(old), _table(new)
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        change
        for name in names
        if name not in PASSED_OVER
        for change in _member(name, before.get(name), after.get(name))
    )


def written(plain: Plain) -> str:
    """Write a value on one line, as a file could have it."""
    if isinstance(plain, str):
        return plain
    if isinstance(plain, Mapping):
        inside = ", ".join(f"{name}: {written(part)}" for name, part in plain.items())
        return "{" + inside + "}"
    return "[" + ", ".join(written(part) for part in plain) + "]"


def _table(plain: Plain | None) -> Mapping[str, Plain]:
    return plain if isinstance(plain, Mapping) else {}


def _member(name: str, old: Plain | None, new: Plain | None) -> Iterator[Change]:
    before, after = _named(old), _named(new)
    if before or after:
        parts = {part for part, _ in (*before, *after)}
        if len(parts) == 1 and (before or not old) and (after or not new):
            yield from _parts(parts.pop(), dict(_plain(before)), dict(_plain(after)))
            return
    yield from _fields("", "", name, old, new)


def _plain(
    named: Mapping[tuple[str, str], Table],
) -> Iterator[tuple[str, Table]]:
    for (_, name), table in named.items():
        yield name, table


def _named(plain: Plain | None) -> Mapping[tuple[str, str], Table]:
    """Key a list of tables by the name each begins with; {} for any other value."""
    if plain is None or isinstance(plain, str | Mapping):
        return {}
    found: dict[tuple[str, str], Table] = {}
    for table in plain:
        if not isinstance(table, Mapping) or not table:
            return {}
        part, name = next(iter(table.items()))
        if not isinstance(name, str) or (part, name) in found:
            return {}
        found[part, name] = table
    return found


def _parts(
    part: str,
    old: Mapping[str, Mapping[str, Plain]],
    new: Mapping[str, Mapping[str, Plain]],
) -> Iterator[Change]:
    for name, table in new.items():
        if name not in old:
            yield Change(Kind.ADDED, part, name, "", "", written(table))
            continue
        before = old[name]
        for key in (*table, *(key for key in before if key not in table)):
            yield from _fields(part, name, key, before.get(key), table.get(key))
    stayed = [name for name in old if name in new]
    moved = [name for name in new if name in old]
    if stayed != moved:
        order = (" → ".join(stayed), " → ".join(moved))
        yield Change(Kind.MOVED, part, "", "", *order)
    for name, table in old.items():
        if name not in new:
            yield Change(Kind.REMOVED, part, name, "", written(table))


def _fields(
    part: str, name: str, field: str, old: Plain | None, new: Plain | None
) -> Iterator[Change]:
    """Go down into tables that both have; say the rest as it is written."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in (*new, *(key for key in old if key not in new)):
            way = f"{field}.{key}"
            yield from _fields(part, name, way, old.get(key), new.get(key))
        return
    before, after = ("" if one is None else written(one) for one in (old, new))
    if old is None:
        yield Change(Kind.ADDED, part, name, field, "", after)
    elif new is None:
        yield Change(Kind.REMOVED, part, name, field, before)
    else:
        yield Change(Kind.CHANGED, part, name, field, before, after)


def sorted_by_concern(
    found: Sequence[Change],
) -> Mapping[Concerns, tuple[Change, ...]]:
    """Put what alters answers first, then the words, then the examples."""
    return {
        concern: tuple(one for one in found if one.concerns is concern)
        for concern in Concerns
    }
