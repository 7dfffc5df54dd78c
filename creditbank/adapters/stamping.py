"""Timestamps for a seal (PAdES B-LTA, EN 319 142-1): asked for, judged, then believed.

Decision: a token counts only when its signature, its imprint, its certificates up to
the root the bank chose and their revocation lists were checked here, at the moment it
came. A seal that says B-LTA then verifies with what the file itself carries.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from asn1crypto import cms, crl, tsp, x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from creditbank.core.jobs import TryAgainError
from creditbank.core.ports import TimestampServer

NOT_STAMPED = "not_stamped"  # the job's error; its sentence is in language/jobs.py
CLOCKS_APART_MAX = timedelta(minutes=5)  # ours, and who signs revocation lists


class JudgedStamper(TimeStamper):
    """pyHanko's idea of a timestamp server, over one whose every word is checked."""

    def __init__(self, server: TimestampServer, at: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._server = server
        self._at = at
        self._trusts: ValidationContext | None = None
        self.certificates: dict[bytes, x509.Certificate] = {}  # of tokens that counted
        self.lists: list[crl.CertificateList] = []

    async def async_request_tsa_response(
        self, req: tsp.TimeStampReq
    ) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._server.stamp(req.dump()))

    async def async_timestamp(
        self, message_digest: bytes, md_algorithm: str
    ) -> cms.ContentInfo:
        """Give a token that holds; TryAgainError for whatever else may come."""
        try:
            self._trusts = self._trusts or self._judge()
            token = await super().async_timestamp(message_digest, md_algorithm)
            found = await validate_tst_signed_data(
                token["content"],
                self._trusts,
                lambda name: message_digest if name == md_algorithm else b"",
            )
        except Exception as error:  # whatever a stranger's server says or leaves out
            raise TryAgainError(NOT_STAMPED) from error
        is_trusted = found["trust_problem_indic"] is None
        if not (found["intact"] and found["valid"] and is_trusted):
            raise TryAgainError(NOT_STAMPED)
        self.certificates |= {one.dump(): one for one in found["validation_path"]}
        return token

    def _judge(self) -> ValidationContext:
        held = [x509.Certificate.load(one) for one in self._server.certificates]
        self.lists = [
            crl.CertificateList.load(one) for one in self._server.revocations()
        ]
        return ValidationContext(
            trust_roots=[one for one in held if one.self_issued],
            other_certs=[one for one in held if not one.self_issued],
            crls=self.lists,
            moment=self._at,
            allow_fetching=False,
            revocation_mode="require",
            time_tolerance=CLOCKS_APART_MAX,
        )
