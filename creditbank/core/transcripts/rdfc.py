"""RDF Dataset Canonicalization (RDFC-1.0, W3C 2024): one text for one set of quads.

The whole algorithm: a blank node is named by the hash of its own statements where
that is unique (section 4.6), and by the hash of its neighbourhood where several look
alike (section 4.8), as identical IdentityObjects and criteria do. Alike nodes that
hang together in a ring can take exponential time; past WORK_MAX the data is refused,
which none of our documents comes near.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import permutations

from creditbank.core.errors import BadValueError
from creditbank.core.transcripts.rdf import Quad

WORK_MAX = 100_000  # paths tried; a transcript of 400 lines for one course needs 400


def canonical_nquads(quads: Iterable[Quad]) -> str:
    """Give the canonical N-Quads; raises BadValueError past WORK_MAX."""
    return "".join(sorted(_Canonicalizing(quads).relabelled()))


class _Names:
    """Issues names to blank nodes in the order they are asked for (section 4.5)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self._prefix = prefix
        self.issued = dict(issued or {})

    def issue(self, node: str) -> str:
        name = self.issued.get(node)
        if name is None:
            name = self.issued[node] = f"{self._prefix}{len(self.issued)}"
        return name

    def copy(self) -> _Names:
        return _Names(self._prefix, self.issued)


class _Canonicalizing:
    """One dataset under canonicalization (section 4.4)."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.quads = list(quads)
        self.about: dict[str, list[Quad]] = {}
        for quad in self.quads:
            for node in {quad[0], quad[2], quad[3]}:
                if node.startswith("_:"):
                    self.about.setdefault(node, []).append(quad)
        self.first = {node: self._first_degree(node) for node in self.about}
        self.names = _Names("_:c14n")
        self.work = 0

    def relabelled(self) -> Iterator[str]:
        self._name_all()
        name = self.names.issued.get
        for subject, predicate, value, graph in self.quads:
            yield _line(
                name(subject, subject),
                predicate,
                name(value, value),
                name(graph, graph),
            )

    def _name_all(self) -> None:
        alike: dict[str, list[str]] = {}
        for node, hashed in self.first.items():
            alike.setdefault(hashed, []).append(node)
        tied = []
        for _, nodes in sorted(alike.items()):
            if len(nodes) == 1:
                self.names.issue(nodes[0])
            else:
                tied.append(nodes)
        for nodes in tied:
            paths = []
            for node in nodes:
                if node not in self.names.issued:
                    names = _Names("_:b")
                    names.issue(node)
                    paths.append(self._n_degree(node, names))
            for _, names in sorted(paths, key=_by_hash):
                for node in names.issued:
                    self.names.issue(node)

    def _first_degree(self, node: str) -> str:
        """Section 4.6: the node itself is written _:a, every other blank one _:z."""
        lines = [
            _line(_az(quad[0], node), quad[1], _az(quad[2], node), _az(quad[3], node))
            for quad in self.about[node]
        ]
        lines.sort()
        return _sha256("".join(lines))

    def _related(self, quad: Quad, position: int, names: _Names) -> str:
        """Section 4.7: how one blank node is tied to another."""
        node = quad[position]
        known = self.names.issued.get(node) or names.issued.get(node)
        predicate = "" if position == 3 else quad[1]
        return _sha256(f"{_POSITIONS[position]}{predicate}{known or self.first[node]}")

    def _n_degree(self, node: str, names: _Names) -> tuple[str, _Names]:
        """Section 4.8: the hash of a node's neighbourhood, over its best path."""
        related: dict[str, list[str]] = {}
        for quad in self.about[node]:
            for position in _POSITIONS:
                other = quad[position]
                if other.startswith("_:") and other != node:
                    hashed = self._related(quad, position, names)
                    related.setdefault(hashed, []).append(other)
        content = ""
        for hashed, nodes in sorted(related.items()):
            path, names = self._best_path(nodes, names)
            content += hashed + path
        return _sha256(content), names

    def _best_path(self, nodes: list[str], names: _Names) -> tuple[str, _Names]:
        best: tuple[str, _Names] | None = None
        for order in permutations(nodes):
            self.work += 1
            if self.work > WORK_MAX:
                raise BadValueError("rdf", "too many nodes alike")
            found = self._path(order, names.copy())
            if best is None or found[0] < best[0]:
                best = found
        if best is None:  # pragma: no cover - there is a permutation of any list
            raise AssertionError
        return best

    def _path(self, order: Iterable[str], names: _Names) -> tuple[str, _Names]:
        path = ""
        open_: list[str] = []
        for node in order:
            known = self.names.issued.get(node)
            if known is None and node not in names.issued:
                open_.append(node)
            path += known or names.issue(node)
        for node in open_:
            hashed, names = self._n_degree(node, names)
            path += f"{names.issue(node)}<{hashed}>"
        return path, names


_POSITIONS = {0: "s", 2: "o", 3: "g"}


def _by_hash(result: tuple[str, _Names]) -> str:
    return result[0]


def _az(term: str, node: str) -> str:
    if not term.startswith("_:"):
        return term
    return "_:a" if term == node else "_:z"


def _line(subject: str, predicate: str, value: str, graph: str) -> str:
    if graph:
        return f"{subject} {predicate} {value} {graph} .\n"
    return f"{subject} {predicate} {value} .\n"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
