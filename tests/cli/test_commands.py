"""The command line: its answers on stdout, its exit codes as the contract says."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from creditbank.app import OpenedBank, main
from creditbank.cli import creditbank
from creditbank.config import Settings, WrongSettingError
from creditbank.core.keys import Purpose
from tests.adapters.test_opening import a_pdf

SEED = Path(__file__).parents[2] / "seed" / "policies"
RIGHT = {
    "CREDITBANK_ORIGIN": "https://credits.example.edu",
    "CREDITBANK_SECRET_KEY": "s" * 32,
    "CREDITBANK_KEY_PASSPHRASE": "p" * 32,
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo bank with its files, built once for these tests."""
    folder = tmp_path_factory.mktemp("demo")
    run = runner(folder)
    done = run("demo", "--no-serve", "--out", str(folder / "out"))
    assert done.exit_code == 0, done.output
    return folder, run, done


def runner(folder):
    environment = {"CREDITBANK_VAR": str(folder)}

    def run(*words):
        return CliRunner(env=environment).invoke(
            creditbank, words, obj=OpenedBank(environment)
        )

    return run


def test_the_demo_tells_its_story_and_leaves_its_files(demo):
    folder, run, done = demo
    assert "transcript issued" in done.output
    story = json.loads((folder / "out" / "story.json").read_text())
    assert story["steps"][-1]["status"] == "altered"
    assert (folder / "demo.env").stat().st_mode & 0o777 == 0o600
    again = run("demo", "--no-serve", "--out", str(folder / "out"))
    assert again.exit_code == 0


def test_verify_answers_by_exit_code(demo):
    folder, run, _ = demo
    out = folder / "out"
    file, did = str(out / "transcript.json"), ["--did-document", str(out / "did.json")]
    saved = ["--status-list", str(out / "status-revocation-1.json")]

    assert run("verify", file, *did, *saved).exit_code == 0
    token = str(out / "transcript.jwt")
    assert run("verify", token, *did, *saved).exit_code == 0
    assert run("verify", token, *did).exit_code == 3
    assert "有效" in run("verify", file, *did, *saved, "--language", "zh").output
    for purpose in ("suspension", "supersession"):
        saved += ["--status-list", str(out / f"status-{purpose}-1.json")]
    every = json.loads(run("verify", file, *did, *saved, "--json").output)
    assert {one["result"] for one in every["checks"][:-3]} == {"passed"}
    left = {one["result"] for one in every["checks"][-3:]}
    assert left == {"not_applicable"}  # no bundle, and nobody asked for reasons
    assert run("verify", file, *did).exit_code == 3
    assert run("verify", file).exit_code == 3
    bundle = run("verify", str(out / "bundle.json"), *did, "--json")
    assert bundle.exit_code == 0
    checks = json.loads(bundle.output)["checks"]
    ended = {one["code"]: one["result"] for one in checks}
    assert ended.pop("recompute") == "not_applicable"
    assert set(ended.values()) == {"passed"}
    assert run("verify", str(out / "bundle.json")).exit_code == 3
    early = run("verify", file, *did, *saved, "--at", "2020-01-01T00:00:00Z", "--json")
    assert early.exit_code in (1, 3)
    forged = out / "forged.json"
    forged.write_bytes(
        (out / "transcript.json")
        .read_bytes()
        .replace(b'"creditsEarned":4', b'"creditsEarned":9')
    )
    altered = run("verify", str(forged), *did, *saved, "--json")
    assert altered.exit_code == 1
    assert json.loads(altered.output)["status"] == "altered"
    assert run("verify", "no-such-file").exit_code == 2
    assert run("verify", file, "--at", "soon").exit_code == 2


def test_verify_recomputes_the_reasons_beside_the_file(demo, tmp_path):
    folder, run, done = demo
    out = folder / "out"
    shutil.copytree(out, tmp_path / "out")
    out = tmp_path / "out"
    words = [
        *("verify", str(out / "transcript.json")),
        *("--did-document", str(out / "did.json")),
        *("--status-list", str(out / "status-revocation-1.json")),
        *("--recompute", "--policies", str(SEED), "--json"),
    ]

    def ended(*more):
        answer = run(*words, *more)
        checks = json.loads(answer.stdout)["checks"]
        return answer.exit_code, *(check["result"] for check in checks[-2:])

    assert "--recompute --policies" in done.output
    assert ended() == (0, "passed", "passed")
    one, *others = sorted((out / "receipts").iterdir())
    bundle = str(out / "bundle.json")
    one.unlink()
    assert ended() == (0, "could_not_check", "could_not_check")
    assert ended("--receipts", bundle) == (0, "passed", "passed")
    others[0].write_bytes(others[0].read_bytes().replace(b'"reviewer"', b'"officer"'))
    assert ended()[:2] == (1, "failed")


