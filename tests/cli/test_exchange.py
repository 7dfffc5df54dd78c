"""`creditbank institution import | export`: tables people can edit in a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from creditbank.app import OpenedBank
from creditbank.cli import creditbank
from creditbank.cli.files import table_in, write_table
from creditbank.services import exports


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    environment = {"CREDITBANK_VAR": str(tmp_path_factory.mktemp("demo"))}

    def run(*words):
        return CliRunner(env=environment).invoke(
            creditbank, [str(word) for word in words], obj=OpenedBank(environment)
        )

    folder = Path(environment["CREDITBANK_VAR"])
    done = run("demo", "--no-serve", "--out", folder / "out")
    assert done.exit_code == 0, done.output
    return run


@pytest.mark.parametrize("kind", sorted(exports.COLUMNS))
def test_what_is_exported_loads_again_and_changes_nothing(run, kind, tmp_path):
    file, again = tmp_path / "one.csv", tmp_path / "two.csv"
    done = run("institution", "export", kind, file)
    assert done.exit_code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert run("institution", "import", kind, file).output == done.output
    run("institution", "export", kind, again)
    assert again.read_bytes() == file.read_bytes()


def test_an_import_of_outcomes_keeps_what_it_does_not_name(run, tmp_path):
    before, after, file = (tmp_path / name for name in ("a.csv", "b.csv", "o.csv"))
    run("institution", "export", "body_statuses", before)
    run("institution", "export", "outcomes", file)
    assert run("institution", "import", "outcomes", file).exit_code == 0
    run("institution", "export", "body_statuses", after)
    assert before.read_bytes() == after.read_bytes()


def test_faults_are_named_by_row_and_a_dry_run_writes_nothing(run, tmp_path):
    file = tmp_path / "courses.csv"
    head = "institution,code,name_zh,credits\n"
    file.write_text(f"{head}nou,N1,新课,2\nnowhere,N2,课,x\n", "utf-8-sig")
    wrong = run("institution", "import", "courses", file)
    assert wrong.exit_code == 1
    assert "row=2 column=institution" in wrong.stderr
    assert "row=2 column=credits" in wrong.stderr
    file.write_text(f"{head}nou,N1,新课,2\n", "utf-8-sig")
    tried = run("institution", "import", "courses", file, "--dry-run")
    assert (tried.exit_code, tried.output) == (0, "1 rows, nothing written\n")
    run("institution", "export", "courses", tmp_path / "all.csv")
    assert "N1" not in (tmp_path / "all.csv").read_text("utf-8-sig")
    assert run("institution", "import", "courses", file).output == "1 rows\n"
    outcomes = tmp_path / "outcomes.csv"
    run("institution", "export", "outcomes", outcomes)
    tried = run("institution", "import", "outcomes", outcomes, "--dry-run")
    assert tried.exit_code == 0


def test_a_column_nobody_would_read_is_refused(run, tmp_path):
    file = tmp_path / "courses.csv"
    file.write_text("institution,code,nmae_zh\nnou,N1,新课\n", "utf-8")
    wrong = run("institution", "import", "courses", file)
    assert (wrong.exit_code, "nmae_zh" in wrong.stderr) == (1, True)
    file.write_bytes(b"\xff\xfe")
    assert run("institution", "import", "courses", file).exit_code == 1
    assert run("institution", "import", "dreams", file).exit_code == 2
    assert run("institution", "import", "courses", tmp_path / "no.csv").exit_code == 2


def test_no_cell_is_a_formula_and_every_cell_comes_back(tmp_path):
    file = tmp_path / "cells.csv"
    cells = ["=1+1", "+86", "-2", "@x", "\tx", "＝1", "'=1", "'x", "plain", "1'2", ""]
    write_table(file, ["cell"], [{"cell": cell} for cell in cells])
    with file.open(encoding="utf-8-sig", newline="") as lines:
        written = [row[0] if row else "" for row in list(csv.reader(lines))[1:]]
    assert not [cell for cell in written if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert [row["cell"] for row in table_in(file)] == cells
