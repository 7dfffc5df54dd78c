"""A timestamp server on the loopback, with an authority of its own, for one test."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from wsgiref.simple_server import WSGIRequestHandler, make_server

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from creditbank.adapters.timestamps import HttpTimestamps
from creditbank.config import TimestampSettings

DER = serialization.Encoding.DER
STAMP = "/stamp"
LIST = "/list.crl"


@cache
def private(_name):
    """RSA, which is all that pyHanko's own server for tests knows."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass
class Authority:
    """A root, the certificate of its timestamp server, and what it took back."""

    at: object  # the instant around which all of it is good
    name: str = "A timestamp authority for tests"
    usage: object = ExtendedKeyUsageOID.TIME_STAMPING
    elsewhere: str = ""  # an address its certificates name
    revoked: list[int] = field(default_factory=list)

    def certificate(self, name, key, *, is_root=False, more=()):
        begun = self.at - timedelta(days=1)
        builder = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named(self.name))
            .public_key(key.public_key())
            .serial_number(1 if is_root else 2)
            .not_valid_before(begun)
            .not_valid_after(begun + timedelta(days=3650))
            .add_extension(
                x509.BasicConstraints(ca=is_root, path_length=None), critical=True
            )
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
                critical=False,
            )
        )
        for one, is_critical in more:
            builder = builder.add_extension(one, critical=is_critical)
        return builder.sign(private(self.name), hashes.SHA256())

    @property
    def root(self):
        return self.certificate(self.name, private(self.name), is_root=True)

    @property
    def stamps(self):
        more = [(x509.ExtendedKeyUsage([self.usage]), True)]
        if self.elsewhere:
            point = x509.DistributionPoint(
                [x509.UniformResourceIdentifier(self.elsewhere)], None, None, None
            )
            more.append((x509.CRLDistributionPoints([point]), False))
        return self.certificate("Stamps", private("stamps"), more=more)

    @property
    def taken_back(self):
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(named(self.name))
            .last_update(self.at - timedelta(hours=1))
            .next_update(self.at + timedelta(days=7))
        )
        for serial in self.revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(self.at - timedelta(minutes=30))
                .build()
            )
        made = builder.sign(private(self.name), hashes.SHA256())
        return made.public_bytes(DER)

    def answer(self, request: bytes) -> bytes:
        key = private("stamps").private_bytes(
            DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        stamper = DummyTimeStamper(
            asn1.Certificate.load(self.stamps.public_bytes(DER)),
            keys.PrivateKeyInfo.load(key),
            fixed_dt=self.at,
        )
        return stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump()


class Server:
    """What it was asked stands in ``asked``; what it does may be exchanged."""

    def __init__(self, authority, folder) -> None:
        self.authority = authority
        self.asked = []
        self.does = authority.answer
        self.status = "200 OK"
        self.folder = folder

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        is_stamp = environ["PATH_INFO"] == STAMP
        content = self.does(body) if is_stamp else self.authority.taken_back
        start_response(
            self.status if is_stamp else "200 OK",
            [
                ("Content-Type", "application/timestamp-reply"),
                ("Content-Length", str(len(content))),
                ("Location", f"{self.address}/elsewhere"),
            ],
        )
        return [content]

    @property
    def settings(self) -> TimestampSettings:
        trust = self.folder / "trust.pem"
        trust.write_bytes(self.authority.root.public_bytes(serialization.Encoding.PEM))
        crls = (f"{self.address}{LIST}",)
        return TimestampSettings(f"{self.address}{STAMP}", trust, crls)

    @property
    def timestamps(self) -> HttpTimestamps:
        return HttpTimestamps(self.settings)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Say nothing: tests print what they mean to."""


@contextmanager
def stamping(authority, folder):
    """Serve an authority while the block runs."""
    served = Server(authority, folder)
    with make_server("127.0.0.1", 0, served, handler_class=_Quiet) as listening:
        served.address = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(
            target=listening.serve_forever, args=(0.02,), daemon=True
        )
        thread.start()
        yield served
        listening.shutdown()
        thread.join()
