"""The canonical form of closed documents: orjson's bytes are the reference's."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
import rfc8785
from documents import a_document, with_floats

from creditbank.core.canonical import canonical, canonical_closed
from creditbank.core.errors import BadValueError
from creditbank.core.transcripts.shapes import INNER, OUTER, STATUS_LIST

DOCUMENTS = 10_000
SHAPES = [INNER] * 6 + [STATUS_LIST] * 3 + [OUTER]


def test_ten_thousand_documents_of_our_shapes_are_written_as_rfc_8785_writes_them():
    draw = random.Random(8785)  # noqa: S311 - the same documents each time
    for _ in range(DOCUMENTS):
        document = a_document(draw.choice(SHAPES), draw)

        written = canonical_closed(document)

        assert written == rfc8785.dumps(with_floats(document))
        assert written == canonical(document)


def test_names_beyond_the_basic_plane_are_sorted_as_utf_16_sorts_them():
    document = {"\ufb33": 1, "😀": 2, "a": "𠮷"}
    assert canonical_closed(document) == rfc8785.dumps(document) == canonical(document)


@pytest.mark.parametrize(
    "value", [2**53, "\ud800", object(), Decimal("NaN"), Decimal("sNaN"), {1: "a"}]
)
def test_what_has_no_exact_form_is_refused_on_the_fast_path_too(value):
    with pytest.raises(BadValueError):
        canonical_closed({"name": value})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2.50", b"2.5"),
        ("2.00", b"2"),
        ("100", b"100"),
        ("-0.00", b"0"),
        ("0.05", b"0.05"),
        ("1E+2", b"100"),
        ("12345678901234.50", b"12345678901234.5"),
    ],
)
def test_a_decimal_is_written_without_needless_zeros(value, written):
    assert canonical(Decimal(value)) == canonical_closed(Decimal(value)) == written
