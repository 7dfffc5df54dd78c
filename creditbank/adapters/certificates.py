"""The certificate of the seal: made by the bank for itself, for the printed form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

LIFE = timedelta(days=3653)  # ten years; a seal is rotated long before
ORGANIZATION = "学分银行 / Credit Bank"

_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


Sign = Callable[[bytes], bytes]


def seal_certificate(point: bytes, sign: Sign, origin: str, *, at: datetime) -> bytes:
    """Certify the seal's key by itself, in DER; ``sign`` gives r and s of ES256.

    Nobody vouches for it but the bank: a reader's program says so, and the DID
    document, which lists the same key, is what ties it to the bank.

    A key in a token signs nothing but bytes, and the builder takes no signature. So it
    is given a key that is thrown away, whose signature ours then replaces: what is
    signed names no key but the one it certifies.
    """
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    draft = _builder(public, urlsplit(origin).hostname or origin, at).sign(
        ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()
    )
    made = asn1.Certificate.load(draft.public_bytes(serialization.Encoding.DER))
    made["signature_value"] = der_signature(sign(draft.tbs_certificate_bytes))
    return bytes(made.dump())


def der_signature(signature: bytes) -> bytes:
    """Write r and s, 32 bytes each, as X.509 and CMS have them."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    return encode_dss_signature(r, s)


def _builder(
    public: ec.EllipticCurvePublicKey, host: str, at: datetime
) -> x509.CertificateBuilder:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, host[:64]),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_USAGE, critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(public), critical=False
        )
    )
