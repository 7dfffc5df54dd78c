"""A public notice is read by anyone, objected to once each, and ruled on."""

from __future__ import annotations

import re
from datetime import date

import pytest
from builders import (
    a_claim,
    a_holding,
    a_learner,
    a_registrar,
    a_reviewer,
    recognized,
    signed_in,
)
from callers import caller
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from creditbank.adapters.db import people
from creditbank.adapters.db.base import db, transaction
from creditbank.adapters.db.people import OutboxRow
from creditbank.app import shipped
from creditbank.core.errors import (
    BadValueError,
    ForbiddenError,
    NotFoundError,
    NothingToPostError,
    SignInNeededError,
    StepOpenError,
)
from creditbank.core.notices import (
    AlreadyObjectedError,
    NoticeChangedError,
    ObjectionOpenError,
    OwnObjectionError,
)
from creditbank.core.people import STRANGER, Role
from creditbank.core.policies import Finding
from creditbank.services import claims, notices, policies, recognition, tokens

STEPS = """
steps:
  - step: notice
    by: college
    notice_days: 5
    asks: {zh: 公示五天无异议, en: Five days of public notice without objection}
  - step: college
    by: college
    asks: {zh: 学院同意, en: The college agrees}
"""


@pytest.fixture
def claim(bank):
    """A claim under a policy that asks for a public notice of five days."""
    file = shipped("seed") / "policies" / "bank-deposit.yaml"
    content = file.read_text("utf-8").replace("\nversion: 1\n", "\nversion: 2\n")
    content = content.replace("\nfindings:", f"{STEPS}\nfindings:")
    registrar = a_registrar(bank, "bank")
    today = date(2026, 11, 24)
    policies.publish(content.encode(), starts_on=today, actor=registrar, world=bank)
    learner = a_learner(bank)
    return a_claim(bank, learner, a_holding(bank, learner, score="91"))


@pytest.fixture
def rita(bank):
    return a_reviewer(bank)


@pytest.fixture
def bob(bank):
    """Anyone: someone with a confirmed address and no part in the claim."""
    return a_learner(bank, email="bob@example.org", name="王芳")


def agreed(bank, claim, verdict, actor, step="notice"):
    return claims.agree(claim.id, step, verdict, actor=actor, world=bank)


def running(bank, institution="bank", **more):
    place, found = notices.list_(institution, actor=STRANGER, world=bank, **more)
    assert place.code == institution
    return list(found.items) if not more else (found.items, found.next)


@pytest.fixture
def notice(bank, claim, rita):
    agreed(bank, claim, "opened", rita)
    (found,) = running(bank)
    return found.notice


def objected(bank, notice, actor, ground="我见过同一张证书"):
    return notices.object_(notice.id, ground, actor=actor, world=bank)


def ruled(bank, claim, ruling, actor, number=1, note="已核实"):
    return claims.rule(claim.id, number, ruling, note, actor=actor, world=bank)


def letters():
    with transaction() as session:
        return [(row.code, row.facts) for row in session.query(OutboxRow)]


def test_law_17_a_notice_tells_what_is_proposed_and_nothing_of_the_learner(
    client, bank, notice, claim
):
    said = {
        "zh": (
            "6 学分",
            "2026-11-24",
            "2026-11-28",
            "学习成果认定办法",
            "示例",
            "异议",
        ),
        "en": ("6 credits", "2026-11-28", "Recognition of learning", "[Oo]bject"),
    }
    for language, words in said.items():
        client.post("/language", data={"language": language})
        for address in ("/institutions/bank/notices", f"/notices/{notice.id}"):
            answer = client.get(address)
            assert answer.status_code == 200
            page = answer.get_data(as_text=True)
            for word in words:
                assert re.search(word, page), (address, word)
            for personal in ("李林", "L0000", "X-2022-0001", claim.id, "91", "ada@"):
                assert personal not in page.partition("<main")[2], personal
            assert notice.learner_id not in page


def test_a_notice_runs_its_days_and_while_its_step_and_claim_are_open(
    bank, notice, claim, rita, clock
):
    assert running(bank, "nou") == []
    clock.pass_time(days=4)
    assert len(running(bank)) == 1
    clock.pass_time(days=1)
    assert running(bank) == []
    with pytest.raises(NotFoundError):
        notices.show(notice.id, actor=STRANGER, world=bank)


