"""The rules of the house, each a few lines (house.md section 5)."""

from __future__ import annotations

import ast
import re
import shutil
import string
import subprocess
import sys
import tomllib
from importlib import import_module, metadata
from pathlib import Path

import pytest
from conftest import PRINTER
from flask_migrate import downgrade, upgrade
from importlinter.cli import lint_imports
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sqlalchemy import inspect, text

from creditbank.adapters.db.base import APPEND_ONLY, db, transaction
from creditbank.cli import creditbank
from creditbank.core.errors import DomainError
from creditbank.core.people import ACTIONS
from creditbank.core.printing import check_printable
from creditbank.language import LOCALES, errors, policies
from creditbank.language.ledger import FAULTS
from creditbank.web.problems import STATUS

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "creditbank").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Actions of use cases that no endpoint has yet: commands and moves inside others.
WITHOUT_ENDPOINT = {
    "institutions.load",
    "institutions.export",
    "keys.create",
    "keys.list",
    "keys.revoke",
    "keys.rotate",
    "transcripts.show",
    "home.static",
}
WORDS = [
    import_module(f"creditbank.language.{file.stem}")
    for file in sorted((ROOT / "creditbank/language").glob("[a-z]*.py"))
]
TABLES = {
    f"{room.__name__.rpartition('.')[2]}.{name}": table
    for room in WORDS
    for name, table in vars(room).items()
    if name.isupper() and isinstance(table, dict)
}


def flat(table):
    """The sentences of a table, also where each field has a table of its own."""
    for code, said in table.items():
        if all(isinstance(one, dict) for one in said.values()):
            yield from flat(said)
        else:
            yield code, said


def test_the_floors_hold():
    assert (
        lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0
    )


def test_the_core_needs_neither_web_nor_database_nor_cryptography():
    program = (
        "import sys, creditbank.core.policies, creditbank.core.recognition, "
        "creditbank.core.verification\n"
        "bad = {'flask', 'sqlalchemy', 'cryptography', 'yaml'} & set(sys.modules)\n"
        "sys.exit(str(bad) if bad else 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def endpoints(app):
    return {
        rule.endpoint: app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in {"static", "api-docs.openapi_json"}
    }


def test_every_endpoint_names_its_action_and_every_action_has_its_endpoint(app):
    named = {
        name: getattr(view, "action", None) for name, view in endpoints(app).items()
    }
    assert {name for name, action in named.items() if action not in ACTIONS} == set()
    assert set(ACTIONS) - set(named.values()) == WITHOUT_ENDPOINT


def test_no_route_disappeared_unannounced(app):
    routes = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    known = (ROOT / "tests" / "routes.txt").read_text("utf-8").splitlines()
    assert routes == set(known)


def domain_errors(of=DomainError):
    for one in of.__subclasses__():
        yield one
        yield from domain_errors(one)


def test_every_error_has_its_own_code_a_status_and_a_sentence():
    codes = [one.code for one in domain_errors()]
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) == set(STATUS) == set(errors.ERRORS)


@pytest.mark.parametrize("name", TABLES)
def test_every_sentence_stands_in_both_languages_with_the_same_facts(name):
    for code, said in flat(TABLES[name]):
        assert set(said) == set(LOCALES), code
        facts = [
            {name for _, name, _, _ in string.Formatter().parse(t) if name}
            for t in said.values()
        ]
        assert facts[0] == facts[1], code
        assert all(said.values()), code


def test_every_sentence_and_the_transcripts_own_words_can_be_printed():
    said = [
        text
        for table in TABLES.values()
        for _, both in flat(table)
        for text in both.values()
    ]
    page = (ROOT / "templates/transcripts/transcript.typ").read_text("utf-8")
    check_printable(PRINTER, page, *said)
    assert len(said) > 500


