"""Our documents as RDF: every member becomes a statement, or the document is refused.

Only what the tables of `terms` define is read, and addresses only of the kinds we
write, so nothing can be dropped, guessed or resolved against a base (the usual ways
in which a signature covers less than a reader sees).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from creditbank.core.canonical import DEPTH_MAX, JSON
from creditbank.core.errors import BadValueError
from creditbank.core.transcripts.terms import (
    VOCABULARY,
    Term,
    Terms,
    Vocabulary,
    vocabulary,
)

# Subject, predicate, object and graph as N-Quads writes them; "" is the default graph.
Quad: TypeAlias = tuple[str, str, str, str]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = f"<{_RDF}type>"
_FIRST, _REST, _NIL = f"<{_RDF}first>", f"<{_RDF}rest>", f"<{_RDF}nil>"
_XSD = "^^<http://www.w3.org/2001/XMLSchema#"
_KEYWORDS = frozenset({"@context", "id", "type"})

# Other schemes could be read as a prefix, or relative to a base.
_ADDRESS = re.compile(r'(?:https?://|did:|urn:)[^\x00-\x20<>"{}|\\^`\x7f]+')
_SPECIAL = re.compile(r'[\x00-\x1f"\\\x7f\ud800-\udfff]')
# Engines differ on how they write other control characters, so none is signed.
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def quads_of(document: Mapping[str, JSON]) -> list[Quad]:
    """State a document in RDF; raises BadValueError for what our tables do not know."""
    context = document.get("@context")
    if not isinstance(context, list | tuple):
        raise BadValueError("rdf", "no list of contexts")
    reading = _Reading(vocabulary(tuple(map(str, context))))
    reading.node(document, "", 0)
    return list(dict.fromkeys(reading.quads))


class _Reading:
    """One document under reading; blank nodes are numbered as they come."""

    def __init__(self, known: Vocabulary) -> None:
        self.known = known
        self.quads: list[Quad] = []
        self._terms: dict[tuple[str, ...], Terms] = {}
        self._blanks = 0

    def _blank(self) -> str:
        self._blanks += 1
        return f"_:b{self._blanks}"

    def node(self, node: Mapping[str, JSON], graph: str, depth: int) -> str:
        """State what a node says; gives the node's own name."""
        if depth > DEPTH_MAX:
            raise BadValueError("rdf", "nested too deep")
        types = _types(node)
        terms = self._terms_of(types)
        subject = _address(node["id"]) if "id" in node else self._blank()
        for one in types:
            self.quads.append((subject, _TYPE, self.known.types[one], graph))
        for name, value in node.items():
            if name in _KEYWORDS:
                continue
            term = terms.get(name)
            if term is None:
                raise BadValueError("rdf", name[:80])
            self._member(subject, term, value, graph, depth)
        if "@context" in node:
            _check_context(node["@context"])
        return subject

    def _terms_of(self, types: tuple[str, ...]) -> Terms:
        found = self._terms.get(types)
        if found is None:
            found = self._terms[types] = self.known.terms(*types)
        return found

    def _member(
        self, subject: str, term: Term, value: JSON, graph: str, depth: int
    ) -> None:
        values = value if isinstance(value, list | tuple) else (value,)
        if term.container == "@list":
            head = self._list(term, values, graph, depth)
            self.quads.append((subject, term.predicate, head, graph))
            return
        for one in values:
            if term.container == "@graph":
                if not isinstance(one, Mapping):
                    raise BadValueError("rdf", "a proof that is none")
                name = self._blank()
                self.quads.append((subject, term.predicate, name, graph))
                self.node(one, name, depth + 1)
            else:
                found = self._value(term, one, graph, depth)
                self.quads.append((subject, term.predicate, found, graph))

    def _list(self, term: Term, values: Sequence[JSON], graph: str, depth: int) -> str:
        rest = _NIL
        for one in reversed(values):
            cell = self._blank()
            first = self._value(term, one, graph, depth)
            self.quads.append((cell, _FIRST, first, graph))
            self.quads.append((cell, _REST, rest, graph))
            rest = cell
        return rest

    def _value(self, term: Term, value: JSON, graph: str, depth: int) -> str:
        if isinstance(value, Mapping):
            return self.node(value, graph, depth + 1)
        if term.reading == "@id":
            return _address(value)
        if term.reading == "@vocab":
            return _word(value)
        return _literal(value, term.reading)


def _types(node: Mapping[str, JSON]) -> tuple[str, ...]:
    found = node.get("type", ())
    listed = (found,) if isinstance(found, str) else found
    if not isinstance(listed, list | tuple):
        raise BadValueError("rdf", "a type that is none")
    return tuple(map(str, listed))


def _check_context(context: JSON) -> None:
    """A context inside must be one of ours too: it could redefine any term."""
    if not isinstance(context, list | tuple):
        raise BadValueError("rdf", "no list of contexts")
    vocabulary(tuple(map(str, context)))


def _address(value: JSON) -> str:
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise BadValueError("rdf", f"no address: {str(value)[:60]}")
    return f"<{value}>"


def _word(value: JSON) -> str:
    if not isinstance(value, str) or value not in VOCABULARY:
        raise BadValueError("rdf", f"no term: {str(value)[:60]}")
    return VOCABULARY[value]


def _literal(value: JSON, datatype: str) -> str:
    if isinstance(value, str):
        return f'"{_escaped(value)}"{datatype}'
    if isinstance(value, bool):
        return f'"{str(value).lower()}"{datatype or _XSD + "boolean>"}'
    if isinstance(value, int):
        return f'"{value}"{datatype or _XSD + "integer>"}'
    if isinstance(value, Decimal) and value.is_finite():
        return _number(value, datatype)
    raise BadValueError("rdf", type(value).__name__)


@lru_cache(maxsize=4096)
def _number(value: Decimal, datatype: str) -> str:
    """Write a decimal as JSON-LD 1.1 does (API, section 8.6).

    A whole one is an integer; any other the nearest binary double in sixteen digits:
    9.95 is ``9.949999999999999E0``. Nowhere else in the core does a double stand; here
    it does because the standard's form is one.
    """
    if value == value.to_integral_value():
        return _literal(int(value), datatype)
    mantissa, _, exponent = f"{float(value):.15E}".partition("E")
    digits = mantissa.rstrip("0")
    digits += "0" if digits.endswith(".") else ""
    return f'"{digits}E{int(exponent)}"{datatype or _XSD + "double>"}'


def _escaped(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    return _SPECIAL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if character not in _ESCAPES:
        raise BadValueError("rdf", f"a control character {ord(character):#04x}")
    return _ESCAPES[character]
