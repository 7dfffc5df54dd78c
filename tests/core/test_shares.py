"""A link and the credential it shows have lives, words and codes of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError, LinkEndedError, LinkLockedError
from creditbank.core.shares import (
    WRONG_PINS_MAX,
    Share,
    State,
    checked_days,
    checked_note,
    checked_pin,
    network_of,
)
from creditbank.core.values import LearnerId
from creditbank.core.verification.report import Status
from creditbank.core.verification.statements import stated
from creditbank.language import errors, shares
from creditbank.language.checks import CHECKS, MEANINGS, STATUSES
from tests.core.test_verification import inner, outer

AT = datetime(2026, 11, 24, 8, 0, 0, tzinfo=UTC)


def a_share(**facts):
    return Share(
        **{
            "id": "s1",
            "learner_id": LearnerId("l1"),
            "transcript_id": "t1",
            "credential_ids": (),
            "has_receipts": False,
            "note": "",
            "has_pin": False,
            "created_at": AT,
            "ends_at": AT + timedelta(days=1),
            **facts,
        }
    )


def test_a_link_is_open_until_its_moment_and_not_at_it():
    share = a_share()
    assert share.state(share.ends_at - timedelta(seconds=1)) is State.OPEN
    assert share.state(share.ends_at) is State.ENDED


def test_a_withdrawn_link_is_withdrawn_whatever_else_it_is():
    share = a_share(withdrawn_at=AT, wrong_pins=WRONG_PINS_MAX)
    assert share.state(AT) is State.WITHDRAWN
    assert replace(share, withdrawn_at=None).state(AT) is State.LOCKED


def test_a_share_shows_the_transcript_or_only_what_was_selected():
    assert a_share().documents == ("t1",)
    assert a_share(credential_ids=("c2", "c1")).documents == ("c2", "c1")


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_link_lives_one_day_to_one_leap_year(days):
    assert checked_days(366) == timedelta(days=366)
    with pytest.raises(BadValueError):
        checked_days(days)


def test_a_purpose_is_a_line_of_print():
    assert checked_note("  求职 \n 面试 ") == "求职 面试"
    for bad in ("x" * 201, "a\x00b"):
        with pytest.raises(BadValueError):
            checked_note(bad)


def test_a_pin_has_six_characters_or_more_and_is_never_repeated():
    assert checked_pin(" 123456 ") == "123456"
    assert checked_pin("") == ""
    for bad in ("12345", "x" * 65):
        with pytest.raises(BadValueError) as refused:
            checked_pin(bad)
        assert bad not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.0.0/16"),
        ("2001:db8:1:2::3", "2001:db8::/32"),
        ("::ffff:203.0.113.77", "203.0.0.0/16"),
        ("", ""),
        ("a proxy's nonsense", ""),
    ],
)
def test_of_an_address_only_its_network_at_large_is_kept(address, network):
    assert network_of(address) == network


def test_a_link_that_ended_is_never_worded_like_a_credential_that_did():
    of_links = {**shares.STATES, **shares.VISITS}
    of_links |= {code: errors.ERRORS[code] for code in ("link_ended", "link_locked")}
    of_credentials = (CHECKS, STATUSES, MEANINGS)

    codes = {one.value for one in State} | {LinkEndedError.code, LinkLockedError.code}
    assert codes & ({one.value for one in Status} | set(CHECKS)) == set()
    for said in of_links.values():
        assert not re.search("有效期|过期|撤销|中止|取代|无效", said["zh"])
        assert not re.search("expire|valid|revoke|suspend", said["en"], re.IGNORECASE)
    for table in of_credentials:
        for said in table.values():
            assert not re.search("链接|分享|收回", said["zh"])
            assert not re.search(r"\blink|share|withdraw", said["en"], re.IGNORECASE)


def test_what_a_document_states_is_read_from_its_own_bytes_whatever_its_shape():
    whole = stated(outer())
    assert (whole.holder, len(whole.lines)) == ("李林", 2)
    assert whole.lines[0].credits == "2.5"
    assert whole.lines[0].grade == "90"
    alone = stated(inner(grade=None))
    assert (alone.holder, len(alone.lines), alone.lines[0].grade) == ("", 1, "")
    odd = stated({"credentialSubject": "nothing"})
    assert odd.lines[0].credits == odd.issuer == ""
    assert canonical(outer())  # nothing was changed by reading
