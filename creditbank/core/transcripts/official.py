"""Our term tables held against the official JSON-LD contexts, term by term.

Decision: nothing official is copied into this project, and nothing is fetched, so the
tables of `terms` stand alone; where a bank has the official files, it compares before
it works. What one table and one context say of a term is three facts (its IRI, how its
value is read, its container), and which terms a node has follows from its types alone:
no context here propagates. Equal facts for every type and term are therefore equal
statements for every document, and no document needs to be expanded twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditbank.core.canonical import JSON
from creditbank.core.transcripts.contexts import (
    BADGE_CONTEXTS,
    CLR,
    EXTENSIONS,
    INNER_CONTEXTS,
    LIST_CONTEXTS,
    OB,
    OUTER_CONTEXTS,
    VC,
)
from creditbank.core.transcripts.terms import VOCABULARY, Term, Terms, vocabulary

# The published files, byte for byte (transcript.md, section 2).
PINS: Mapping[str, str] = {
    VC: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    CLR: "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
    OB: "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
    EXTENSIONS: "146f85aa16effd7ca1da8056eb443f53ce1eca8a34186cb062832c0a97d889c3",
}
_LISTS = (LIST_CONTEXTS, BADGE_CONTEXTS, INNER_CONTEXTS, OUTER_CONTEXTS)
_Context = Mapping[str, JSON]


def differences(contexts: Mapping[str, JSON]) -> Iterator[str]:
    """Name each type or term that our tables read otherwise than these contexts."""
    for urls in _LISTS:
        known = vocabulary(urls)
        base: dict[str, JSON] = {}
        for url in urls:
            base.update(_context(contexts[url]))
        yield from _terms("", known.scopes["-"], base)
        for name, iri in known.types.items():
            if name not in base or f"<{_iri(name, base)}>" != iri:
                yield name
                continue
            scope = {**base, **_context(base[name])}
            yield from _terms(f"{name}.", known.scopes[name], scope)


def _context(holder: JSON) -> _Context:
    """Give the context that a file, a type or a term brings; none for none."""
    found = holder.get("@context", {}) if isinstance(holder, Mapping) else {}
    return found if isinstance(found, Mapping) else {}


def _terms(place: str, known: Terms, scope: _Context) -> Iterator[str]:
    for name, term in known.items():
        if (
            name not in scope
            or _read(name, scope) != term
            or not _is_plain(scope[name], term, scope)
        ):
            yield place + name


def _read(name: str, scope: _Context) -> Term:
    """Read one term of a context as our tables state it."""
    said = scope[name]
    kind = said.get("@type", "") if isinstance(said, Mapping) else ""
    container = said.get("@container", "") if isinstance(said, Mapping) else ""
    reading = str(kind)
    if reading and not reading.startswith("@"):
        reading = f"^^<{_expanded(reading, scope)}>"
    # A set is what several values are anyhow.
    held = "" if container == "@set" else str(container)
    return Term(f"<{_iri(name, scope)}>", reading, held)


def _is_plain(said: JSON, term: Term, scope: _Context) -> bool:
    """Tell whether a term brings no context of its own but the words we know."""
    inner = _context(said)
    if term.reading != "@vocab":
        return not isinstance(said, Mapping) or "@context" not in said
    words = {**scope, **inner}
    return all(
        word in inner and f"<{_iri(word, words)}>" == iri
        for word, iri in VOCABULARY.items()
    )


def _iri(name: str, scope: _Context) -> str:
    said = scope[name]
    text = said.get("@id", name) if isinstance(said, Mapping) else said
    others = {other: one for other, one in scope.items() if other != name}
    return _expanded(str(text), others)


def _expanded(text: str, scope: _Context) -> str:
    """Write out a prefix or a term; anything else stays as it is."""
    prefix, colon, rest = text.partition(":")
    if colon and prefix in scope and not rest.startswith("//"):
        return _iri(prefix, scope) + rest
    return _iri(text, scope) if not colon and text in scope else text