@pytest.mark.parametrize("end", ["refused", "declined"])
def test_a_notice_ends_with_its_step_or_its_claim(bank, notice, claim, rita, bob, end):
    if end == "refused":
        agreed(bank, claim, "refused", rita)
    else:
        claims.decline(claim.id, "duplicate", "", actor=rita, world=bank)
    assert running(bank) == []
    with pytest.raises(NotFoundError):
        objected(bank, notice, bob)


def test_a_stranger_reads_and_only_who_is_signed_in_objects(
    app, client, bank, notice, bob
):
    with pytest.raises(SignInNeededError):
        objected(bank, notice, STRANGER)
    page = client.get(f"/notices/{notice.id}").get_data(as_text=True)
    assert "/people/sign-up" in page
    assert "<textarea" not in page
    assert client.post(f"/notices/{notice.id}/object").status_code == 401

    theirs = signed_in(app.test_client(), "bob@example.org")
    assert "<textarea" in theirs.get(f"/notices/{notice.id}").get_data(as_text=True)
    sent = {"ground": "看见过<b>"}
    done = theirs.post(f"/notices/{notice.id}/object", data=sent)
    assert "已经记录" in done.get_data(as_text=True)
    again = theirs.post(f"/notices/{notice.id}/object", data=sent)
    assert again.status_code == 409
    assert "看见过" not in client.get(f"/notices/{notice.id}").get_data(as_text=True)
    empty = theirs.post(f"/notices/{notice.id}/object", data={"ground": " "})
    assert empty.status_code == 422
    assert theirs.post("/notices/none/object", data=sent).status_code == 404


def test_an_objection_disputes_the_step_until_it_is_dismissed(
    bank, notice, claim, rita, bob, clock
):
    objected(bank, notice, bob)
    with pytest.raises(AlreadyObjectedError):
        objected(bank, notice, bob)
    shown = claims.review(claim.id, actor=rita, world=bank)
    assert shown.claim.steps["notice"] == "disputed"
    (heard,) = shown.notices["notice"].heard
    assert (heard.objection.ground, heard.email) == (
        "我见过同一张证书",
        "bob@example.org",
    )
    clock.pass_time(days=5)
    with pytest.raises(ObjectionOpenError):
        agreed(bank, claim, "agreed", rita)
    with pytest.raises(StepOpenError):
        recognized(bank, claim, rita)

    assert ruled(bank, claim, "dismissed", rita).steps["notice"] == "opened"
    with pytest.raises(BadValueError):
        ruled(bank, claim, "upheld", rita)
    agreed(bank, claim, "agreed", rita)
    agreed(bank, claim, "agreed", rita, step="college")
    assert recognized(bank, claim, rita).lines
    told = dict(letters())
    assert told["objection_made"] == told["claim_objected"] == {"claim": claim.id}
    assert told["objection_dismissed"] == {"note": "已核实"}


def test_one_of_two_objections_left_open_leaves_the_step_disputed(
    bank, notice, claim, rita, bob
):
    objected(bank, notice, bob)
    objected(bank, notice, a_learner(bank, email="eve@example.org"))
    assert ruled(bank, claim, "dismissed", rita).steps["notice"] == "disputed"
    assert ruled(bank, claim, "dismissed", rita, number=2).steps["notice"] == "opened"
    assert len(running(bank)) == 1


def test_an_objection_that_is_upheld_refuses_the_step(bank, notice, claim, rita, bob):
    objected(bank, notice, bob)
    assert ruled(bank, claim, "upheld", rita).steps["notice"] == "refused"
    assert running(bank) == []
    with pytest.raises(BadValueError):
        agreed(bank, claim, "opened", rita)


def test_the_learner_sees_that_someone_objected_and_not_who_or_why(
    app, bank, notice, claim, rita, bob
):
    objected(bank, notice, bob)
    ada = signed_in(app.test_client(), "ada@example.org")
    page = ada.get(f"/claims/{claim.id}").get_data(as_text=True)
    assert "正在核实" in page
    ruled(bank, claim, "dismissed", rita)
    page = ada.get(f"/claims/{claim.id}").get_data(as_text=True)
    assert "已核实" in page
    assert "我见过" not in page
    assert "bob@" not in page


