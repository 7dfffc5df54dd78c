"""The seal of a PDF: PAdES (EN 319 142-1), by a key that stays in the ring.

Decision: pyHanko composes the signature and our own ring signs it, so the private key
never enters the library. The seal certifies the document: nothing may be changed after
it but timestamps. Its time is our clock's, in /M; there is no CMS signing-time, as
PAdES asks.

Without a timestamp server it is B-B. With one it is B-LTA: a timestamp in the
signature; then, in one revision, the certificates and revocation lists that both need,
and over all of it a document timestamp. ISO 32000-2 counts neither as a change, ISO
32000-1 does not say so; such a seal therefore allows what a form may hold, and there is
no form.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO

from asn1crypto import algos, x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import (
    PdfSignatureMetadata,
    PdfSigner,
    PdfTimeStamper,
    Signer,
)
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from creditbank.adapters.certificates import Sign, der_signature
from creditbank.adapters.stamping import JudgedStamper
from creditbank.core.keys import Algorithm
from creditbank.core.ports import TimestampServer
from creditbank.core.transcripts.encoding import name_of

FIELD = "Seal"
STAMP_FIELD = "Seen"  # the document timestamp
DIGEST = "sha256"
CMS_BYTES = 4096  # a certificate, a signature and its attributes take about a third
DER_BYTES = 72  # the longest an ECDSA signature over P-256 can be


def sealed(
    pdf: bytes,
    *,
    certificate: bytes,
    sign: Sign,
    at: datetime,
    stamps: TimestampServer | None = None,
) -> bytes:
    """Give the PDF with its seal; ``sign`` gives r and s of ES256, 32 bytes each.

    Raises TryAgainError where the timestamps cannot be had.
    """
    holder = x509.Certificate.load(certificate)
    stamper = JudgedStamper(stamps, at) if stamps else None
    permitted = MDPPerm.FILL_FORMS if stamper else MDPPerm.NO_CHANGES
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=permitted,
    )
    signer = _SealSigner(meta, _RingSigner(holder, sign), stamper, at)
    return asyncio.run(_sealed(pdf, holder, signer, stamper))


async def _sealed(
    pdf: bytes,
    holder: x509.Certificate,
    signer: PdfSigner,
    stamper: JudgedStamper | None,
) -> bytes:
    if stamper is None:
        writer = _Writer(BytesIO(pdf))
        made = await signer.async_sign_pdf(writer, bytes_reserved=2 * CMS_BYTES)
        return bytes(made.getvalue())
    made = await signer.async_sign_pdf(_Writer(BytesIO(pdf)))
    writer = _Writer(made)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=[holder, *stamper.certificates.values()],
        crls=stamper.lists,
    )
    last = PdfTimeStamper(stamper, field_name=STAMP_FIELD)
    made = await last.async_timestamp_pdf(writer, DIGEST)
    return bytes(made.getvalue())


def seal_of(pdf: bytes) -> tuple[str, bytes] | None:
    """Give the key that sealed a PDF, by its multikey, and the bytes it signed.

    None where there is not one seal; whether it holds is not asked here.
    """
    try:
        (found,) = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    except (PdfError, ValueError):
        return None
    holder = load_der_x509_certificate(found.signer_cert.dump()).public_key()
    if not isinstance(holder, ec.EllipticCurvePublicKey):
        return None
    point = holder.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    attributes = found.signer_info["signed_attrs"].untag().dump()
    return name_of(Algorithm.ES256, point), attributes


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
        self,
        meta: PdfSignatureMetadata,
        signer: Signer,
        stamper: JudgedStamper | None,
        at: datetime,
    ) -> None:
        super().__init__(meta, signer, timestamper=stamper)
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
