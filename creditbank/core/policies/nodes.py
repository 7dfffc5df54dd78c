"""A policy file as it was written: texts, lists and tables, each with its place.

Whatever reads the file (YAML today) hands over these nodes. Every scalar is text
until the type of its field says otherwise: ``007`` stays 007 and ``no`` is a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from creditbank.core.errors import DomainError


@dataclass(frozen=True)
class Node:
    """One value of the file; exactly one of the three forms is not None."""

    line: int
    column: int
    text: str | None = None
    items: tuple[Node, ...] | None = None
    pairs: tuple[tuple[Node, Node], ...] | None = None

    def texts(self) -> Iterator[str]:
        """Give every text in it, names of fields too, as a reader is shown it."""
        if self.text is not None:
            yield self.text
        for one in self.items or ():
            yield from one.texts()
        for key, value in self.pairs or ():
            yield from key.texts()
            yield from value.texts()


@dataclass(frozen=True)
class Fault:
    """What is wrong with a policy file, and where (lines and columns from 1)."""

    line: int
    column: int
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


class PolicyFaultsError(DomainError):
    """A policy file that cannot be read; ``faults`` names every place."""

    code = "policy_faults"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=str(len(faults)))
        self.faults = tuple(faults)


class FormulaFaultError(Exception):
    """A formula that can be read and is wrong; ``fault`` says how."""

    def __init__(self, fault: str, **facts: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.facts = facts


Plain: TypeAlias = "str | Sequence[Plain] | Mapping[str, Plain]"


def node_of(plain: Plain) -> Node:
    """Make nodes of plain values: for tests, and for policies kept as JSON."""
    match plain:
        case str():
            return Node(1, 1, text=plain)
        case Mapping():
            pairs = ((node_of(k), node_of(v)) for k, v in plain.items())
            return Node(1, 1, pairs=tuple(pairs))
        case _:
            return Node(1, 1, items=tuple(node_of(part) for part in plain))
