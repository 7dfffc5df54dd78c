"""A registrar in a browser: a draft with faults, a preview, and a version in force."""

from __future__ import annotations

import pytest
from walking import look, press, sign_in

from creditbank.app import shipped

pytestmark = pytest.mark.browser

DEPOSIT = (shipped("seed") / "policies" / "bank-deposit.yaml").read_text("utf-8")
SECOND = DEPOSIT.replace("version: 1", "version: 2")


def upload(page, text, name="办法.yaml"):
    page.goto("/registrar")
    file = {"name": name, "mimeType": "text/yaml", "buffer": text.encode()}
    page.set_input_files("#file", file)
    press(page, "上传并检查")


def test_a_registrar_corrects_tries_and_publishes_a_version(person):
    registrar = person(1280, 900)
    sign_in(registrar, "bank-registrar@demo.example")
    look(registrar, "registrar-home")
    registrar.get_by_role("link", name="办法管理").first.click()
    look(registrar, "registrar-desk-empty")

    upload(registrar, SECOND.replace("effect: bank_value", "efect: bank_value"))
    assert "不能发布" in registrar.content()
    registrar.locator("section.verdict a").first.click()
    look(registrar, "registrar-faults")

    better = SECOND.replace("credits: item.bank_value", "credits: item.bank_value + 1")
    upload(registrar, better)
    look(registrar, "registrar-draft")
    registrar.get_by_role("link", name="试算").click()
    assert "学分" in registrar.content()
    look(registrar, "registrar-preview")
    wording = SECOND.replace("原则上继续有效", "继续有效", 1)
    upload(registrar, wording)
    look(registrar, "registrar-draft-good")
    press(registrar, "发布")
    assert "没有发布" in registrar.locator("[role=alert]").inner_text()
    look(registrar, "registrar-refused")
    registrar.fill("#starts_on", "2127-01-01")
    press(registrar, "发布")
    assert "自 2127-01-01 起" in registrar.content()
    look(registrar, "policy-published")
    registrar.get_by_role("link", name="比较版本").click()
    look(registrar, "policy-compare")
    registrar.goto("/registrar")
    look(registrar, "registrar-desk")

    phone = person(390, 844, "en")
    phone.goto("/policies/bank/deposit/compare")
    look(phone, "policy-compare-phone-en")
    phone.goto("/outcomes/X001-2")
    look(phone, "outcome-where-phone-en")
    assert phone.faults == []
    assert ["409" in one for one in registrar.faults] == [True]  # the refusal above


def test_a_registrars_pages_fit_a_phone(person):
    phone = person(390, 844)
    sign_in(phone, "nou-registrar@demo.example")
    phone.goto("/registrar")
    look(phone, "registrar-desk-phone")
    upload(phone, "language: 1\ncode: nou/x\nrules: {}\n", "x.yaml")
    look(phone, "registrar-faults-phone")


def test_a_learner_compares_where_a_holding_would_count(person):
    learner = person()
    sign_in(learner, "lin@demo.example")
    learner.goto("/holdings/")
    learner.locator("main ul.lines a").first.click()
    learner.get_by_role("link", name="在哪里能算数？").click()
    look(learner, "holding-compare-phone")
    assert learner.faults == []
