"""The settings: read once from the environment, checked before anything starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import SplitResult, urlsplit

DEMO_ORIGIN = "https://credits.example.edu"
SECRET_CHARACTERS_MIN = 32
WORKERS_MAX = 64
PROXIES_MAX = 5
DEMO_FILE = "demo.env"
NAMES = frozenset(
    f"CREDITBANK_{name}"
    for name in (
        *("ORIGIN", "VAR", "DATABASE_URL", "SECRET_KEY", "KEY_PASSPHRASE", "DEMO"),
        *("EVIDENCE_URL", "MAIL_URL", "QUEUE_URL", "CHECKPOINT_FILE"),
        *("CONTEXTS_DIR", "FONTS_DIR", "WORKERS", "PROXIES"),
        *("PKCS11_MODULE", "PKCS11_TOKEN", "PKCS11_PIN"),
        *("TIMESTAMP_URL", "TIMESTAMP_TRUST", "TIMESTAMP_CRLS"),
        "TEST_DATABASE_URL",  # read by the tests alone
    )
)
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


class WrongSettingError(Exception):
    """A setting the bank refuses to start with; names it and says what is wrong."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


@dataclass(frozen=True)
class TokenSettings:
    """Where new signing keys are made and stay: a PKCS#11 token."""

    module: Path
    label: str
    pin: str = field(repr=False)


@dataclass(frozen=True)
class TimestampSettings:
    """Who stamps the seals of PDFs, and what is asked to judge it."""

    url: str
    trust: Path  # PEM: its root, and what lies between
    crls: tuple[str, ...]  # where its issuers say which certificates are taken back