def test_verify_takes_a_pdf_with_the_receipts_attached_to_it(demo, tmp_path):
    folder, run, _ = demo
    out = folder / "out"
    file = tmp_path / "transcript.pdf"  # alone: nothing lies beside it
    shutil.copy(out / "transcript.pdf", file)
    words = [
        *("--did-document", str(out / "did.json")),
        *("--status-list", str(out / "status-revocation-1.json"), "--json"),
    ]
    recompute = ("--recompute", "--policies", str(SEED))

    def ended(file, *more):
        answer = run("verify", str(file), *words, *more)
        checks = json.loads(answer.stdout)["checks"]
        return answer.exit_code, *(check["result"] for check in checks[-2:])

    assert ended(file) == (0, "passed", "not_applicable")
    assert ended(file, *recompute) == (0, "passed", "passed")
    for name, contents in PdfReader(file).attachments.items():
        (tmp_path / name).write_bytes(contents[0])
    taken_out = ("--receipts", str(tmp_path))
    transcript = tmp_path / "transcript.json"
    assert ended(transcript, *recompute, *taken_out) == (0, "passed", "passed")
    for bad in (b"%PDF-1.7 and nothing more", a_pdf()):
        file.write_bytes(bad)
        assert ended(file) == (3, "could_not_check", "could_not_check")


def test_recomputing_needs_policies_and_files_that_can_be_read(demo, tmp_path):
    folder, run, _ = demo
    file = str(folder / "out" / "transcript.json")
    empty, bad = tmp_path / "empty.json", tmp_path / "bad.json"
    empty.write_text("{}")
    bad.write_text("no JSON")

    assert run("verify", file, "--recompute").exit_code == 2
    assert run("verify", file, "--policies", str(tmp_path)).exit_code == 2
    assert run("verify", file, "--receipts", str(empty)).exit_code == 2
    assert run("verify", file, "--receipts", str(bad)).exit_code == 2
    (tmp_path / "odd.yaml").write_text("rules: 7")
    odd = run("verify", file, "--recompute", "--policies", str(tmp_path))
    assert "odd.yaml" in odd.stderr


def test_audit_seed_keys_and_tokens(demo):
    _, run, _ = demo
    assert run("audit").exit_code == 0
    assert json.loads(run("audit", "--json").output)["faults"] == []
    assert "0 new outcomes" in run("seed").output
    assert run("migrate").exit_code == 0
    before = run("keys", "list").output
    assert [line.split()[0] for line in before.splitlines()] == sorted(Purpose)
    again = run("keys", "create")
    assert (again.exit_code, again.output) == (0, "")
    assert run("keys", "list").output == before
    assert run("token", "create", "--user", "lin@demo.example").output.startswith("cb_")
    assert run("token", "create", "--user", "nobody@demo.example").exit_code == 1


def test_institutions_are_loaded_whole_or_not_at_all(demo, tmp_path):
    _, run, _ = demo
    (tmp_path / "institutions.csv").write_text(
        "code,name_zh,name_en\nnew,新校,New\n", "utf-8-sig"
    )
    assert run("institution", "load", str(tmp_path)).output == "1 rows new or changed\n"
    (tmp_path / "courses.csv").write_text(
        "institution,code,name_zh,credits\nnope,C,课,x\n", "utf-8"
    )
    assert run("institution", "load", str(tmp_path)).exit_code == 1
    (tmp_path / "courses.csv").write_bytes(b"\xff\xfe")
    assert run("institution", "load", str(tmp_path)).exit_code == 1


