"""The story in a browser: a learner's phone, a reviewer's desk, a stranger's check."""

from __future__ import annotations

import json

import pytest
from walking import look, press, sign_in

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_from_a_photo_to_a_verified_transcript(person, tmp_path):
    learner = person()
    learner.goto("/")
    look(learner, "home-phone")
    sign_in(learner, "wang@demo.example")
    look(learner, "learner-home-phone")

    learner.goto("/holdings/register?q=智能")
    look(learner, "register-find-phone")
    learner.get_by_role("link", name="智能财税（中级）").click()
    learner.fill("#number", "0012345")
    learner.fill("#issued_on", "2022-05-01")
    learner.set_input_files(
        "#file", {"name": "证书.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    look(learner, "register-facts-phone")
    press(learner, "登记")
    look(learner, "holding-phone")

    learner.get_by_role("link", name="看看能得多少学分").click()
    look(learner, "preview-phone")
    assert "6 学分" in learner.content()
    press(learner, "保存为草稿")
    press(learner, "提交审核")
    look(learner, "claim-phone")

    reviewer = person(1280, 800)
    sign_in(reviewer, "bank@demo.example")
    look(reviewer, "reviewer-home")
    reviewer.goto("/claims/queue")
    look(reviewer, "queue")
    reviewer.locator("main table a").first.click()
    look(reviewer, "review")
    press(reviewer, "认定并入账")
    assert "现在没有等待审核的申请" in reviewer.content()

    look(reviewer, "queue-decided")
    reviewer.locator("main table a").last.click()
    look(reviewer, "review-decided")

    learner.goto("/account")
    look(learner, "account-phone")
    learner.goto("/transcripts")
    press(learner, "签发成绩单")
    look(learner, "transcripts-phone")
    with learner.expect_download() as download:
        learner.get_by_role("link", name="下载").first.click()
    file = tmp_path / "transcript.json"
    download.value.save_as(file)
    code = learner.locator("main code").first.inner_text()

    stranger = person(1280, 800, "en")
    stranger.goto("/")
    look(stranger, "home-en")
    stranger.goto("/verify")
    look(stranger, "verify-en")
    stranger.set_input_files("#file", file)
    press(stranger, "Check")
    look(stranger, "report-valid-en")
    assert stranger.locator("h1").inner_text() == "Valid"
    forged = json.loads(file.read_text())
    forged["credentialSubject"]["identifier"][0]["identityHash"] = "Someone Else"
    stranger.goto("/verify")
    stranger.fill("#text", json.dumps(forged, ensure_ascii=False))
    press(stranger, "Check")
    look(stranger, "report-altered-en")
    assert stranger.locator("h1").inner_text() == "Altered"
    stranger.goto(f"/v/{code.lower()}")
    assert stranger.locator("h1").inner_text() == "Valid"
    assert "王芳" not in stranger.content()
    assert learner.faults == reviewer.faults == stranger.faults == []


def test_every_public_page_reads_well_in_both_languages_and_widths(person):
    for language, width in (("zh-CN", 360), ("en", 1280)):
        page = person(width, 800, language)
        for path in (
            *("/outcomes", "/outcomes?q=NOPE", "/outcomes/X001-2/1", "/institutions"),
            *("/institutions/nou", "/courses/nou/PL101/1", "/policies"),
            *("/policies/hvc-sgzw/x-certificate/1", "/people/sign-up", "/verify"),
            *("/people/ask-reset", "/people/sign-in"),
        ):
            page.goto(path)
            assert page.locator("h1").count() == 1
            look(page, f"public{path.replace('/', '-').replace('?', '-')}-{language}")
        assert page.faults == []


def test_the_language_switch_stays_where_one_reads(person):
    page = person(390, 844, "zh-CN")
    page.goto("/outcomes?q=智能")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "q=" in page.url
    assert page.locator("#q").input_value() == "智能"


def test_a_wrong_password_says_so_and_a_missing_page_offers_a_way_back(person):
    page = person()
    page.goto("/people/sign-in")
    page.fill("#email", "wang@demo.example")
    page.fill("#password", "not the password")
    page.click("form.sheet button")
    assert "邮箱或密码不正确" in page.locator("[role=alert]").inner_text()
    look(page, "wrong-password-phone")
    page.goto("/nothing-here")
    look(page, "missing-phone")
