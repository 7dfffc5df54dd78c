"""The offline verifier: one HTML file with all it needs, put together at download.

Its sources are readable files in ``static/offline`` and ``templates``. Words, closed
shapes and names are the core's own, written into it as data, so that they cannot
drift apart. Its content security policy names the hashes of its one script and one
style, and allows nothing else: no network, no form target, no frame.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from flask import render_template
from markupsafe import Markup

from creditbank.core.canonical import JSON, canonical
from creditbank.core.keys import Purpose
from creditbank.core.transcripts import shapes
from creditbank.core.transcripts.identity import IDENTITY_TYPE
from creditbank.core.transcripts.jwt import CLAIMS, HEADER
from creditbank.core.transcripts.status_lists import BYTES
from creditbank.core.values import instant_text
from creditbank.core.verification import attesting
from creditbank.language import checks

SCRIPTS = ("reading.js", "checking.js", "page.js")
_TYPES: Mapping[object, str] = {
    str: "text",
    bool: "boolean",
    int: "integer",
    Decimal: "number",
}


def assembled(folder: Path, did: Mapping[str, JSON], *, at: datetime) -> str:
    """Put the file together from the sources in ``folder``, with the bank's keys."""
    sources = [(folder / name).read_text("utf-8") for name in SCRIPTS]
    script = "\n".join(sources).replace('"use strict";\n', "")
    script = f'"use strict";\n{script}'
    style = (folder / "offline.css").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return render_template(
        "verification/offline.html",
        policy=policy,
        style=_element("style", style),
        script=_element("script", script),
        data=_element("script", _data(did), 'id="bank" type="application/json"'),
        did=did["id"],
        made_at=instant_text(at),
    )


def _element(name: str, content: str, attributes: str = "") -> Markup:
    """Write a raw element of our own sources; nothing of a visitor is in it."""
    opened = f"{name} {attributes}".strip()
    return Markup(f"<{opened}>{content}</{name}>")  # noqa: S704 - our own files


def _hash(content: str) -> str:
    """Name a source as a content security policy does (CSP Level 3, section 2.3.1)."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _data(did: Mapping[str, JSON]) -> str:
    told = {
        "did": canonical(did).decode(),
        "purposes": {one.value: one.algorithm.value for one in Purpose},
        "unasserted": [one.value for one in Purpose if not one.is_for_assertions],
        "shapes": {
            "outer": described(shapes.OUTER),
            "inner": described(shapes.INNER),
            "status_list": described(shapes.STATUS_LIST),
            "receipt": described(attesting.RECEIPT),
            "bare": described(shapes.without_proof(shapes.OUTER)),
        },
        "header": HEADER,
        "claims": sorted(CLAIMS),
        "identity_type": IDENTITY_TYPE,
        "list_bytes": BYTES,
        "words": {
            "checks": checks.CHECKS,
            "results": checks.RESULTS,
            "statuses": checks.STATUSES,
            "meanings": checks.MEANINGS,
            "facts": checks.FACTS,
            "reasons": checks.REASONS,
            "attested": checks.ATTESTED,
        },
    }
    # Inside a script element only "<" could end it.
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")


def described(shape: shapes.Shape) -> dict[str, object]:
    """Write a closed shape as data."""
    if isinstance(shape, shapes.Exactly):
        return {"exactly": shape.texts}
    if isinstance(shape, shapes.InOrder):
        return {"in_order": [described(one) for one in shape.shapes]}
    if isinstance(shape, frozenset):
        return {"one_of": sorted(shape)}
    if isinstance(shape, tuple):
        return {"each": described(shape[0])}
    if isinstance(shape, Mapping):
        return {"members": {name: described(one) for name, one in shape.items()}}
    return {"type": _TYPES[shape]}
