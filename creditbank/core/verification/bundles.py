"""A bundle: a credential, and beside it what proves it stands in the public log.

`{credential, receipts, proof, checkpoint, did, status}`. The proof travels beside the
credential, never inside (law 14). Its `did` is for whoever keeps the file, and is not
believed here: the DID document a verifier trusts is never the one a file brings along.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import BadValueError
from creditbank.core.log import Kind, Leaf, is_included, leaf_hash, log_name, opened
from creditbank.core.ports import Verifier
from creditbank.core.transcripts.identity import origin_of
from creditbank.core.values import instant_of, sha256
from creditbank.core.verification.documents import Issuer, part, parts, text
from creditbank.core.verification.report import Check, Code, Result

MEMBERS = frozenset({"credential", "receipts", "proof", "checkpoint", "did", "status"})


@dataclass(frozen=True)
class Proof:
    """That a leaf stands in the log, as far as one checkpoint reaches."""

    leaf: Leaf
    index: int
    hashes: Sequence[bytes]

    def json(self) -> dict[str, JSON]:
        return {
            "leaf": self.leaf.json(),
            "index": self.index,
            "hashes": [b64encode(one).decode() for one in self.hashes],
        }


def bundled(
    credential: JSON,
    proof: Proof,
    checkpoint: bytes,
    did: JSON,
    *,
    receipts: Sequence[JSON],
    status: Sequence[JSON],
) -> bytes:
    """Write a bundle."""
    return canonical(
        {
            "credential": credential,
            "receipts": receipts,
            "proof": proof.json(),
            "checkpoint": checkpoint.decode(),
            "did": did,
            "status": status,
        }
    )


def is_bundle(document: JSON) -> bool:
    return isinstance(document, Mapping) and set(document) == MEMBERS


def saved_lists(bundle: JSON) -> list[bytes]:
    """Give the status lists a bundle brings: signed, and trusted only for that."""
    return [canonical(one) for one in parts(bundle, "status")]


def logged(
    bundle: JSON, issuer: Issuer | None, verifier: Verifier, *, at: datetime
) -> Check:
    """Check that the public log tells of a bundle's credential.

    ``issuer`` is None where nobody is trusted, or the credential is someone else's.
    """
    if bundle is None:
        return Check(Code.LOG, Result.NOT_APPLICABLE)
    keys = issuer.checkpoint_keys(at) if issuer else []
    if issuer is None or not keys:
        return Check(Code.LOG, Result.COULD_NOT_CHECK)
    try:
        checkpoint = opened(
            text(bundle, "checkpoint").encode(),
            log_name(origin_of(issuer.did)),
            keys,
            verifier,
        )
    except (BadValueError, UnicodeEncodeError):
        return Check(Code.LOG, Result.FAILED, {"reason": "checkpoint"})
    leaf, index = part(bundle, "proof", "leaf"), part(bundle, "proof", "index")
    digest = sha256(canonical(part(bundle, "credential")))
    is_of_it = (text(leaf, "kind"), text(leaf, "digest")) == (Kind.ISSUE, digest)
    is_dated = _is_instant(text(leaf, "at"))
    is_told = is_of_it and is_dated and not isinstance(index, bool)
    if not is_told or not isinstance(index, int):
        return Check(Code.LOG, Result.FAILED, {"reason": "leaf"})
    hashes = [_unbase64(one) for one in parts(bundle, "proof", "hashes")]
    if not is_included(
        leaf_hash(canonical(leaf)), index, checkpoint.size, hashes, checkpoint.root
    ):
        return Check(Code.LOG, Result.FAILED, {"reason": "proof"})
    facts = {"index": str(index), "size": str(checkpoint.size)}
    facts["logged"] = text(leaf, "at")
    return Check(Code.LOG, Result.PASSED, facts)


def proven(bundle: JSON, log: Check) -> dict[str, datetime]:
    """Tell since when the log has a bundle's credential, where that was proven."""
    if "logged" not in log.facts:
        return {}
    digest = sha256(canonical(part(bundle, "credential")))
    return {digest: instant_of(log.facts["logged"])}


def _is_instant(value: str) -> bool:
    try:
        return bool(instant_of(value))
    except BadValueError:
        return False


def _unbase64(value: JSON) -> bytes:
    """Read one hash; what is none leads to no root."""
    try:
        return b64decode(value, validate=True) if isinstance(value, str) else b""
    except (Error, ValueError):
        return b""
