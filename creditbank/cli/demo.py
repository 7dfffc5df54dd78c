"""``creditbank demo``: build a bank anew, run the whole story, leave its files."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from creditbank.cli.bank import Bank
from creditbank.cli.cast import PASSWORD, PEOPLE
from creditbank.cli.institution import operator, sown
from creditbank.cli.server import check_port
from creditbank.cli.story import tell
from creditbank.config import DEMO_FILE, DEMO_ORIGIN
from creditbank.services import auditing, keys

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--no-serve", is_flag=True, help="Leave the files and stop.")
@click.option("--port", default=8000, show_default=True)
@click.option("--out", type=FOLDER, required=True, help="Where the files go.")
@click.pass_obj
def demo(bank: Bank, *, no_serve: bool, port: int, out: Path) -> None:
    """Build a demo bank in CREDITBANK_VAR, run its story, and serve it."""
    if not no_serve:
        check_port("127.0.0.1", port)
    bank = _anew(bank)
    bank.migrate()
    with bank.opened() as world:
        keys.create_missing(actor=operator(), world=world)
        for line in sown(bank.shipped("seed"), world):
            click.echo(line)
        story = tell(world, click.echo, bank.work)
        _write(out, story.files)
        found = auditing.audit(world.evidence)
        if found.faults:
            raise click.ClickException(f"the books have faults: {found.faults[0]}")
        click.echo(f"audit: {found.entries} entries, no fault")
    _tell_files(bank, out, story.files)
    if no_serve:
        return
    click.echo(f"\nserving at http://127.0.0.1:{port} — stop with Ctrl-C. Sign in as:")
    for person in PEOPLE:
        click.echo(f"  {person.email:<28} {PASSWORD}  {person.is_who}")
    bank.serve("127.0.0.1", port)


def _anew(bank: Bank) -> Bank:
    """Clear the demo bank that was there; refuse to touch any other bank."""
    var = Path(os.environ.get("CREDITBANK_VAR", "var")).absolute()
    env = var / DEMO_FILE
    is_demo = env.is_file() and "CREDITBANK_DEMO=1" in env.read_text("utf-8")
    database = var / "bank.sqlite3"
    if os.environ.get("CREDITBANK_DATABASE_URL"):
        text = "CREDITBANK_DATABASE_URL is set: a demo only replaces a bank it made"
        raise click.ClickException(text)
    if database.exists() and not is_demo:
        raise click.ClickException(f"{var} holds a bank that no demo made; leaving it")
    for name in (*_FILES, DEMO_FILE):
        (var / name).unlink(missing_ok=True)
    for name in ("evidence", "mail"):
        shutil.rmtree(var / name, ignore_errors=True)
    var.mkdir(parents=True, exist_ok=True)
    env.touch(mode=0o600)
    env.write_text(
        "# made by `creditbank demo`: for a demo only, never for a real bank\n"
        "CREDITBANK_DEMO=1\n"
        f"CREDITBANK_ORIGIN={DEMO_ORIGIN}\n"
        f"CREDITBANK_SECRET_KEY={secrets.token_urlsafe(48)}\n"
        f"CREDITBANK_KEY_PASSPHRASE={secrets.token_urlsafe(48)}\n",
        "utf-8",
    )
    return bank.at(os.environ)


_FILES = tuple(
    f"{name}.sqlite3{end}" for name in ("bank", "queue") for end in ("", "-wal", "-shm")
)


def _tell_files(bank: Bank, out: Path, files: Mapping[str, object]) -> None:
    """Say what was left where, and how a stranger checks it."""
    names = sorted({name.partition("/")[0] for name in files})
    click.echo(f"files: {', '.join(names)} in {out}")
    click.echo(
        f"check them as a stranger: creditbank verify {out / 'transcript.json'} "
        f"--did-document {out / 'did.json'} "
        f"--status-list {out / 'status-revocation-1.json'} "
        f"--recompute --policies {bank.shipped('seed') / 'policies'}"
    )


def _write(out: Path, files: dict[str, bytes | object]) -> None:
    (out / "receipts").mkdir(parents=True, exist_ok=True)
    for old in (out / "receipts").glob("*.json"):  # of the demo before
        old.unlink()
    for name, content in files.items():
        if not isinstance(content, bytes):
            content = json.dumps(content, ensure_ascii=False, indent=1).encode()  # noqa: PLW2901
        (out / name).write_bytes(content)
