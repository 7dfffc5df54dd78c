"""The names a policy file gives: none empty, each once, and what they lead to is there.

A name is a part of an address or of a reason, so the places where it stands twice or
leads nowhere are told, not the file as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from creditbank.core.policies.nodes import Node
from creditbank.core.policies.tables import Table

# Parts that are told apart by their names; those of one row share them.
TOGETHER: tuple[Mapping[str, str], ...] = (
    {
        "rules": "rule",
        "gates": "gate",
        "caps": "cap",
        "groups": "group",
        "minimums": "minimum",
        "windows": "window",
    },
    {"lookups": "lookup", "bands": "bands"},
    {"distributions": "distribution"},
    {"objectives": "objective"},
    {"steps": "step"},
)
OURS = {"objectives": "credits"}  # names that are taken already
# Both stand in the address of a version, beside `compare`, `.json` and `.yaml`.
CODE = re.compile(r"\w[\w.-]*/\w[\w.-]*")
VERSION = re.compile(r"\d[\w.-]*(?<!\.json)(?<!\.yaml)")


def _check_address(table: Table) -> None:
    """Refuse a code of another authority, and what no address can be made of."""
    code, at = _text(table, "code")
    authority, _ = _text(table, "authority")
    if code and not CODE.fullmatch(code):
        table.fault(at, "bad_value", name="code", value=code[:80])
    elif code and authority and code.partition("/")[0] != authority:
        facts = {"value": code[:80], "authority": authority[:80]}
        table.fault(at, "code_of_another", **facts)
    version, at = _text(table, "version")
    if version and not VERSION.fullmatch(version):
        table.fault(at, "bad_value", name="version", value=version[:80])


def _text(table: Table, name: str) -> tuple[str, Node]:
    node = table.members.get(name, table.node)
    return node.text or "", node


def check_names(table: Table) -> None:
    """Refuse names that stand twice, lead nowhere or come back to themselves."""
    _check_address(table)
    if not _parts(table, "rules"):
        table.fault(table.node, "missing", name="rules")
    for kinds in TOGETHER:
        seen = {name for kind, name in OURS.items() if kind in kinds}
        if "rules" in kinds and table.has("scope"):
            seen |= {name for name, _ in _named([table.members["scope"]], "scope")}
        for kind, member in kinds.items():
            for name, node in _named(_parts(table, kind), member):
                if name in seen:
                    table.fault(node, "name_used_twice", name=name)
                seen.add(name)
    _check_next(table, "rules", "rule", "alternative_to")
    _check_next(table, "caps", "cap", "within")


def _check_next(table: Table, kind: str, member: str, leads: str) -> None:
    """Refuse a name that is led to and is not there, or that comes back to itself."""
    names = dict(_named(_parts(table, kind), member))
    next_of: dict[str, str] = {}
    for part in _parts(table, kind):
        for name, _ in _named([part], member):
            for following, node in _named([part], leads):
                next_of[name] = following
                if following not in names:
                    table.fault(node, "unknown_name", name=following)
    for name in _rounds(next_of):
        table.fault(names[name], "goes_round", name=name)


def _rounds(next_of: Mapping[str, str]) -> Iterator[str]:
    """Name all that come back to themselves through those they lead to.

    A chain may be as long as the file; each name is walked over once.
    """
    settled: set[str] = set()
    for name in next_of:
        walked: dict[str, None] = {}
        at = name
        while at in next_of and at not in settled and at not in walked:
            walked[at] = None
            at = next_of[at]
        if at in walked:
            names = list(walked)
            yield from names[names.index(at) :]
        settled |= walked.keys()


def _parts(table: Table, kind: str) -> tuple[Node, ...]:
    node = table.members.get(kind)
    return (node.items or ()) if node is not None else ()


def _named(parts: Iterable[Node], member: str) -> Iterator[tuple[str, Node]]:
    """Give the names that stand under ``member``, with where they stand."""
    for part in parts:
        for key, value in part.pairs or ():
            if key.text == member and value.text:
                yield value.text, value
