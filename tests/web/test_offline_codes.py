"""The offline QR code: drawn for its learner, on the paper, and read without a bank."""

from __future__ import annotations

import io
import json

import pytest
import segno
import zxingcpp
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized, signed_in
from click.testing import CliRunner
from PIL import Image

from creditbank.adapters.db import transcripts as rows
from creditbank.adapters.db.base import reading
from creditbank.cli.verify import verify
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.transcripts.summaries import SignedSummary
from creditbank.core.values import Credits, sha256
from creditbank.services import transcripts
from creditbank.services.transcripts import summarizing
from tests.adapters.test_opening import a_qr
from tests.services.test_printing import drawn


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def issued(bank, learner):
    claim = a_claim(bank, learner, a_holding(bank, learner))
    recognized(bank, claim, a_reviewer(bank))
    return transcripts.issue(None, actor=learner, world=bank)


@pytest.fixture
def said(bank, issued, learner):
    """The text of its code."""
    with reading() as session:
        row = rows.credential(session, learner.learner_id, issued.id)
        summary = summarizing.summary_of(session, row, bank)
    return summarizing.signed_summary(summary, bank)


def seen(drawing):
    (found,) = zxingcpp.read_barcodes(drawn(drawing))
    return found.text


def on_page(client, **brought):
    return client.post("/verify", data=brought).text


def offline(client, tmp_path, content, *more):
    (tmp_path / "code").write_bytes(content)
    given = []
    for name, address, option in (
        ("did.json", "/.well-known/did.json", "--did-document"),
        ("list.json", "/status/revocation/1", "--status-list"),
    ):
        (tmp_path / name).write_bytes(client.get(address).data)
        given += [option, str(tmp_path / name)]
    command = [str(tmp_path / "code"), *given, *more]
    return CliRunner().invoke(verify, command)


def test_the_code_sums_up_what_the_signed_file_says(said, issued):
    summary = SignedSummary.of(said).summary
    document = json.loads(issued.document)

    (inner,) = document["credentialSubject"]["verifiableCredential"]
    (line,) = summary.schemes["bank"]
    stated = inner["credentialSubject"]
    assert line.code == stated["achievement"]["humanCode"]
    assert line.credits == Credits.of(str(stated["creditsEarned"]))
    assert summary.digest == sha256(issued.document)
    assert str(summary.status_index) == document["credentialStatus"]["statusListIndex"]
    assert "李林" not in said


def test_its_learner_and_nobody_else_gets_it_drawn(client, bank, issued, said):
    path = f"/transcripts/{issued.id}/offline.svg"
    assert client.get(path).status_code in {302, 401}
    a_learner(bank, email="eve@example.org", name="王芳")
    signed_in(client, "eve@example.org")
    assert client.get(path).status_code == 404
    client.post("/people/sign-out")
    signed_in(client, "ada@example.org")

    answer = client.get(path)

    assert answer.mimetype == "image/svg+xml"
    assert SignedSummary.of(seen(answer.text)) == SignedSummary.of(said)
    assert path in client.get("/transcripts").text


def test_what_is_no_transcript_has_no_code(bank, learner, issued):
    with reading() as session:
        (member,) = rows.members(session, learner.learner_id, issued.id)
    with pytest.raises(NotFoundError):
        transcripts.offline_code(member, actor=learner, world=bank)


def test_a_transcript_too_long_for_a_code_is_printed_without(bank, said, monkeypatch):
    def too_long(*_):
        raise BadValueError("summary", "too long for a QR code")

    summary = SignedSummary.of(said).summary
    assert summarizing.printed_summary(summary, bank).startswith("<svg")
    monkeypatch.setattr(summarizing, "summary_text", too_long)
    assert summarizing.printed_summary(summary, bank) == ""


def test_the_page_reads_it_from_text_and_from_a_photo(client, said, issued):
    for brought in (
        {"text": said},
        {"file": (io.BytesIO(a_qr(said, kind="jpeg")), "photo.jpg")},
    ):
        page = on_page(client, **brought)
        assert "<h1>有效</h1>" in page
        assert "这个码不含姓名" in page
        assert sha256(issued.document) in page
        assert "李林" not in page


def test_a_photo_of_both_codes_is_looked_up_by_its_link(client, said, issued):
    link = f"https://credits.example.edu/v/{issued.code}"
    both = Image.new("RGB", (1400, 700), "white")
    for place, text in enumerate((said, link)):
        kept = io.BytesIO()
        segno.make(text).save(kept, kind="png", scale=6)
        both.paste(Image.open(kept).convert("RGB"), (place * 700, 0))
    kept = io.BytesIO()
    both.save(kept, "png")
    page = on_page(client, file=(io.BytesIO(kept.getvalue()), "both.png"))
    assert issued.code in page


def test_a_photo_with_another_sites_code_beside_it_is_read_too(client, said):
    both = Image.new("RGB", (1400, 700), "white")
    for place, text in enumerate(("https://elsewhere.example/x", said)):
        kept = io.BytesIO()
        segno.make(text).save(kept, kind="png", scale=6)
        both.paste(Image.open(kept).convert("RGB"), (place * 700, 0))
    kept = io.BytesIO()
    both.save(kept, "png")
    page = on_page(client, file=(io.BytesIO(kept.getvalue()), "both.png"))
    assert "这个码不含姓名" in page


def test_the_bank_knows_what_became_of_it(client, bank, said, issued):
    life = {"actor": a_reviewer(bank, "bank", email="b@example.org"), "world": bank}
    transcripts.revoke(issued.code, "other", "", **life)
    assert "<h1>已撤销</h1>" in on_page(client, text=said)
    answer = client.post("/api/v1/verifications", data=said.encode())
    assert answer.json["status"] == "revoked"


def test_it_is_checked_without_bank_or_network(client, said, tmp_path):
    for content in (said.encode(), f"{said}\n".encode(), a_qr(said)):
        done = offline(client, tmp_path, content, "--language", "en")
        assert done.exit_code == 0, done.output
        assert "does not prove whose it is" in done.output
        assert "bank: " in done.output
    changed = said[:60] + ("A" if said[60] != "A" else "B") + said[61:]
    assert offline(client, tmp_path, changed.encode()).exit_code == 3
    assert offline(client, tmp_path, a_qr("https://x.example/")).exit_code == 3


def test_a_receipt_is_given_of_it_too(client, said):
    answer = client.post("/api/v1/verifications/receipt", data=said.encode())
    assert answer.json["report"]["status"] == "valid"
    assert len(answer.json["status_lists"]) == 3
