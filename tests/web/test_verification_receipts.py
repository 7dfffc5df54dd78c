"""Receipts of checks, and many checks at once: by page, by API, and offline."""

from __future__ import annotations

import io
import json
import re
from base64 import b64decode

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized
from click.testing import CliRunner

from creditbank.adapters.db.base import reading
from creditbank.adapters.db.keys import IntentRow
from creditbank.cli.verify import verify
from creditbank.core.canonical import canonical
from creditbank.core.values import sha256
from creditbank.services import tokens, transcripts
from creditbank.services.verification import BATCH_MAX, attesting
from creditbank.web.security import limiter
from tests.adapters.test_opening import a_pdf, a_qr

NAME = "李林"


@pytest.fixture
def throttled():
    """The limits stand, as if nobody had tried anything this minute."""
    limiter.reset()
    limiter.enabled = True
    yield
    limiter.enabled = False
    limiter.reset()


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def issued(bank, learner):
    reviewer = a_reviewer(bank)
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    return transcripts.issue(None, actor=learner, world=bank)


def attested(client, content):
    path = "/api/v1/verifications/receipt"
    by_body = client.post(path, data=content)
    by_file = client.post(path, data={"file": (io.BytesIO(content), "it")})
    assert by_body.data == by_file.data
    return by_body


def offline(client, tmp_path, content, *more):
    """Check as a stranger does, with the keys the bank publishes."""
    (tmp_path / "receipt.json").write_bytes(content)
    (tmp_path / "did.json").write_bytes(client.get("/.well-known/did.json").data)
    given = [str(tmp_path / "receipt.json"), "--did-document"]
    command = [*given, str(tmp_path / "did.json"), *more]
    return CliRunner().invoke(verify, command)


def posted(client, token="", json=None, files=()):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = {"file": [(io.BytesIO(one), "it") for one in files]} if files else None
    path = "/api/v1/verifications/batch"
    return client.post(path, json=json, data=data, headers=headers)


@pytest.fixture
def token(bank, learner):
    given = {"days": 1, "actor": learner, "world": bank}
    return tokens.create_token("office", scopes=["verification.batch"], **given)


def test_a_check_is_answered_with_a_receipt_anyone_can_check_offline(
    client, issued, tmp_path
):
    answer = attested(client, issued.document)
    receipt = answer.json

    assert answer.data == canonical(receipt)
    assert receipt["document"] == receipt["brought"]["digest"]
    assert receipt["report"]["status"] == "valid"
    for purpose in ("revocation", "suspension", "supersession"):
        published = client.get(f"/status/{purpose}/1").data
        assert sha256(published) in {one["digest"] for one in receipt["status_lists"]}
    done = offline(client, tmp_path, answer.data, "--language", "en")
    assert done.exit_code == 0
    assert f"checked what has the SHA-256 {sha256(issued.document)}" in done.output
    assert "the result was “Valid”" in done.output


def test_a_revoked_transcript_has_a_genuine_receipt_that_says_revoked(
    client, bank, issued, tmp_path
):
    life = {"actor": a_reviewer(bank), "world": bank}
    transcripts.revoke(issued.code, "other", "", **life)
    answer = attested(client, issued.document)

    assert answer.json["report"]["status"] == "revoked"
    said = offline(client, tmp_path, answer.data, "--language", "zh")
    assert "这是学分银行的查验凭证，不是成绩单" in said.output
    assert "结果是“已撤销”" in said.output


def test_a_receipt_says_nothing_personal_and_writes_nothing(client, bank, issued):
    attested(client, b"{}")
    for purpose in ("revocation", "suspension", "supersession"):
        client.get(f"/status/{purpose}/1")  # signed and kept at the first request
    with reading() as session:
        before = session.query(IntentRow).count()
    answer = attested(client, issued.document)

    assert NAME not in answer.get_data(as_text=True)
    assert "L0000" not in answer.get_data(as_text=True)
    with reading() as session:
        assert session.query(IntentRow).count() == before


def test_a_paper_that_names_another_file_is_said_to_be_altered(client, issued):
    link = f"https://credits.example.edu/v/{issued.code}#{'A' * 43}"
    receipt = attested(client, link.encode()).json
    assert receipt["report"]["status"] == "altered"
    assert receipt["document"] == sha256(issued.document)


