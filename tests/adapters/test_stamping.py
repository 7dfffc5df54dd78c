"""Seals with timestamps: every word of the server is checked before it counts."""

from __future__ import annotations

import asyncio
import io
import re
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import seals
from asn1crypto import tsp, x509
from conftest import NOON, FixedKeys, settings_at
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from stamps import DER, LIST, STAMP, Authority, stamping

from creditbank.adapters import timestamps
from creditbank.adapters.printing import TypstPrinter
from creditbank.adapters.sealing import sealed
from creditbank.adapters.timestamps import HttpTimestamps
from creditbank.config import WrongSettingError
from creditbank.core.jobs import TryAgainError
from creditbank.core.keys import Purpose

PAGE = '#set text(font: "Noto Sans SC")\n#sys.inputs.text'
KEYS = FixedKeys()


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    (folder / "page.typ").write_text(PAGE, "utf-8")
    return TypstPrinter(folder).pdf("page.typ", {"text": "李林"}, at=NOON)


@pytest.fixture
def served(tmp_path):
    with stamping(Authority(NOON), tmp_path) as server:
        yield server


def seal(pdf, server, **more):
    return sealed(
        pdf,
        certificate=KEYS.certificate(),
        sign=KEYS.ring[Purpose.SEAL].sign,
        at=NOON,
        stamps=server.timestamps,
        **more,
    )


def long_term(paper, *roots):
    """Judge with nothing but what the file carries (EN 319 102-1)."""
    held = [x509.Certificate.load(one) for one in roots]
    reader = PdfFileReader(io.BytesIO(paper))
    (found,) = reader.embedded_regular_signatures
    spec = SignatureValidationSpec(
        CertValidationPolicySpec(
            SimpleTrustManager.build(trust_roots=held),
            CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
        local_knowledge=LocalKnowledge(),
    )
    return asyncio.run(ades_lta_validation(found, PdfSignatureValidationSpec(spec)))


def test_a_seal_with_timestamps_is_b_lta_and_holds_by_what_the_file_carries(
    pdf, served
):
    paper = seal(pdf, served)
    reader = PdfFileReader(io.BytesIO(paper))
    found, status = seals.seal_of(paper, KEYS.certificate(), at=NOON)
    unsigned = {one["type"].native for one in found.signer_info["unsigned_attrs"]}
    store = reader.root["/DSS"]
    root = served.authority.root.public_bytes(DER)

    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.modification_level.name == "LTA_UPDATES"
    assert found.docmdp_level.name == "FILL_FORMS"
    assert unsigned == {"signature_time_stamp_token"}
    assert len(store["/Certs"]) == 3  # the seal's, the server's, its root
    assert len(store["/CRLs"]) == 1
    (last,) = reader.embedded_timestamp_signatures
    assert last.evaluate_signature_coverage().name == "ENTIRE_FILE"
    judged = long_term(paper, KEYS.certificate(), root)
    assert judged.ades_subindic.status.name == "PASSED", judged.failure_msg
    assert long_term(paper, KEYS.certificate()).ades_subindic.status.name != "PASSED"


def test_the_time_of_the_machine_stands_nowhere_in_the_file(pdf, served):
    paper = seal(pdf, served)
    assert set(re.findall(rb"D:(\d{8})", paper)) == {b"20261124"}


def test_what_is_changed_after_a_seal_with_timestamps_is_seen(pdf, served):
    paper = seal(pdf, served)
    place = paper.index(b"/MediaBox") + 14
    changed = paper[:place] + b"9" + paper[place + 1 :]
    _, status = seals.seal_of(changed, KEYS.certificate(), at=NOON)
    assert not status.intact


def test_only_the_configured_addresses_are_asked(pdf, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with (
        stamping(Authority(NOON), tmp_path) as other,
        stamping(
            Authority(NOON, elsewhere=f"{other.address}{LIST}"), tmp_path
        ) as server,
    ):
        seal(pdf, server)
        assert server.asked == [LIST, STAMP, STAMP, STAMP]
        assert other.asked == []


def another_imprint(authority):
    def answer(request):
        asked = tsp.TimeStampReq.load(request)
        asked["message_imprint"]["hashed_message"] = bytes(32)
        return authority.answer(asked.dump(force=True))

    return answer


def another_nonce(authority):
    def answer(request):
        asked = tsp.TimeStampReq.load(request)
        asked["nonce"] = 7
        return authority.answer(asked.dump(force=True))

    return answer


def refusal(_authority):
    status = {"status": "rejection", "fail_info": {"bad_alg"}}
    return lambda _: tsp.TimeStampResp({"status": status}).dump()


def altered(authority):
    return lambda request: authority.answer(request)[:-1] + b"\0"


@pytest.mark.parametrize(
    "does",
    [
        another_imprint,
        another_nonce,
        refusal,
        altered,
        lambda _: lambda _: b"",
        lambda _: lambda _: b"<html>Sign in to the network</html>",
        lambda _: lambda _: b"\x30" * (timestamps.STAMP_BYTES_MAX + 1),
    ],
    ids=["imprint", "nonce", "refusal", "altered", "empty", "portal", "large"],
)
def test_an_answer_that_does_not_hold_is_no_timestamp(pdf, served, does):
    served.does = does(served.authority)
    with pytest.raises(TryAgainError, match="not_stamped"):
        seal(pdf, served)


@pytest.mark.parametrize("status", ["302 Found", "500 Oh", "404 Where"])
def test_a_redirect_is_not_followed_and_an_error_is_no_answer(pdf, served, status):
    served.status = status
    with pytest.raises(TryAgainError):
        seal(pdf, served)
    assert served.asked == [LIST, STAMP]


def changed(authority, **facts):
    return replace(authority, **facts)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"revoked": [2]}, "its certificate was taken back"),
        ({"usage": ExtendedKeyUsageOID.CODE_SIGNING}, "not a certificate for stamps"),
        ({"at": NOON - timedelta(days=30)}, "the list of revocations is old"),
    ],
)
def test_a_server_whose_certificate_does_not_hold_stamps_nothing(
    pdf, served, facts, why
):
    served.authority = replace(served.authority, **facts)
    served.does = served.authority.answer
    with pytest.raises(TryAgainError):
        seal(pdf, served)


