"""The outer eddsa-rdfc-2022 signature of a transcript, against PyLD's route to it."""

from __future__ import annotations

import hashlib
import json

from bench import Ratio, faster
from bench._documents import AT, Key, transcript
from bench._pyld import normalized
from creditbank.core.canonical import JSON
from creditbank.core.transcripts.encoding import base58
from creditbank.core.transcripts.proofs import RDFC_SUITE, signed_by

FLOOR = 10.0


def ratios(quick: bool) -> list[Ratio]:  # noqa: FBT001 - every bench is called alike
    key = Key()
    document = transcript(40, key)
    plain = json.loads(json.dumps(document, default=float))
    mine = signed_by(RDFC_SUITE, document, key, at=AT)
    if mine["proofValue"] != by_pyld(plain, mine, key):
        raise RuntimeError("the two do not sign the same statements")
    return [
        faster(
            "outer rdfc signature of a 40-course transcript, to PyLD",
            lambda: signed_by(RDFC_SUITE, document, key, at=AT),
            lambda: by_pyld(plain, mine, key),
            floor=FLOOR,
            rounds=3 if quick else 10,
        )
    ]


def by_pyld(document: dict[str, object], proof: dict[str, JSON], key: Key) -> str:
    """Sign as the suite says, with another's canonical form."""
    options = {name: one for name, one in proof.items() if name != "proofValue"}
    message = b"".join(
        hashlib.sha256(normalized(one).encode()).digest()
        for one in ({**options, "@context": document["@context"]}, document)
    )
    return "z" + base58(key.sign(message))
