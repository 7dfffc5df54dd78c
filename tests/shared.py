"""Data of others that is read where it stands and never copied here."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest
from pyld import jsonld

FOLDER = Path(
    os.environ.get("VCVERIFY_DATA") or Path(__file__).parents[2] / "shared" / "vc-data"
)


def vc_data(*parts: str) -> Path:
    """A file of the published contexts, schemas, vectors and samples."""
    if not (FOLDER / "index.json").is_file():
        pytest.skip("NOT RUN: the folder shared/vc-data ($VCVERIFY_DATA) is absent")
    return FOLDER.joinpath(*parts)


@cache
def _contexts():
    return json.loads(vc_data("index.json").read_text("utf-8"))["contexts"]


@cache
def _context(url):
    return json.loads(vc_data(_contexts()[url]["file"]).read_text("utf-8"))


def load(url, _options=None):
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
    }


def pyld_nquads(document):
    """Canonical N-Quads by PyLD under the published contexts."""
    vc_data()
    plain = json.loads(json.dumps(document, default=float))
    return jsonld.normalize(
        plain,
        {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": load,
        },
    )