@dataclass(frozen=True)
class Settings:
    """What the bank was told about its place in the world (contract.md section 4)."""

    origin: str
    database_url: str
    var: Path
    secret_key: str = field(repr=False)
    key_passphrase: str = field(repr=False)
    evidence_url: str = ""
    mail_url: str = ""
    queue_url: str = ""
    checkpoint_file: Path | None = None  # outside the data folder
    contexts: Path | None = None  # where official context files lie, if anywhere
    fonts: Path | None = None  # where the two fonts lie, if not in their package
    token: TokenSettings | None = None  # of the signing keys, if in one
    timestamps: TimestampSettings | None = None
    workers: int = 2  # server processes
    proxies: int = 0  # reverse proxies in front whose X-Forwarded-For is believed
    is_demo: bool = False

    @property
    def evidence_folder(self) -> Path:
        return Path(self.evidence_url.removeprefix("file://"))

    def make_folders(self) -> None:
        """Make the folders that evidence and letters are put into; name what cannot."""
        for name, url in (
            ("CREDITBANK_EVIDENCE_URL", self.evidence_url),
            ("CREDITBANK_MAIL_URL", self.mail_url),
        ):
            folder = Path(url.removeprefix("file://"))
            if not url.startswith("file://"):
                continue
            try:
                folder.mkdir(parents=True, exist_ok=True)
                with TemporaryFile(dir=folder):
                    pass
            except OSError as error:
                reason = f"nothing can be written into {folder}"
                raise WrongSettingError(name, reason) from error

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings; raise WrongSettingError for the first that is wrong.

        Where the environment sets nothing, `demo.env` in CREDITBANK_VAR is read.
        """
        var = Path(environment.get("CREDITBANK_VAR", "var")).absolute()
        found = {**_demo_file(var), **_ours(environment)}
        return cls(
            origin=_origin(found.get("CREDITBANK_ORIGIN", "")),
            database_url=_database_url(found, var),
            var=var,
            secret_key=_secret(found, "CREDITBANK_SECRET_KEY"),
            key_passphrase=_secret(found, "CREDITBANK_KEY_PASSPHRASE"),
            evidence_url=_evidence_url(found, var),
            mail_url=_mail_url(found, var),
            queue_url=_queue_url(found, var),
            checkpoint_file=_checkpoint_file(found, var),
            fonts=_folder(found, "CREDITBANK_FONTS_DIR"),
            contexts=_folder(found, "CREDITBANK_CONTEXTS_DIR"),
            token=_token(found),
            timestamps=_timestamps(found),
            workers=_whole(found, "CREDITBANK_WORKERS", "2", 1, WORKERS_MAX),
            proxies=_whole(found, "CREDITBANK_PROXIES", "0", 0, PROXIES_MAX),
            is_demo=found.get("CREDITBANK_DEMO") == "1",
        )


def _ours(environment: Mapping[str, str]) -> dict[str, str]:
    found = {
        name: value
        for name, value in environment.items()
        if name.startswith("CREDITBANK_") and value
    }
    for name in sorted(found.keys() - NAMES):
        meant = get_close_matches(name, NAMES, n=1)
        reason = f"is no setting{f'; is {meant[0]} meant?' if meant else ''}"
        raise WrongSettingError(name, reason)
    return found


def _demo_file(var: Path) -> dict[str, str]:
    file = var / DEMO_FILE
    if not file.is_file():
        return {}
    pairs = (line.partition("=") for line in file.read_text("utf-8").splitlines())
    return {name: value for name, _, value in pairs if name.startswith("CREDITBANK_")}


def _origin(text: str) -> str:
    name = "CREDITBANK_ORIGIN"
    if not text:
        raise WrongSettingError(name, "is not set; give the public https origin")
    parts = urlsplit(text)
    if parts.scheme != "https" or not _has_host(parts):
        raise WrongSettingError(name, f"{text!r} is not an https origin")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise WrongSettingError(name, f"{text!r} must end after the host")
    return text


def _has_host(parts: SplitResult) -> bool:
    """Tell whether an address names a host, and a port that there can be."""
    try:
        return bool(HOST.fullmatch(parts.hostname or "")) and parts.port != 0
    except ValueError:  # a port that is no number, or too great
        return False


def _database_url(found: Mapping[str, str], var: Path) -> str:
    name = "CREDITBANK_DATABASE_URL"
    url = found.get(name) or f"sqlite:///{var / 'bank.sqlite3'}"
    if url.startswith("postgresql://"):
        return "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise WrongSettingError(name, "is neither sqlite:/// nor postgresql://")
    return url


def _secret(found: Mapping[str, str], name: str) -> str:
    value = found.get(name, "")
    if not value:
        raise WrongSettingError(name, "is not set")
    if len(value) < SECRET_CHARACTERS_MIN:
        raise WrongSettingError(
            name, f"is shorter than {SECRET_CHARACTERS_MIN} characters"
        )
    return value


def _evidence_url(found: Mapping[str, str], var: Path) -> str:
    name = "CREDITBANK_EVIDENCE_URL"
    url = found.get(name) or f"file://{var / 'evidence'}"
    if not url.startswith("file:///"):
        raise WrongSettingError(name, "only file:/// is understood so far")
    return url


def _mail_url(found: Mapping[str, str], var: Path) -> str:
    name = "CREDITBANK_MAIL_URL"
    url = found.get(name) or f"file://{var / 'mail'}"
    if not url.startswith(("file:///", "smtp://", "smtps://")):
        raise WrongSettingError(name, "is neither smtp://, smtps:// nor file:///")
    if not url.startswith("file:///") and not _has_host(urlsplit(url)):
        raise WrongSettingError(name, "names no mail server, or no port there can be")
    return url


def _queue_url(found: Mapping[str, str], var: Path) -> str:
    name = "CREDITBANK_QUEUE_URL"
    url = found.get(name) or f"sqlite:///{var / 'queue.sqlite3'}"
    if not url.startswith("sqlite:///"):
        raise WrongSettingError(name, "only sqlite:/// is understood so far")
    return url


def _checkpoint_file(found: Mapping[str, str], var: Path) -> Path | None:
    name = "CREDITBANK_CHECKPOINT_FILE"
    if not found.get(name):
        return None
    place = Path(found[name]).absolute()
    if place.is_relative_to(var):
        reason = "lies inside the data folder; an old copy would bring it along"
        raise WrongSettingError(name, reason)
    if not place.parent.is_dir():
        raise WrongSettingError(name, "lies in a folder that does not exist")
    return place


def _folder(found: Mapping[str, str], name: str) -> Path | None:
    folder = found.get(name)
    if folder and not Path(folder).is_dir():
        raise WrongSettingError(name, f"there is no folder {folder}")
    return Path(folder) if folder else None


def _together(found: Mapping[str, str], *names: str) -> list[str] | None:
    """Give settings that only mean something together; None where none is set."""
    missing = [name for name in names if not found.get(name)]
    if len(missing) == len(names):
        return None
    if missing:
        others = ", ".join(name for name in names if name not in missing)
        raise WrongSettingError(missing[0], f"is not set, but belongs to {others}")
    return [found[name] for name in names]


def _token(found: Mapping[str, str]) -> TokenSettings | None:
    name = "CREDITBANK_PKCS11_MODULE"
    set_ = _together(found, name, "CREDITBANK_PKCS11_TOKEN", "CREDITBANK_PKCS11_PIN")
    if set_ is None:
        return None
    module, label, pin = set_
    if not Path(module).is_file():
        raise WrongSettingError(name, f"there is no file {module}")
    return TokenSettings(Path(module), label, pin)


def _timestamps(found: Mapping[str, str]) -> TimestampSettings | None:
    name = "CREDITBANK_TIMESTAMP_URL"
    lists = "CREDITBANK_TIMESTAMP_CRLS"
    set_ = _together(found, name, "CREDITBANK_TIMESTAMP_TRUST", lists)
    if set_ is None:
        return None
    url, trust, crls = set_
    if not url.startswith(("http://", "https://")):
        raise WrongSettingError(name, "is neither http:// nor https://")
    if urlsplit(url).username is not None:
        raise WrongSettingError(name, "names a user; only open servers can be asked")
    for one in crls.split():
        if not one.startswith(("http://", "https://", "file:///")):
            reason = f"{one!r} is neither http://, https:// nor file:///"
            raise WrongSettingError(lists, reason)
    return TimestampSettings(url, Path(trust), tuple(crls.split()))


def _whole(
    found: Mapping[str, str], name: str, default: str, least: int, most: int
) -> int:
    text = found.get(name, default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise WrongSettingError(name, f"must be a number from {least} to {most}")
    return int(text)
