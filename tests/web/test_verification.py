"""Checking without an account: by file, PDF, photo, text and code."""

from __future__ import annotations

import hashlib
import io
import json
import re
from base64 import b64encode, urlsafe_b64encode

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized

from creditbank.core.values import sha256
from creditbank.services import jobs, people, receipts, transcripts
from creditbank.web.security import limiter
from creditbank.work import works
from tests.adapters.test_opening import a_pdf, a_qr


@pytest.fixture(autouse=True)
def _untried():
    """Every test begins as if nobody had tried anything this minute."""
    limiter.reset()


@pytest.fixture
def issued(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    return transcripts.issue(None, actor=learner, world=bank)


def sent(client, content, **fields):
    file = {} if content is None else {"file": (io.BytesIO(content), "it")}
    answer = client.post("/verify", data={**fields, **file})
    return answer.get_data(as_text=True)


def reported(client, content):
    """The same by the API, as multipart and as a body: one answer."""
    by_file = client.post(
        "/api/v1/verifications", data={"file": (io.BytesIO(content), "it")}
    )
    by_body = client.post("/api/v1/verifications", data=content)
    assert by_file.json == by_body.json
    return by_file.json


def check(report, code):
    return next(one for one in report["checks"] if one["code"] == code)


def link_of(issued, digest=None, origin="https://credits.example.edu"):
    digest = bytes.fromhex(digest or sha256(issued.document))
    fragment = urlsafe_b64encode(digest).decode().rstrip("=")
    return f"{origin}/v/{issued.code}#{fragment}"


def test_a_transcript_as_json_or_attached_to_a_pdf_is_valid_and_is_shown(
    client, issued
):
    for content in (issued.document, a_pdf(("transcript.json", issued.document))):
        assert reported(client, content)["status"] == "valid"
        page = sent(client, content)
        assert "李林" in page
        assert "有效" in page
    assert "李林" in sent(client, None, text=issued.document.decode())


def printed(bank, learner, issued):
    jobs.run_waiting(works(bank), world=bank)
    return transcripts.pdf(issued.id, actor=learner, world=bank)


def ended(report):
    return report["status"], *(one["result"] for one in report["checks"][-2:])


def test_law_16_the_receipts_of_a_pdf_are_checked_and_recomputed(client, bank, issued):
    learner = people.actor_of_email("ada@example.org")
    content = printed(bank, learner, issued)
    kept = receipts.travelling(issued.id, actor=learner, world=bank)
    ((name, receipt),) = kept.items()
    transcript = ("transcript.json", issued.document)

    assert ended(reported(client, content)) == ("valid", "passed", "passed")
    assert ended(reported(client, a_pdf(transcript))) == (
        "valid",
        *("not_applicable",) * 2,
    )
    assert "重算" in sent(client, content)
    forged = receipt.replace(b'"reviewer"', b'"officer"')
    for files in (
        [(f"{name}.receipt", forged)],
        [(f"{name}.receipt", receipt), (f"{'0' * 64}.receipt", receipt)],
        [(f"{name}.receipt", b"no JSON")],
        [(f"{name}.receipt", b'{"basis": {"policy": "none", "version": "1"}}')],
    ):
        report = reported(client, a_pdf(transcript, *files))
        assert ended(report)[:2] == ("altered", "failed")


def test_an_altered_transcript_is_not_shown_however_it_comes(client, issued):
    forged = issued.document.replace("李林".encode(), "王芳".encode())
    for content in (forged, a_pdf(("transcript.json", forged))):
        assert reported(client, content)["status"] == "altered"
        assert "王芳" not in sent(client, content)


def test_a_photo_of_the_qr_code_checks_the_very_file_the_paper_names(client, issued):
    photo = a_qr(link_of(issued), kind="jpeg")
    assert reported(client, photo)["status"] == "valid"
    page = sent(client, photo)
    assert issued.code in page
    assert "李林" not in page  # law 17: a code shows no name
    assert issued.code in sent(client, None, text=link_of(issued))


def test_a_qr_code_that_names_another_file_is_altered(client, issued):
    report = reported(client, a_qr(link_of(issued, sha256(b"another"))))
    assert report["status"] == "altered"
    assert check(report, "signature")["result"] == "failed"
    page = sent(client, a_qr(link_of(issued, sha256(b"another"))))
    assert "二维码对应的不是这份文件" in page


def test_a_qr_code_may_hold_the_file_itself(client):
    report = reported(client, a_qr('{"type": []}'))
    assert check(report, "form")["result"] == "passed"
    assert report["status"] == "unknown_issuer"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (a_pdf(), "PDF中没有附带成绩单文件"),
        (b"%PDF-broken", "文件打不开"),
        (a_qr("https://elsewhere.example/v/ABC"), "二维码指向别的网站"),
        (a_qr("https://credits.example.edu/v/0000000000000000"), "没有这个查询码"),
        (b"PK\x03\x04 a word processor's file", "不是JSON文件"),
    ],
)
def test_what_cannot_be_checked_says_why_and_is_never_called_false(
    client, content, reason
):
    report = reported(client, content)
    assert report["status"] == "could_not_check"
    assert {one["result"] for one in report["checks"]} == {"could_not_check"}
    page = sent(client, content)
    assert reason in page
    assert "没有结论" in page


