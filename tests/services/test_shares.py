"""Shares on real rows: who sees what, for how long, and what is kept of a visitor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized
from sqlalchemy import text

from creditbank.adapters.db.base import db, transaction
from creditbank.core.errors import (
    BadValueError,
    ForbiddenError,
    LinkEndedError,
    LinkLockedError,
    NotFoundError,
    PinNeededError,
    SignInNeededError,
    WrongPinError,
)
from creditbank.core.people import STRANGER
from creditbank.core.shares import WRONG_PINS_MAX, State, Visit
from creditbank.core.strict import parsed
from creditbank.services import shares, transcripts
from tests.services.test_races import AT_ONCE, raced

PIN = "493 817"


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def issued(bank, learner):
    return an_issued(bank, learner)


def an_issued(world, learner, *numbers):
    reviewer = a_reviewer(world, email=f"{learner.learner_id[:8]}@rev.example.org")
    for number in numbers or ("1", "2"):
        held = a_holding(world, learner, number=number)
        recognized(world, a_claim(world, learner, held), reviewer)
    return transcripts.issue(None, actor=learner, world=world)


def shared(world, learner, issued, **wish):
    wish = shares.Wish(issued.id, **{"days": 7, **wish})
    shown, link = shares.create(wish, actor=learner, world=world)
    return shown.share, link.rpartition("/")[2]


def opened(world, token, actor=STRANGER, **more):
    return shares.open_(token, actor=actor, world=world, **more)


def came(world, learner, share):
    return shares.show(share.id, actor=learner, world=world)[1]


def test_a_stranger_with_the_link_is_handed_the_signed_bytes(bank, learner, issued):
    _share, token = shared(bank, learner, issued)
    assert opened(bank, token).documents == ((issued.id, issued.document),)


def test_selected_credentials_are_handed_out_alone_and_in_the_transcripts_order(
    bank, learner, issued
):
    lines = transcripts.inside(issued.document)
    chosen = [one.id for one in reversed(lines)]
    share, token = shared(bank, learner, issued, credential_ids=chosen[:1])
    ((name, content),) = opened(bank, token).documents
    assert name == chosen[0]
    assert "李林" not in content.decode()
    assert parsed(content)["id"].endswith(name)
    both, _ = shared(bank, learner, issued, credential_ids=chosen)
    assert list(both.credential_ids) == [one.id for one in lines]
    assert share.credential_ids == (chosen[0],)


def test_nobody_shares_what_is_not_theirs_or_not_inside(bank, learner, issued):
    other = a_learner(bank, email="bob@example.org", name="王芳")
    inside = transcripts.inside(issued.document)[0].id
    for actor, transcript_id, chosen in (
        (other, issued.id, ()),
        (learner, issued.id, ("something else",)),
        (learner, inside, ()),
    ):
        wish = shares.Wish(transcript_id, 7, chosen)
        with pytest.raises(NotFoundError):
            shares.create(wish, actor=actor, world=bank)
    with pytest.raises(SignInNeededError):
        shares.create(shares.Wish(issued.id, 7), actor=STRANGER, world=bank)
    limited = replace(learner, scopes=frozenset({"shares.list"}))
    with pytest.raises(ForbiddenError):
        shares.create(shares.Wish(issued.id, 7), actor=limited, world=bank)


def test_a_learner_has_so_many_open_links_and_no_more(
    bank, learner, issued, monkeypatch
):
    monkeypatch.setattr(shares, "SHARES_MAX", 1)
    first, _ = shared(bank, learner, issued)
    with pytest.raises(BadValueError):
        shared(bank, learner, issued)
    shares.withdraw(first.id, actor=learner, world=bank)
    shared(bank, learner, issued)
    monkeypatch.setattr(shares, "CREDENTIALS_MAX", 0)
    with pytest.raises(BadValueError):
        shared(bank, learner, issued, credential_ids=["one"])


def test_an_unknown_link_is_missing_and_an_ended_one_says_that_it_ended(
    bank, learner, issued, clock
):
    _, token = shared(bank, learner, issued)
    gone, gone_token = shared(bank, learner, issued)
    shares.withdraw(gone.id, actor=learner, world=bank)
    with pytest.raises(NotFoundError):
        opened(bank, "never given")
    with pytest.raises(LinkEndedError):
        opened(bank, gone_token)
    clock.pass_time(days=7)
    with pytest.raises(LinkEndedError):
        opened(bank, token)


def test_withdrawing_twice_changes_nothing(bank, learner, issued, clock):
    share, _ = shared(bank, learner, issued)
    first = shares.withdraw(share.id, actor=learner, world=bank)
    clock.pass_time(hours=1)
    assert shares.withdraw(share.id, actor=learner, world=bank) == first
    assert first.state is State.WITHDRAWN
    other = a_learner(bank, email="bob@example.org", name="王芳")
    with pytest.raises(NotFoundError):
        shares.withdraw(share.id, actor=other, world=bank)


def test_the_learner_sees_when_and_from_which_network_at_large(
    bank, learner, issued, clock
):
    share, token = shared(bank, learner, issued)
    opened(bank, token, address="203.0.113.7")
    opened(bank, token, address="203.0.200.9")  # the same network, the same visit
    opened(bank, token, actor=learner, address="198.51.100.1")  # their own look
    clock.pass_time(minutes=10)
    opened(bank, token, address="203.0.113.7")

    seen = came(bank, learner, share)

    assert [one.network for one in seen] == ["203.0.0.0/16"] * 2
    assert [one.kind for one in seen] == [Visit.OPENED] * 2
    assert shares.list_(actor=learner, world=bank)[0].visits == 2


def test_a_flood_of_visits_is_not_kept_without_end(bank, learner, issued, monkeypatch):
    monkeypatch.setattr(shares, "VISITS_MAX", 2)
    share, token = shared(bank, learner, issued)
    for number in range(5):
        opened(bank, token, address=f"203.{number}.0.1")
    assert len(came(bank, learner, share)) == 2


def test_a_pin_opens_and_the_session_that_gave_it_is_not_asked_again(
    bank, learner, issued
):
    share, token = shared(bank, learner, issued, pin=PIN)
    with pytest.raises(PinNeededError):
        opened(bank, token)
    with pytest.raises(WrongPinError) as refused:
        opened(bank, token, pin="000000")
    assert refused.value.facts == {"left": str(WRONG_PINS_MAX - 1)}
    assert opened(bank, token, pin=PIN).documents
    remembering = replace(STRANGER, shares=frozenset({share.id}))
    assert opened(bank, token, actor=remembering).documents
    kinds = [one.kind for one in came(bank, learner, share)]
    assert kinds == [Visit.OPENED_WITH_PIN, Visit.WRONG_PIN]
    assert came(bank, learner, share)[0].network == ""


def test_a_link_locks_after_so_many_wrong_pins_and_the_right_one_is_no_fresh_start(
    bank, learner, issued
):
    share, token = shared(bank, learner, issued, pin=PIN)
    for _ in range(WRONG_PINS_MAX - 1):
        with pytest.raises(WrongPinError):
            opened(bank, token, pin="000000")
    assert opened(bank, token, pin=PIN).documents
    with pytest.raises(LinkLockedError):
        opened(bank, token, pin="000000")
    with pytest.raises(LinkLockedError):
        opened(bank, token, pin=PIN)
    assert shares.list_(actor=learner, world=bank)[0].state is State.LOCKED
    assert came(bank, learner, share)[0].kind is Visit.WRONG_PIN


def test_guesses_made_at_once_are_counted_every_one(committed):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        learner = a_learner(world)
        share, token = shared(world, learner, an_issued(world, learner), pin=PIN)
        for _ in range(WRONG_PINS_MAX - 2):
            with pytest.raises(WrongPinError):
                opened(world, token, pin="000000")
        db.session.remove()

    ended = raced(committed, lambda n: opened(world, token, pin=f"00000{n}"))

    assert ended == {"wrong_pin": 1, "link_locked": AT_ONCE - 1}
    with committed.app_context():
        shown, _ = shares.show(share.id, actor=learner, world=world)
        assert shown.share.wrong_pins == WRONG_PINS_MAX
        db.session.remove()


def test_neither_link_nor_pin_is_kept_in_the_clear(bank, learner, issued):
    share, token = shared(bank, learner, issued, pin=PIN)
    assert len(token) >= 43  # 256 bits
    kept = []
    with transaction() as session:
        for table in ("shares", "share_links", "share_visits", "audit_trail"):
            kept += session.execute(text(f"SELECT * FROM {table}")).all()
    assert token not in str(kept)
    assert PIN not in str(kept)
    assert "$argon2id$" in str(kept)
    assert share.has_pin


def test_law_17_a_credential_answers_its_learner_or_a_live_share_and_nobody_else(
    bank, learner, issued, clock
):
    inner = [one.id for one in transcripts.inside(issued.document)]
    whole, _ = shared(bank, learner, issued)
    one, _ = shared(bank, learner, issued, credential_ids=inner[:1])
    other = a_learner(bank, email="bob@example.org", name="王芳")

    def answers(credential_id, actor):
        try:
            return bool(transcripts.credential(credential_id, actor=actor, world=bank))
        except NotFoundError:
            return False

    def with_(*opened):
        return replace(STRANGER, shares=frozenset(one.id for one in opened))

    everything = [issued.id, *inner]
    assert all(answers(each, learner) for each in everything)
    assert not any(answers(each, STRANGER) for each in everything)
    assert not any(answers(each, other) for each in everything)
    assert all(answers(each, with_(whole)) for each in everything)
    assert [answers(each, with_(one)) for each in everything] == [False, True, False]
    unknown = replace(STRANGER, shares=frozenset({"no such share"}))
    assert not answers(inner[0], unknown)
    shares.withdraw(whole.id, actor=learner, world=bank)
    assert not any(answers(each, with_(whole)) for each in everything)
    clock.pass_time(days=7)
    assert not answers(inner[0], with_(one))
