"""A reviewer's desk, with more on it than one page holds."""

from __future__ import annotations

import re

import pytest
from builders import (
    a_claim,
    a_holding,
    a_learner,
    a_reviewer,
    a_withdrawal,
    recognized,
    signed_in,
)
from callers import caller
from sqlalchemy import select

from creditbank.adapters.db import desk, desk_search
from creditbank.adapters.db.base import reading
from creditbank.adapters.db.claims import listed
from creditbank.adapters.db.desk_search import DeskTextRow
from creditbank.core.errors import BadValueError
from creditbank.core.people import Role
from creditbank.services import claims, people, shares, transcripts


@pytest.fixture
def reviewer(bank):
    return a_reviewer(bank)


@pytest.fixture
def full(bank, clock):
    """Two learners; 7 claims of one and 50 of the other wait, oldest first."""
    made = []
    for number in range(57):
        first = number % 8 == 0
        name, email = ("王芳", "w@example.org") if first else ("Lín", "l@example.org")
        learner = made[0][1] if first and made else None
        if not first and len(made) > 1:
            learner = made[1][1]
        learner = learner or a_learner(bank, name=name, email=email)
        held = a_holding(
            bank,
            learner,
            number=f"N-{number:03}",
            outcome="X001-2" if number == 3 else "X012-2",
        )
        made.append((a_claim(bank, learner, held), learner))
        clock.pass_time(seconds=number % 2)
    return [claim.id for claim, _ in made]


def shown_on(text):
    return re.findall(r"/claims/([0-9a-f-]{36})/review", text)


def test_a_desk_shows_how_many_wait_and_page_after_page_shows_each_once(
    client, bank, reviewer, full
):
    signed_in(client, "rita@example.org")

    first = client.get("/claims/queue").text
    following = re.search(r'href="(/claims/queue\?after=[^"]+)"', first).group(1)
    second = client.get(following.replace("&amp;", "&")).text

    assert "共57份" in first
    assert "共57份" in second
    assert len(shown_on(first)) == 50
    assert set(shown_on(first)) | set(shown_on(second)) == set(full)
    assert "下一页" not in second
    assert "王芳" in first
    assert "N-000" in first
    assert "<time" in first
    assert "57份" in client.get("/").text


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("王芳", 8),
        ("ｌí", 49),
        ("n-01", 10),
        ("X001", 1),
        ("L0000", 57),
        ("nobody", 0),
        ("%", 0),
        ("", 57),
    ],
)
def test_a_search_of_the_desk_is_exact_and_counts(bank, reviewer, full, words, count):
    found = claims.queue(words, actor=reviewer, world=bank, limit=5)
    seen = [one.claim.id for one in found.items]
    while found.next:
        found = claims.queue(
            words, actor=reviewer, world=bank, limit=5, after=found.next
        )
        seen += [one.claim.id for one in found.items]

    assert found.count == count == len(seen)
    assert len(set(seen)) == count
    # What was submitted in one second goes by id.
    assert set(seen) <= set(full)


def test_a_search_takes_no_more_from_the_database_than_a_page(
    bank, reviewer, full, monkeypatch
):
    read = []
    fold = desk_search.folded
    monkeypatch.setattr(
        desk_search, "folded", lambda text: read.append(text) or fold(text)
    )
    monkeypatch.setattr(desk, "listed", lambda row: read.append(row) or listed(row))

    found = claims.queue("L0000", actor=reviewer, world=bank, limit=5)

    assert (len(found.items), found.count, len(read)) == (5, 57, 6)


def found(world, actor, words):
    return [one.claim.id for one in claims.queue(words, actor=actor, world=world).items]


def test_what_a_search_finds_is_what_waits_now(bank, reviewer):
    learner = a_learner(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner, number="N-1"))
    assert found(bank, reviewer, "n-1") == [claim.id]

    claims.return_(claim.id, "other", "", actor=reviewer, world=bank)
    assert found(bank, reviewer, "n-1") == []
    claims.submit(claim.id, actor=learner, world=bank)
    assert found(bank, reviewer, "n-1") == [claim.id]
    recognized(bank, claim, reviewer)
    assert found(bank, reviewer, "n-1") == []

    for number in ("M-1", "M-2"):
        other = a_claim(bank, learner, a_holding(bank, learner, number=number))
        assert found(bank, reviewer, "m-") == [other.id]
        if number == "M-1":
            claims.withdraw(other.id, actor=learner, world=bank)
        else:
            claims.decline(other.id, "other", "", actor=reviewer, world=bank)
        assert found(bank, reviewer, "m-") == []
    assert waiting_rows() == set()


