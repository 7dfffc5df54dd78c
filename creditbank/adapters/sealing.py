"""The seal of a PDF: PAdES B-B (EN 319 142-1), by a key that stays in the ring.

Decision: pyHanko composes the signature and our own ring signs it, so the private key
never enters the library. The seal certifies the document: nothing may be changed after
it. Its time is our clock's, in /M; there is no CMS signing-time, as PAdES asks.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO

from asn1crypto import algos, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from creditbank.adapters.certificates import Sign, der_signature

FIELD = "Seal"
CMS_BYTES = 4096  # a certificate, a signature and its attributes take about a third
DER_BYTES = 72  # the longest an ECDSA signature over P-256 can be


def sealed(pdf: bytes, *, certificate: bytes, sign: Sign, at: datetime) -> bytes:
    """Give the PDF with its seal; ``sign`` gives r and s of ES256, 32 bytes each."""
    holder = x509.Certificate.load(certificate)
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = _SealSigner(meta, _RingSigner(holder, sign), at)
    writer = _Writer(BytesIO(pdf))
    out: BytesIO = asyncio.run(
        signer.async_sign_pdf(writer, bytes_reserved=2 * CMS_BYTES)
    )
    return out.getvalue()


class _RingSigner(Signer):
    """pyHanko's idea of a signer, over a key it never sees."""

    def __init__(self, certificate: x509.Certificate, sign: Sign) -> None:
        mechanism = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        super().__init__(
            signing_cert=certificate,
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
            signature_mechanism=mechanism,
        )
        self._sign = sign

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's own signature
    ) -> bytes:
        del digest_algorithm
        if dry_run:
            return bytes(DER_BYTES)
        return der_signature(self._sign(data))


class _SealSigner(PdfSigner):
    """Takes the time of the seal from our clock."""

    def __init__(
        self, meta: PdfSignatureMetadata, signer: Signer, at: datetime
    ) -> None:
        super().__init__(meta, signer)
        self._at = at

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002 - as above
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


class _Writer(IncrementalPdfFileWriter):
    """Leaves the document's own metadata as they were printed."""

    def _update_meta(self) -> None:
        """Nothing: pyHanko would write the machine's time into them."""