def test_only_the_root_that_the_bank_chose_is_believed(pdf, served):
    chosen = served.timestamps
    served.authority = Authority(NOON, name="Another authority")
    served.does = served.authority.answer
    with pytest.raises(TryAgainError):
        sealed(
            pdf,
            certificate=KEYS.certificate(),
            sign=KEYS.ring[Purpose.SEAL].sign,
            at=NOON,
            stamps=chosen,
        )


def test_a_server_that_is_gone_or_says_nothing_is_not_waited_for(
    pdf, tmp_path, monkeypatch
):
    monkeypatch.setattr(timestamps, "SECONDS_MAX", 0.2)
    with stamping(Authority(NOON), tmp_path) as server:
        server.does = lambda _: time.sleep(1) or b""
        with pytest.raises(TryAgainError):
            seal(pdf, server)
    with pytest.raises(TryAgainError):  # nobody listens there any more
        seal(pdf, server)


def test_revocation_lists_may_lie_in_a_file(pdf, served, tmp_path):
    (tmp_path / "a list.crl").write_bytes(served.authority.taken_back)
    settings = replace(served.settings, crls=((tmp_path / "a list.crl").as_uri(),))
    stamps = HttpTimestamps(settings)
    assert stamps.revocations() == [served.authority.taken_back]


def test_what_is_wrong_with_the_settings_of_timestamps_is_named(served, tmp_path):
    trust = tmp_path / "trust.pem"
    good = {
        "CREDITBANK_TIMESTAMP_URL": served.settings.url,
        "CREDITBANK_TIMESTAMP_TRUST": str(trust),
        "CREDITBANK_TIMESTAMP_CRLS": f"{served.address}/a file:///b",
    }
    address = "sqlite:///" + "x"
    found = settings_at(address, tmp_path, **good)
    assert found.timestamps.crls == (f"{served.address}/a", "file:///b")
    for name, wrong in (
        ("URL", "file:///x"),
        ("URL", "https://me:mine@stamps.example/"),
        ("CRLS", "ftp://x"),
        ("URL", ""),
        ("TRUST", ""),
        ("CRLS", ""),
    ):
        with pytest.raises(WrongSettingError) as said:
            settings_at(
                address, tmp_path, **{**good, f"CREDITBANK_TIMESTAMP_{name}": wrong}
            )
        assert said.value.name == f"CREDITBANK_TIMESTAMP_{name}"
    for trust_ in (Path("/absent.pem"), Path(__file__)):
        with pytest.raises(WrongSettingError) as said:
            HttpTimestamps(replace(found.timestamps, trust=trust_))
        assert said.value.name == "CREDITBANK_TIMESTAMP_TRUST"
