"""Shares over HTTP: what a stranger sees, and what never leaves the bank."""

from __future__ import annotations

import re

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized, signed_in
from sqlalchemy import select, text

from creditbank.adapters.db.base import db, transaction
from creditbank.core.shares import WRONG_PINS_MAX
from creditbank.core.values import sha256
from creditbank.services import shares, tokens, transcripts
from creditbank.web.security import limiter

PIN = "493817"


@pytest.fixture(autouse=True)
def _untried():
    """Every test begins as if nobody had tried anything this minute."""
    limiter.reset()


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def issued(bank, learner):
    reviewer = a_reviewer(bank)
    for number in ("1", "2"):
        held = a_holding(bank, learner, number=number)
        recognized(bank, a_claim(bank, learner, held), reviewer)
    return transcripts.issue(None, actor=learner, world=bank)


@pytest.fixture
def mine(app, learner):
    return signed_in(app.test_client(), "ada@example.org")


def made(mine, issued, **fields):
    answer = mine.post(f"/transcripts/{issued.id}/share", data={"days": "7", **fields})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200, page
    return re.search(r'value="https://[^/"]*(/s/[^"]*)"', page).group(1)


def page_of(answer):
    return answer.get_data(as_text=True)


def test_a_stranger_sees_the_content_and_a_check_of_the_very_bytes_shown(
    client, mine, issued
):
    link = made(mine, issued)
    page = page_of(client.get(link))
    assert "李林" in page
    assert "有效" in page
    assert "签发之后内容没有改动" in page
    name = re.search(rf'href="({link}/[^"]*)"', page).group(1)
    answer = client.get(name)
    assert answer.data == issued.document
    assert answer.mimetype == "application/vc"
    assert client.get(f"{link}/another.json").status_code == 404


@pytest.mark.parametrize(
    ("is_digest_right", "status", "said"),
    [(False, 409, "缺失或损坏"), (True, 200, "内容被改动")],
)
def test_a_page_never_shows_a_credential_whose_signature_does_not_hold(
    client, mine, issued, is_digest_right, status, said
):
    link = made(mine, issued)
    other = issued.text.replace("李林", "王芳")
    digest = sha256(other.encode()) if is_digest_right else sha256(issued.document)
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER credentials_no_update"))
        else:
            session.execute(text("DROP TRIGGER credentials_only_grows ON credentials"))
        change = "UPDATE credentials SET document = :other, digest = :digest"
        session.execute(
            text(f"{change} WHERE kind = 'outer'"), {"other": other, "digest": digest}
        )
    db.session.remove()
    answer = client.get(link)
    assert answer.status_code == status
    page = answer.get_data(as_text=True)
    assert said in page
    assert "王芳" not in page
    assert "李林" not in page


def test_a_revoked_transcript_is_shown_as_revoked_and_not_as_invalid(
    client, bank, mine, learner, issued
):
    from creditbank.adapters.db import transcripts as rows

    link = made(mine, issued)
    with transaction() as session:
        rows.revoke_lines(
            session,
            learner.learner_id,
            [(1, 1)],
            reason="credit_reversed",
            at=bank.clock.now(),
        )
    page = page_of(client.get(link, headers={"Accept-Language": "en"}))
    assert "Revoked" in page
    assert "The signature is genuine" in page
    assert "nvalid" not in page


def test_an_ended_link_says_the_link_ended_and_an_unknown_one_is_missing(
    client, mine, issued, clock
):
    link = made(mine, issued)
    assert client.get("/s/never-given").status_code == 404
    clock.pass_time(days=7)
    answer = client.get(link)
    assert answer.status_code == 410
    assert "链接已经停用" in page_of(answer)
    assert "李林" not in page_of(answer)
    assert client.get(f"{link}/{issued.id}.json").status_code == 410


def test_the_link_stays_out_of_referrers_caches_and_search_engines(
    client, mine, issued
):
    link = made(mine, issued, pin=PIN)
    for answer in (
        client.get(link),
        client.post(link, data={"pin": "000000"}),
        client.post(link, data={"pin": PIN}),
        client.get("/s/never-given"),
    ):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_pin_is_asked_once_and_then_the_links_work_in_this_browser_alone(
    app, client, mine, issued
):
    link = made(mine, issued, pin=PIN)
    first = client.get(link)
    assert 'type="password"' in page_of(first)
    assert "李林" not in page_of(first)
    assert client.get(f"/credentials/{issued.id}").status_code == 404
    wrong = client.post(link, data={"pin": "000000"})
    assert wrong.status_code == 403
    assert str(WRONG_PINS_MAX - 1) in page_of(wrong)
    assert client.post(link).status_code == 403
    assert client.post(link, data={"pin": PIN}).status_code == 302
    assert "李林" in page_of(client.get(link))
    assert client.get(f"/credentials/{issued.id}").data == issued.document
    elsewhere = app.test_client()
    assert elsewhere.get(f"/credentials/{issued.id}").status_code == 404
    assert elsewhere.get(f"{link}/{issued.id}.json").status_code == 403