def test_what_a_withdrawn_certificate_sends_back_is_found_no_longer(bank, reviewer):
    learner = a_learner(bank)
    held = a_holding(bank, learner)
    claim = a_claim(bank, learner, held)
    officer = a_reviewer(bank, held.body, email="o@example.org", role=Role.OFFICER)
    assert found(bank, officer, held.number) == [claim.id]
    a_withdrawal(bank, officer)
    assert found(bank, officer, held.number) == []


def test_an_amended_claim_is_found_by_what_it_asks_now(bank, reviewer):
    learner = a_learner(bank)
    first, second = (a_holding(bank, learner, number=one) for one in ("N-1", "M-2"))
    claim = a_claim(bank, learner, first)
    claims.return_(claim.id, "other", "", actor=reviewer, world=bank)
    claims.amend(claim.id, [second.id], actor=learner, world=bank)
    claims.submit(claim.id, actor=learner, world=bank)

    assert found(bank, reviewer, "N-1") == []
    assert found(bank, reviewer, "M-2") == [claim.id]


def test_who_changes_their_name_is_found_by_the_new_one(bank, reviewer):
    learner = a_learner(bank, name="王芳")
    claim = a_claim(bank, learner, a_holding(bank, learner))
    done = a_claim(bank, learner, a_holding(bank, learner, number="2"))
    claims.withdraw(done.id, actor=learner, world=bank)

    people.update_profile("王芬", "", actor=learner, world=bank)

    assert found(bank, reviewer, "王芳") == []
    assert found(bank, reviewer, "王芬") == [claim.id]
    assert waiting_rows() == {claim.id}


@pytest.mark.parametrize("words", ["_", "%", "\\", "王芳 l0", "N-1 X"])
def test_a_search_means_its_signs_as_they_are_and_finds_no_two_texts_at_once(
    bank, reviewer, words
):
    learner = a_learner(bank, name="王芳")
    a_claim(bank, learner, a_holding(bank, learner, number="N-1"))
    assert found(bank, reviewer, words) == []


def test_an_officer_searches_only_what_draws_on_papers_of_the_body(bank, reviewer):
    learner = a_learner(bank)
    held = a_holding(bank, learner, outcome="X001-2")
    claim = a_claim(bank, learner, held)
    officer = a_reviewer(bank, held.body, email="o@example.org", role=Role.OFFICER)
    other = a_reviewer(bank, "B", email="b@example.org", role=Role.OFFICER)
    assert found(bank, officer, "x001") == [claim.id]
    assert found(bank, other, "x001") == []


def waiting_rows():
    with reading() as session:
        return set(session.scalars(select(DeskTextRow.claim_id)))


def test_a_search_that_finds_nothing_says_so(client, bank, reviewer):
    signed_in(client, "rita@example.org")
    page = client.get("/claims/queue", query_string={"q": "无此人<b>"}).text
    assert "无此人&lt;b&gt;" in page
    with pytest.raises(BadValueError):
        claims.queue("x" * 101, actor=reviewer, world=bank)


def test_who_reviews_and_is_an_officer_sees_what_waits_for_either(bank):
    learner = a_learner(bank)
    held = a_holding(bank, learner, outcome="X001-2")
    claim = a_claim(bank, learner, held)
    officer = a_reviewer(bank, held.body, email="o@example.org", role=Role.OFFICER)
    found = claims.queue(actor=officer, world=bank)
    assert [one.claim.id for one in found.items] == [claim.id]
    words = claims.queue(held.number, actor=officer, world=bank)
    assert words.count == 1


def test_a_list_of_claims_asks_no_policy_and_comes_in_pages(
    client, bank, full, reviewer, monkeypatch
):
    from creditbank.services.claims import showing

    monkeypatch.setattr(showing, "evaluate", None)
    api = caller(client, bank, reviewer)
    first = api.get("claims", limit=30).json
    second = api.get("claims", limit=30, cursor=first["next"]).json
    ids = [one["claim"]["id"] for one in first["items"] + second["items"]]
    assert sorted(ids) == sorted(full)
    assert second["next"] is None
    assert api.get("claims", limit="abc").status_code == 422


