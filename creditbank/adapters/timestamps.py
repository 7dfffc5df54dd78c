"""The timestamp server of the seals: RFC 3161 over HTTP, at the configured address.

Decision: nothing but the configured addresses is ever asked. No redirect is followed,
no proxy of the environment used, and what certificates say of other addresses is not
read.
"""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from creditbank.config import TimestampSettings, WrongSettingError

SECONDS_MAX = 10  # without a word from the server
STAMP_BYTES_MAX = 64 * 1024
CRL_BYTES_MAX = 2 * 1024 * 1024  # it is put into every PDF


class TimestampServerError(OSError):
    """The server, or the place of a revocation list, gave no answer to use."""


class HttpTimestamps:
    """One server, with the certificates and revocation lists that speak for it."""

    def __init__(self, settings: TimestampSettings) -> None:
        self._settings = settings
        try:
            held = x509.load_pem_x509_certificates(settings.trust.read_bytes())
        except (OSError, ValueError) as error:
            name, reason = "CREDITBANK_TIMESTAMP_TRUST", "holds no certificates in PEM"
            raise WrongSettingError(name, reason) from error
        self.certificates = [one.public_bytes(Encoding.DER) for one in held]

    def stamp(self, request: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query"}
        return _asked(self._settings.url, STAMP_BYTES_MAX, request, headers)

    def revocations(self) -> list[bytes]:
        return [_asked(address, CRL_BYTES_MAX) for address in self._settings.crls]


def _asked(
    address: str,
    bytes_max: int,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> bytes:
    parts = urlsplit(address)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).read_bytes()
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    place = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        with closing(
            kind(parts.hostname or "", parts.port, timeout=SECONDS_MAX)
        ) as connection:
            connection.request("POST" if body else "GET", place, body, headers or {})
            answer = connection.getresponse()
            content = answer.read(bytes_max + 1)
    except HTTPException as error:
        raise TimestampServerError(type(error).__name__) from error
    if answer.status != 200 or len(content) > bytes_max:
        raise TimestampServerError(f"HTTP {answer.status}, {len(content)} bytes")
    return content
