"""Damaged books: what rests on the damage is refused in words, all else goes on.

Each row of the table is damaged past the guards, as someone with the whole database
could; then everyone asks for their pages.
"""

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
from services.test_auditing import tamper
from services.test_notices import STEPS
from sqlalchemy import update

from creditbank.adapters.db import policies as policy_rows
from creditbank.adapters.db.base import db, transaction
from creditbank.adapters.db.types import Illegible
from creditbank.app import shipped
from creditbank.core.damage import BooksDamagedError
from creditbank.core.people import STRANGER
from creditbank.services import (
    claims,
    holdings,
    ledger,
    notices,
    policies,
    receipts,
    recognition,
    shares,
    transcripts,
)

DEPOSIT = (shipped("seed") / "policies" / "bank-deposit.yaml").read_text("utf-8")
CLAIM = "UPDATE claims SET {} WHERE status = 'submitted' AND learner_id = '{}'"
MINE = "learner_id = '{learner}'"


def unreadable_policies(*_unused):
    """The files of the policies, which no SQL of both databases can spoil."""
    with transaction() as session:
        spoiled = update(policy_rows.PolicyVersionRow)
        session.execute(spoiled.values(content=b"\0", digest="0"))


def lost_files(app, files):
    folder = app.extensions["creditbank_settings"].evidence_folder
    for digest in files:
        (folder / digest[:2] / digest).unlink()


DAMAGE = {
    "a decision": f"DELETE FROM decisions WHERE {MINE}",
    "the case of a decision": f"UPDATE decisions SET \"case\" = '{{{{}}}}' WHERE {MINE}",
    "the answer of a decision": f"UPDATE decisions SET answer = '{{{{' WHERE {MINE}",
    "the facts of a claim": CLAIM.format("frozen = '{{'", "{learner}"),
    "the holdings of a claim": CLAIM.format("holdings = '{{'", "{learner}"),
    "the status of a claim": f"UPDATE claims SET status = 'x' WHERE {MINE}",
    "a move of a claim": f"UPDATE claim_moves SET move = 'x' WHERE {MINE}",
    "the holdings": f"DELETE FROM holdings WHERE {MINE}",
    "the entries": f"UPDATE entries SET kind = 'x' WHERE {MINE}",
    "the lines": f"UPDATE entry_lines SET items = '{{{{', rule = 'x' WHERE {MINE}",
    "the balances": f"DELETE FROM balances WHERE {MINE}",
    "a receipt": f"DELETE FROM receipts WHERE {MINE}",
    "the bytes of a receipt": f"UPDATE receipts SET content = '{{{{}}}}' WHERE {MINE}",
    "the bytes of credentials": f"UPDATE credentials SET document = '{{{{' WHERE {MINE}",
    "a credential": f"DELETE FROM credentials WHERE kind = 'inner' AND {MINE}",
    "the life of credentials": f"UPDATE status_events SET act = 'x' WHERE {MINE}",
    "a public notice": f"UPDATE notices SET lines = '{{{{' WHERE {MINE}",
    "the status lists": "UPDATE status_lists SET document = '{{'",
    "the intents": "DELETE FROM signature_intents",
    "the policies": "DELETE FROM policy_versions",
    "the files of the policies": unreadable_policies,
    "a file of evidence": lost_files,
}
FOR_ALL = {"the policies", "the files of the policies"}  # what everyone's rests on


@pytest.fixture
def scene(bank):
    """A learner with one thing of every kind, and another with a claim that waits."""
    content = DEPOSIT.replace("\nversion: 1\n", "\nversion: 2\n")
    content = content.replace("\nfindings:", f"{STEPS}\nfindings:")
    ada, bob = a_learner(bank), a_learner(bank, email="bob@example.org", name="王芳")
    rita, zhu = a_reviewer(bank), a_registrar(bank, "bank")
    held, later, last = (
        a_holding(bank, ada, number=number) for number in ("X-2022-0001", "2", "3")
    )
    decided = a_claim(bank, ada, held)
    entry = recognized(bank, decided, rita)
    today = date(2026, 11, 24)
    policies.publish(content.encode(), starts_on=today, actor=zhu, world=bank)
    waiting, draft = (
        a_claim(bank, ada, later),
        a_claim(bank, ada, last, submitted=False),
    )
    theirs = a_claim(bank, bob, a_holding(bank, bob, number="B"))
    for one in (waiting, theirs):
        claims.agree(one.id, "notice", "opened", actor=rita, world=bank)
    told = notices.page(actor=STRANGER, world=bank).items
    notice = next(one.notice for one in told if one.notice.claim_id == waiting.id)
    issued = transcripts.issue(None, actor=ada, world=bank)
    wish = shares.Wish(issued.id, 7, has_receipts=True)
    link = shares.create(wish, actor=ada, world=bank)[1].rpartition("/")[2]
    transcripts.status_list("revocation", 1, world=bank)
    third = content.replace("\nversion: 2\n", "\nversion: 3\n").encode()
    return {
        "ada": ada,
        "bob": bob,
        "rita": rita,
        "zhu": zhu,
        "held": held.id,
        "files": [
            one.digest for one in holdings.show(held.id, actor=ada, world=bank).evidence
        ],
        "decided": decided.id,
        "entry": entry,
        "waiting": waiting.id,
        "draft": draft.id,
        "last": last.id,
        "theirs": theirs.id,
        "notice": notice.id,
        "issued": issued.id,
        "code": issued.code,
        "link": link,
        "receipt": next(iter(receipts.digests(actor=ada, world=bank).values())),
        "third": policies.draft("bank", "c.yaml", third, actor=zhu, world=bank),
    }


