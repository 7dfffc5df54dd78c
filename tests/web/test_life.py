"""Pages and addresses of a transcript's life: lists, codes, and issuing anew."""

from __future__ import annotations

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized, signed_in

from creditbank.core.errors import ForbiddenError, NotFoundError
from creditbank.core.people import Role
from creditbank.core.strict import parsed
from creditbank.core.transcripts.life import ACTS_OF, Act
from creditbank.services import auditing, recognition, transcripts


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def reviewer(bank):
    return a_reviewer(bank)


@pytest.fixture
def entry(bank, learner, reviewer):
    return recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)


@pytest.mark.parametrize("purpose", ACTS_OF)
def test_a_status_list_is_public_and_cached_as_long_as_its_own_ttl(client, purpose):
    answer = client.get(f"/status/{purpose}/1")
    document = parsed(answer.data)
    ttl = document["credentialSubject"]["ttl"]
    assert answer.mimetype == "application/vc"
    assert answer.headers["Cache-Control"] == f"public, max-age={ttl // 1000}"
    assert document["credentialSubject"]["statusPurpose"] == purpose
    assert client.get(f"/status/{purpose}/1").data == answer.data
    again = client.get(
        f"/status/{purpose}/1", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"/status/{purpose}/2").status_code == 404
    assert client.get("/status/refresh/1").status_code == 404


def test_a_code_says_since_when_a_newer_one_took_its_place(
    client, bank, learner, entry
):
    first = transcripts.issue(actor=learner, world=bank)
    bank.clock.clock.pass_time(days=1)
    transcripts.issue(actor=learner, world=bank)
    page = client.get(f"/v/{first.code}", headers={"Accept-Language": "en"}).text
    assert "Superseded" in page
    assert "2026-11-25 12:00" in page
    assert "newer one of the same scope" in page
    assert "李林" not in page
    assert "nvalid" not in page


def test_after_a_reversal_the_page_says_that_a_new_one_can_be_issued_at_once(
    client, bank, learner, reviewer, entry
):
    other = a_holding(bank, learner, number="2")
    recognized(bank, a_claim(bank, learner, other), reviewer)
    first = transcripts.issue(actor=learner, world=bank)
    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)
    signed_in(client, "ada@example.org")
    page = client.get("/transcripts").text
    assert "其中的学分已冲正" in page
    assert "可以立即签发新的" in page
    assert client.post("/transcripts", data={"scope": "account"}).status_code == 302
    assert "有效" in client.get("/transcripts").text
    public = client.get(f"/v/{first.code}").text
    assert "已撤销" in public
    assert "其中的学分已冲正" in public
    assert "无效" not in public


def test_a_learner_chooses_scope_and_whether_the_older_gives_way(
    client, bank, learner, entry
):
    signed_in(client, "ada@example.org")
    for earlier, status in (("keep", "valid"), ("keep", "valid"), ("", "superseded")):
        form = {"scope": "deposit", "earlier": earlier}
        assert client.post("/transcripts", data=form).status_code == 302
        listed = transcripts.list_(actor=learner, world=bank)
        assert {one.status for one in listed} == {"valid", status}
    page = client.get("/transcripts").text
    assert "存入学分银行的学分" in page
    form = {"scope": "convert:nou/none"}
    assert client.post("/transcripts", data=form).status_code == 409


def test_who_watches_over_a_transcript_suspends_reinstates_and_revokes_it(
    client, app, bank, learner, reviewer, entry
):
    issued = transcripts.issue(actor=learner, world=bank)
    desk = signed_in(client, "rita@example.org")
    place = f"/transcripts/life/{issued.code}"

    def does(act, reason, note="第七号函"):
        form = {"reason": reason, "note": note}
        return desk.post(f"{place}/{act}", data=form).status_code

    assert does("suspend", "issued_in_error") == 422
    assert does("reinstate", "inquiry_closed") == 409
    assert does("suspend", "under_inquiry") == 302
    assert does("suspend", "under_inquiry") == 409
    assert transcripts.public_status(issued.code, world=bank).status == "suspended"
    public = app.test_client().get(f"/v/{issued.code}").text
    assert "正在核查" in public
    assert "第七号函" not in public
    assert does("reinstate", "inquiry_closed") == 302
    assert transcripts.public_status(issued.code, world=bank).status == "valid"
    assert does("revoke", "issued_in_error") == 302
    page = desk.get(f"/transcripts/life?code={issued.code}").text
    assert [page.count(word) > 0 for word in ("签发有误", "核查完毕", "李林")] == [
        *(True, True, False)
    ]
    assert "/revoke" not in page
    assert auditing.audit().faults == ()


def test_a_supervisor_reads_a_school_suspends_and_only_the_bank_revokes(
    client, bank, learner, reviewer, entry
):
    issued = transcripts.issue(actor=learner, world=bank)
    code = issued.code
    for place, email, role in (
        ("national", "s@example.org", Role.SUPERVISOR),
        ("nou", "n@example.org", Role.REVIEWER),
        ("bank", "o@example.org", Role.OPERATOR),
    ):
        watcher = a_reviewer(bank, place, email=email, role=role)
        if role is Role.REVIEWER:
            with pytest.raises(NotFoundError):
                transcripts.life(code, actor=watcher, world=bank)
            with pytest.raises(NotFoundError):
                transcripts.suspend(code, "other", "", actor=watcher, world=bank)
            continue
        acts = transcripts.life(code, actor=watcher, world=bank).acts
        assert bool(acts) == (role is Role.OPERATOR)
        if role is Role.SUPERVISOR:
            with pytest.raises(ForbiddenError):
                transcripts.revoke(code, "other", "", actor=watcher, world=bank)
        else:
            transcripts.revoke(code, "other", "", actor=watcher, world=bank)
    signed_in(client, "ada@example.org")
    assert client.get("/transcripts/life").status_code == 403
    signed_in(client, "rita@example.org")
    assert client.get("/transcripts/life?code=NONE").status_code == 404
    assert client.get("/transcripts/life").status_code == 200


def test_a_school_suspends_what_states_a_line_of_its_own(bank, learner):
    school = a_reviewer(bank, "nou", email="n@example.org")
    held = a_holding(bank, learner, outcome="VQ-COURIER", number="2021000000012345")
    claim = a_claim(bank, learner, held, purpose="convert:nou/logistics")
    recognized(bank, claim, school)
    code = transcripts.issue(actor=learner, world=bank).code
    assert transcripts.life(code, actor=school, world=bank).acts == (Act.SUSPEND,)
    transcripts.suspend(code, "under_inquiry", "", actor=school, world=bank)
    assert transcripts.life(code, actor=school, world=bank).acts == (Act.REINSTATE,)
    with pytest.raises(NotFoundError):
        transcripts.revoke(code, "other", "", actor=school, world=bank)
