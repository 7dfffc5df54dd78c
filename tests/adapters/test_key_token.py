"""Keys in a PKCS#11 token: made and used there, and never read out of it."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pkcs11
import pytest
from click.testing import CliRunner
from conftest import settings_at
from pkcs11 import Attribute, ObjectClass
from softhsm import PIN, a_token, token_settings, verifies

from creditbank.adapters.db import keys
from creditbank.adapters.db.base import reading, transaction
from creditbank.app import OpenedBank, token_of
from creditbank.cli import creditbank
from creditbank.cli.institution import operator
from creditbank.config import DEMO_ORIGIN, Settings, WrongSettingError
from creditbank.core.keys import Purpose, State
from creditbank.services import keys as ring

PASSPHRASE = "a passphrase for this test, and nothing else"


@pytest.fixture
def token():
    token = a_token()
    yield token
    token.close()


def created(world, ring_):
    ring.create_missing(actor=operator(), world=replace(world, keys=ring_))
    return ring_


def test_a_private_key_cannot_be_read_out_of_the_token(kept, world, token):
    created(world, kept(token))
    with reading() as session:
        rows = keys.every(session)
    assert len(rows) == len(Purpose)
    assert all(row.private.startswith(b"pkcs11:id=") for row in rows)
    assert all(len(row.private) < 64 for row in rows)

    module = pkcs11.lib(token_settings()["CREDITBANK_PKCS11_MODULE"])
    open_session = module.get_token(token_label="creditbank tests").open()
    found = list(open_session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
    assert len(found) >= len(Purpose)
    for key in found:
        assert key[Attribute.SENSITIVE]
        assert key[Attribute.NEVER_EXTRACTABLE]
        with pytest.raises(pkcs11.AttributeSensitive):
            _ = key[Attribute.VALUE]


@pytest.mark.parametrize(
    ("wrong", "name", "why"),
    [
        ({"PIN": "0000-0000"}, "PIN", "does not open the token"),
        ({"TOKEN": "another"}, "TOKEN", "knows no token 'another'"),
        ({"MODULE": __file__}, "MODULE", "no PKCS#11 module that loads"),
    ],
)
def test_what_is_wrong_with_a_token_is_named_and_the_pin_never_said(wrong, name, why):
    pin = wrong.get("PIN", PIN)
    token = a_token(**wrong)
    with pytest.raises(WrongSettingError, match=why) as said:
        token.make(Purpose.RECEIPTS)
    token.close()
    assert said.value.name == f"CREDITBANK_PKCS11_{name}"
    for shown in (str(said.value), repr(token), repr(said.value.__cause__)):
        assert pin not in shown


def test_a_token_is_set_whole_or_not_at_all(tmp_path):
    settings = token_settings()
    found = settings_at("sqlite://" + "/x", tmp_path, **settings)
    assert PIN not in repr(found)
    assert found.token.pin == PIN
    for name in settings:
        with pytest.raises(WrongSettingError, match="but belongs to") as said:
            settings_at("sqlite://" + "/x", tmp_path, **{**settings, name: ""})
        assert said.value.name == name
    settings["CREDITBANK_PKCS11_MODULE"] = str(tmp_path / "absent.so")
    with pytest.raises(WrongSettingError, match="no file"):
        settings_at("sqlite://" + "/x", tmp_path, **settings)


def test_without_the_extra_the_setting_is_named_and_others_need_nothing(
    tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "creditbank.adapters.key_token", None)
    plain = settings_at("sqlite://" + "/x", tmp_path)
    assert token_of(plain) is None
    with pytest.raises(WrongSettingError, match="extra") as said:
        token_of(settings_at("sqlite://" + "/x", tmp_path, **token_settings()))
    assert said.value.name == "CREDITBANK_PKCS11_MODULE"


def test_a_session_that_was_lost_is_opened_again(kept, world, token):
    signer = created(world, kept(token)).signer(Purpose.RECEIPTS)
    pkcs11.lib(token_settings()["CREDITBANK_PKCS11_MODULE"]).reinitialize()

    signature = signer.sign(b"words")

    assert verifies(signer.key_id, b"words", signature, Purpose.RECEIPTS)


def test_threads_of_one_process_sign_one_after_another(kept, world, token):
    found = created(world, kept(token))
    signers = [found.signer(one).signer for one in Purpose] * 20
    with ThreadPoolExecutor(4) as pool:
        signed = list(pool.map(lambda one: one.sign(one.key_id.encode()), signers))
    for signer, signature, purpose in zip(
        signers, signed, [*Purpose] * 20, strict=True
    ):
        assert verifies(signer.key_id, signer.key_id.encode(), signature, purpose)


def test_a_key_the_token_does_not_hold_stops_the_bank(kept, world, token):
    found = created(world, kept(token))
    with transaction() as session:
        row = keys.in_turn(session, Purpose.SEAL, State.ACTIVE)
        row.private = b"pkcs11:id=%00%01"
    for attempt in (found.check, lambda: found.signer(Purpose.SEAL).sign(b"")):
        with pytest.raises(WrongSettingError, match="does not hold") as said:
            attempt()
        assert said.value.name == "CREDITBANK_PKCS11_TOKEN"


def test_a_bank_moves_into_a_token_by_rotation_and_not_out_of_it_by_accident(
    kept, world, token
):
    before = created(world, kept())
    first = before.signer(Purpose.RECEIPTS)
    moved = kept(token)
    moved.check()
    assert moved.signer(Purpose.RECEIPTS).key_id == first.key_id

    ring.rotate(
        Purpose.RECEIPTS,
        at_once=True,
        actor=operator(),
        world=replace(world, keys=moved),
    )

    following = moved.signer(Purpose.RECEIPTS)
    assert following.key_id != first.key_id
    signature = following.sign(b"words")
    assert verifies(following.key_id, b"words", signature, Purpose.RECEIPTS)
    listed = ring.listed(actor=operator())
    assert [one.is_in_token for one in listed].count(True) == 1
    for attempt in (before.check, lambda: before.signer(Purpose.RECEIPTS)):
        with pytest.raises(WrongSettingError, match="receipts is in a token") as said:
            attempt()
        assert said.value.name == "CREDITBANK_PKCS11_MODULE"


def run(environment, *words):
    return CliRunner(env=environment).invoke(
        creditbank, words, obj=OpenedBank(environment)
    )


def test_the_commands_make_list_rotate_and_revoke_keys_in_a_token(tmp_path):
    plain = {
        "CREDITBANK_ORIGIN": DEMO_ORIGIN,
        "CREDITBANK_VAR": str(tmp_path),
        "CREDITBANK_SECRET_KEY": "a secret for tests, and for nothing else at all",
        "CREDITBANK_KEY_PASSPHRASE": PASSPHRASE,
    }
    settings = {**plain, **token_settings()}
    assert run(settings, "migrate").exit_code == 0
    made = run(settings, "keys", "create").output.splitlines()
    assert len(made) == len(Purpose)
    assert all(line.endswith(" [token]") for line in made)
    assert run(settings, "keys", "list").output.splitlines() == sorted(made)

    rotated = run(settings, "keys", "rotate", "seal", "--now")
    name = rotated.output.split()[4]
    revoked = run(settings, "keys", "revoke", name, "--reason", "the token was opened")
    lines = run(settings, "keys", "list").output.splitlines()

    assert (rotated.exit_code, revoked.exit_code) == (0, 0)
    assert f"{name} [token] the token was opened" in "\n".join(lines)
    assert len([line for line in lines if line.startswith("seal ")]) == 3
    token_of(Settings.read(settings)).close()  # this process was logged in
    for wrong, name in (
        ({"CREDITBANK_PKCS11_PIN": "0000-0000"}, "PIN"),
        ({"CREDITBANK_PKCS11_TOKEN": "another"}, "TOKEN"),
        ({"CREDITBANK_PKCS11_MODULE": "/absent.so"}, "MODULE"),
        (dict.fromkeys(token_settings(), ""), "MODULE"),
    ):
        for words in (("keys", "rotate", "seal"), ("serve", "--port", "0")):
            refused = run({**settings, **wrong}, *words)
            assert isinstance(refused.exception, WrongSettingError)
            assert refused.exception.name == f"CREDITBANK_PKCS11_{name}"