# Who asks for what; what stands first is readable whatever of the learner is damaged.
PAGES = {
    "ada@example.org": (
        ("/", "/claims/", "/people/profile"),
        (
            *("/holdings/", "/holdings/{held}", "/holdings/{held}/compare"),
            "/holdings/{held}/evidence/{file}",
            *("/claims/{decided}", "/claims/{waiting}", "/claims/{draft}/amend"),
            *("/claims/draft?holding={last}", "/account", "/transcripts"),
            *("/transcripts/{issued}.json", "/transcripts/{issued}/bundle.json"),
            *("/transcripts/{issued}/share", "/transcripts/{issued}/offline.svg"),
            *("/shares", "/receipts/{receipt}", "/credentials/{issued}"),
        ),
    ),
    "bob@example.org": (
        ("/", "/claims/", "/claims/{theirs}", "/account", "/transcripts"),
        (),
    ),
    "rita@example.org": (
        ("/", "/claims/queue", "/claims/{theirs}/review"),
        (
            *("/claims/queue?q=李林", "/claims/{decided}/review"),
            *("/claims/{waiting}/review", "/transcripts/life?code={code}"),
        ),
    ),
    "zhu@example.org": (("/", "/registrar", "/registrar/drafts/{third}/preview"), ()),
    "": (
        ("/institutions/bank/notices", "/policies", "/status/revocation/1"),
        ("/notices/{notice}", "/v/{code}", "/s/{link}", "/outcomes/X012-2"),
    ),
}
CALLS = {
    "ada": (
        *("claims", "claims/{decided}", "claims/{waiting}", "accounts/me"),
        *("accounts/me/entries", "transcripts", "holdings", "notices/{notice}"),
    ),
    "rita": ("claims", "claims/{decided}", "claims/{waiting}", "notices"),
}


def damage(app, scene, what):
    deed = DAMAGE[what]
    if callable(deed):
        tamper()
        deed(app, scene["files"])
    else:
        tamper(deed.format(learner=scene["ada"].learner_id))
    db.session.remove()


@pytest.mark.parametrize("what", DAMAGE)
def test_whatever_is_damaged_is_said_in_words_and_stops_nobody_else(
    app, client, bank, scene, what, monkeypatch
):
    monkeypatch.setattr(policy_rows, "_kept", {})  # as in a process that begins
    people = {
        one: signed_in(app.test_client(), one) if one else client for one in PAGES
    }
    callers = {one: caller(app.test_client(), bank, scene[one]) for one in CALLS}
    facts = {**scene, "file": scene["files"][0]}

    damage(app, scene, what)

    for one, (always, others) in PAGES.items():
        for page in (*always, *others):
            answer = people[one].get(page.format(**facts))
            assert answer.status_code < 500, (one, page, answer.text)
            if page in always and what not in FOR_ALL:
                assert answer.status_code == 200, (one, page, answer.text)
            if answer.status_code == 409 and answer.mimetype == "text/html":
                assert re.search("缺失或损坏|没有公开|没有适用", answer.text), (
                    one,
                    page,
                )
    for one, paths in CALLS.items():
        for path in paths:
            answer = callers[one].get(path.format(**facts))
            assert answer.status_code < 500, (one, path, answer.text)
            if answer.status_code >= 400:
                assert answer.json["code"] in {"books_damaged", "not_found"}, path


SAID = {"zh": "记录缺失或损坏", "en": "is missing or damaged"}


@pytest.fixture
def bare(bank):
    """A learner with a posted line and a claim that waits, under no further step."""
    ada, rita = a_learner(bank), a_reviewer(bank)
    entry = recognized(bank, a_claim(bank, ada, a_holding(bank, ada)), rita)
    waiting = a_claim(bank, ada, a_holding(bank, ada, number="2"))
    shown = claims.review(waiting.id, actor=rita, world=bank)
    return ada, rita, waiting, entry, shown.answer.digest


ALTERED = 'UPDATE decisions SET "case" = replace("case", \'"6"\', \'"7"\')'
LOST = {"gone": "DELETE FROM decisions", "altered": ALTERED}