def test_a_policy_answers_a_case(tmp_path):
    run = runner(tmp_path)
    case = {
        "purpose": "deposit",
        "as_of": "2026-11-24",
        "portfolio": [
            {
                "id": "h",
                "type": "training",
                "bank_value": "2.5",
                "body_status": "active",
            }
        ],
        "expect": {"credits": "2.5", "lines": [{"decision": "yes"}]},
    }
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case))
    words = (
        "policy",
        "evaluate",
        "seed/policies/bank-deposit.yaml",
        "--case",
        str(file),
    )
    done = run(*words)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["lines"][0]["reasons"][0]["zh"]
    for wrong in ({"credits": "3"}, {"lines": []}, {"lines": {}}, {"best": [1]}):
        file.write_text(json.dumps({**case, "expect": wrong}))
        assert run(*words).exit_code == 1
    file.write_text("{}")
    assert run(*words).exit_code == 2
    file.write_text(json.dumps({**case, "portfolio": case["portfolio"] * 2}))
    refused = run(*words)
    assert refused.exit_code == 2
    assert "“portfolio.id”中，“h”出现了不止一次" in refused.stderr
    assert "“h” stands more than once as “portfolio.id”" in refused.stderr
    broken = tmp_path / "broken.yaml"
    broken.write_text("language: 2\n")
    file.write_text(json.dumps(case))
    assert run("policy", "evaluate", str(broken), "--case", str(file)).exit_code == 2


