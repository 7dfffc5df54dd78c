"""Two proofs on everything we sign (Data Integrity EdDSA Cryptosuites 1.0).

Decision: a set of independent proofs, `eddsa-rdfc-2022` first, `eddsa-jcs-2022`
second. Wallets and the verifiers of 1EdTech and the Digital Credentials Consortium
know only the first, and some look at the first proof only. The second signs the very
bytes that are read: under the first alone, credits can be exchanged between parts
that share a subject's id, because RDF makes one node of them. Each proof is over the
document without any proof.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from creditbank.core.canonical import JSON, canonical_closed
from creditbank.core.errors import BadValueError
from creditbank.core.ports import Signer
from creditbank.core.transcripts.encoding import base58
from creditbank.core.transcripts.rdf import quads_of
from creditbank.core.transcripts.rdfc import canonical_nquads
from creditbank.core.values import instant_text

SUITE = "eddsa-jcs-2022"
RDFC_SUITE = "eddsa-rdfc-2022"
SUITES = (RDFC_SUITE, SUITE)


def signing_input(document: Mapping[str, JSON], options: Mapping[str, JSON]) -> bytes:
    """Hash the proof options, then the document without any proof: 64 bytes.

    Raises BadValueError for another suite, and for what RDF cannot state.
    """
    bare = {name: value for name, value in document.items() if name != "proof"}
    if options.get("cryptosuite") == SUITE:
        return _sha256(canonical_closed(options)) + _sha256(canonical_closed(bare))
    if options.get("cryptosuite") != RDFC_SUITE:
        raise BadValueError("cryptosuite", str(options.get("cryptosuite"))[:40])
    in_context = {**options, "@context": document.get("@context")}
    return _sha256(_nquads(in_context)) + _sha256(_nquads(bare))


def _nquads(document: Mapping[str, JSON]) -> bytes:
    return canonical_nquads(quads_of(document)).encode()


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def signed(
    document: Mapping[str, JSON], signer: Signer, *, at: datetime
) -> dict[str, JSON]:
    """Give the document with both proofs, in their order."""
    proofs = [signed_by(suite, document, signer, at=at) for suite in SUITES]
    return {**document, "proof": proofs}


def signed_by(
    suite: str, document: Mapping[str, JSON], signer: Signer, *, at: datetime
) -> dict[str, JSON]:
    """Give one proof of a document; only the jcs suite keeps the context in it."""
    options: dict[str, JSON] = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": instant_text(at),
        "verificationMethod": signer.key_id,
        "proofPurpose": "assertionMethod",
    }
    if suite == SUITE:
        options = {"@context": document["@context"], **options}
    signature = signer.sign(signing_input(document, options))
    return {**options, "proofValue": "z" + base58(signature)}