def test_only_whose_word_the_step_is_rules_and_always_says_why(
    bank, notice, claim, rita, bob
):
    objected(bank, notice, bob)
    with pytest.raises(ForbiddenError):
        ruled(bank, claim, "dismissed", bob)
    other = a_reviewer(bank, "nou", email="nou@example.org")
    with pytest.raises(NotFoundError):
        ruled(bank, claim, "dismissed", other)
    registrar = a_reviewer(bank, email="z3@example.org", role=Role.REGISTRAR)
    with pytest.raises(ForbiddenError):
        ruled(bank, claim, "dismissed", registrar)
    for number, ruling, note in (
        (1, "ignored", "x"),
        (1, "upheld", " "),
        (7, "upheld", "x"),
    ):
        with pytest.raises(BadValueError):
            ruled(bank, claim, ruling, rita, number=number, note=note)


def test_what_the_policy_answers_otherwise_by_now_is_announced_again(
    bank, claim, rita, bob, clock
):
    agreed(bank, claim, "opened", rita)
    (first,) = running(bank)
    with transaction() as session:  # a fact is frozen otherwise than it was
        session.execute(
            text("UPDATE claims SET frozen = replace(frozen, :a, :b)"),
            {"a": '"bank_value":"6"', "b": '"bank_value":"5"'},
        )
        db.session.expire_all()
    shown = claims.review(claim.id, actor=rita, world=bank)
    assert not shown.notices["notice"].is_current
    clock.pass_time(days=5)
    with pytest.raises(NoticeChangedError):
        agreed(bank, claim, "agreed", rita)
    agreed(bank, claim, "opened", rita)
    (second,) = running(bank)
    assert second.notice.id != first.notice.id
    assert [one.credits for one in second.lines] == ["5"]
    with pytest.raises(NotFoundError):
        objected(bank, first.notice, bob)


def test_nothing_certain_is_not_announced_and_no_other_step_is(bank, claim, rita):
    with pytest.raises(BadValueError):
        agreed(bank, claim, "opened", rita, step="college")
    learner = a_learner(bank, email="eve@example.org")
    late = a_holding(bank, learner, number="LATE", issued_on=date(2026, 8, 1))
    open_claim = a_claim(bank, learner, late)
    finding = Finding("registered_before_handover", "no")
    claims.find(open_claim.id, finding, actor=rita, world=bank)
    with pytest.raises(NothingToPostError):
        agreed(bank, open_claim, "opened", rita)


def test_pages_of_notices_follow_one_another(bank, claim, rita, monkeypatch):
    monkeypatch.setattr(notices, "PAGE", 1)
    learner = a_learner(bank, email="eve@example.org")
    other = a_claim(bank, learner, a_holding(bank, learner, number="OTHER"))
    for one in (claim, other):
        agreed(bank, one, "opened", rita)
    (first,), after = running(bank, after="")
    assert after == first.notice.id
    (second,), end = running(bank, after=after)
    assert end is None
    assert {first.notice.claim_id, second.notice.claim_id} == {claim.id, other.id}


