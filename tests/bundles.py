"""Bundles as the bank writes them, over a log of eleven leaves."""

from __future__ import annotations

from dataclasses import replace

from conftest import NOON, OneKey
from signed import ORIGIN, PUBLISHED, a_list, outer

from creditbank.core.canonical import canonical
from creditbank.core.keys import PublicKey, Purpose
from creditbank.core.log import (
    Checkpoint,
    Kind,
    Leaf,
    grown,
    inclusion,
    leaf_hash,
    log_name,
    root,
    sealed,
)
from creditbank.core.strict import parsed
from creditbank.core.transcripts.identity import did_document
from creditbank.core.values import sha256
from creditbank.core.verification.bundles import Proof, bundled

LOG_KEY = OneKey(Purpose.CHECKPOINTS)
KEYS = [*PUBLISHED, PublicKey(LOG_KEY.multikey, Purpose.CHECKPOINTS)]
DID_OF_LOG = canonical(did_document(ORIGIN, KEYS))


def a_bundle(credential=None, *, kind=Kind.ISSUE, place=5, key=LOG_KEY, origin=ORIGIN):
    credential = credential or outer()
    leaves = [Leaf(Kind.KEY, f"{n:064x}", NOON) for n in range(11)]
    leaves[place] = Leaf(kind, sha256(canonical(credential)), NOON)
    nodes = {}
    for size, leaf in enumerate(leaves):
        for level, number, found in grown(
            size, leaf_hash(leaf.content), lambda a, b: nodes[a, b]
        ):
            nodes[level, number] = found

    def read(level, number):
        return nodes[level, number]

    checkpoint = Checkpoint(log_name(origin), 11, root(11, read))
    proof = Proof(leaves[place], place, inclusion(place, 11, read))
    return bundled(
        credential,
        proof,
        sealed(checkpoint, key),
        parsed(DID_OF_LOG),
        receipts=[],
        status=[parsed(a_list())],
    )


def change(**members):
    document = parsed(a_bundle())
    return canonical({**document, **members})


def proof_with(**members):
    return {**parsed(a_bundle())["proof"], **members}


def revoked(key, at):
    keys = [
        replace(one, revoked_at=at) if one.name == key.multikey else one for one in KEYS
    ]
    return canonical(did_document(ORIGIN, keys))
