"""The life of a credential: the table of moves, holds, and the bits they set."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.core.errors import BadValueError
from creditbank.core.transcripts.life import (
    ACTS_OF,
    MOVES,
    Act,
    CredentialMoveError,
    Life,
    PublicStatus,
    Standing,
    StatusEvent,
)
from creditbank.core.transcripts.status_lists import ENTRIES, decoded, encoded, is_set
from creditbank.core.withdrawals import check_withdrawal

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)


def lived(*acts):
    """Live through acts such as ``suspend:inquiry``, an hour each."""
    events = []
    for hour, act in enumerate(acts):
        name, _, hold = act.partition(":")
        at = AT + timedelta(hours=hour)
        events.append(StatusEvent(Act(name), at, f"because {hour}", hold))
    return Life.of(events)


@pytest.mark.parametrize(
    ("acts", "status", "bits"),
    [
        ("issue", "valid", set()),
        ("issue supersede", "superseded", {"supersession"}),
        ("issue suspend:a", "suspended", {"suspension"}),
        ("issue suspend:a reinstate:a", "valid", set()),
        ("issue suspend:a suspend:b reinstate:a", "suspended", {"suspension"}),
        ("issue suspend:a suspend:b reinstate:a reinstate:b", "valid", set()),
        ("issue supersede suspend:a", "suspended", {"supersession", "suspension"}),
        ("issue suspend:a supersede", "suspended", {"supersession", "suspension"}),
        ("issue supersede suspend:a reinstate:a", "superseded", {"supersession"}),
        ("issue supersede suspend:a suspend:b reinstate:b", "suspended", None),
        ("issue revoke", "revoked", {"revocation"}),
        ("issue suspend:a revoke", "revoked", {"revocation", "suspension"}),
        ("issue supersede revoke", "revoked", {"revocation", "supersession"}),
        ("", "unissued", set()),
    ],
)
def test_a_credential_stands_as_the_last_of_what_happened_says(acts, status, bits):
    life = lived(*acts.split())
    assert life.status == status
    assert bits is None or life.bits == bits
    assert (life.is_valid, life.is_revoked) == (status == "valid", status == "revoked")


@pytest.mark.parametrize(
    "acts",
    [
        "revoke",
        "suspend:a",
        "issue issue",
        "issue reinstate:a",
        "issue suspend:a suspend:a",
        "issue suspend:a reinstate:b",
        "issue supersede supersede",
        "issue revoke revoke",
        "issue revoke suspend:a",
        "issue suspend:a revoke reinstate:a",
        "issue revoke supersede",
    ],
)
def test_what_the_table_does_not_know_cannot_happen(acts):
    with pytest.raises(CredentialMoveError):
        lived(*acts.split())


def test_a_life_tells_since_when_it_stands_so_and_why():
    life = lived("issue", "supersede", "suspend:a", "suspend:b")
    assert life.said.at == AT + timedelta(hours=2)
    assert life.said.reason == "because 2"
    again = lived("issue", "supersede", "suspend:a", "reinstate:a")
    assert again.said.at == AT + timedelta(hours=1)
    assert Life().said is None


@given(st.lists(st.sampled_from([(act, hold) for act in Act for hold in "ab"])))
def test_revoked_is_for_good_superseded_too_and_every_bit_has_its_acts(acts):
    life = Life().after(StatusEvent(Act.ISSUE, AT))
    for act, hold in acts:
        before = life
        try:
            life = life.after(StatusEvent(act, AT, "", hold))
        except CredentialMoveError:
            continue
        assert not before.is_revoked
        assert before.bits - life.bits <= {"suspension"}
        for purpose in before.bits ^ life.bits:
            assert act in ACTS_OF[purpose]


def test_every_move_ends_where_the_table_says_and_none_leaves_a_revocation():
    assert all(standing is not Standing.REVOKED for standing, _ in MOVES)
    assert {to for (_, act), to in MOVES.items() if act is Act.REVOKE} == {
        Standing.REVOKED
    }


def test_law_12_a_withdrawal_has_a_day_that_has_come_and_a_ground():
    today = date(2026, 11, 24)
    check_withdrawal(today, "issued in error", today=today)
    for on, ground in (
        (date(2026, 11, 25), "issued in error"),
        (today, "  "),
        (today, "x" * 2_001),
    ):
        with pytest.raises(BadValueError):
            check_withdrawal(on, ground, today=today)


@given(st.sets(st.integers(0, ENTRIES - 1), max_size=200), st.integers(0, ENTRIES - 1))
def test_a_list_has_one_bit_for_each_credential_and_sets_no_other(indices, other):
    # A list of one byte each once took 71 credentials back where 8 were meant.
    bits = decoded(encoded(indices))
    assert len(bits) * 8 == ENTRIES == 131_072
    assert int.from_bytes(bits, "big").bit_count() == len(indices)
    assert all(is_set(bits, index) for index in indices)
    assert is_set(bits, other) == (other in indices)


def test_a_list_of_random_bits_still_fits_what_a_reader_accepts():
    drawn = random.Random(7)  # noqa: S311 - repeatable is what is wanted
    indices = {index for index in range(ENTRIES) if drawn.random() < 0.5}
    assert len(encoded(indices)) > 16_000
    bits = decoded(encoded(indices))
    assert int.from_bytes(bits, "big").bit_count() == len(indices)


def test_anyone_may_know_since_when_it_stands_as_it_does_and_why_it_was_revoked():
    issued = PublicStatus.of("C0DE", AT, lived("issue"))
    assert (issued.status, issued.since, issued.revoked_because) == ("valid", AT, "")
    revoked = PublicStatus.of("C0DE", AT, lived("issue", "revoke"))
    assert revoked.since == AT + timedelta(hours=1)
    assert revoked.revoked_because == "because 1"
    assert PublicStatus.of("C0DE", AT, lived()).since == AT
