"""Validate a seal as a stranger would: by pyHanko, trusting the bank's certificate."""

from __future__ import annotations

import io
import warnings

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def seal_of(content, certificate, *, at):
    """Give the one seal of a PDF, and what pyHanko says of it at an instant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (found,) = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        trusts = ValidationContext(
            trust_roots=[x509.Certificate.load(certificate)],
            allow_fetching=False,
            revocation_mode="soft-fail",
            moment=at,
        )
        return found, validate_pdf_signature(found, trusts)