def test_the_receipt_itself_can_be_brought_to_the_page(client, issued):
    content = attested(client, issued.document).data
    page = client.post("/verify", data={"text": content.decode()}).text
    assert "这是学分银行的查验凭证，不是成绩单" in page
    assert "<h1>有效</h1>" in page


def test_the_page_hands_out_the_receipt_of_what_was_brought(client, issued):
    page = client.post("/verify", data={"text": issued.document.decode()}).text
    (carried,) = re.findall(r'href="data:application/json;base64,([^"]+)"', page)
    receipt = json.loads(b64decode(carried))
    assert receipt["brought"]["digest"] == sha256(issued.document)
    assert "查验凭证" not in client.get(f"/v/{issued.code}").text


def test_several_files_on_the_page_are_told_apart(client, issued):
    forged = issued.document.replace(NAME.encode(), "王芳".encode())
    files = {"原件.json": issued.document, "<b>.json": forged, "空.pdf": b"%PDF-broken"}
    brought = [(io.BytesIO(content), name) for name, content in files.items()]
    page = client.post("/verify", data={"file": brought}).text

    assert page.count("data:application/json;base64,") == 3
    assert "原件.json" in page
    assert "&lt;b&gt;.json" in page
    told = re.findall(r'class="pill (valid|altered|could_not_check)">\S', page)
    assert [one for one in told if one != "could_not_check"][:2] == ["valid", "altered"]
    assert "王芳" not in page


@pytest.mark.usefixtures("throttled")
def test_the_page_takes_ten_files_and_counts_each(client):
    def send(count):
        brought = [(io.BytesIO(b"x"), "x") for _ in range(count)]
        return client.post("/verify", data={"file": brought})

    assert "一次最多查验10个文件" in send(11).text
    for _ in range(4):
        assert send(10).status_code == 200
    assert send(10).status_code == 429


def test_many_are_checked_each_by_itself(client, issued, token):
    texts = [issued.document.decode(), "no JSON", issued.code, "", "0" * 16]
    items = posted(client, token, {"items": texts}).json["items"]

    statuses = [one["report"]["status"] for one in items]
    lost = "could_not_check"
    assert statuses == ["valid", lost, "valid", lost, lost]
    assert items[1]["report"]["checks"][0]["facts"] == {"reason": "not JSON"}
    assert items[4]["report"]["checks"][0]["facts"] == {"reason": "no such code"}
    for one in items:
        assert one["receipt"]["report"]["status"] == one["report"]["status"]
    assert items[2]["receipt"]["document"] == items[0]["receipt"]["document"]
    assert NAME not in json.dumps(items, ensure_ascii=False)


def test_many_files_come_as_multipart(client, issued, token, monkeypatch):
    monkeypatch.setattr(attesting, "OPENED_MAX", 2)
    pdf = a_pdf(("transcript.json", issued.document))
    files = [pdf, a_qr(issued.code), issued.document, pdf]
    items = posted(client, token, files=files).json["items"]

    told = [one["report"]["status"] for one in items]
    assert told == ["valid", "could_not_check", "valid", "could_not_check"]
    facts = items[3]["report"]["checks"][0]["facts"]
    assert facts == {"reason": "too many to open at once"}


@pytest.mark.parametrize(
    "body",
    [{}, {"items": []}, {"items": ["x"] * (BATCH_MAX + 1)}, {"items": [{"a": 1}]}, []],
)
def test_a_batch_of_none_or_too_many_is_refused(client, token, body):
    answer = posted(client, token, body)
    assert (answer.status_code, answer.json["code"]) == (422, "bad_value")


def test_a_batch_needs_a_token_made_for_it(client, bank, learner, token):
    given = {"days": 1, "actor": learner, "world": bank}
    other = tokens.create_token("other", scopes=["claims.list"], **given)
    body = {"items": ["x"]}

    assert posted(client, json=body).status_code == 401
    assert posted(client, other, body).status_code == 403
    assert posted(client, token, body).status_code == 200


@pytest.mark.usefixtures("throttled")
def test_batches_are_throttled(client, token):
    for _ in range(10):
        assert posted(client, token, {"items": ["x"]}).status_code == 200
    answer = posted(client, token, {"items": ["x"]})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


def test_the_documentation_tells_how_to_send_them(client):
    paths = client.get("/openapi.json").json["paths"]
    told = paths["/api/v1/verifications/batch"]["post"]["requestBody"]["content"]
    assert set(told) == {"multipart/form-data", "application/json"}
    assert "/api/v1/verifications/receipt" in paths
