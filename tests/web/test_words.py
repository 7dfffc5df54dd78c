"""What people read is said in words: no code stands in a sentence or a letter."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

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

from creditbank.adapters.db.base import db
from creditbank.services import claims, outbox, people, transcripts
from creditbank.web.filters import weight

NAMES = {"zh": "国家开放大学 · 物流", "en": "Open University of China · "}


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def claim(bank, learner):
    held = a_holding(bank, learner, outcome="VQ-COURIER", number="Q1")
    return a_claim(bank, learner, held, purpose="convert:nou/logistics")


def letters(world, folder):
    """Post what waits, and give the letters by their subject."""
    while outbox.deliver(f"file://{folder}", world=world):
        pass
    read = [
        message_from_bytes(one.read_bytes(), policy=default)
        for one in sorted(folder.glob("*.eml"))
    ]
    return {one["Subject"]: one.get_content() for one in read}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_programme_is_called_by_its_name_wherever_a_claim_is_listed(
    bank, client, learner, claim, language
):
    a_reviewer(bank, "nou")
    client.set_cookie("language", language)
    for email, paths in {
        "ada@example.org": ("/", "/claims/", f"/claims/{claim.id}"),
        "rita@example.org": ("/", "/claims/queue", f"/claims/{claim.id}/review"),
    }.items():
        signed_in(client, email)
        for path in paths:
            page = client.get(path).get_data(as_text=True)
            assert NAMES[language] in page, path
            assert "nou / logistics" not in page, path
            assert "nou/logistics" not in page, path


def test_a_registrar_reads_which_programme_has_no_policy_by_its_name(bank, client):
    a_registrar(bank, "gdvc")
    signed_in(client, "zhu@example.org")
    for path in ("/", "/registrar"):
        assert "convert:gdvc" not in client.get(path).get_data(as_text=True)


def test_what_a_transcript_states_is_said_by_names(bank, client, learner, claim):
    recognized(bank, claim, a_reviewer(bank, "nou"))
    transcripts.issue(scope="convert:nou/logistics", actor=learner, world=bank)
    signed_in(client, "ada@example.org")
    page = client.get("/transcripts").get_data(as_text=True)
    assert page.count(NAMES["zh"]) == 2  # the transcript, and the choice of a scope


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_letter_about_a_claim_names_it_and_links_to_its_page(
    bank, learner, claim, tmp_path, language
):
    reviewer = a_reviewer(bank, "nou")
    people.set_language(language, actor=learner)
    claims.return_(claim.id, "evidence_unreadable", "", actor=reviewer, world=bank)
    claims.submit(claim.id, actor=learner, world=bank)
    told = letters(bank, tmp_path)
    mine = told["申请被退回" if language == "zh" else "Your claim was returned"]
    assert NAMES[language] in mine
    assert f"{bank.origin}/claims/{claim.id}\n" in mine
    words = {"zh": "佐证材料无法辨认", "en": "The evidence cannot be read"}
    assert words[language] in mine
    assert f"{bank.origin}/claims/{claim.id}/review\n" in told["有新的申请待审核"]
    db.session.remove()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finding_is_called_by_the_question_it_answers(bank, client, language):
    learner = a_learner(bank)
    held = a_holding(bank, learner, outcome="GD-COMPETITION", number="G1")
    signed_in(client, "ada@example.org")
    client.set_cookie("language", language)
    asks = {"zh": "该成果认定多少学分？", "en": "table give this outcome?"}
    for path in (
        f"/claims/draft?purpose=convert:gdvc/commerce&holding={held.id}",
        "/outcomes/GD-COMPETITION",
    ):
        page = client.get(path).get_data(as_text=True)
        assert asks[language] in page, path
        assert "recognized_credits" not in page, path


def test_an_account_names_the_policy_and_the_courses(bank, client, learner, claim):
    recognized(bank, claim, a_reviewer(bank, "nou"))
    signed_in(client, "ada@example.org")
    page = client.get("/account").get_data(as_text=True)
    assert "邮政速递业务员职业资格转换物流专业课程</a> · 第1版" in page
    assert "PL101 速递生产与运作" in page


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (999, "999 B"),
        (1_000, "1 kB"),
        (123_456, "123 kB"),
        (999_400, "999 kB"),
        (1_250_000, "1.3 MB"),
        (20_000_000, "20.0 MB"),
    ],
)
def test_the_size_of_a_file_is_written_as_people_read_it(count, said):
    assert weight(count) == said
