"""A table of a policy file, read member by member; faults are collected, not raised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from creditbank.core.errors import BadValueError
from creditbank.core.policies.nodes import Fault, Node

T = TypeVar("T")


@dataclass
class Table:
    """A table of the file, read member by member; what nobody read is a fault."""

    node: Node
    faults: list[Fault]
    read: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.node.pairs is None:
            self.fault(self.node, "not_a_table")
        self.members: dict[str, Node] = {}
        for key, value in self.node.pairs or ():
            if key.text is None or key.text in self.members:
                self.fault(key, "repeated_or_not_text", name=key.text or "")
            else:
                self.members[key.text] = value

    @property
    def node_pairs(self) -> list[tuple[str, Node]]:
        """Give every member with its name, all of them read."""
        self.read |= set(self.members)
        return list(self.members.items())

    def fault(self, node: Node, code: str, **facts: str) -> None:
        self.faults.append(Fault(node.line, node.column, code, facts))

    def has(self, name: str) -> bool:
        return name in self.members

    def node_at(self, name: str) -> Node | None:
        self.read.add(name)
        return self.members.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        node = self.node_at(name)
        if node is None:
            if default is None:
                self.fault(self.node, "missing", name=name)
            return default or ""
        if node.text is None:
            self.fault(node, "not_text", name=name)
        return node.text or ""

    def given(self, name: str) -> str:
        """Read a text that must say something."""
        text = self.text(name)
        node = self.members.get(name)
        if node is not None and node.text is not None and not text.strip():
            self.fault(node, "empty_text", name=name)
        return text

    def parsed(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Read a member by its type; a fault where it is not of it."""
        text = self.text(name)
        try:
            return parse(text) if name in self.members else None
        except (BadValueError, ValueError):
            self.fault(self.members[name], "bad_value", name=name, value=text[:80])
            return None

    def parts(self, name: str) -> tuple[Node, ...]:
        """Read a list; none where the member is missing."""
        node = self.node_at(name)
        if node is not None and node.items is None:
            self.fault(node, "not_a_list", name=name)
        return (node.items or ()) if node is not None else ()

    def tables(self, name: str) -> list[Table]:
        return [Table(part, self.faults) for part in self.parts(name)]

    def table(self, name: str) -> Table | None:
        node = self.node_at(name)
        return None if node is None else Table(node, self.faults)

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(self._word(part, name) for part in self.parts(name))

    def several(self, name: str) -> tuple[str, ...]:
        """Read a list of words of which none is empty or stands twice."""
        words = self.words(name)
        for number, (word, node) in enumerate(
            zip(words, self.parts(name), strict=True)
        ):
            if node.text is not None and not word.strip():
                self.fault(node, "empty_text", name=name)
            elif word in words[:number]:
                self.fault(node, "row_twice", name=name)
        return words

    def _word(self, node: Node, name: str) -> str:
        if node.text is None:
            self.fault(node, "not_text", name=name)
        return node.text or ""

    def end(self) -> None:
        """Refuse what nobody read: a misspelled member must not be ignored."""
        for key, _ in self.node.pairs or ():
            if key.text is not None and key.text not in self.read:
                self.fault(key, "unknown_member", name=key.text)
