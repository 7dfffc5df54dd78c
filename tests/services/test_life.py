"""The life of a transcript: scopes, supersession, suspension, and the signed lists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized
from conftest import OneKey
from sqlalchemy import select, text

from creditbank.adapters.db import status
from creditbank.adapters.db import transcripts as rows
from creditbank.adapters.db.base import reading, transaction
from creditbank.adapters.db.codes import by_code
from creditbank.core.canonical import canonical
from creditbank.core.errors import (
    BadValueError,
    NotFoundError,
    NothingToStateError,
)
from creditbank.core.keys import Purpose
from creditbank.core.log import Kind
from creditbank.core.strict import parsed
from creditbank.core.transcripts.life import ACTS_OF
from creditbank.core.transcripts.status_lists import RENEW_BEFORE, VALID_FOR, decoded
from creditbank.core.verification import Given
from creditbank.core.verification.documents import inner_of
from creditbank.core.verification.documents import text as member
from creditbank.services import auditing, recognition, transcripts, verification


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def reviewer(bank):
    return a_reviewer(bank)


def a_line(bank, learner, reviewer, number="1"):
    held = a_holding(bank, learner, number=number)
    return recognized(bank, a_claim(bank, learner, held), reviewer)


def standing(bank, issued):
    return transcripts.public_status(issued.code, world=bank).status


def outcome(report):
    """Status and results; a signed list also says how old it is."""
    return report.status, [(one.code, one.result) for one in report.checks]


def report(bank, issued):
    """The bank asks its books, a stranger reads the signed lists: one answer."""
    found = verification.verify(issued.document, world=bank)
    did = canonical(transcripts.published_keys(world=bank))
    given = Given(issued.document, bank.clock.now(), did, [*lists(bank).values()])
    offline = verification.examine_offline(given).report
    assert outcome(offline) == outcome(found)
    return found.status.value


def by(bank, reason="under_inquiry"):
    return status.By("", "operator", bank.clock.now(), reason)


def hold(bank, learner, *, lift=False, kind="inner"):
    """Suspend every inner credential, or lift that again, as a use case would."""
    with transaction() as session:
        for row in rows.inner(session, learner.learner_id):
            if lift:
                rows.reinstate(session, row, by(bank), hold="hand")
            else:
                rows.suspend(session, row, by(bank), hold="hand")


def test_a_newer_transcript_of_the_same_scope_takes_the_place_of_the_older(
    bank, learner, reviewer
):
    a_line(bank, learner, reviewer)
    first = transcripts.issue(actor=learner, world=bank)
    bank.clock.clock.pass_time(hours=1)
    second = transcripts.issue(actor=learner, world=bank)

    assert (standing(bank, first), report(bank, first)) == ("superseded", "superseded")
    assert (standing(bank, second), report(bank, second)) == ("valid", "valid")
    public = transcripts.public_status(first.code, world=bank)
    assert (public.since, public.reason) == (second.issued_at, "newer_issued")
    assert auditing.audit().faults == ()


def test_the_learner_may_let_the_older_one_stand(bank, learner, reviewer):
    a_line(bank, learner, reviewer)
    first = transcripts.issue(actor=learner, world=bank)
    transcripts.issue(supersede=False, actor=learner, world=bank)
    assert standing(bank, first) == "valid"


def test_another_scope_supersedes_nothing(bank, learner, reviewer):
    a_line(bank, learner, reviewer)
    whole = transcripts.issue(actor=learner, world=bank)
    deposits = transcripts.issue(scope="deposit", actor=learner, world=bank)
    (line,) = transcripts.statable(actor=learner, world=bank)
    chosen = transcripts.issue([line.id], actor=learner, world=bank)
    assert {standing(bank, one) for one in (whole, deposits, chosen)} == {"valid"}
    assert (deposits.scope, chosen.scope) == ("deposit", "selection")


def test_a_selection_gives_way_to_the_very_same_lines_only(bank, learner, reviewer):
    for number in "12":
        a_line(bank, learner, reviewer, number)
    one, two = (s.id for s in transcripts.statable(actor=learner, world=bank))
    first = transcripts.issue([one], actor=learner, world=bank)
    both = transcripts.issue([one, two], actor=learner, world=bank)
    assert standing(bank, first) == "valid"
    transcripts.issue([two, one], actor=learner, world=bank)
    assert (standing(bank, first), standing(bank, both)) == ("valid", "superseded")


def test_a_transcript_of_one_purpose_states_its_lines_only(bank, learner, reviewer):
    a_line(bank, learner, reviewer)
    with pytest.raises(NothingToStateError):
        transcripts.issue(scope="convert:nou/logistics", actor=learner, world=bank)
    with pytest.raises(BadValueError):
        transcripts.issue(scope="everything", actor=learner, world=bank)
    issued = transcripts.issue(scope="deposit", actor=learner, world=bank)
    assert len(inner_of(parsed(issued.document))) == 1


def test_a_suspended_line_holds_its_transcripts_until_it_is_lifted(
    bank, learner, reviewer
):
    a_line(bank, learner, reviewer)
    issued = transcripts.issue(actor=learner, world=bank)

    hold(bank, learner)

    assert (standing(bank, issued), report(bank, issued)) == ("suspended", "suspended")
    assert transcripts.public_status(issued.code, world=bank).reason == "line_suspended"
    with pytest.raises(NothingToStateError):
        transcripts.issue(actor=learner, world=bank)
    (line,) = transcripts.statable(actor=learner, world=bank)
    assert line.is_suspended
    with pytest.raises(NotFoundError):
        transcripts.issue([line.id], actor=learner, world=bank)
    assert auditing.audit().faults == ()
    hold(bank, learner, lift=True)
    assert (standing(bank, issued), report(bank, issued)) == ("valid", "valid")
    assert auditing.audit().faults == ()


def test_what_is_suspended_may_be_reversed_and_is_revoked(bank, learner, reviewer):
    entry = a_line(bank, learner, reviewer)
    issued = transcripts.issue(actor=learner, world=bank)
    hold(bank, learner)
    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)
    assert (standing(bank, issued), report(bank, issued)) == ("revoked", "revoked")
    assert auditing.audit().faults == ()


def test_a_list_is_the_same_bytes_until_a_bit_of_it_changes(bank, learner, reviewer):
    entry = a_line(bank, learner, reviewer)
    transcripts.issue(actor=learner, world=bank)
    before = lists(bank)
    bank.clock.clock.pass_time(hours=5)

    assert lists(bank) == before
    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)

    after = lists(bank)
    assert {p for p in ACTS_OF if before[p] != after[p]} == {"revocation"}
    assert sum(one.bit_count() for one in bits(after["revocation"])) == 2
    assert lists(bank) == after
    with reading() as session:
        kept = session.scalars(select(status.StatusListRow)).all()
        assert len(kept) == len(ACTS_OF) + 1


def lists(bank, number=1):
    return {
        purpose: transcripts.status_list(purpose, number, world=bank).document
        for purpose in ACTS_OF
    }


def bits(document):
    return decoded(member(parsed(document), "credentialSubject", "encodedList"))


def test_all_three_lists_have_the_same_index_and_131072_entries(
    bank, learner, reviewer
):
    a_line(bank, learner, reviewer)
    first = transcripts.issue(actor=learner, world=bank)
    transcripts.issue(actor=learner, world=bank)
    hold(bank, learner)
    found = lists(bank)
    with reading() as session:
        old, _ = by_code(session, first.code)
        place, mask = old.status_index // 8, 0x80 >> old.status_index % 8
    for purpose, document in found.items():
        assert len(bits(document)) * 8 == 131_072
        is_set = bool(bits(document)[place] & mask)
        assert is_set == (purpose != "revocation"), purpose
        assert member(parsed(document), "id").endswith(f"/status/{purpose}/1")


def test_a_list_is_signed_again_when_it_grows_old_or_its_key_changes(
    bank, learner, reviewer, monkeypatch
):
    first = lists(bank)
    bank.clock.clock.pass_time(days=(VALID_FOR - RENEW_BEFORE) // timedelta(days=1))
    second = lists(bank)
    assert all(first[purpose] != second[purpose] for purpose in ACTS_OF)
    assert lists(bank) == second

    ring = bank.keys.ring
    monkeypatch.setitem(ring, Purpose.STATUS_LISTS, OneKey(Purpose.STATUS_LISTS, "new"))
    third = lists(bank)
    assert all(second[purpose] != third[purpose] for purpose in ACTS_OF)

    bank.clock.clock.pass_time(days=8)
    lists(bank)
    with reading() as session:
        assert len(session.scalars(select(status.StatusListRow)).all()) == len(ACTS_OF)


def test_a_list_that_was_never_opened_is_missing(bank):
    for number in (0, 2):
        with pytest.raises(NotFoundError):
            transcripts.status_list("revocation", number, world=bank)
    with pytest.raises(NotFoundError):
        transcripts.status_list("refresh", 1, world=bank)


def test_the_log_is_told_of_what_a_stranger_could_see_and_of_nothing_else(
    bank, learner, reviewer
):
    from creditbank.adapters.db import log

    a_line(bank, learner, reviewer)
    transcripts.issue(actor=learner, world=bank)
    transcripts.issue(actor=learner, world=bank)
    hold(bank, learner)
    with transaction() as session:
        (line,) = rows.inner(session, learner.learner_id)
        rows.suspend(session, line, by(bank), hold="another")
        rows.reinstate(session, line, by(bank), hold="another")
    hold(bank, learner, lift=True)

    with reading() as session:
        kinds = [one.kind for one in log.leaves(session, 0, 100)]
    assert kinds == [
        *(Kind.ISSUE, Kind.ISSUE, Kind.ISSUE, Kind.SUPERSEDE),
        *([Kind.SUSPEND] * 3),
        *([Kind.REINSTATE] * 3),
    ]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE status_lists SET digest = 'x'", "status_list_differs"),
        ("UPDATE status_lists SET document = '{}'", "status_list_differs"),
        ("UPDATE status_lists SET events = 99", "status_list_differs"),
        (
            "UPDATE status_events SET act = 'suspend' WHERE act = 'revoke'",
            "status_list_differs",
        ),
    ],
)
def test_the_audit_names_a_list_that_tells_something_else(
    bank, learner, reviewer, statement, fault
):
    entry = a_line(bank, learner, reviewer)
    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)
    lists(bank)
    assert auditing.audit().faults == ()
    _tamper(statement)
    assert fault in {one.code for one in auditing.audit().faults}


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        ("kind = 'inner'", "transcript_states_revoked"),
        ("kind = 'inner'", "transcript_not_held"),
    ],
)
def test_the_audit_names_a_transcript_that_does_not_follow_its_lines(
    bank, learner, reviewer, where, fault
):
    a_line(bank, learner, reviewer)
    transcripts.issue(actor=learner, world=bank)
    act = "revoke" if fault == "transcript_states_revoked" else "suspend"
    _tamper(
        "INSERT INTO status_events SELECT learner_id, id, 2, '"
        f"{act}', 'h', '', '', '', '', list_number, status_index, issued_at "
        f"FROM credentials WHERE {where}"
    )
    assert fault in {one.code for one in auditing.audit().faults}


def test_the_audit_is_content_with_a_list_that_is_only_behind(bank, learner, reviewer):
    entry = a_line(bank, learner, reviewer)
    lists(bank)
    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)
    assert auditing.audit().faults == ()


def _tamper(statement):
    """Change the books as someone with the database would, past the triggers."""
    from services.test_recognition import _tamper as past_the_triggers

    past_the_triggers(statement)


def test_a_status_event_is_never_changed(bank, learner, reviewer):
    a_line(bank, learner, reviewer)
    with pytest.raises(Exception, match="only grows"), transaction() as session:
        session.execute(text("DELETE FROM status_events"))