def test_a_picture_without_a_code_says_so(client):
    from PIL import Image

    kept = io.BytesIO()
    Image.new("L", (80, 80), 255).save(kept, "png")
    assert "没有找到二维码" in sent(client, kept.getvalue())


def test_a_code_is_read_as_people_type_it(client, issued):
    spaced = " ".join(issued.code).lower()
    answer = client.post("/verify", data={"code": spaced}, follow_redirects=True)
    assert "有效" in answer.get_data(as_text=True)
    assert client.get(f"/api/v1/verifications/{spaced}").json["status"] == "valid"
    assert client.get("/api/v1/verifications/NONE").status_code == 404
    assert client.get("/v/NONE").status_code == 404


def test_nothing_brought_is_asked_for_again(client):
    assert 'role="alert"' in sent(client, None)


def test_the_offline_verifier_is_one_file_that_allows_nothing_but_itself(client, bank):
    answer = client.get("/verify/offline")
    page = answer.get_data(as_text=True)
    assert "attachment" in answer.headers["Content-Disposition"]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1)
    policy = policy.replace("&#39;", "'")
    for name in ("script", "style"):
        (inside,) = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        digest = hashlib.sha256(inside.encode()).digest()
        assert f"{name}-src 'sha256-{b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"(src|href)=|@import|\burl\(|fetch\(|XMLHttp", page)


def test_the_offline_verifier_carries_the_banks_keys_with_their_date(client, bank):
    page = client.get("/verify/offline").get_data(as_text=True)
    (told,) = re.findall(r'type="application/json">(.*?)</script>', page, re.DOTALL)
    published = client.get("/.well-known/did.json").json
    assert json.loads(json.loads(told)["did"]) == published
    assert "2026-11-24T04:00:00Z" in page


def test_a_code_typed_as_people_type_it_is_the_same_code(client, issued):
    typed = "-".join(issued.code[n : n + 4] for n in range(0, 16, 4)).lower()
    spaced = typed.replace("0", "o").replace("1", "l").replace("-", " ")
    for code in (typed, spaced):
        answer = client.get(f"/api/v1/verifications/{code}")
        assert answer.json["status"] == "valid"
        assert issued.code in client.get(f"/v/{code}").text


def test_looking_at_a_code_sets_no_cookie(client, issued):
    for address in (f"/v/{issued.code}", f"/api/v1/verifications/{issued.code}"):
        assert "Set-Cookie" not in client.get(address).headers


def test_json_answers_are_compact_and_sorted_by_name(client, issued):
    said = client.get(f"/api/v1/verifications/{issued.code}").text
    assert said.startswith('{"as_of":"')
    assert list(json.loads(said)) == ["as_of", "checks", "status"]
