"""Rights are decided in one place, from live membership."""

from __future__ import annotations

import pytest

from creditbank.core.errors import ForbiddenError, SignInNeededError
from creditbank.core.people import (
    STRANGER,
    Actor,
    Membership,
    OwnLearningError,
    Role,
    is_citizen_id,
    masked,
    may,
    refuse_own,
    require,
)
from creditbank.core.values import LearnerId, UserId

LEARNER = Actor(UserId("u"), LearnerId("l"))
REVIEWER = Actor(UserId("r"), memberships=frozenset({Membership(Role.REVIEWER, "nou")}))


@pytest.mark.parametrize(
    ("actor", "action", "at", "allowed"),
    [
        (STRANGER, "catalog.search", None, True),
        (STRANGER, "people.profile", None, False),
        (STRANGER, "claims.submit", None, False),
        (LEARNER, "people.profile", None, True),
        (LEARNER, "claims.submit", None, True),
        (LEARNER, "recognition.recognize", None, False),
        (LEARNER, "policies.publish", "nou", False),
        (REVIEWER, "recognition.recognize", None, True),
        (REVIEWER, "recognition.recognize", "nou", True),
        (REVIEWER, "recognition.recognize", "gdvc", False),
        (REVIEWER, "claims.submit", None, False),
    ],
)
def test_who_may_do_what(actor, action, at, allowed):
    assert may(actor, action, at=at) is allowed


def test_a_token_does_no_more_than_its_scopes():
    limited = Actor(UserId("u"), LearnerId("l"), scopes=frozenset({"claims.list"}))
    assert may(limited, "claims.list")
    assert not may(limited, "claims.submit")
    assert not may(limited, "catalog.search")
    assert may(limited.without_scopes(), "claims.submit")


def test_a_refusal_asks_for_sign_in_first():
    require(LEARNER, "claims.submit")
    with pytest.raises(SignInNeededError):
        require(STRANGER, "claims.submit")
    with pytest.raises(ForbiddenError):
        require(REVIEWER, "claims.submit")


def test_a_learner_without_membership_is_a_learner_and_a_stranger():
    assert LEARNER.roles() == {Role.LEARNER, Role.STRANGER}
    assert STRANGER.roles() == {Role.STRANGER}


def test_roles_and_places_come_from_membership():
    assert LEARNER.roles() == {Role.LEARNER, Role.STRANGER}
    assert REVIEWER.places(Role.REVIEWER) == {"nou"}
    assert REVIEWER.places(Role.OFFICER) == frozenset()


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("11010519491231002X", True),
        ("440524188001010014", True),
        ("11010519491231002x", True),
        ("110105194912310021", False),
        ("1101051949123100", False),
        ("1101051949123100２X", False),
    ],
)
def test_a_citizen_id_carries_its_check_character(text, good):
    assert is_citizen_id(text) is good


def test_personal_data_is_masked():
    assert masked("11010519491231002X") == "110*************2X"
    assert masked("12345") == "***"


def test_four_eyes_nobody_decides_on_what_is_their_own():
    actor = Actor(UserId("u"), LearnerId("l"))
    refuse_own(actor, "m")
    refuse_own(Actor(UserId("u")), "l")
    with pytest.raises(OwnLearningError):
        refuse_own(actor, "l")
