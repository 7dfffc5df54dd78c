"""A transcript is printed once, after it is issued; what it cannot show is refused."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re

import pytest
import zxingcpp
from builders import (
    a_claim,
    a_holding,
    a_learner,
    a_reviewer,
    recognized,
    signed_in,
)
from PIL import Image
from pypdf import PdfReader

from creditbank.adapters.db.base import reading
from creditbank.adapters.db.codes import by_code
from creditbank.adapters.db.jobs import find
from creditbank.cli.institution import operator
from creditbank.core.errors import NotFoundError, RowFaultsError
from creditbank.core.policies import Finding
from creditbank.core.printing import NotPrintedError, UnprintableError
from creditbank.services import (
    catalog,
    claims,
    institutions,
    jobs,
    people,
    policies,
    receipts,
    recognition,
    tokens,
    transcripts,
)
from creditbank.services.transcripts.composing import composed
from creditbank.work import works

RARE = "𠮷"


def a_transcript(world, *, email="ada@example.org", name="李林", number="X-1"):
    learner = a_learner(world, email=email, name=name)
    reviewer = a_reviewer(world, email=f"r-{email}")
    claim = a_claim(world, learner, a_holding(world, learner, number=number))
    entry = recognized(world, claim, reviewer)
    return learner, transcripts.issue(None, actor=learner, world=world), entry, reviewer


def do_jobs(world):
    return jobs.run_waiting(works(world), world=world)


def state_of(world, learner, transcript):
    return transcripts.printing(actor=learner, world=world)[transcript.id].state


def squeezed(text):
    return re.sub(r"\s+", "", text)


def test_a_transcript_is_printed_by_a_job_after_it_is_issued(bank):
    learner, issued, _, _ = a_transcript(bank)
    assert state_of(bank, learner, issued) == "queued"
    with pytest.raises(NotPrintedError):
        transcripts.pdf(issued.id, actor=learner, world=bank)

    assert do_jobs(bank) == 1

    assert state_of(bank, learner, issued) == "ready"
    assert transcripts.pdf(issued.id, actor=learner, world=bank).startswith(b"%PDF-")


def test_it_is_printed_once_and_never_again(bank, clock):
    learner, issued, _, _ = a_transcript(bank)
    do_jobs(bank)
    first = transcripts.pdf(issued.id, actor=learner, world=bank)

    with reading() as session:
        job = find(session, transcripts.KIND, issued.id)
    clock.pass_time(days=3)
    transcripts.print_pdf(job, lambda *_: None, world=bank)
    transcripts.reprint(issued.id, actor=learner, world=bank)
    do_jobs(bank)

    assert transcripts.pdf(issued.id, actor=learner, world=bank) == first


def test_the_page_says_what_the_credential_says_and_why(bank):
    learner, issued, entry, _ = a_transcript(bank, name="阿卜杜勒·买买提")
    do_jobs(bank)
    reader = PdfReader(
        io.BytesIO(transcripts.pdf(issued.id, actor=learner, world=bank))
    )
    text = squeezed("".join(page.extract_text() for page in reader.pages))

    stated = json.loads(issued.document)["credentialSubject"]["verifiableCredential"]
    for one in stated:
        subject = one["credentialSubject"]
        assert squeezed(subject["achievement"]["name"]) in text
        assert subject["achievement"]["humanCode"] in text
        assert squeezed(subject["source"]["name"]) in text
    total = sum(int(one["credentialSubject"]["creditsEarned"]) for one in stated)
    assert f"学分银行/CreditBank{total}学分credits" in text
    assert "阿卜杜勒·买买提" in text
    assert issued.code in text
    policy = policies.show(
        entry.policy, entry.policy_version, actor=learner, world=bank
    ).policy
    assert squeezed(policy.title.zh) in text
    assert f"{policy.code}v{policy.version}" in text
    assert "符合规则" in text
    assert "applies" in text
    assert "1/" in text  # the pages are counted


def test_the_file_is_pdf_a_3b_as_far_as_we_can_see_and_holds_the_credential(bank):
    learner, issued, _, _ = a_transcript(bank)
    do_jobs(bank)
    content = transcripts.pdf(issued.id, actor=learner, world=bank)
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    claims = root["/Metadata"].get_object().get_data().decode()

    assert "/OutputIntents" in root
    assert re.search(r"pdfaid:part>3<", claims)
    assert re.search(r"pdfaid:conformance>B<", claims)
    assert "/Encrypt" not in reader.trailer
    assert not re.search(rb"/(JavaScript|Launch|LZWDecode)\b", content)
    kept = receipts.travelling(issued.id, actor=learner, world=bank)
    files = {one["/UF"]: one for one in (file.get_object() for file in root["/AF"])}
    meant = {f"{name}.receipt": ("Supplement", "json", kept[name]) for name in kept}
    meant["transcript.json"] = ("Source", "vc", issued.document)
    assert set(files) == set(meant)
    assert len(files) == 2
    for name, (relationship, kind, held) in meant.items():
        embedded = files[name]["/EF"]["/F"].get_object()
        assert files[name]["/AFRelationship"] == f"/{relationship}"
        assert files[name]["/Desc"]
        assert embedded["/Subtype"] == f"/application/{kind}"
        assert "/ModDate" in embedded["/Params"]
        assert embedded.get_data() == held
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            described = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described)


def test_law_16_a_receipt_kept_back_is_neither_attached_nor_are_its_reasons_printed(
    bank,
):
    learner, _, _, reviewer = a_transcript(bank)
    held = a_holding(bank, learner, number="X-2", outcome="VQ-COURIER")
    recognized(bank, a_claim(bank, learner, held), reviewer)
    mine = receipts.of_credentials(actor=learner, world=bank)
    secret, open_ = mine
    issued = transcripts.issue(None, withhold=[secret], actor=learner, world=bank)
    do_jobs(bank)

    content = transcripts.pdf(issued.id, actor=learner, world=bank)
    reader = PdfReader(io.BytesIO(content))
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    assert set(reader.attachments) == {
        "transcript.json",
        f"{mine[open_].digest}.receipt",
    }
    assert text.count("学习者保留了这一项的认定依据") == 1
    assert text.count("符合规则") == 1

    # Kept back later: the paper in someone's hand stays; a new one takes its place.
    newer = transcripts.issue(None, withhold=list(mine), actor=learner, world=bank)
    do_jobs(bank)
    assert transcripts.pdf(issued.id, actor=learner, world=bank) == content
    reader = PdfReader(io.BytesIO(transcripts.pdf(newer.id, actor=learner, world=bank)))
    assert set(reader.attachments) == {"transcript.json"}
    (older,) = (
        one
        for one in transcripts.list_(actor=learner, world=bank)
        if one.id == issued.id
    )
    assert older.status == "superseded"


def drawn(svg):
    """Draw a QR code's SVG, one path of strokes a pixel high, as black on white."""
    size = int(re.search(r'width="(\d+)"', svg)[1])
    image = Image.new("L", (size + 8, size + 8), 255)
    x, y = 0, 0
    path = re.search(r' d="([^"]+)"', svg)[1]
    for kind, right, down in re.findall(r"([Mmh])(-?\d+)(?: (-?[\d.]+))?", path):
        if kind == "h":
            for step in range(int(right)):
                image.putpixel((x + step + 4, y + 4), 0)
            x += int(right)
        else:
            x, y = x + int(right), y + int(float(down or 0))
    return image.resize((4 * image.width, 4 * image.height), Image.Resampling.NEAREST)