def test_a_busy_port_is_said_before_any_work(tmp_path):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        done = runner(tmp_path)("demo", "--port", port, "--out", str(tmp_path))
    assert done.exit_code == 1
    assert "busy" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_demo_replaces_no_bank_it_did_not_make(tmp_path):
    (tmp_path / "bank.sqlite3").write_text("someone's books")
    done = runner(tmp_path)("demo", "--no-serve", "--out", str(tmp_path))
    assert done.exit_code == 1
    assert (tmp_path / "bank.sqlite3").read_text() == "someone's books"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CREDITBANK_ORIGIN", ""),
        ("CREDITBANK_ORIGIN", "http://credits.example.edu"),
        ("CREDITBANK_ORIGIN", "https://credits.example.edu/path"),
        ("CREDITBANK_ORIGIN", "https://x.example:99999"),
        ("CREDITBANK_ORIGIN", "https://x.example:port"),
        ("CREDITBANK_ORIGIN", "https://x y.example"),
        ("CREDITBANK_WORKRES", "4"),
        ("CREDITBANK_SECRET_KEY", ""),
        ("CREDITBANK_SECRET_KEY", "short"),
        ("CREDITBANK_KEY_PASSPHRASE", "short"),
        ("CREDITBANK_DATABASE_URL", "mysql://x"),
        ("CREDITBANK_EVIDENCE_URL", "s3://x"),
        ("CREDITBANK_MAIL_URL", "pigeon://x"),
        ("CREDITBANK_MAIL_URL", "smtp://"),
        ("CREDITBANK_MAIL_URL", "smtps://user:pass@mail.example:99999"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_is_shown(name, value, tmp_path):
    environment = {**RIGHT, "CREDITBANK_VAR": str(tmp_path), name: value}
    with pytest.raises(WrongSettingError) as refused:
        Settings.read(environment)
    assert refused.value.name == name
    assert "p" * 32 not in str(refused.value)


@pytest.mark.parametrize("name", ["CREDITBANK_EVIDENCE_URL", "CREDITBANK_MAIL_URL"])
def test_a_bank_that_cannot_keep_what_it_is_given_does_not_serve(name, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    right = {**RIGHT, "CREDITBANK_VAR": str(tmp_path)}
    Settings.read(right).make_folders()
    for place in ("/proc/nope", str(tmp_path / "file")):
        settings = Settings.read({**right, name: f"file://{place}"})
        with pytest.raises(WrongSettingError) as refused:
            settings.make_folders()
        assert refused.value.name == name


def test_a_misspelt_setting_is_told_what_was_meant():
    with pytest.raises(WrongSettingError, match="is CREDITBANK_WORKERS meant"):
        Settings.read({**RIGHT, "CREDITBANK_WORKRES": "4"})


def test_settings_show_no_secret_and_know_postgresql(tmp_path):
    settings = Settings.read(
        {
            **RIGHT,
            "CREDITBANK_VAR": str(tmp_path),
            "CREDITBANK_DATABASE_URL": "postgresql://h/d",
        }
    )
    assert settings.database_url == "postgresql+psycopg://h/d"
    assert "s" * 32 not in repr(settings)
    assert "p" * 32 not in repr(settings)


def test_policy_schema_prints_what_an_editor_needs():
    printed = CliRunner().invoke(creditbank, ["policy", "schema"])

    assert printed.exit_code == 0
    assert "alternative_to" in json.loads(printed.stdout)["$defs"]["rule"]["properties"]


def test_policy_check_says_every_fault_by_its_place(tmp_path):
    run = runner(tmp_path)
    good = run("policy", "check", "seed/policies/bank-deposit.yaml")
    assert (good.exit_code, good.output) == (
        0,
        "bank-deposit.yaml: bank/deposit 1, no fault\n",
    )
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        "language: 1\ncode: a/b\ncolour: red\nrules:\n  - rule: x\n    credits: 2 +\n"
    )
    found = run("policy", "check", str(broken))
    assert found.exit_code == 1
    assert "broken.yaml:3:1 不认识“colour”" in found.output
    assert "broken.yaml:6:14" in found.output
    assert found.output.count("\n") > 8


SCORED = """\
language: 1
code: demo/score
version: 1
title: {zh: 甲, en: A}
summary: {zh: 甲, en: A}
authority: demo
purpose: convert
source: {document: 某办法, completeness: full}
effective: {by: submitted_on, from: 2020-01-01}
objective: credits
rules:
  - rule: scored
    clause: 第三条
    published: 425分及以上
    when: {item.outcome: CET-4, item.score: {min: 425}}
    effect: credit_transfer
    credits: target.credits
"""


def test_policy_evaluate_says_the_nearest_change_and_picks_the_version(tmp_path):
    run = runner(tmp_path)
    old = SCORED.replace("from: 2020-01-01", "from: 2020-01-01, to: 2023-12-31")
    new = SCORED.replace("version: 1", "version: 2").replace("min: 425", "min: 500")
    new = new.replace("from: 2020-01-01", "from: 2024-01-01")
    files = [tmp_path / "old.yaml", tmp_path / "new.yaml"]
    for file, text in zip(files, (old, new), strict=True):
        file.write_text(text)
    case = {
        "purpose": "convert:demo/x",
        "as_of": "2023-06-01",
        "programme": {"courses": [{"code": "ENG", "credits": "4"}]},
        "portfolio": [{"id": "h", "outcome": "CET-4", "score": "424"}],
        "choices": [{"item": "h", "target": "ENG"}],
    }
    asked = tmp_path / "case.json"
    words = ("policy", "evaluate", *map(str, files), "--case", str(asked))
    for day, needed in (("2023-06-01", "425"), ("2024-06-01", "500")):
        asked.write_text(json.dumps({**case, "as_of": day}))
        done = run(*words)
        assert done.exit_code == 0
        (line,) = json.loads(done.stdout)["lines"]
        assert line["decision"] == "no"
        near = line["nearest"]
        assert (near["needed"], near["found"], near["credits"]) == (needed, "424", "4")
        assert f"如果成绩是{needed}（现在是424）" in near["zh"]
        assert f"If the score were {needed} (it is 424)" in near["en"]
    asked.write_text(json.dumps({**case, "expect": {"decision": "yes"}}))
    assert run(*words).exit_code == 1


def test_policy_evaluate_leaves_open_what_a_single_file_is_not_in_force_for(tmp_path):
    run = runner(tmp_path)
    file, asked = tmp_path / "policy.yaml", tmp_path / "case.json"
    until = SCORED.replace("from: 2020-01-01", "from: 2020-01-01, to: 2023-12-31")
    file.write_text(until)
    case = {
        "purpose": "convert:demo/x",
        "as_of": "2024-01-01",
        "programme": {"courses": [{"code": "ENG", "credits": "4"}]},
        "portfolio": [{"id": "h", "outcome": "CET-4", "score": "500"}],
    }
    asked.write_text(json.dumps(case))
    words = ("policy", "evaluate", str(file), "--case", str(asked))

    answer = json.loads(run(*words).stdout)

    assert (answer["decision"], answer["credits"]) == ("undecided", "0")
    assert [one["code"] for one in answer["undecided"]] == ["no_version"]
    tried = json.loads(run(*words, "--as-if-in-force").stdout)
    assert (tried["decision"], tried["credits"]) == ("yes", "4")
    twice = run("policy", "evaluate", str(file), *words[2:], "--as-if-in-force")
    assert "two_versions" not in twice.stdout


def test_policy_evaluate_refuses_a_purpose_the_file_is_not_for(tmp_path):
    run = runner(tmp_path)
    file, asked = tmp_path / "policy.yaml", tmp_path / "case.json"
    file.write_text(SCORED)
    case = {
        "purpose": "convert:elsewhere/x",
        "as_of": "2024-01-01",
        "programme": {"courses": [{"code": "ENG", "credits": "4"}]},
        "portfolio": [{"id": "h", "outcome": "CET-4", "score": "500"}],
    }
    words = ("policy", "evaluate", str(file), "--case", str(asked))
    asked.write_text(json.dumps(case))
    done = run(*words)
    answer = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (answer["decision"], answer["credits"]) == ("no", "0")
    (reason,) = answer["lines"][0]["reasons"]
    assert reason["code"] == "purpose_not_served"
    assert "转换至demo的任何专业" in reason["zh"]
    assert reason["en"] in done.stderr
    for purpose in ("deposit", "convert:demo2/x"):
        asked.write_text(json.dumps({**case, "purpose": purpose}))
        assert run(*words, "--as-if-in-force").exit_code == 1
    asked.write_text(json.dumps({**case, "expect": {"decision": "no"}}))
    assert run(*words).exit_code == 0
    asked.write_text(json.dumps({**case, "expect": {"decision": "yes"}}))
    assert run(*words).exit_code == 1
    asked.write_text(json.dumps({**case, "purpose": "convert:demo/x"}))
    assert run(*words).exit_code == 0


def test_policy_evaluate_names_no_change_of_date_into_another_version(tmp_path):
    """The window opens again only after the version asked has ended."""
    run = runner(tmp_path)
    file, asked = tmp_path / "policy.yaml", tmp_path / "case.json"
    windows = (
        "windows:\n"
        "  - {window: spring, clause: 一, published: 三月申请, opens: 2024-03-01,"
        " closes: 2024-03-31}\n"
    )
    case = {
        "purpose": "convert:demo/x",
        "as_of": "2023-06-01",
        "programme": {"courses": [{"code": "ENG", "credits": "4"}]},
        "portfolio": [{"id": "h", "outcome": "CET-4", "score": "500"}],
    }
    asked.write_text(json.dumps(case))
    for period, is_told in (
        ("from: 2020-01-01", True),
        ("from: 2020-01-01, to: 2023-12-31", False),
    ):
        file.write_text(SCORED.replace("from: 2020-01-01", period) + windows)
        done = run("policy", "evaluate", str(file), "--case", str(asked))
        (line,) = json.loads(done.stdout)["lines"]
        assert line["decision"] == "no"
        assert ("nearest" in line) is is_told


def two_files(folder, there, back):
    """Two institutions that take each other's credits, for so many."""
    files = []
    for one, other, credits in (("north", "south", there), ("south", "north", back)):
        text = SCORED.replace("authority: demo", f"authority: {one}")
        text = text.replace("code: demo/score", f"code: {one}/back")
        text = text.replace("item.outcome: CET-4", f"item.scheme: {other}")
        text = text.replace("credits: target.credits", f"credits: {credits}")
        files.append(folder / f"{one}.yaml")
        files[-1].write_text(text)
    return files


def test_policy_check_notes_a_rate_it_could_not_check_over_two_files(tmp_path):
    run = runner(tmp_path)
    files = two_files(tmp_path, "target.credits", "item.credits")
    both = run("policy", "check", *map(str, files))
    (note,) = [line for line in both.output.splitlines() if "(all)" in line]
    assert note.startswith("(note) (all):1:1 ")
    for said in ("未能查明", "is not checked: south → north → south", "target.credits"):
        assert said in note
    alone = [run("policy", "check", str(file)).exit_code for file in files]
    assert both.exit_code == max(alone)


def test_policy_check_finds_a_cycle_that_gains_over_two_files(tmp_path):
    run = runner(tmp_path)
    files = two_files(tmp_path, "item.credits * 1.5", "item.credits")
    alone = run("policy", "check", str(files[0]))
    both = run("policy", "check", *map(str, files))
    assert "(all)" not in alone.output
    assert both.exit_code == 1
    assert "north → south → north" in both.output


def test_policy_explain_writes_prose_in_both_languages(tmp_path):
    run = runner(tmp_path)
    file = tmp_path / "policy.yaml"
    file.write_text(SCORED)
    chinese = run("policy", "explain", str(file))
    english = run("policy", "explain", str(file), "--language", "en")
    assert (chinese.exit_code, english.exit_code) == (0, 0)
    assert "> 425分及以上" in chinese.output
    assert "成绩" in chinese.output
    assert "the score" in english.output
    assert "score" not in chinese.output.replace("demo/score", "").replace("scored", "")


def test_keys_are_rotated_in_two_steps_and_revoked_by_name(tmp_path):
    run = runner(tmp_path)
    assert run("demo", "--no-serve", "--out", str(tmp_path / "out")).exit_code == 0
    (first,) = lines_of(run("keys", "list"), "receipts")

    published = run("keys", "rotate", "receipts")
    assert " pre_published " in published.stdout
    assert "run this again" in published.stderr
    assert run("keys", "rotate", "receipts").stdout == published.stdout
    assert " active " in run("keys", "rotate", "receipts", "--now").stdout
    assert {line.split()[1] for line in lines_of(run("keys", "list"), "receipts")} == {
        "active",
        "verify_only",
    }

    name = first.split()[4]
    gone = run("keys", "revoke", name, "--reason", "lost")
    assert (gone.exit_code, gone.stdout) == (0, "")  # it did not sign any more
    again = run("keys", "revoke", name, "--reason", "lost")
    assert (again.exit_code, "revoked as of" in again.output) == (1, True)
    at_work = lines_of(run("keys", "list"), "transcripts")[0].split()[4]
    followed = run(
        *("keys", "revoke", f"did:web:credits.example.edu#{at_work}"),
        *("--reason", "stolen", "--at", "2026-11-01T00:00:00Z"),
    )
    assert " active " in followed.stdout
    assert run("keys", "revoke", "x", "--reason", "y", "--at", "soon").exit_code == 2
    assert run("audit").exit_code == 0


def lines_of(done, purpose):
    assert done.exit_code == 0, done.output
    return [line for line in done.stdout.splitlines() if line.split()[0] == purpose]


def test_a_bank_without_its_keys_or_their_passphrase_is_not_served(started, tmp_path):
    run = runner(tmp_path)
    assert run("demo", "--no-serve", "--out", str(tmp_path / "out")).exit_code == 0
    before = run("keys", "list").output
    other = {"CREDITBANK_KEY_PASSPHRASE": "q" * 32, "CREDITBANK_ORIGIN": ""}
    for words in (("serve", "--port", "0"), ("keys", "create")):
        status, said = started(*words, **other)
        assert (status, "CREDITBANK_KEY_PASSPHRASE" in said) == (2, True)
        assert "under another one; nothing was changed" in said
    assert run("keys", "list").output == before


def test_a_bank_without_keys_says_how_to_make_them(started):
    started("migrate")
    status, said = started("serve", "--port", "0")
    assert (status, "run `creditbank keys create`" in said) == (2, True)


@pytest.fixture
def started(monkeypatch, tmp_path, capsys):
    """Run `creditbank` as a shell does; give its exit code and what it said."""

    def run(*words, **more):
        settings = {**RIGHT, "CREDITBANK_VAR": str(tmp_path), **more}
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["creditbank", *words])
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code, capsys.readouterr().err

    return run


@pytest.mark.parametrize("value", ["zero", "0", "-1", "2.5", "２", "1000"])
def test_a_wrong_number_of_workers_is_named_and_nothing_starts(started, value):
    status, said = started("serve", CREDITBANK_WORKERS=value)
    assert (status, "CREDITBANK_WORKERS" in said) == (2, True)


@pytest.mark.parametrize("command", ["seed", "audit", "serve"])
def test_a_bank_without_its_schema_is_not_opened(started, command):
    words = (command, "--port", "0") if command == "serve" else (command,)
    status, said = started(*words)
    assert (status, "CREDITBANK_DATABASE_URL" in said) == (2, True)
    assert "Traceback" not in said


def test_a_database_that_does_not_answer_is_named_without_its_password(started):
    address = "postgresql://bank:geheim@127.0.0.1:1/bank"
    status, said = started("migrate", CREDITBANK_DATABASE_URL=address)
    assert (status, "CREDITBANK_DATABASE_URL" in said) == (2, True)
    assert "geheim" not in said
