"""Copies of a bank, and a bank made of a copy."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing

import pytest
from click.testing import CliRunner

from creditbank.app import OpenedBank, main
from creditbank.cli import creditbank
from creditbank.config import DEMO_ORIGIN, Settings
from creditbank.services import log, transcripts
from creditbank.services.people import actor_of_email


def settings_of(folder, **more):
    return {
        "CREDITBANK_ORIGIN": DEMO_ORIGIN,
        "CREDITBANK_SECRET_KEY": "s" * 32,
        "CREDITBANK_KEY_PASSPHRASE": "p" * 32,
        "CREDITBANK_VAR": str(folder),
        **more,
    }


def run(folder, *words, **more):
    environment = settings_of(folder, **more)
    return CliRunner(env=environment).invoke(
        creditbank, words, obj=OpenedBank(environment)
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A demo bank under secrets of ours, with its story told once."""
    folder = tmp_path_factory.mktemp("told")
    done = run(folder, "demo", "--no-serve", "--out", str(folder / "out"))
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def serving(monkeypatch, capsys):
    """Begin to serve as a shell does, up to where the server would listen."""

    def serve(environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["creditbank", "serve", "--port", "0"])
        monkeypatch.setattr("creditbank.app.serve_forever", lambda *_: None)
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code, capsys.readouterr().err

    return serve


def test_a_copy_becomes_a_bank_whose_books_are_in_order(told, tmp_path):
    copy, anew = tmp_path / "copy", tmp_path / "anew"
    done = run(told, "backup", str(copy))
    assert done.exit_code == 0, done.output
    assert sorted(one.name for one in copy.iterdir()) == [
        *("backup.json", "bank.sqlite3", "evidence"),
    ]
    assert copy.stat().st_mode & 0o777 == 0o700

    restored = run(anew, "restore", str(copy))

    assert restored.stdout == done.stdout
    audit = json.loads(run(anew, "audit", "--json").stdout)
    assert audit["faults"] == []
    assert audit == json.loads(run(told, "audit", "--json").stdout)
    assert (
        run(anew, "log", "checkpoint").stdout == run(told, "log", "checkpoint").stdout
    )


def test_a_copy_is_of_one_moment_however_much_is_written_meanwhile(told, tmp_path):
    from creditbank.adapters import backup

    database = tmp_path / "busy.sqlite3"
    with closing(sqlite3.connect(database, isolation_level=None)) as busy:
        busy.execute("PRAGMA journal_mode = WAL")
        busy.execute("CREATE TABLE halves (n INTEGER, filling BLOB)")
        busy.executemany(
            "INSERT INTO halves VALUES (?, randomblob(4000))",
            [(n,) for n in range(2000)],
        )
    stop = threading.Event()
    written = []

    def write():
        with closing(sqlite3.connect(database, isolation_level=None)) as busy:
            while not stop.is_set():
                busy.execute("BEGIN IMMEDIATE")
                for _ in range(2):
                    busy.execute("INSERT INTO halves VALUES (-1, randomblob(4000))")
                busy.execute("COMMIT")
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not written:
            pass
        backup.copy_database(database, tmp_path / "copy.sqlite3")
    finally:
        stop.set()
        writer.join()

    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        count = copy.execute("SELECT count(*) FROM halves WHERE n = -1").fetchone()[0]
    assert count % 2 == 0  # no half of a transaction
    assert len(written) > 1


def test_neither_a_copy_nor_a_bank_is_put_over_something(told, tmp_path):
    (tmp_path / "mine").write_text("mine")
    assert run(told, "backup", str(tmp_path)).exit_code == 1
    copy = tmp_path / "copy"
    assert run(told, "backup", str(copy)).exit_code == 0
    before = (told / "bank.sqlite3").read_bytes()
    refused = run(told, "restore", str(copy))
    assert (refused.exit_code, "already" in refused.output) == (1, True)
    assert (told / "bank.sqlite3").read_bytes() == before


