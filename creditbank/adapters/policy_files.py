"""Policy files as YAML: every scalar text, every place kept, nothing clever allowed.

Decision: nodes are built here from libyaml's events, as they come, and nothing else is
composed or resolved. Tags, anchors and aliases are refused, so a file is exactly what
it looks like and cannot unfold into something larger than itself; size, depth and the
number of nodes are counted on the way, before anything is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NoReturn

import yaml

from creditbank.core.policies.model import Policy
from creditbank.core.policies.nodes import Fault, Node, Plain, PolicyFaultsError
from creditbank.core.policies.reading import policy_of
from creditbank.core.values import sha256

BYTES_MAX = 1_000_000  # the longest published policy is below 60 kB
DEPTH_MAX = 24
NODES_MAX = 60_000  # the largest published policy has 1,100


@lru_cache(maxsize=64)  # the content is the key, and a policy read never changes
def read_policy(content: bytes) -> Policy:
    """Read a policy file; raises PolicyFaultsError with every fault found."""
    return policy_of(node_tree(content), sha256(content))


def node_tree(content: bytes) -> Node:
    """Read YAML into nodes; raises PolicyFaultsError where it is not plain YAML."""
    if len(content) > BYTES_MAX:
        raise PolicyFaultsError([Fault(1, 1, "too_large", {"max": str(BYTES_MAX)})])
    try:
        events = yaml.parse(content.decode("utf-8"), Loader=yaml.CBaseLoader)
        root = _Tree(iter(events)).root()
    except UnicodeDecodeError as error:
        raise PolicyFaultsError([Fault(1, 1, "not_utf8")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        facts = {"problem": error.problem or ""}
        raise PolicyFaultsError([Fault(line, column, "not_yaml", facts)]) from error
    except yaml.YAMLError as error:
        raise PolicyFaultsError([Fault(1, 1, "not_yaml", {"problem": ""})]) from error
    if root is None:
        raise PolicyFaultsError([Fault(1, 1, "empty")])
    return root


def plain(node: Node) -> Plain:
    """Give nodes as plain texts, lists and tables: a policy's JSON form."""
    if node.pairs is not None:
        return {key.text or "": plain(value) for key, value in node.pairs}
    if node.items is not None:
        return [plain(part) for part in node.items]
    return node.text or ""


class _Tree:
    """Builds nodes from events, one after another; refuses what is clever or vast."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.count = 0

    def root(self) -> Node | None:
        """Give the one document of the file; None where there is nothing in it."""
        found: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                if found is not None:
                    self._refuse(event, "not_yaml", problem="a second document")
                found = self._node(event, 0)
        return found

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line, column = _place(event)
        self.count += 1
        if self.count > NODES_MAX:
            self._refuse(event, "too_many_parts", max=str(NODES_MAX))
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._refuse(event, "anchor_or_alias")
        if event.anchor:
            self._refuse(event, "anchor_or_alias")
        if event.tag:
            self._refuse(event, "tag")
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, column, text=str(event.value))
        if depth == DEPTH_MAX:
            self._refuse(event, "too_deep")
        if isinstance(event, yaml.MappingStartEvent):
            return Node(line, column, pairs=tuple(self._pairs(depth + 1)))
        return Node(line, column, items=tuple(self._items(depth + 1)))

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth)

    def _pairs(self, depth: int) -> Iterator[tuple[Node, Node]]:
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self._node(event, depth)
            yield key, self._node(next(self.events), depth)

    def _refuse(self, event: yaml.Event, code: str, **facts: str) -> NoReturn:
        raise PolicyFaultsError([Fault(*_place(event), code, facts)])


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
