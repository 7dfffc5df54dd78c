"""Signing up, in and out; links, sessions, profile, tokens, letters."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from builders import PASSWORD, a_learner
from sqlalchemy import select

from creditbank.adapters.db import people as rows
from creditbank.adapters.db.base import db
from creditbank.core.errors import (
    BadValueError,
    LinkNotGoodError,
    NotConfirmedError,
    NotFoundError,
    WeakPasswordError,
    WrongPasswordError,
)
from creditbank.services import outbox, people, tokens


def letters(code):
    query = select(rows.OutboxRow).where(rows.OutboxRow.code == code)
    return list(db.session.scalars(query))


def link_of(code):
    return letters(code)[-1].facts["link"].partition("token=")[2]


def sign_up(world, email="New@Example.org"):
    people.sign_up(email, PASSWORD, " 李 林 ", world=world)


def test_a_learner_signs_up_confirms_and_signs_in(bank):
    sign_up(bank)
    with pytest.raises(NotConfirmedError):
        people.sign_in("new@example.org", PASSWORD, agent="t", world=bank)

    people.confirm(link_of("confirm"), world=bank)
    token = people.sign_in(" NEW@example.org ", PASSWORD, agent="t", world=bank)

    found = people.signed_in(token, world=bank)
    assert found.email == "new@example.org"
    assert found.actor.learner_id
    assert people.profile(actor=found.actor, world=bank).learner.name == "李 林"


def test_signing_up_twice_answers_alike_and_warns_the_owner(bank):
    sign_up(bank)
    sign_up(bank)
    assert len(letters("already_signed_up")) == 1
    assert len(letters("confirm")) == 1


def test_a_link_is_good_once_and_for_a_day(bank, clock):
    sign_up(bank)
    token = link_of("confirm")
    with pytest.raises(LinkNotGoodError):
        people.reset(token, PASSWORD, world=bank)
    people.confirm(token, world=bank)
    with pytest.raises(LinkNotGoodError):
        people.confirm(token, world=bank)
    people.ask_reset("new@example.org", world=bank)
    clock.pass_time(hours=25)
    with pytest.raises(LinkNotGoodError):
        people.reset(link_of("reset"), PASSWORD, world=bank)


@pytest.mark.parametrize(
    ("email", "password", "name", "error"),
    [
        ("nobody", PASSWORD, "李林", BadValueError),
        ("a b@example.org", PASSWORD, "李林", BadValueError),
        ("a@example.org", "short", "李林", WeakPasswordError),
        ("long-name@example.org", "long-name@example.org", "李林", WeakPasswordError),
        ("a@example.org", PASSWORD, " ", BadValueError),
        ("a@example.org", PASSWORD, "x" * 61, BadValueError),
        ("a@example.org", PASSWORD, "a\u202eb", BadValueError),
    ],
)
def test_what_cannot_be_accepted_opens_no_account(bank, email, password, name, error):
    with pytest.raises(error):
        people.sign_up(email, password, name, world=bank)
    assert letters("confirm") == []


def test_which_of_address_and_password_was_wrong_is_not_told(bank):
    a_learner(bank)
    for email, password in (
        ("ada@example.org", "wrong"),
        ("eve@example.org", PASSWORD),
    ):
        with pytest.raises(WrongPasswordError):
            people.sign_in(email, password, agent="t", world=bank)


def test_a_new_password_ends_every_session(bank):
    a_learner(bank)
    token = people.sign_in("ada@example.org", PASSWORD, agent="t", world=bank)
    people.ask_reset("ada@example.org", world=bank)
    people.ask_reset("eve@example.org", world=bank)

    people.reset(link_of("reset"), "another password", world=bank)

    assert people.signed_in(token, world=bank) is None
    assert people.sign_in("ada@example.org", "another password", agent="", world=bank)


def test_sessions_end_when_idle_when_old_and_when_told(bank, clock):
    learner = a_learner(bank)
    token = people.sign_in("ada@example.org", PASSWORD, agent="t", world=bank)
    clock.pass_time(hours=11)
    found = people.signed_in(token, world=bank)
    assert [one.id for one in people.sessions(actor=learner, world=bank)] == [
        found.session_id
    ]
    clock.pass_time(hours=11)
    assert people.signed_in(token, world=bank)
    other = a_learner(bank, email="bob@example.org")
    with pytest.raises(NotFoundError):
        people.end_session(found.session_id, actor=other, world=bank)
    people.sign_out(found.session_id, actor=learner, world=bank)
    assert people.signed_in(token, world=bank) is None

    token = people.sign_in("ada@example.org", PASSWORD, agent="t", world=bank)
    clock.pass_time(hours=13)
    assert people.signed_in(token, world=bank) is None
    assert people.signed_in("nonsense", world=bank) is None


def test_law_17_a_citizen_id_is_encrypted_masked_and_one_persons(bank):
    learner = a_learner(bank)
    other = a_learner(bank, email="bob@example.org")
    people.update_profile("李林", "11010519491231002x", actor=learner, world=bank)

    assert people.profile(actor=learner, world=bank).citizen_id == "110*************2X"
    stored = db.session.get(rows.LearnerRow, learner.learner_id)
    assert "11010519491231002X" not in str(vars(stored))
    for wrong in ("11010519491231002X", "123"):
        with pytest.raises(BadValueError) as refused:
            people.update_profile("王芳", wrong, actor=other, world=bank)
        assert "1949" not in str(refused.value.facts)
    people.update_profile("王芳", "", actor=other, world=bank)


def test_the_language_is_remembered(bank):
    learner = a_learner(bank)
    people.set_language("en", actor=learner)
    token = people.sign_in("ada@example.org", PASSWORD, agent="", world=bank)
    assert people.signed_in(token, world=bank).language == "en"
    with pytest.raises(BadValueError):
        people.set_language("fr", actor=learner)


def test_tokens_are_ones_own(bank):
    learner, other = a_learner(bank), a_learner(bank, email="bob@example.org")
    text = tokens.create_token("t", days=1, actor=learner, world=bank)
    (one,) = tokens.tokens(actor=learner, world=bank)
    with pytest.raises(NotFoundError):
        tokens.revoke_token(one.id, actor=other, world=bank)
    assert tokens.actor_of_token(text, world=bank).user_id == learner.user_id
    for days, name, scopes in (
        (0, "t", ()),
        (9999, "t", ()),
        (1, " ", ()),
        (1, "t", ("x",)),
    ):
        with pytest.raises(BadValueError):
            tokens.create_token(
                name, days=days, actor=learner, world=bank, scopes=scopes
            )


def test_letters_are_posted_once_in_the_readers_language(bank, tmp_path):
    sign_up(bank)
    address = f"file://{tmp_path}"

    assert outbox.deliver(address, world=bank) == 1
    assert outbox.deliver(address, world=bank) == 0

    (file,) = tmp_path.glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert letter["To"] == "new@example.org"
    assert letter["Subject"] == "请确认您的邮箱"
    assert "/people/confirm?token=" in letter.get_content()


def test_who_signs_up_in_english_is_written_and_spoken_to_in_english(
    bank, client, tmp_path
):
    english = {"Accept-Language": "en"}
    form = {"email": "new@example.org", "name": "Li Lin", "password": PASSWORD}
    client.post("/people/sign-up", data=form, headers=english)
    outbox.deliver(f"file://{tmp_path}", world=bank)
    (file,) = tmp_path.glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert letter["Subject"] == "Please confirm your address"
    people.confirm(link_of("confirm"), world=bank)
    client.post("/people/sign-in", data=form, headers=english)
    assert "What waits for you" in client.get("/", headers=english).text


def test_a_letter_that_cannot_be_posted_waits(bank, tmp_path):
    sign_up(bank)
    blocked = tmp_path / "a file"
    blocked.write_text("")
    assert outbox.deliver(f"file://{blocked}", world=bank) == 0
    assert outbox.deliver(f"file://{tmp_path}", world=bank) == 1


def test_enrolling_again_only_adds_what_is_new(bank):
    one, two = a_learner(bank), a_learner(bank)
    assert one == two
    assert people.actor_of_email("ada@example.org") == one
    with pytest.raises(NotFoundError):
        people.actor_of_email("eve@example.org")