@pytest.mark.parametrize("damage", ["manifest", "database", "evidence", "missing"])
def test_a_copy_that_is_not_whole_becomes_no_bank(told, tmp_path, damage):
    copy, anew = tmp_path / "copy", tmp_path / "anew"
    assert run(told, "backup", str(copy)).exit_code == 0
    kept = next((copy / "evidence").glob("??/*"))
    match damage:
        case "manifest":
            (copy / "backup.json").unlink()
        case "database":
            with (copy / "bank.sqlite3").open("ab") as file:
                file.write(b"x")
        case "evidence":
            kept.write_bytes(b"another certificate")
        case "missing":
            kept.unlink()
    refused = run(anew, "restore", str(copy))
    assert (refused.exit_code, "cannot be used" in refused.output) == (1, True)
    assert not (anew / "bank.sqlite3").exists()


def test_a_copy_of_another_bank_is_refused(told, tmp_path):
    copy = tmp_path / "copy"
    assert run(told, "backup", str(copy)).exit_code == 0
    other = {"CREDITBANK_ORIGIN": "https://other.example.edu"}
    refused = run(tmp_path / "anew", "restore", str(copy), **other)
    assert (refused.exit_code, "credits.example.edu" in refused.output) == (1, True)


def test_with_postgresql_its_own_tools_are_named(told, tmp_path):
    address = {"CREDITBANK_DATABASE_URL": "postgresql://h/d"}
    for words in (("backup", str(tmp_path / "c")), ("restore", str(tmp_path))):
        done = run(tmp_path, *words, **address)
        assert (done.exit_code, "pg_dump" in done.output) == (3, True)


def test_a_restored_old_backup_is_refused_because_it_is_behind_the_checkpoint_file(
    told, tmp_path, serving
):
    file = {"CREDITBANK_CHECKPOINT_FILE": str(tmp_path / "checkpoint")}
    copy, anew = tmp_path / "copy", tmp_path / "anew"
    assert run(told, "backup", str(copy)).exit_code == 0
    bank = OpenedBank(settings_of(told, **file))
    with bank.opened() as world:
        learner = actor_of_email("lin@demo.example")
        transcripts.issue(None, actor=learner, world=world)
    size = log_size(tmp_path / "checkpoint")
    assert serving(settings_of(told, **file))[0] == 0

    assert run(anew, "restore", str(copy)).exit_code == 0
    status, said = serving(settings_of(anew, **file))

    assert status == 2
    assert "CREDITBANK_CHECKPOINT_FILE" in said
    assert f"{size} leaves" in said
    assert f"has {size - 2}" in said  # one issued, and one superseded by it
    without, said = serving(settings_of(anew, CREDITBANK_CHECKPOINT_FILE=""))
    assert without == 0
    assert said.count("CREDITBANK_CHECKPOINT_FILE is not set") == 1


def log_size(checkpoint):
    return int(checkpoint.read_text().split("\n")[1])


def test_a_crash_between_commit_and_file_is_made_good_when_the_bank_serves_again(
    told, tmp_path, serving
):
    file = {"CREDITBANK_CHECKPOINT_FILE": str(tmp_path / "checkpoint")}
    with OpenedBank(settings_of(told)).opened() as world:
        digest = log.publish_heads(world=world)  # signed, and never written out
        size = log_size_of(log.checkpoint(world=world))
    assert len(digest) == 64
    assert not (tmp_path / "checkpoint").exists()

    assert serving(settings_of(told, **file))[0] == 0

    assert log_size(tmp_path / "checkpoint") == size


def log_size_of(note):
    return int(note.split(b"\n")[1])


@pytest.mark.parametrize("place", ["inside", "nowhere"])
def test_a_checkpoint_file_must_lie_outside_the_data_folder(tmp_path, place):
    var = tmp_path / "var"
    file = var / "checkpoint" if place == "inside" else tmp_path / "no" / "checkpoint"
    from creditbank.config import WrongSettingError

    with pytest.raises(WrongSettingError) as refused:
        Settings.read(settings_of(var, CREDITBANK_CHECKPOINT_FILE=str(file)))
    assert refused.value.name == "CREDITBANK_CHECKPOINT_FILE"


def test_the_log_answers_its_operator(told):
    key = run(told, "log", "key").stdout
    assert key.startswith("credits.example.edu/log+")
    assert len(run(told, "log", "heads").stdout.strip()) == 64
    assert run(told, "log", "checkpoint").stdout.startswith("credits.example.edu/log\n")
