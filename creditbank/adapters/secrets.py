"""One secret in the settings, many in use: a key of its own for each purpose."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derived(secret: str, purpose: str) -> bytes:
    """Draw the key for ``purpose`` from the secret (HKDF, RFC 5869): 32 bytes.

    What one of them signs or seals says nothing under another, and none tells the
    secret.
    """
    return HKDF(
        algorithm=hashes.SHA256(),
        length=32,
        salt=None,
        info=f"creditbank {purpose}".encode(),
    ).derive(secret.encode())
