"""A code is asked often: what it answers follows the books at once, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized

from creditbank.adapters.db import status
from creditbank.adapters.db import transcripts as rows
from creditbank.adapters.db.base import transaction
from creditbank.adapters.db.codes import by_code
from creditbank.adapters.keys import verify_signature
from creditbank.core.errors import NotFoundError
from creditbank.core.transcripts.life import Act
from creditbank.services import recognition, transcripts, verification
from creditbank.services.verification import checking


@pytest.fixture
def reviewer(bank):
    return a_reviewer(bank)


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def entry(bank, learner, reviewer):
    return recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)


@pytest.fixture
def issued(bank, learner, entry):
    return transcripts.issue(actor=learner, world=bank)


@pytest.fixture
def checked(monkeypatch):
    """Every signature that is checked, as it is."""
    seen = []

    def counted(key, message, signature):
        seen.append(message)
        return verify_signature(key, message, signature)

    monkeypatch.setattr(checking, "verify_signature", counted)
    return seen


def asked(bank, issued):
    return verification.verify_code(issued.code, world=bank)


def told(bank, issued):
    found = asked(bank, issued)
    return found.report.status.value, found.public.status


def happen(bank, issued, act, *, hold="", reason="under_inquiry"):
    """What another process of the bank would commit."""
    with transaction() as session:
        row, _ = by_code(session, issued.code)
        by = status.By("", "operator", bank.clock.now(), reason)
        status.happen(session, row, act, by, hold=hold)


def test_signatures_are_checked_at_the_first_look_and_not_again(
    bank, issued, checked, clock
):
    clock.pass_time(seconds=1)  # in its first second a file is only becoming valid
    first = asked(bank, issued)
    assert first.report.status == "valid"
    assert checked
    checked.clear()

    clock.pass_time(hours=1)
    again = asked(bank, issued)

    assert checked == []
    assert again.report.checks == first.report.checks
    assert again.report.as_of == first.report.as_of + timedelta(hours=1)
    assert again.report == verification.verify(issued.document, world=bank)


def test_whatever_becomes_of_a_transcript_shows_at_the_very_next_look(bank, issued):
    assert told(bank, issued) == ("valid", "valid")
    happen(bank, issued, Act.SUSPEND, hold="hand")
    assert told(bank, issued) == ("suspended", "suspended")
    happen(bank, issued, Act.REINSTATE, hold="hand")
    assert told(bank, issued) == ("valid", "valid")
    happen(bank, issued, Act.SUPERSEDE)
    assert told(bank, issued) == ("superseded", "superseded")
    happen(bank, issued, Act.REVOKE, reason="issued_in_error")
    assert told(bank, issued) == ("revoked", "revoked")
    assert asked(bank, issued).public.revoked_because == "issued_in_error"


def test_whatever_becomes_of_a_line_shows_at_the_very_next_look(
    bank, learner, reviewer, entry, issued
):
    assert told(bank, issued) == ("valid", "valid")
    with transaction() as session:
        (line,) = rows.inner(session, learner.learner_id)
        by = status.By("", "operator", bank.clock.now(), "under_inquiry")
        status.happen(session, line, Act.SUSPEND, by, hold="hand")
    assert asked(bank, issued).report.status == "suspended"

    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)
    assert told(bank, issued) == ("revoked", "revoked")


def test_time_alone_changes_a_report_where_the_file_says_so(
    bank, issued, checked, clock
):
    clock.pass_time(hours=-1)
    assert asked(bank, issued).report.status == "expired"  # not yet valid
    checked.clear()
    clock.pass_time(minutes=30)
    assert asked(bank, issued).report.status == "expired"
    assert checked == []

    clock.pass_time(minutes=30)
    assert asked(bank, issued).report.status == "valid"
    clock.pass_time(minutes=-1)
    assert asked(bank, issued).report.status == "expired"


def test_a_code_nobody_was_given_is_missing(bank, issued):
    with pytest.raises(NotFoundError):
        verification.verify_code("0" * 16, world=bank)
