"""Every page there is: one heading, a title, a language, a label on every field."""

from __future__ import annotations

from html.parser import HTMLParser

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

from creditbank.app import shipped
from creditbank.core.people import Role
from creditbank.services import policies, shares, transcripts

DEPOSIT = (shipped("seed") / "policies" / "bank-deposit.yaml").read_bytes()
SECOND = DEPOSIT.replace(b"version: 1", b"version: 2")
FIELDS = {"input", "select", "textarea"}


class Page(HTMLParser):
    """What a screen reader would be told of a page."""

    def __init__(self, text):
        super().__init__()
        self.language, self.title, self.headings = "", "", 0
        self.labelled, self.fields, self.ids, self.inside = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.inside.append(tag)
        self.language = told.get("lang") if tag == "html" else self.language
        self.headings += tag == "h1"
        self.ids += [told["id"]] if "id" in told else []
        if tag == "label" and "for" in told:
            self.labelled.add(told["for"])
        if tag in FIELDS and told.get("type") not in {"hidden", "submit"}:
            named = "aria-label" in told or "label" in self.inside
            self.fields.append((told.get("id"), named))
        if tag in {"input", "meta", "link", "img", "br", "hr"}:
            self.inside.pop()

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if self.inside[-1:] == ["title"]:
            self.title += data.strip()


def read(answer, language):
    assert answer.status_code == 200, answer.request.path
    page = Page(answer.get_data(as_text=True))
    where = answer.request.path
    assert page.language.startswith(language), where
    assert page.headings == 1, where
    assert page.title, where
    assert len(page.ids) == len(set(page.ids)), where
    for name, named in page.fields:
        assert named or name in page.labelled, (where, name)


@pytest.fixture
def story(bank):
    """One thing of every kind, each with a page of its own."""
    learner = a_learner(bank)
    reviewer = a_reviewer(bank)
    a_reviewer(bank, email="op@example.org", role=Role.OPERATOR)
    a_reviewer(bank, "B001", email="of@example.org", role=Role.OFFICER)
    zhu = a_registrar(bank, "bank")
    held = a_holding(bank, learner)
    claim = a_claim(bank, learner, held)
    recognized(bank, claim, reviewer)
    waiting = a_claim(bank, learner, a_holding(bank, learner, number="X-2022-0002"))
    issued = transcripts.issue(None, actor=learner, world=bank)
    shown, link = shares.create(shares.Wish(issued.id, 7), actor=learner, world=bank)
    wish = shares.Wish(issued.id, 7, pin="a secret")
    _, locked = shares.create(wish, actor=learner, world=bank)
    return {
        "transcript_id": issued.id,
        "share_id": shown.share.id,
        "link": link.rpartition("/")[2],
        "locked": locked.rpartition("/")[2],
        "claim_id": waiting.id,
        "holding_id": held.id,
        "code": issued.code,
        "outcome": "X012-2",
        "good_id": policies.draft("bank", "b.yaml", SECOND, actor=zhu, world=bank),
        "draft_id": policies.draft(
            "bank", "a.yaml", b"language: 1\ncolour: red\n", actor=zhu, world=bank
        ),
    }


PUBLIC = (
    *("/", "/outcomes", "/outcomes?q=财税", "/outcomes/{outcome}", "/institutions"),
    *(
        "/institutions/nou",
        "/institutions/nou/notices",
        "/courses/nou/PL101",
        "/policies",
        "/policies/bank/deposit",
    ),
    "/policies/bank/deposit/compare",
    *("/verify", "/v/{code}", "/people/sign-in", "/people/sign-up"),
    *("/people/ask-reset", "/s/{link}", "/s/{locked}"),
)
LEARNER = (
    *("/", "/holdings/", "/holdings/register", "/holdings/register?q=财税"),
    "/holdings/{holding_id}/compare",
    *("/holdings/{holding_id}", "/claims/", "/claims/{claim_id}", "/account"),
    *("/claims/draft?holding={holding_id}", "/transcripts", "/people/profile"),
    *("/people/sessions", "/people/tokens", "/shares", "/shares/{share_id}"),
    "/transcripts/{transcript_id}/share",
)
REGISTRAR = (
    *("/", "/registrar", "/registrar/drafts/{draft_id}", "/people/profile"),
    "/registrar/drafts/{good_id}/preview",
)
REVIEWER = ("/", "/claims/queue", "/claims/{claim_id}/review", "/people/profile")
OPERATOR = ("/", "/jobs", "/transcripts/life")
OFFICER = ("/", "/withdrawals/")
# The one page that leaves the bank: a file of its own, held to the core in a browser.
DOWNLOADED = {"/verify/offline", "/policies/language/1.json"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_has_one_heading_a_title_a_language_and_labels(
    client, app, story, language
):
    spoken = {"Accept-Language": "zh-CN" if language == "zh" else "en"}
    people = {
        client: PUBLIC,
        signed_in(app.test_client(), "ada@example.org"): LEARNER,
        signed_in(app.test_client(), "rita@example.org"): REVIEWER,
        signed_in(app.test_client(), "zhu@example.org"): REGISTRAR,
        signed_in(app.test_client(), "op@example.org"): OPERATOR,
        signed_in(app.test_client(), "of@example.org"): OFFICER,
    }
    for one, pages in people.items():
        one.post("/language", data={"language": language})
        for page in pages:
            address = page.format(**story)
            read(one.get(address, headers=spoken, follow_redirects=True), language)


def test_every_page_without_an_object_is_looked_at(app):
    looked = {
        page.partition("?")[0]
        for page in (*PUBLIC, *LEARNER, *REVIEWER, *OPERATOR, *OFFICER, *REGISTRAR)
    }
    there = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and not rule.arguments
        and not rule.rule.startswith(("/api/", "/.well-known", "/openapi", "/log/"))
    }
    assert there - looked - DOWNLOADED == {
        "/healthz",
        "/metrics",
        "/readyz",
        "/people/confirm",
        "/people/reset",
    }


def test_what_one_reader_saw_first_does_not_choose_the_next_readers_language(
    client, bank, app
):
    learner = a_learner(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    recognized(bank, claim, a_reviewer(bank))
    client = signed_in(client, "ada@example.org")
    app.jinja_env.cache.clear()  # as in a process that begins
    for language, said in (("zh", "<span>整个账户</span>"), ("en", "<span>The whole")):
        client.post("/language", data={"language": language})
        assert said in client.get("/transcripts").get_data(as_text=True)
