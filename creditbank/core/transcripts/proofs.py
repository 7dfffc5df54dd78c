"""The eddsa-jcs-2022 proof (Data Integrity EdDSA Cryptosuites 1.0, section 3.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from creditbank.core.canonical import JSON, canonical
from creditbank.core.ports import Signer
from creditbank.core.transcripts.encoding import base58
from creditbank.core.values import instant_text

SUITE = "eddsa-jcs-2022"
RDFC_SUITE = "eddsa-rdfc-2022"


def signing_input(document: Mapping[str, JSON], options: Mapping[str, JSON]) -> bytes:
    """Hash the proof options, then the document without any proof: 64 bytes."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    return (
        hashlib.sha256(canonical(options)).digest()
        + hashlib.sha256(canonical(bare)).digest()
    )


def signed(
    document: Mapping[str, JSON], signer: Signer, *, at: datetime
) -> dict[str, JSON]:
    """Give the document with its proof, always in a list."""
    options: dict[str, JSON] = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant_text(at),
        "verificationMethod": signer.key_id,
        "proofPurpose": "assertionMethod",
    }
    signature = signer.sign(signing_input(document, options))
    return {**document, "proof": [{**options, "proofValue": "z" + base58(signature)}]}