def some_of(world, room, clock):
    """A learner with three of what a room lists."""
    learner = a_learner(world)
    for number in range(3):
        held = a_holding(world, learner, number=str(number))
        claim = a_claim(world, learner, held)
        if room in {"transcripts", "shares"}:
            if not number:
                recognized(world, claim, a_reviewer(world))
            issued = transcripts.issue(
                None, supersede=False, actor=learner, world=world
            )
            wish = shares.Wish(transcript_id=issued.id, days=3)
            shares.create(wish, actor=learner, world=world)
        clock.pass_time(seconds=number)
    return learner


@pytest.mark.parametrize("room", ["holdings", "claims", "transcripts", "shares"])
def test_every_list_of_a_learner_comes_in_pages(client, bank, clock, room):
    api = caller(client, bank, some_of(bank, room, clock))

    whole = api.get(room).json
    first = api.get(room, limit=2).json
    second = api.get(room, limit=2, cursor=first["next"]).json

    assert len(whole["items"]) == 3
    assert whole["next"] is None
    assert first["items"] == whole["items"][:2]
    assert (second["items"], second["next"]) == (whole["items"][2:], None)
    for wrong in ({"limit": "abc"}, {"limit": 0}, {"limit": 101}, {"cursor": "x"}):
        assert api.get(room, **wrong).status_code == 422


def test_a_returned_claim_is_mended_on_the_page_that_made_it(client, bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    one, two = a_holding(bank, learner), a_holding(bank, learner, number="2")
    claim = a_claim(bank, learner, one)
    address = f"/claims/{claim.id}/amend"
    signed_in(client, "ada@example.org")
    assert client.get(address).status_code == 409
    claims.return_(claim.id, "other", "补上另一份", actor=reviewer, world=bank)

    assert f'href="{address}"' in client.get(f"/claims/{claim.id}").text
    form = client.get(address).text
    assert re.search(rf'value="{one.id}" checked', form)
    asked = {"purpose": "deposit", "holding": [one.id, two.id]}
    assert "保存修改" in client.get(address, query_string=asked).text
    kept = client.post(address, data=asked)
    wrong = client.post(address, data={**asked, "purpose": "convert:no/where"})

    assert kept.headers["Location"] == f"/claims/{claim.id}"
    assert wrong.status_code == 422
    shown = claims.show(claim.id, actor=learner, world=bank).claim
    assert shown.holdings == (one.id, two.id)
    assert client.post(f"/claims/{claim.id}/submit").status_code == 302


def test_nobody_mends_anothers_claim(client, bank):
    ada = a_learner(bank)
    claim = a_claim(bank, ada, a_holding(bank, ada), submitted=False)
    a_learner(bank, email="eve@example.org", name="赵六")
    signed_in(client, "eve@example.org")
    assert client.get(f"/claims/{claim.id}/amend").status_code == 404
    asked = {"purpose": "deposit", "holding": list(claim.holdings)}
    assert client.post(f"/claims/{claim.id}/amend", data=asked).status_code == 404


def test_a_refused_recognition_comes_back_to_the_claim_and_says_why(client, bank):
    learner = a_learner(bank)
    a_reviewer(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    signed_in(client, "rita@example.org")

    stale = client.post(f"/claims/{claim.id}/recognize", data={"answer_digest": "0"})

    assert stale.status_code == 409
    assert "结果发生了变化" in stale.text
    shown = claims.review(claim.id, actor=a_reviewer(bank, email="b@c.de"), world=bank)
    assert shown.answer.digest in stale.text
    assert client.post("/claims/nothing/recognize").status_code == 404


@pytest.mark.parametrize("line", ["", "²", "9", "x"])
def test_a_refused_reversal_comes_back_to_the_claim_and_says_why(client, bank, line):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    entry = recognized(bank, claim, reviewer)
    signed_in(client, "rita@example.org")
    form = {"claim": claim.id, "note": "误记", "line": line}

    answer = client.post(f"/entries/{entry.id}/reverse", data=form)

    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.text
    assert f"/entries/{entry.id}/reverse" in answer.text
    done = client.post(f"/entries/{entry.id}/reverse", data={**form, "line": "1"})
    assert done.status_code == 302
    again = client.post(f"/entries/{entry.id}/reverse", data={**form, "line": "1"})
    assert again.status_code == 409
    assert "冲正过" in again.text