@pytest.mark.parametrize("table", ["notices", "objections", "objection_rulings"])
def test_what_was_announced_objected_and_ruled_is_never_changed(
    bank, notice, claim, rita, bob, table
):
    objected(bank, notice, bob)
    ruled(bank, claim, "dismissed", rita)
    for statement in (f"UPDATE {table} SET learner_id = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction() as session:
            session.execute(text(statement))


def test_a_reviewer_rules_on_the_page_of_the_claim(app, bank, notice, claim, rita, bob):
    objected(bank, notice, bob)
    desk = signed_in(app.test_client(), "rita@example.org")
    page = desk.get(f"/claims/{claim.id}/review").get_data(as_text=True)
    assert "我见过同一张证书" in page
    number = re.search(r'name="objection" value="(\d+)"', page).group(1)
    form = {"objection": number, "ruling": "dismissed", "note": "已核实"}
    assert desk.post(f"/claims/{claim.id}/rule", data=form).status_code == 302
    assert desk.post(f"/claims/{claim.id}/rule", data=form).status_code == 422
    form["objection"] = "one"
    assert desk.post(f"/claims/{claim.id}/rule", data=form).status_code == 422


def test_the_api_tells_a_reviewer_of_objections_and_takes_the_ruling(
    client, bank, notice, claim, rita, bob
):
    objected(bank, notice, bob)
    ada = the_learner(bank, claim)

    def called(actor, method, path, **more):
        token = tokens.create_token("t", days=1, actor=actor, world=bank)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
        return client.open(
            f"/api/v1/claims/{path}", method=method, headers=headers, **more
        )

    (told,) = called(rita, "GET", claim.id).json["notices"]
    assert (told["id"], told["step"], told["ends_on"]) == (
        notice.id,
        "notice",
        "2026-11-28",
    )
    assert told["is_current"]
    assert told["objections"][0]["ground"] == "我见过同一张证书"
    assert told["objections"][0]["ruling"] is None
    (mine,) = called(ada, "GET", claim.id).json["notices"]
    assert mine["objections"][0]["ground"] == ""

    sent = {"objection": 1, "ruling": "dismissed", "note": "已核实"}
    for _ in range(2):
        done = called(rita, "POST", f"{claim.id}/rulings", json=sent)
        assert done.status_code == 200
    (told,) = called(rita, "GET", claim.id).json["notices"]
    assert told["objections"][0]["ruling"] == "dismissed"


@pytest.fixture
def olga(bank):
    """Another reviewer of the bank, who will object."""
    return a_reviewer(bank, email="olga@example.org")


def test_four_eyes_who_objected_decides_neither_the_objection_nor_the_claim(
    bank, notice, claim, rita, olga
):
    objected(bank, notice, olga)
    shown = claims.review(claim.id, actor=olga, world=bank)
    assert shown.has_objected
    assert not claims.review(claim.id, actor=rita, world=bank).has_objected

    for decide in (
        lambda: ruled(bank, claim, "upheld", olga),
        lambda: agreed(bank, claim, "refused", olga),
        lambda: agreed(bank, claim, "agreed", olga, step="college"),
        lambda: claims.find(claim.id, Finding("x", "yes"), actor=olga, world=bank),
        lambda: claims.return_(claim.id, "other", "", actor=olga, world=bank),
        lambda: claims.decline(claim.id, "other", "", actor=olga, world=bank),
        lambda: recognized(bank, claim, olga),
    ):
        with pytest.raises(OwnObjectionError):
            decide()

    again = claims.review(claim.id, actor=rita, world=bank).claim
    assert (again.status, again.steps["notice"]) == ("submitted", "disputed")


def test_four_eyes_who_objected_is_a_party_after_the_ruling_and_the_decision(
    bank, notice, claim, rita, olga, clock
):
    objected(bank, notice, olga)
    ruled(bank, claim, "dismissed", rita)
    clock.pass_time(days=5)
    for step in ("notice", "college"):
        with pytest.raises(OwnObjectionError):
            agreed(bank, claim, "agreed", olga, step=step)
        agreed(bank, claim, "agreed", rita, step=step)
    with pytest.raises(OwnObjectionError):
        recognized(bank, claim, olga)
    entry = recognized(bank, claim, rita)
    with pytest.raises(OwnObjectionError):
        recognition.reverse(entry.id, [1], "why", actor=olga, world=bank)
    recognition.reverse(entry.id, [1], "why", actor=rita, world=bank)


def test_four_eyes_who_objected_is_not_asked_to_rule_and_the_others_are(
    bank, notice, claim, rita, olga
):
    objected(bank, notice, olga)
    with transaction() as session:
        asked = session.query(OutboxRow.user_id).filter_by(code="objection_made")
        assert {one.user_id for one in asked} == {rita.user_id}


def test_four_eyes_page_and_api_tell_who_objected_that_another_has_to_decide(
    app, client, bank, notice, claim, rita, olga
):
    objected(bank, notice, olga)
    desk = signed_in(app.test_client(), "olga@example.org")
    said = {"zh": "须由另一位审核人决定", "en": "another reviewer has to decide"}
    form = {"objection": "1", "ruling": "upheld", "note": "x"}
    for language, words in said.items():
        desk.post("/language", data={"language": language})
        page = desk.get(f"/claims/{claim.id}/review").text
        assert words in page
        assert "我见过同一张证书" in page
        for kept_away in ("answer_digest", 'name="ruling"', 'name="verdict"'):
            assert kept_away not in page
        refused = desk.post(f"/claims/{claim.id}/rule", data=form)
        assert refused.status_code == 403
        assert words in refused.text
    theirs = signed_in(app.test_client(), "rita@example.org")
    assert 'name="ruling"' in theirs.get(f"/claims/{claim.id}/review").text

    api = caller(client, bank, olga)
    for path, sent in (
        ("rulings", {"objection": 1, "ruling": "upheld", "note": "x"}),
        ("decline", {"reason": "other", "note": ""}),
    ):
        answer = api.post(f"claims/{claim.id}/{path}", sent)
        assert (answer.status_code, answer.json["code"]) == (403, "own_objection")


PERSONAL = ("李林", "L0000", "X-2022-0001", "ada@", "learner")


def test_law_17_the_api_lists_notices_to_anyone_and_tells_nothing_of_the_learner(
    client, bank, notice, claim
):
    for query in ({}, {"institution": "bank"}):
        told = client.get("/api/v1/notices", query_string=query)
        assert told.status_code == 200
        assert told.json["next"] is None
        (item,) = told.json["items"]
    assert client.get(f"/api/v1/notices/{notice.id}").json == item
    assert (item["id"], item["institution"], item["purpose"], item["policy"]) == (
        notice.id,
        "bank",
        "deposit",
        "bank/deposit",
    )
    assert (item["starts_on"], item["ends_on"]) == ("2026-11-24", "2026-11-28")
    assert item["asks"]["en"].startswith("Five days")
    (line,) = item["lines"]
    assert (line["outcomes"], line["target"], line["credits"]) == (
        ["X012-2"],
        None,
        "6",
    )
    assert line["clause"]
    assert line["published"]
    assert line["rule"] == "bank-value"
    assert line["is_example"] is True
    for personal in (*PERSONAL, claim.id, notice.learner_id):
        assert personal not in told.text, personal

    assert client.get("/api/v1/notices", query_string={"institution": "nou"}).json == {
        "items": [],
        "next": None,
    }
    for query, status in (
        ({"institution": "none"}, 404),
        ({"cursor": "none"}, 422),
        ({"limit": 0}, 422),
    ):
        told = client.get("/api/v1/notices", query_string=query)
        assert told.status_code == status, query
        assert told.mimetype == "application/problem+json"
    assert client.get("/institutions/bank/notices?after=none").status_code == 422


def test_the_api_lists_notices_of_all_institutions_page_by_page(
    client, bank, claim, rita
):
    learner = a_learner(bank, email="eve@example.org")
    others = [
        a_claim(bank, learner, a_holding(bank, learner, number=str(number)))
        for number in range(2)
    ]
    for one in (claim, *others):
        agreed(bank, one, "opened", rita)

    found, cursor = [], ""
    while cursor is not None:
        query = {"limit": 2, "cursor": cursor}
        page = client.get("/api/v1/notices", query_string=query).json
        found.append([one["id"] for one in page["items"]])
        cursor = page["next"]

    assert [len(page) for page in found] == [2, 1]
    assert [*found[0], *found[1]] == [one.notice.id for one in running(bank)]


def test_over_the_api_who_has_a_token_objects_once_and_nobody_is_told_who(
    client, bank, notice, claim, rita, bob, clock
):
    sent, path = {"ground": "我见过同一张证书"}, f"notices/{notice.id}/object"
    address = f"/api/v1/{path}"
    bare = client.post(address, json=sent, headers={"Idempotency-Key": "k"})
    assert (bare.status_code, bare.json["code"]) == (401, "sign_in_needed")
    narrow = caller(client, bank, bob, scopes=["notices.show"])
    assert narrow.get("notices").status_code == 403
    assert narrow.post(path, sent).json["code"] == "forbidden"

    theirs = caller(client, bank, bob, scopes=["notices.object"])
    assert client.post(address, json=sent, headers=theirs.headers).status_code == 400
    first, again = (theirs.post(path, sent, key="same") for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert (
        first.json
        == again.json
        == {
            "notice": notice.id,
            "ground": "我见过同一张证书",
            "at": "2026-11-24T04:00:00Z",
        }
    )
    for body, key, status, code in (
        (sent, "new", 409, "already_objected"),
        ({"ground": "other"}, "same", 422, "key_reused"),
        ({"ground": ""}, "empty", 422, "bad_fields"),
        ({"ground": " "}, "blank", 422, "bad_value"),
        ({"ground": "x", "more": 1}, "more", 422, "bad_fields"),
    ):
        told = theirs.post(path, body, key=key)
        assert (told.status_code, told.json["code"]) == (status, code), body
    (heard,) = claims.review(claim.id, actor=rita, world=bank).notices["notice"].heard
    assert heard.email == "bob@example.org"
    assert "我见过" not in client.get("/api/v1/notices").text

    clock.pass_time(days=5)
    late = caller(client, bank, rita).post(path, sent)
    assert (late.status_code, late.json["code"]) == (404, "not_found")
    assert client.get(f"/api/v1/notices/{notice.id}").status_code == 404


def the_learner(world, claim):
    """Act as the learner of a claim."""
    with transaction() as session:
        user_id = people.learner(session, claim.learner_id).user_id
        return people.actor(session, user_id)
