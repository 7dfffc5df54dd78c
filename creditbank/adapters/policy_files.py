"""Policy files as YAML: every scalar text, every place kept, nothing clever allowed.

Decision: PyYAML's BaseLoader composes nodes and nothing else. Tags, anchors and
aliases are refused, so a file is exactly what it looks like and cannot unfold into
something larger than itself.
"""

from __future__ import annotations

from functools import lru_cache

import yaml

from creditbank.core.policies.model import Policy
from creditbank.core.policies.nodes import Fault, Node, Plain, PolicyFaultsError
from creditbank.core.policies.reading import policy_of
from creditbank.core.values import sha256

BYTES_MAX = 1_000_000  # the longest published policy is below 60 kB
DEPTH_MAX = 24


@lru_cache(maxsize=64)  # the content is the key, and a policy read never changes
def read_policy(content: bytes) -> Policy:
    """Read a policy file; raises PolicyFaultsError with every fault found."""
    return policy_of(node_tree(content), sha256(content))


def node_tree(content: bytes) -> Node:
    """Read YAML into nodes; raises PolicyFaultsError where it is not plain YAML."""
    if len(content) > BYTES_MAX:
        raise PolicyFaultsError([Fault(1, 1, "too_large", {"max": str(BYTES_MAX)})])
    try:
        text = content.decode("utf-8")
        _refuse_cleverness(text)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
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
    return _node(root)


def plain(node: Node) -> Plain:
    """Give nodes as plain texts, lists and tables: a policy's JSON form."""
    if node.pairs is not None:
        return {key.text or "": plain(value) for key, value in node.pairs}
    if node.items is not None:
        return [plain(part) for part in node.items]
    return node.text or ""


def _refuse_cleverness(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        mark = event.start_mark
        if mark is None:  # pragma: no cover - events made from text have a place
            continue
        place = (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise PolicyFaultsError([Fault(*place, "anchor_or_alias")])
        if getattr(event, "tag", None):
            raise PolicyFaultsError([Fault(*place, "tag")])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH_MAX:
            raise PolicyFaultsError([Fault(*place, "too_deep")])


def _node(node: yaml.Node) -> Node:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, yaml.MappingNode):
        pairs = tuple((_node(key), _node(value)) for key, value in node.value)
        return Node(line, column, pairs=pairs)
    if isinstance(node, yaml.SequenceNode):
        return Node(line, column, items=tuple(_node(part) for part in node.value))
    return Node(line, column, text=str(node.value))
