"""The proofs of a document: each is checked, and the jcs proof must be among them.

The rdfc proof alone does not tell which of two nodes with one id had which value, so
it never suffices (transcript.md section 5, pitfall 1). A proof of another suite, or
over terms that our tables do not define, is one we cannot check; it is not passed
over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.ports import Verifier
from creditbank.core.transcripts.encoding import is_small_order, unbase58
from creditbank.core.transcripts.proofs import SUITE, SUITES, signing_input
from creditbank.core.verification.documents import Document, parts, text

Keys: TypeAlias = Callable[[str], bytes | None]

PROOFS_MAX = 4  # ours have two; each costs a canonical form


def methods_of(document: JSON) -> list[str]:
    """Name the keys of a document's proofs; empty where it has not one jcs proof."""
    proofs = parts(document, "proof")
    suites = [text(proof, "cryptosuite") for proof in proofs]
    if suites.count(SUITE) != 1 or len(proofs) > PROOFS_MAX:
        return []
    found = [text(proof, "verificationMethod") for proof in proofs]
    return [] if "" in found else list(dict.fromkeys(found))


def is_signed(document: JSON, keys: Keys, verify: Verifier) -> bool | None:
    """Tell whether every proof holds, the jcs proof among them.

    False where one does not; None where one is of a suite or about terms we do not
    know, or where there is no jcs proof.
    """
    if not isinstance(document, Mapping):
        return None
    proofs = parts(document, "proof")
    if not methods_of(document):
        return None
    found: list[bool | None] = []
    for proof in sorted(proofs, key=_cheapest_first):
        found.append(proof_holds(document, proof, keys, verify))
        if found[-1] is False:
            return False
    return None if None in found else True


def _cheapest_first(proof: JSON) -> bool:
    """The jcs proof first: what it does not cover is not worth a canonical graph."""
    return text(proof, "cryptosuite") != SUITE


def proof_holds(
    document: Document, proof: JSON, keys: Keys, verify: Verifier
) -> bool | None:
    """Tell whether one proof of ``document`` holds; None where we cannot check it."""
    if not isinstance(proof, Mapping) or text(proof, "cryptosuite") not in SUITES:
        return None
    is_jcs = text(proof, "cryptosuite") == SUITE
    expected = document.get("@context") if is_jcs else None
    key = keys(text(proof, "verificationMethod"))
    signature = _signature(text(proof, "proofValue"))
    if proof.get("@context") != expected or key is None or signature is None:
        return False
    try:
        message = signing_input(document, options_of(proof))
    except BadValueError:
        return None
    return verify(key, message, signature)


def options_of(proof: Document) -> dict[str, JSON]:
    """Give the proof's options: all of it that is signed."""
    return {name: one for name, one in proof.items() if name != "proofValue"}


def _signature(value: str) -> bytes | None:
    """Read a proof value: base58btc of 64 bytes whose point is of large order."""
    try:
        signature = unbase58(value[1:]) if value.startswith("z") else b""
    except BadValueError:
        return None
    if len(signature) != 64 or is_small_order(signature[:32]):
        return None
    return signature
