"""Headers, sessions, CSRF, throttles, and what a stranger may not see."""

from __future__ import annotations

import io
import re

import pytest
from builders import PASSWORD, PDF, a_claim, a_holding, a_learner, a_reviewer, signed_in

from creditbank.services import claims, people


def test_every_page_forbids_inline_code_and_framing(client):
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_post_without_its_token_changes_nothing(client, app):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/people/sign-in", data={"email": "a", "password": "b"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400
    assert "没有保存任何更改" in answer.text


def test_signing_in_begins_a_session_afresh_and_signing_out_ends_it(client, bank):
    a_learner(bank)
    with client.session_transaction() as before:
        before["planted"] = "x"
    signed_in(client, "ada@example.org")
    with client.session_transaction() as after:
        assert "planted" not in after
    assert client.get("/holdings/").status_code == 200
    assert client.get("/holdings/").headers["Cache-Control"] == "no-store"
    with client.session_transaction() as kept:
        stolen = dict(kept)
    client.post("/people/sign-out")
    assert client.get("/holdings/").status_code == 401
    with client.session_transaction() as again:
        again.update(stolen)
    assert client.get("/holdings/").status_code == 401


def test_a_stolen_session_can_be_ended_from_another_device(client, app, bank):
    learner = a_learner(bank)
    signed_in(client, "ada@example.org")
    other = signed_in(app.test_client(), "ada@example.org")
    assert other.get("/people/sessions").status_code == 200
    page = client.get("/people/sessions").text
    for one in people.sessions(actor=learner, world=bank):
        if f"/people/sessions/{one.id}/end" in page:
            client.post(f"/people/sessions/{one.id}/end")
    assert client.get("/holdings/").status_code == 200
    assert other.get("/holdings/").status_code == 401


def test_sign_in_is_throttled_by_account(client, app):
    from creditbank.web.security import limiter

    limiter.enabled = True
    try:
        answers = [
            client.post("/people/sign-in", data={"email": "a@b.cd", "password": "x"})
            for _ in range(12)
        ]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert [a.status_code for a in answers][-1] == 429
    assert "Retry-After" in answers[-1].headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/holdings/", 401),
        ("/claims/queue", 401),
        ("/account", 401),
        ("/credentials/x", 404),
        ("/v/NOPE", 404),
        ("/outcomes/NOPE", 404),
        ("/status/revocation/2", 404),
        ("/status/revocation/0", 404),
        ("/entries/x/reverse", 405),
    ],
)
def test_a_stranger_sees_what_is_public_and_nothing_else(client, path, status):
    assert client.get(path).status_code == status


def test_evidence_is_only_downloaded_and_could_run_nothing(client, bank):
    learner = a_learner(bank)
    signed_in(client, "ada@example.org")
    held = a_holding(bank, learner)
    page = client.get(f"/holdings/{held.id}").text
    path = page.partition('href="/holdings/')[2].partition('"')[0]
    path = next(p for p in page.split('"') if "/evidence/" in p and p.count("/") == 4)
    answer = client.get(path)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_an_upload_of_another_kind_keeps_what_was_typed(client, bank):
    a_learner(bank)
    signed_in(client, "ada@example.org")
    answer = client.post(
        "/holdings/register",
        data={
            "outcome": "X012-2",
            "number": "0077",
            "issued_on": "2022-05-01",
            "file": (io.BytesIO(b"MZ"), "a.exe"),
        },
    )
    assert answer.status_code == 422
    assert 'value="0077"' in answer.text
    assert client.get("/holdings/").text.count("0077") == 0


