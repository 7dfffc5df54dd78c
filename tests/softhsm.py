"""A PKCS#11 token in software (softhsm2), for as long as the tests of one process run."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from creditbank.adapters.keys import verify_ed25519, verify_es256
from creditbank.core.keys import Algorithm
from creditbank.core.transcripts.encoding import p256_key, public_key_of

LABEL, PIN = "creditbank tests", "4711-0815"
PLACES = ("/usr/lib", "/usr/local/lib", "/usr/lib64", "/opt/homebrew/lib")


@cache
def _module() -> Path | None:
    found = (one for at in PLACES for one in Path(at).glob("softhsm/libsofthsm2.so"))
    return next(found, None)


@cache
def _folder() -> Path:
    """Make the one folder of tokens; the module reads its place once."""
    folder = Path(mkdtemp(prefix="softhsm-"))
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    subprocess.run(
        [
            *(shutil.which("softhsm2-util"), "--init-token", "--free", "--label"),
            *(LABEL, "--pin", PIN, "--so-pin", "5150-5150"),
        ],
        check=True,
        capture_output=True,
    )
    return folder


def token_settings(**other: str) -> dict[str, str]:
    """Give the three settings of the token the tests have."""
    if not (shutil.which("softhsm2-util") and _module()):
        pytest.skip("NOT RUN: keys in a token need softhsm2, which is not installed")
    _folder()
    found = {"MODULE": str(_module()), "TOKEN": LABEL, "PIN": PIN, **other}
    return {f"CREDITBANK_PKCS11_{name}": value for name, value in found.items()}


def a_token(**other: str):
    from creditbank.adapters.key_token import KeyToken
    from creditbank.config import TokenSettings

    settings = token_settings(**other)
    module, label, pin = settings.values()
    return KeyToken(TokenSettings(Path(module), label, pin))


def verifies(key_id, message, signature, purpose):
    """Tell whether a signature is by the key that its id names."""
    name = key_id.partition("#")[2]
    if purpose.algorithm is Algorithm.ED25519:
        return verify_ed25519(public_key_of(name), message, signature)
    return verify_es256(p256_key(name), message, signature)