def test_the_qr_code_leads_to_the_public_status_and_binds_the_credential(bank):
    _, issued, _, _ = a_transcript(bank)
    with reading() as session:
        row, _ = by_code(session, issued.code)
        facts = composed(session, row, issued.code, bank)

    (read,) = zxingcpp.read_barcodes(drawn(facts["qr"]))

    digest = base64.urlsafe_b64encode(hashlib.sha256(issued.document).digest())
    assert read.text == (f"{bank.origin}/v/{issued.code}#{digest.decode().rstrip('=')}")
    assert facts["qr_address"] == read.text


def test_a_transcript_revoked_later_keeps_its_pdf_and_the_page_says_so(bank, client):
    learner, issued, entry, reviewer = a_transcript(bank)
    do_jobs(bank)
    before = transcripts.pdf(issued.id, actor=learner, world=bank)
    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)

    assert transcripts.pdf(issued.id, actor=learner, world=bank) == before
    client = signed_in(client, "ada@example.org")
    client.post("/language", data={"language": "en"})
    page = client.get("/transcripts").get_data(as_text=True)
    assert "how it stands now" in page


def test_only_its_learner_gets_the_pdf_and_another_sees_nothing(bank, client):
    _, issued, _, _ = a_transcript(bank)
    do_jobs(bank)
    other = a_learner(bank, email="eve@example.org")
    for call in (transcripts.pdf, transcripts.reprint):
        with pytest.raises(NotFoundError):
            call(issued.id, actor=other, world=bank)

    answer = signed_in(client, "ada@example.org").get(f"/transcripts/{issued.id}.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_api_tells_where_the_pdf_stands_and_gives_it(bank, client):
    learner, issued, _, _ = a_transcript(bank)
    token = tokens.create_token("t", days=1, actor=learner, world=bank)
    bearer = {"Authorization": f"Bearer {token}"}
    address = f"/api/v1/transcripts/{issued.id}/pdf"

    waiting = client.get(address, headers=bearer)
    assert (waiting.status_code, waiting.json["code"]) == (409, "not_printed")
    do_jobs(bank)
    (listed,) = client.get("/api/v1/transcripts", headers=bearer).json["items"]
    assert listed["pdf"] == "ready"
    assert client.get(address, headers=bearer).data.startswith(b"%PDF-")


def test_where_printing_failed_the_learner_may_ask_again(bank, client):
    def fail(job, keep):
        raise NotFoundError

    learner, issued, _, _ = a_transcript(bank)
    jobs.run_waiting({transcripts.KIND: fail}, world=bank)
    assert state_of(bank, learner, issued) == "failed"
    client = signed_in(client, "ada@example.org")
    page = client.get("/transcripts").get_data(as_text=True)
    assert f"/transcripts/{issued.id}/reprint" in page

    client.post(f"/transcripts/{issued.id}/reprint")
    assert state_of(bank, learner, issued) == "queued"
    do_jobs(bank)
    assert state_of(bank, learner, issued) == "ready"


@pytest.mark.parametrize("name", [f"李{RARE}", "李😀", "علي", "김민준", "Łukasz"])
def test_a_name_no_transcript_could_show_is_refused_where_it_is_entered(bank, name):
    for enter in (
        lambda: people.sign_up("n@example.org", "a long password", name, world=bank),
        lambda: people.enroll(
            "n@example.org", "a long password", name=name, world=bank
        ),
        lambda: people.update_profile(name, "", actor=a_learner(bank), world=bank),
    ):
        with pytest.raises(UnprintableError) as refused:
            enter()
        assert "U+" in refused.value.facts["characters"]


def test_the_refusal_names_the_characters_in_the_readers_language(bank, client):
    form = {
        "email": "n@example.org",
        "password": "a long password",
        "name": f"李{RARE}",
    }
    for language, sentence in (("zh", "无法印在"), ("en", "cannot be printed")):
        answer = client.post(
            "/people/sign-up", data=form, headers={"Accept-Language": language}
        )
        text = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert sentence in text
        assert f"{RARE} (U+20BB7)" in text


def test_facts_courses_and_policies_no_transcript_could_show_are_refused(bank):
    with pytest.raises(UnprintableError):
        a_holding(bank, a_learner(bank), score=RARE)
    files = {
        "institutions": [{"code": "x", "name_zh": "校"}],
        "courses": [
            {"institution": "x", "code": "C1", "name_zh": f"课{RARE}", "credits": "2"}
        ],
    }
    with pytest.raises(RowFaultsError) as refused:
        institutions.load(files, actor=operator(), world=bank)
    (fault,) = refused.value.faults
    assert (fault.file, fault.row, fault.column) == ("courses.csv", 1, "name_zh")

    content = policies.show("bank/deposit", None, actor=operator(), world=bank).content
    for odd in (f"{RARE}办法", "\u1680办法"):
        changed = content.decode().replace("学习成果认定办法", odd, 1).encode()
        with pytest.raises(UnprintableError):
            policies.publish(changed, actor=operator("bank"), world=bank)


def test_a_character_spelled_by_its_number_in_a_policy_is_refused_as_itself(bank):
    content = policies.show("bank/deposit", None, actor=operator(), world=bank).content
    title = re.search(r"zh: ([^,}]*学习成果认定办法[^,}]*)", content.decode())[1]
    for spelled in (r"\U00020BB7", r"\x1c", r"\u1680"):
        odd = content.decode().replace(title, f'"课{spelled}程"', 1).encode()
        with pytest.raises(UnprintableError):
            policies.publish(odd, actor=operator("bank"), world=bank)


@pytest.mark.parametrize("odd", [RARE, "\u1680"])
def test_every_name_of_a_load_is_refused_where_no_transcript_could_show_it(bank, odd):
    outcome = {"code": "N-1", "type": "training", "name_zh": "培训", "body": "BODY-1"}
    cells = {
        "institutions": {"code": "x", "name_zh": "校", "name_en": f"School {odd}."},
        "programmes": {
            "institution": "x",
            "code": "P",
            "name_zh": "专业",
            "major": f"a{odd}b",
        },
        "courses": {
            "institution": "x",
            "code": f"C{odd}1",
            "name_zh": "课",
            "credits": "2",
        },
        "enrolments": {
            "institution": "x",
            "programme": "P",
            "learner_number": "1",
            "major": f"a{odd}b",
        },
    }
    base = {"institutions": [{"code": "x", "name_zh": "校"}]}
    for kind, row in cells.items():
        with pytest.raises(RowFaultsError) as refused:
            institutions.load({**base, kind: [row]}, actor=operator(), world=bank)
        assert "unprintable" in {one.code for one in refused.value.faults}, kind
    bodies = {"code": "BODY-1", "name_zh": f"机{odd}构"}
    for kind, row in (
        ("awarding_bodies", bodies),
        ("outcomes", {**outcome, "name_zh": f"培{odd}训"}),
    ):
        with pytest.raises(RowFaultsError) as refused:
            catalog.load({kind: [row]}, actor=operator(), world=bank)
        assert "unprintable" in {one.code for one in refused.value.faults}, kind


def test_a_finding_no_transcript_could_quote_is_refused(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    finding = Finding("registered_before_handover", f"y{RARE}s", claim.holdings[0])
    with pytest.raises(UnprintableError):
        claims.find(claim.id, finding, actor=reviewer, world=bank)