@pytest.mark.parametrize("how", LOST)
def test_without_the_decision_of_a_posted_line_nothing_is_decided_for_that_learner(
    client, bank, bare, how
):
    ada, rita, waiting, _, digest = bare
    bob = a_learner(bank, email="bob@example.org")
    theirs = a_claim(bank, bob, a_holding(bank, bob, number="B"))
    tamper(LOST[how])
    db.session.remove()

    for decide in (
        lambda: recognition.recognize(waiting.id, digest, actor=rita, world=bank),
        lambda: claims.decline(waiting.id, "other", "", actor=rita, world=bank),
    ):
        with pytest.raises(BooksDamagedError) as caught:
            decide()
        assert caught.value.facts == {"record": "decision"}
    api = caller(client, bank, rita)
    sent = {"answer_digest": digest}
    refused = api.post(f"claims/{waiting.id}/recognize", sent)
    assert (refused.status_code, refused.json["code"]) == (409, "books_damaged")
    assert "认定决定" in refused.json["detail"]
    told = api.get(f"claims/{waiting.id}").json
    assert (told["answer"], told["answer_digest"], told["is_damaged"]) == (
        None,
        None,
        True,
    )

    assert ledger.account(actor=ada, world=bank).entry_count == 1
    again = claims.show(waiting.id, actor=ada, world=bank)
    assert (again.claim.status, again.is_damaged) == ("submitted", True)
    assert recognized(bank, theirs, rita).lines
    returned = claims.return_(waiting.id, "other", "", actor=rita, world=bank)
    assert returned.status == "returned"


def test_without_a_decision_the_learners_pages_say_so_and_are_read_all_the_same(
    app, bank, bare
):
    ada, _, waiting, entry, _ = bare
    tamper("DELETE FROM decisions")
    db.session.remove()
    mine = signed_in(app.test_client(), "ada@example.org")
    desk = signed_in(app.test_client(), "rita@example.org")
    held = holdings.list_(actor=ada, world=bank)[1].id

    for language, words in SAID.items():
        for one in (mine, desk):
            one.post("/language", data={"language": language})
        for reader, address, status in (
            (mine, f"/claims/{waiting.id}", 200),
            (mine, f"/claims/{entry.claim_id}", 200),
            (mine, f"/holdings/{held}/compare", 200),
            (mine, f"/claims/draft?holding={held}", 409),
            (desk, f"/claims/{waiting.id}/review", 200),
            (desk, f"/claims/{entry.claim_id}/review", 200),
        ):
            answer = reader.get(address)
            assert answer.status_code == status, address
            assert words in answer.text, address
            assert "answer_digest" not in answer.text
        assert mine.get("/account").status_code == 200
        assert words not in mine.get("/account").text


def test_a_damaged_claim_is_counted_in_its_lists_and_hides_no_other(app, bank, scene):
    tamper(DAMAGE["the facts of a claim"].format(learner=scene["ada"].learner_id))
    db.session.remove()

    queue = claims.queue(actor=scene["rita"], world=bank)
    assert [one.claim.id for one in queue.items] == [scene["theirs"]]
    assert (queue.count, queue.damaged, queue.next) == (2, 1, None)
    first = claims.queue(actor=scene["rita"], world=bank, limit=1)
    second = claims.queue(actor=scene["rita"], world=bank, limit=1, after=first.next)
    assert (len(first.items) + len(second.items), first.damaged + second.damaged) == (
        1,
        1,
    )
    mine = claims.list_(actor=scene["ada"], world=bank)
    assert {one.id for one in mine.items} == {scene["decided"], scene["draft"]}
    assert mine.damaged == 1
    for email, page in (
        ("ada@example.org", "/claims/"),
        ("rita@example.org", "/claims/queue"),
        ("zhu@example.org", f"/registrar/drafts/{scene['third']}/preview"),
    ):
        reader = signed_in(app.test_client(), email)
        for language, words in (("zh", "这里另有1项"), ("en", "1 more belongs here")):
            reader.post("/language", data={"language": language})
            assert words in reader.get(page).text, page


def test_a_damaged_notice_hides_no_other_and_is_not_guessed(bank, scene):
    tamper("UPDATE notices SET step = 'x' WHERE id = '{}'".format(scene["notice"]))
    db.session.remove()
    page = notices.page(actor=STRANGER, world=bank)
    assert [one.notice.claim_id for one in page.items] == [scene["theirs"]]
    assert (page.damaged, page.next) == (1, None)


def test_a_status_list_that_was_spoilt_is_signed_anew(bank, scene):
    first = transcripts.status_list("revocation", 1, world=bank).document
    tamper("UPDATE status_lists SET document = '{'")
    db.session.remove()
    assert transcripts.status_list("revocation", 1, world=bank).document == first


def test_what_is_illegible_is_said_to_whoever_looks_into_it():
    found = Illegible()
    for look in (
        lambda: found["lines"],
        lambda: list(found),
        lambda: len(found),
        lambda: "lines" in found,
        lambda: found == [],
        lambda: found.lines,
    ):
        with pytest.raises(BooksDamagedError):
            look()
    assert not hasattr(found, "__json__")
