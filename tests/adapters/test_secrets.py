"""One secret in the settings; what is drawn from it for one use opens no other."""

from __future__ import annotations

from creditbank.adapters.secrets import derived
from creditbank.adapters.vault import FernetVault

SECRET = "a secret for this test, and for nothing else"


def test_each_purpose_has_a_key_of_its_own_and_none_is_the_secret(app):
    drawn = {derived(SECRET, one) for one in ("sessions", "forms", "seal", "lookup")}
    assert len(drawn) == 4
    assert app.config["SECRET_KEY"] != app.config["WTF_CSRF_SECRET_KEY"]
    for name in ("SECRET_KEY", "WTF_CSRF_SECRET_KEY"):
        assert len(app.config[name]) == 32


def test_what_was_sealed_before_opens_again_after_a_restart():
    sealed = FernetVault(SECRET).seal("110101199003070000")
    assert FernetVault(SECRET).open(sealed) == "110101199003070000"
    assert FernetVault(SECRET).lookup("x") == FernetVault(SECRET).lookup("x")