def codes_told(file):
    """Every code that an audit may find here: of a Fault, of a row's pair, or CODE."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        told = None
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault":
            told = node.args[0]
        elif file.parent.name == "db" and isinstance(node, ast.Yield):
            told = node.value.elts[0]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CODE":
            told = node.value
        if told is not None:
            found = [n.value for n in ast.walk(told) if isinstance(n, ast.Constant)]
            named = ast.unparse(told) in {"CODE", "code", "row.act"}
            assert found or named, (file.name, node.lineno)
            yield from found


def test_every_fault_an_audit_finds_has_its_sentence():
    files = [
        *(ROOT / "creditbank/services/auditing").glob("*.py"),
        *(ROOT / "creditbank/adapters/db").glob("*audit.py"),
    ]
    codes = {code for file in files for code in codes_told(file)}
    assert codes == set(FAULTS)
    assert len(codes) > 40


def test_every_fault_of_a_policy_file_has_its_sentence():
    files = [
        *(ROOT / "creditbank/core/policies").glob("*.py"),
        ROOT / "creditbank/adapters/policy_files.py",
    ]
    source = "\n".join(file.read_text("utf-8") for file in files)
    codes = set(
        re.findall(
            r'(?:fault\([^"()]*(?:\([^()]*\))?[^"()]*|Fault\([^"]*?)"(\w+)"', source
        )
    )
    assert codes <= set(policies.FAULTS)
    assert len(codes) > 12


def test_templates_say_everything_in_both_languages():
    for file in TEMPLATES:
        for zh, en in re.findall(r'\bt\("([^"]*)", "([^"]*)"', file.read_text("utf-8")):
            assert re.search("[一-鿿]", zh), (file.name, zh)
            assert not re.search("[一-鿿]", en), (file.name, en)
            assert set(re.findall(r"{\w+}", zh)) == set(re.findall(r"{\w+}", en)), zh


def test_no_template_has_a_filter_on_a_constant():
    """Jinja works it out once, so the first reader's language would be everyone's."""
    for file in TEMPLATES:
        found = re.findall(r"""{{ ["'][^"']*["'] \| \w+""", file.read_text("utf-8"))
        assert found == [], file


def test_every_template_is_used_and_extends_a_layout():
    used = "\n".join(file.read_text("utf-8") for file in (*SOURCES, *TEMPLATES))
    for file in TEMPLATES:
        name = file.relative_to(ROOT / "templates").as_posix()
        source = file.read_text("utf-8")
        if not name.startswith(("layouts/", "components/")):
            assert "{% extends " in source, name
            assert source.count("<h1") in (1, 2), name
        dynamic = name.startswith("people/") and f'"{file.stem}"' in used
        assert f'"{name}"' in used or dynamic, name
        for imported in re.findall(r"import (.*?) %}", source):
            for part in imported.split(","):
                alias = part.split(" as ")[-1].strip()
                assert len(re.findall(rf"\b{alias}\b", source)) > 1, (name, alias)


def test_templates_have_no_inline_script_style_or_unescaped_text():
    for file in TEMPLATES:
        source = file.read_text("utf-8")
        assert not re.search(
            r"\|\s*safe|<style|style=|\son\w+=|<script(?! src)", source
        ), file


def test_the_schema_in_the_code_is_the_schema_of_the_migrations(app):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with app.app_context(), db.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), db.metadata)
    assert [one for one in found if "alembic_version" not in str(one)] == []


def test_law_11_the_triggers_stand_on_exactly_the_tables_that_only_grow(app, database):
    with app.app_context(), transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            query = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        else:
            query = (
                "SELECT DISTINCT event_object_table FROM information_schema.triggers"
            )
        assert set(session.execute(text(query)).scalars()) == APPEND_ONLY


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_go_down_and_up_again(kind, tmp_path, postgresql, clock):
    from conftest import built, fresh_database

    app = built(fresh_database(kind, tmp_path, postgresql), tmp_path, clock)
    with app.app_context():
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        upgrade()
        again = set(inspect(db.engine).get_table_names())
        db.session.remove()
        db.engine.dispose()
    assert left == set()
    assert again > APPEND_ONLY


def test_no_float_in_the_core():
    for file in (ROOT / "creditbank" / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            assert not (
                isinstance(node, ast.Constant) and isinstance(node.value, float)
            ), file


def test_functions_files_and_templates_stay_short():
    found = set()
    for file in SOURCES:
        source = file.read_text("utf-8")
        place = file.relative_to(ROOT / "creditbank").as_posix()
        if source.count("\n") > 300:
            found.add(place)
        found |= {
            f"{place}:{node.name}"
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40
        }
    found |= {one.name for one in TEMPLATES if one.read_text("utf-8").count("\n") > 80}
    assert found == set()


def test_no_file_names_a_registry_or_a_place_on_some_machine():
    # Written so that this file does not find itself.
    places = r"[p]ypi\.org|[p]ythonhosted|[n]pmjs|[d]ebian\.org|[/](?:work|root|tmp)/"
    for name in tracked():
        file = ROOT / name
        if file.suffix not in {".png", ".svg"} and file.is_file():
            found = re.search(places, file.read_text("utf-8"))
            assert found is None, (name, found)


def test_every_command_says_in_a_sentence_what_it_does():
    def walk(command):
        assert command.help, command.name
        assert command.help.split("\n")[0].rstrip().endswith("."), command.name
        for one in getattr(command, "commands", {}).values():
            walk(one)

    walk(creditbank)


def asked_for(text, seen):
    """What a requirement brings in, on whatever system; ``seen`` are names and extras."""
    asked = Requirement(text)
    name = canonicalize_name(asked.name)
    if (name, *asked.extras) in seen:
        return
    seen.add((name, *asked.extras))
    try:
        further = metadata.distribution(name).requires or ()
    except metadata.PackageNotFoundError:  # of another system
        return
    for one in further:
        marker = Requirement(one).marker
        extras = [{"extra": extra} for extra in asked.extras]
        if "extra" not in str(marker) or any(map(marker.evaluate, extras)):
            asked_for(one, seen)


def test_the_lock_holds_nothing_that_nobody_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        asked.extend(extra)
    seen = set()
    for one in asked:
        asked_for(one, seen)

    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)

    assert {canonicalize_name(name) for name in locked} - {
        one[0] for one in seen
    } == set()
    assert len(locked) > 100
    assert len(re.findall("--hash=sha256:[0-9a-f]{64}", lock)) == lock.count("--hash=")


def test_every_setting_is_documented():
    named = set(
        re.findall(
            r"CREDITBANK_[A-Z_]+",
            (ROOT / "creditbank" / "config.py").read_text("utf-8"),
        )
    )
    told = (ROOT / "docs" / "operating.md").read_text("utf-8")
    assert {name for name in named if name not in told} == {"CREDITBANK_"} & named


def tracked():
    listed = subprocess.run(
        [shutil.which("git") or "git", "ls-files"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    ).stdout.splitlines()
    return listed or pytest.skip("NOT RUN: this tree is not under git")


def test_the_readmes_map_equals_the_tree_and_its_commands_exist():
    readme = (ROOT / "README.md").read_text("utf-8")
    told = set(re.findall(r"^    (\w+)/ ", readme, re.MULTILINE))
    assert told == {name.split("/")[0] for name in tracked() if "/" in name} - {".ci"}

    targets = re.findall(
        r"^([\w.]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    for page in (readme, guide):
        assert set(re.findall(r"\bmake ([\w.]+)", page)) <= set(targets)
        named = set(re.findall(r"creditbank (\w+)", "\n".join(code(page))))
        assert named <= set(creditbank.commands)


def code(page):
    """The parts of a page that one would type."""
    yield from re.findall(r"^    .*\.venv/bin/.*$", page, re.MULTILINE)
    yield from re.findall(r"`(creditbank [^`]+)`", page)
