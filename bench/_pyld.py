"""PyLD's route to canonical N-Quads, under a context written from our own tables.

Tests hold the tables against the published contexts; with this the control runs where
those are absent.
"""

from __future__ import annotations

import json
from functools import cache

from pyld import jsonld

from creditbank.core.canonical import JSON
from creditbank.core.transcripts.contexts import OUTER_CONTEXTS, VC
from creditbank.core.transcripts.terms import VOCABULARY, Terms, vocabulary


def nquads(document: dict[str, JSON]) -> str:
    """Give the canonical N-Quads of a document of ours by PyLD alone."""
    return normalized(json.loads(json.dumps(document, default=float)))


def normalized(document: object) -> str:
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _load,
    }
    return str(jsonld.normalize(document, options))


def _load(url: str, _options: object = None) -> dict[str, object]:
    """The first context brings all our terms; the others then have none to add."""
    context = _context() if url == VC else {}
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": context},
    }


@cache
def _context() -> dict[str, object]:
    known = vocabulary(OUTER_CONTEXTS)
    types = {
        name: {"@id": iri[1:-1], "@context": _terms(known.scopes[name])}
        for name, iri in known.types.items()
    }
    return {"id": "@id", "type": "@type", **_terms(known.scopes["-"]), **types}


def _terms(terms: Terms) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, term in terms.items():
        said: dict[str, object] = {"@id": term.predicate[1:-1]}
        if term.reading:
            said["@type"] = term.reading.removeprefix("^^<").removesuffix(">")
        if term.container:
            said["@container"] = term.container
        if term.reading == "@vocab":
            said["@context"] = {word: iri[1:-1] for word, iri in VOCABULARY.items()}
        found[name] = said
    return found
