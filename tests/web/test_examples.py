"""What no source publishes is marked wherever it is shown (issue 2, the catalog)."""

from __future__ import annotations

import pytest
from builders import (
    a_claim,
    a_holding,
    a_learner,
    a_reviewer,
    recognized,
    signed_in,
)

from creditbank.adapters.db import catalog
from creditbank.adapters.db.base import transaction
from creditbank.services import transcripts

MARKS = {
    "zh": '<span class="pill example">示例</span>',
    "en": '<span class="pill example">example data</span>',
}


def published(code):
    """Let the bank value of an outcome be published, so that courses alone are not."""
    with transaction() as session:
        row = session.get_one(catalog.OutcomeRow, (code, "1"))
        row.examples = [one for one in row.examples if one != "bank_value"]


@pytest.fixture
def converted(bank):
    """Recognize a published outcome into courses that are example data."""
    published("VQ-COURIER")
    learner = a_learner(bank)
    held = a_holding(bank, learner, outcome="VQ-COURIER", number="Q1")
    claim = a_claim(bank, learner, held, purpose="convert:nou/logistics")
    recognized(bank, claim, a_reviewer(bank, "nou"))
    transcripts.issue(actor=learner, world=bank)
    return claim, held


@pytest.mark.parametrize("language", ["zh", "en"])
def test_credits_of_an_example_course_are_marked_on_every_page(
    converted, client, language
):
    claim, _ = converted
    signed_in(client, "ada@example.org")
    client.set_cookie("language", language)
    for path, marks in {
        "/account": 4,  # the balance, and three lines
        "/": 1,
        "/transcripts": 4,  # the transcript, and three lines to tick
        f"/claims/{claim.id}": 1,
        "/outcomes/VQ-COURIER": 1,
    }.items():
        page = client.get(path).get_data(as_text=True)
        has_value = path.startswith("/outcomes")
        names_outcome = language == "en" and path.startswith(("/outcomes", "/claims"))
        named = has_value + names_outcome
        assert page.count(MARKS[language]) == marks + named, path


def test_the_mark_of_a_conversion_does_not_wait_for_the_decision(bank, client):
    published("VQ-COURIER")
    learner = a_learner(bank)
    held = a_holding(bank, learner, outcome="VQ-COURIER", number="Q1")
    signed_in(client, "ada@example.org")
    draft = f"/claims/draft?purpose=convert:nou/logistics&holding={held.id}"
    for path in (draft, f"/holdings/{held.id}/compare"):
        assert MARKS["zh"] in client.get(path).get_data(as_text=True), path


def test_what_is_published_bears_no_mark(bank, client):
    published("X012-2")
    learner = a_learner(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    recognized(bank, claim, a_reviewer(bank))
    transcripts.issue(actor=learner, world=bank)
    signed_in(client, "ada@example.org")
    for path in ("/account", "/", "/transcripts", f"/claims/{claim.id}"):
        page = client.get(path).get_data(as_text=True)
        assert MARKS["zh"] not in page, path


def test_an_english_name_that_is_example_data_is_marked_where_it_is_read(bank, client):
    learner = a_learner(bank)
    signed_in(client, "ada@example.org")
    held = a_holding(bank, learner)
    for path in (
        "/outcomes?q=CET-6",
        "/outcomes/CET-6",
        "/holdings/register?q=CET-6",
        "/holdings/register?outcome=CET-6",
        f"/holdings/{held.id}",
    ):
        client.set_cookie("language", "en")
        english = client.get(path).get_data(as_text=True).count(MARKS["en"])
        client.set_cookie("language", "zh")
        chinese = client.get(path).get_data(as_text=True).count(MARKS["zh"])
        assert english == chinese + 1, path