def test_pages_of_a_claims_life(client, app, bank):
    """The learner's and the reviewer's pages, through return, finding and decline."""
    learner = a_learner(bank)
    a_reviewer(bank)
    signed_in(client, "ada@example.org")
    desk = signed_in(app.test_client(), "rita@example.org")
    held = a_holding(bank, learner, evidence=b"")
    drafted = client.post(
        "/claims/draft", data={"purpose": "deposit", "holding": held.id}
    )
    claim = drafted.headers["Location"]
    assert client.post(f"{claim}/submit").status_code == 422
    client.post(
        f"/holdings/{held.id}/evidence", data={"file": (io.BytesIO(PDF), "a.pdf")}
    )
    refused = client.post(f"/holdings/{held.id}/evidence", data={})
    assert refused.status_code == 422
    assert client.post(f"{claim}/submit").status_code == 302

    assert desk.get(f"{claim}/review").status_code == 200
    assert (
        desk.post(f"{claim}/find", data={"name": "x", "value": "1"}).status_code == 422
    )
    assert (
        desk.post(f"{claim}/agree", data={"step": "x", "verdict": "agreed"}).status_code
        == 422
    )
    assert desk.post(f"{claim}/decline", data={"reason": "nonsense"}).status_code == 422
    assert (
        desk.post(
            f"{claim}/return", data={"reason": "other", "note": "blurred"}
        ).status_code
        == 302
    )
    assert "blurred" in client.get(claim).text
    client.post(f"{claim}/submit")
    assert (
        desk.post(f"{claim}/recognize", data={"answer_digest": "0"}).status_code == 409
    )
    assert (
        desk.post(f"{claim}/decline", data={"reason": "duplicate"}).status_code == 302
    )
    assert client.post(f"{claim}/withdraw").status_code == 409
    assert "不予认定" in client.get("/claims/").text
    assert (
        client.get(
            "/claims/draft?purpose=convert:nou/logistics&holding=" + held.id
        ).status_code
        == 200
    )
    assert (
        client.get("/claims/draft?purpose=nonsense&holding=" + held.id).status_code
        == 422
    )


def test_a_decision_on_pages_reaches_account_and_transcript(client, app, bank):
    learner = a_learner(bank)
    reviewer = a_reviewer(bank)
    signed_in(client, "ada@example.org")
    desk = signed_in(app.test_client(), "rita@example.org")
    claim = a_claim(bank, learner, a_holding(bank, learner))
    digest = claims.review(claim.id, actor=reviewer, world=bank).answer.digest

    done = desk.post(f"/claims/{claim.id}/recognize", data={"answer_digest": digest})
    assert done.status_code == 302
    assert "认定入账" in client.get("/account").text
    page = client.get("/transcripts").text
    credential = page.partition('name="credential" value="')[2].partition('"')[0]
    assert client.get(f"/credentials/{credential}").mimetype == "application/vc"
    assert client.post("/transcripts", data={}).status_code == 409
    assert (
        client.post("/transcripts", data={"credential": credential}).status_code == 302
    )
    page = client.get("/transcripts").text
    assert "下载" in page
    address = re.search(r"/transcripts/[\w-]+\.jwt", page).group()
    token = client.get(address)
    assert token.mimetype == "application/vc+jwt"
    report = client.post("/verify", data={"file": (io.BytesIO(token.data), "t.jwt")})
    assert "有效" in report.text
    assert client.get(address.replace(".jwt", "x.jwt")).status_code == 404
    assert client.get("/").status_code == desk.get("/").status_code == 200
    assert "最近的决定" in desk.get("/claims/queue").text
    page = desk.get(f"/claims/{claim.id}/review").text
    entry = page.partition("/entries/")[2].partition("/")[0]
    undo = {"claim": claim.id, "line": "1", "note": "in error"}
    assert desk.post(f"/entries/{entry}/reverse", data=undo).status_code == 302
    assert "/entries/" not in desk.get(f"/claims/{claim.id}/review").text
    assert "已冲正" in client.get("/account").text
    assert "已撤销" in client.get("/transcripts").text
    assert desk.post(f"/entries/{entry}/reverse", data=undo).status_code == 409


