"""`creditbank policy publish …`: the registrar's deeds from a shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from creditbank.app import OpenedBank, shipped
from creditbank.cli import creditbank

DEPOSIT = (shipped("seed") / "policies" / "bank-deposit.yaml").read_text("utf-8")
ME = "bank-registrar@demo.example"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A command of a demo bank that was built once for these tests."""
    environment = {"CREDITBANK_VAR": str(tmp_path_factory.mktemp("demo"))}

    def run(*words):
        return CliRunner(env=environment).invoke(
            creditbank, [str(word) for word in words], obj=OpenedBank(environment)
        )

    folder = Path(environment["CREDITBANK_VAR"])
    done = run("demo", "--no-serve", "--out", folder / "out")
    assert done.exit_code == 0, done.output
    return run


@pytest.fixture
def file(tmp_path):
    def write(text, name="policy.yaml"):
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    return write


def test_publish_refuses_and_publishes_by_exit_code(run, file):
    second = file(DEPOSIT.replace("version: 1", "version: 2"))
    overlap = run("policy", "publish", second, "--as", ME)
    assert overlap.exit_code == 1
    assert "2020-01-01" in overlap.stderr
    broken = file("language: 1\n", "broken.yaml")
    assert "broken.yaml:1:1" in run("policy", "publish", broken, "--as", ME).stderr
    other = run("policy", "publish", second, "--as", "nou-registrar@demo.example")
    assert other.exit_code == 1
    assert run("policy", "publish", second, "--as", "x@y.example").exit_code == 1
    asked = ("policy", "publish", second, "--as", ME, "--from")
    assert run(*asked, "soon").exit_code == 2
    assert run("policy", "publish", "missing.yaml", "--as", ME).exit_code == 2
    done = run(*asked, "2126-01-01")
    assert (done.exit_code, done.stdout.split()[:2]) == (0, ["bank/deposit", "2"])
    assert run(*asked, "2126-01-01").exit_code == 0


def test_diff_says_what_differs_in_both_languages(run, file):
    old = file(DEPOSIT, "old.yaml")
    new = file(
        DEPOSIT.replace("version: 1", "version: 2")
        .replace("effect: bank_value", "effect: elective")
        .replace("clause: 人社厅函〔2025〕154号", "clause: 人社厅函〔2025〕154号 一"),
        "new.yaml",
    )
    found = run("policy", "diff", old, new)
    assert found.exit_code == 1
    assert "规则“bank-value”的效果由“bank_value”改为“elective”" in found.stdout
    assert "Effect of rule “bank-value” was “bank_value”" in found.stdout
    effect, wording = (found.stdout.index(word) for word in ("影响结果", "只改文字"))
    assert effect < found.stdout.index("elective") < wording
    assert run("policy", "diff", old, old).exit_code == 0
    broken = file("language: 1\n", "broken.yaml")
    assert run("policy", "diff", old, broken).exit_code == 2
    assert "broken.yaml:1:1" in run("policy", "diff", broken, old).stderr


def test_preview_replays_the_demos_claims_and_changes_nothing(run, file):
    more = DEPOSIT.replace("version: 1", "version: 3").replace(
        "credits: item.bank_value", "credits: item.bank_value + 1"
    )
    found = run("policy", "preview", file(more))
    assert found.exit_code == 0
    assert "已决定 · decisions: 1/1, =0 +1 (+1) -0 (-0) ?0" in found.stdout
    assert run("audit").exit_code == 0
    broken = file("language: 1\n", "broken.yaml")
    assert run("policy", "preview", broken).exit_code == 1
