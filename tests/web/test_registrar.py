"""A registrar's pages: upload, faults beside the line, publish from a day, retire."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from builders import (
    a_claim,
    a_holding,
    a_learner,
    a_registrar,
    a_reviewer,
    signed_in,
)

from creditbank.app import shipped

DEPOSIT = (shipped("seed") / "policies" / "bank-deposit.yaml").read_bytes()
SECOND = DEPOSIT.replace(b"version: 1", b"version: 2")


@pytest.fixture
def desk(app, bank):
    a_registrar(bank, "bank")
    return signed_in(app.test_client(), "zhu@example.org")


def uploaded(client, content, name="a.yaml", institution="bank"):
    return client.post(
        "/registrar/drafts",
        data={"institution": institution, "file": (BytesIO(content), name)},
    )


def test_the_schema_of_a_policy_file_is_published_and_anyone_may_take_it(client, desk):
    taken = client.get("/policies/language/1.json")

    assert taken.status_code == 200
    assert taken.mimetype == "application/schema+json"
    assert taken.get_json(force=True)["properties"]["language"]["enum"] == ["1", 1]
    for shown in (desk.get("/registrar"), client.get("/policies")):
        assert 'href="/policies/language/1.json"' in page(shown)


def page(answer):
    return answer.get_data(as_text=True)


def test_every_fault_stands_beside_its_line_in_both_languages(desk):
    answer = uploaded(desk, b"language: 1\ncode: bank/deposit\ncolour: red\n")
    assert answer.status_code == 302
    shown = page(desk.get(answer.location))
    line = re.search(r'<li value="3" id="line-3".*?</li>', shown, re.DOTALL).group()
    assert "colour: red" in line
    assert "不认识“colour”" in line
    assert "is not known here" in line
    assert 'name="starts_on"' not in shown


def test_a_draft_is_published_from_a_day_as_it_was_looked_at(desk):
    address = uploaded(desk, SECOND).location
    shown = page(desk.get(address))
    digest = re.search(r'name="digest" value="(\w+)"', shown).group(1)
    refused = desk.post(f"{address}/publish", data={"digest": digest})
    assert refused.status_code == 409
    assert "2020-01-01" in page(refused)
    changed = desk.post(f"{address}/publish", data={"digest": "0" * 64})
    assert changed.status_code == 409
    wrong = desk.post(
        f"{address}/publish", data={"digest": digest, "starts_on": "soon"}
    )
    assert wrong.status_code == 422
    done = desk.post(
        f"{address}/publish", data={"digest": digest, "starts_on": "2026-12-01"}
    )
    assert (done.status_code, done.location) == (302, "/policies/bank/deposit/2")
    assert "自 2026-12-01 起" in page(desk.get(done.location))
    older = page(desk.get("/policies/bank/deposit/1"))
    assert "2020-01-01 至 2026-11-30" in older
    assert "由第2版接替" in older
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("zh", ("国家开放大学", "物流管理")),
        ("en", ("The Open University of China", "Logistics management")),
    ],
)
def test_a_draft_names_its_school_and_programmes(app, bank, language, names):
    a_registrar(bank, "nou")
    client = signed_in(app.test_client(), "zhu@example.org")
    client.post("/language", data={"language": language, "next": "/"})
    file = shipped("seed") / "policies" / "nou-post-logistics.yaml"
    content = file.read_bytes().replace(b"version: 1", b"version: 2")

    shown = page(client.get(uploaded(client, content, institution="nou").location))

    school, programme = names
    assert f"<dd>{school}: {programme}" in shown
    assert f"· {school} ·" in shown


def test_a_version_is_retired_and_the_desk_says_so(desk):
    address = "/registrar/policies/bank/deposit/1/retire"
    refused = desk.post(address, data={"last_day": "2026-01-01"})
    assert refused.status_code == 422
    assert 'role="alert"' in page(refused)
    assert desk.post(address, data={"last_day": "2026-12-31"}).status_code == 302
    assert "2026-12-31到期，没有后续版本" in page(desk.get("/registrar"))


def test_a_draft_is_discarded_and_an_empty_upload_refused(desk):
    address = uploaded(desk, SECOND).location
    assert desk.post(f"{address}/discard").status_code == 302
    assert desk.get(address).status_code == 404
    assert uploaded(desk, b"").status_code == 422
    assert uploaded(desk, SECOND, institution="nou").status_code == 403


def test_the_desk_is_the_registrars(app, bank, client):
    assert client.get("/registrar").status_code == 401
    a_reviewer(bank)
    reviewer = signed_in(app.test_client(), "rita@example.org")
    assert reviewer.get("/registrar").status_code == 403
    assert 'href="/registrar"' not in page(reviewer.get("/"))


def test_the_desk_is_in_the_navigation(desk):
    assert 'href="/registrar"' in page(desk.get("/"))


def test_a_preview_names_claims_by_number_and_what_differs(desk, app, bank):
    learner = a_learner(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    more = SECOND.replace(b"credits: item.bank_value", b"credits: item.bank_value + 1")
    address = uploaded(desk, more).location
    assert f"{address}/preview" in page(desk.get(address))
    shown = page(desk.get(f"{address}/preview"))
    assert claim.id[:8] in shown
    assert "李林" not in shown
    assert "item.bank_value + 1" in shown
    assert app.test_client().get(f"{address}/preview").status_code == 401


def test_versions_are_compared_on_a_public_page(desk, client):
    address = uploaded(desk, SECOND.replace(b"effect: bank_value", b"effect: elective"))
    shown = page(desk.get(address.location))
    digest = re.search(r'name="digest" value="(\w+)"', shown).group(1)
    form = {"digest": digest, "starts_on": "2026-12-01"}
    desk.post(f"{address.location}/publish", data=form)
    compared = page(client.get("/policies/bank/deposit/compare"))
    assert "规则“bank-value”的效果由“bank_value”改为“elective”" in compared
    assert "/policies/bank/deposit/compare" in page(
        client.get("/policies/bank/deposit")
    )
    missing = "/policies/bank/deposit/compare?from=1&to=9"
    assert client.get(missing).status_code == 404


def test_an_outcomes_page_says_where_it_counts(client):
    shown = page(client.get("/outcomes/X012-2"))
    assert "在哪里能得多少学分" in shown
    assert 'href="/policies/bank/deposit/1"' in shown


def test_a_learner_sees_where_a_holding_would_count(app, bank, client):
    learner = a_learner(bank)
    held = a_holding(bank, learner)
    mine = signed_in(app.test_client(), "ada@example.org")
    assert f"/holdings/{held.id}/compare" in page(mine.get(f"/holdings/{held.id}"))
    shown = page(mine.get(f"/holdings/{held.id}/compare"))
    assert shown.index("学分银行 · 存入学分银行") < shown.index("pill no")
    assert client.get(f"/holdings/{held.id}/compare").status_code == 401
