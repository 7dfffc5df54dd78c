"""Personal data at rest: encrypted, and found again by a keyed hash (law 17)."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet

from creditbank.adapters.secrets import derived


class FernetVault:
    """Two keys drawn from the secret: one encrypts, one names."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derived(secret, "seal")))
        self._lookup = derived(secret, "lookup")

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        return self._fernet.decrypt(sealed.encode()).decode()

    def lookup(self, text: str) -> str:
        return hmac.digest(self._lookup, text.encode(), "sha256").hex()