def test_people_pages(client, bank):
    a_learner(bank)
    assert client.post("/people/sign-up", data={"email": "x"}).status_code == 422
    fine = {"email": "n@example.org", "password": PASSWORD, "name": "新人"}
    assert "请查收邮件" in client.post("/people/sign-up", data=fine).text
    assert client.get("/people/confirm?token=x").status_code == 200
    assert client.post("/people/confirm", data={"token": "x"}).status_code == 410
    assert client.post("/people/ask-reset", data={"email": "x"}).status_code == 422
    assert (
        "请查收"
        in client.post("/people/ask-reset", data={"email": "n@example.org"}).text
    )
    assert client.get("/people/reset?token=x").status_code == 200
    assert (
        client.post("/people/reset", data={"token": "x", "password": "y"}).status_code
        == 422
    )
    signed_in(client, "ada@example.org")
    assert client.get("/people/profile").status_code == 200
    assert client.post("/people/profile", data={"name": ""}).status_code == 422
    assert client.post("/people/profile", data={"name": "李大林"}).status_code == 302
    assert (
        client.post("/people/tokens", data={"name": "t", "days": "x"}).status_code
        == 422
    )
    made = client.post("/people/tokens", data={"name": "t", "days": "3"}).text
    assert "cb_" in made
    assert "cb_" not in client.get("/people/tokens").text
    token = made.partition("/people/tokens/")[2].partition("/")[0]
    assert client.post(f"/people/tokens/{token}/revoke").status_code == 302


def test_the_language_goes_only_back_to_our_own_pages(client):
    for back, to in (
        ("/outcomes", "/outcomes"),
        ("//evil.example", "/"),
        ("https://evil", "/"),
    ):
        answer = client.post("/language", data={"language": "en", "back": back})
        assert answer.headers["Location"] == to
    assert 'lang="en"' in client.get("/").text
    assert client.post("/language", data={"language": "fr"}).status_code == 422


def test_an_unforeseen_fault_tells_nothing(client, app, monkeypatch):
    from creditbank.services import catalog

    def broken(*args, **kwargs):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(catalog, "search", broken)
    answer = client.get("/outcomes")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "没有保存任何更改" in answer.text


def test_verification_pages(client):
    assert client.post("/verify", data={}).status_code == 200
    moved = client.post("/verify", data={"code": " abcd-efgh oil "})
    assert moved.headers["Location"] == "/v/ABCDEFGH011"
    report = client.post("/verify", data={"text": "{}"})
    assert "签发者不明" in report.text


def test_a_policy_has_a_page_a_file_and_a_json_form(client):
    page = client.get("/policies/nou/post-logistics/1")
    file = client.get("/policies/nou/post-logistics/1.yaml")
    plain = client.get("/policies/nou/post-logistics/1.json")
    assert "courier-bundle" in page.text
    assert file.data.startswith(b"# R34")
    assert plain.json["rules"][0]["bundle"] == ["PL101", "PL102", "PL103"]
    assert client.get("/policies/nou/post-logistics/9.json").status_code == 404


@pytest.mark.parametrize(("proxies", "seen"), [("0", "10.0.0.1"), ("1", "203.0.113.9")])
def test_a_forwarded_address_is_believed_only_from_our_own_proxies(
    tmp_path, proxies, seen, clock
):
    from conftest import settings_at, world_at
    from flask import request

    from creditbank.adapters.db.base import db
    from creditbank.app import create_app

    address = f"sqlite:///{tmp_path / 'bank.sqlite3'}"
    settings = settings_at(address, tmp_path, CREDITBANK_PROXIES=proxies)
    app = create_app(settings, world=world_at(tmp_path, clock))
    app.add_url_rule("/address", "address", lambda: request.remote_addr)
    headers = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}

    answer = app.test_client().get(
        "/address", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"}
    )

    assert answer.text == seen
    with app.app_context():
        db.engine.dispose()