def test_what_a_browser_opened_it_may_see_for_an_hour(client, mine, issued, clock):
    client.get(made(mine, issued))
    assert client.get(f"/credentials/{issued.id}").status_code == 200
    clock.pass_time(hours=1)
    assert client.get(f"/credentials/{issued.id}").status_code == 404


def test_a_locked_link_says_so(client, mine, issued):
    link = made(mine, issued, pin=PIN)
    for _ in range(WRONG_PINS_MAX - 1):
        client.post(link, data={"pin": "000000"})
    limiter.reset()
    answer = client.post(link, data={"pin": "000000"})
    assert answer.status_code == 423
    assert "锁定" in page_of(answer)
    assert client.get(link).status_code == 423


def test_selected_lines_are_shown_without_a_name(client, mine, issued):
    chosen = transcripts.inside(issued.document)[0]
    link = made(mine, issued, scope="selected", credential=chosen.id)
    page = page_of(client.get(link))
    assert "李林" not in page
    assert chosen.name in page
    refused = mine.post(
        f"/transcripts/{issued.id}/share", data={"days": "7", "scope": "selected"}
    )
    assert refused.status_code == 404


def test_the_learner_sees_visits_in_words_and_takes_the_link_back(
    client, mine, bank, learner, issued
):
    link = made(mine, issued, note="给面试单位")
    client.get(link)
    (shown,) = shares.list_(actor=learner, world=bank)
    page = page_of(mine.get(f"/shares/{shown.share.id}"))
    assert "给面试单位" in page
    assert "127.0.0.0/16" in page
    assert "给面试单位" not in page_of(client.get(link))
    assert mine.post(f"/shares/{shown.share.id}/withdraw").status_code == 302
    assert "链接已收回" in page_of(mine.get("/shares"))
    assert client.get(link).status_code == 410


def test_a_wish_that_cannot_be_is_said_in_the_form(mine, issued):
    for fields in ({"days": "0"}, {"days": "x"}, {"days": "7", "pin": "1"}):
        answer = mine.post(f"/transcripts/{issued.id}/share", data=fields)
        assert answer.status_code == 422
        assert 'role="alert"' in page_of(answer)


def test_the_api_shares_lists_and_withdraws_and_keeps_no_link(
    client, bank, learner, issued
):
    bearer = tokens.create_token("t", days=1, actor=learner, world=bank)
    headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": "k1"}
    body = {"transcript": issued.id, "days": 3, "note": "考研", "pin": PIN}

    first = client.post("/api/v1/shares", json=body, headers=headers)
    again = client.post("/api/v1/shares", json=body, headers=headers)

    assert first.status_code == again.status_code == 201
    link = first.json["link"]
    assert again.json == {**first.json, "link": None}
    assert first.json["link_state"] == "open"
    assert "pin" not in first.json
    with transaction() as session:
        kept = session.execute(select(text("answer FROM requests_done"))).scalars()
        assert link not in str(list(kept))
    client.post(f"/s/{link.rpartition('/')[2]}", data={"pin": PIN})
    client.get("/people/sign-in")
    share_id = first.json["id"]
    (visit,) = client.get(f"/api/v1/shares/{share_id}", headers=headers).json
    assert visit["kind"] == "opened_with_pin"
    headers["Idempotency-Key"] = "k2"
    gone = client.post(f"/api/v1/shares/{share_id}/withdraw", headers=headers)
    assert gone.json["link_state"] == "withdrawn"
    listed = client.get("/api/v1/shares", headers=headers).json["items"]
    assert [one["id"] for one in listed] == [share_id]
    headers["Idempotency-Key"] = "k3"
    bad = client.post("/api/v1/shares", json={**body, "days": 0}, headers=headers)
    assert bad.status_code == 422
    assert bad.json["code"] == "bad_value"
