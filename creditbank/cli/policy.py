"""``creditbank policy``: check a file, ask what it answers, explain it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.policies import Case, Policy, evaluate_versions
from creditbank.core.policies.checking import Weight, check_together
from creditbank.core.policies.examples import differences
from creditbank.core.policies.nodes import Fault, PolicyFaultsError
from creditbank.core.policies.purposes import unserved_by_all
from creditbank.core.policies.versions import always
from creditbank.core.strict import parsed
from creditbank.language import LOCALES, say
from creditbank.language.policies import FAULTS
from creditbank.language.reasons import reason_text
from creditbank.language.refusals import refusal_text
from creditbank.services.policies import (
    check_file,
    explain_file,
    read_file,
    schema,
    shown_form,
)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def policy() -> None:
    """Policies: rules as data that anyone can run."""


@policy.command("evaluate")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--case", "case_file", type=FILE, required=True)
@click.option(
    "--as-if-in-force",
    is_flag=True,
    help="Ask each FILE by itself, whatever its days: a draft, a decision's version.",
)
def evaluate_(
    files: tuple[Path, ...], case_file: Path, *, as_if_in_force: bool
) -> None:
    """Print what the policy FILEs answer to the case; exit 1 where it differs.

    FILEs of one code are its versions: the one that applies answers a holding. Where
    none of them does, on the date they name, it is undecided. FILEs that are not for
    the purpose of the case refuse it, and exit 1 unless the case expects something.
    """
    try:
        case = Case.of(parsed(case_file.read_bytes()))
        asked = _asked(files, as_if_in_force=as_if_in_force)
        answers = [(v, evaluate_versions(v, case)) for v in asked]
    except BadValueError as error:
        said = " ".join(refusal_text(error.code, error.facts, one) for one in LOCALES)
        raise click.UsageError(f"{case_file.name}: {said}") from error
    is_no = False
    for versions, answer in answers:
        shown = shown_form(answer, versions, case)
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        for said in _objections(versions, case, shown):
            is_no = True
            click.echo(said, err=True)
    raise SystemExit(1 if is_no else 0)


def _objections(
    versions: Sequence[Policy], case: Case, shown: dict[str, JSON]
) -> Iterator[str]:
    """Say where an answer is not what was expected, or cannot be what was asked."""
    for place in differences(case.expect, shown):
        yield f"differs at {place}"
    why = unserved_by_all(versions, case)
    if why is not None and not case.expect:
        yield " · ".join(
            reason_text(why.code, "", "", why.facts, locale) for locale in LOCALES
        )


@policy.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
def check(files: tuple[Path, ...]) -> None:
    """Check each policy FILE and list every finding by its place; exit 1 for a fault.

    Versions that clash and conversions that gain credit show only where all the FILEs
    concerned are given. A (note) is no fault: it says what might be wrong.
    """
    count, found = 0, []
    for file in files:
        checked = check_file(file.read_bytes())
        count += len(checked.faults)
        for fault in checked.faults:
            click.echo(fault_line(file.name, fault))
        for fault in checked.notes:
            click.echo(f"(note) {fault_line(file.name, fault)}")
        if checked.policy is not None:
            found.append(checked.policy)
            if not checked.faults:
                named = f"{checked.policy.code} {checked.policy.version}"
                click.echo(f"{file.name}: {named}, no fault")
    for finding in check_together(found):
        is_fault = finding.weight is Weight.FAULT
        count += is_fault
        said = fault_line("(all)", finding.fault)
        click.echo(said if is_fault else f"(note) {said}")
    raise SystemExit(1 if count else 0)


@policy.command()
@click.argument("file", type=FILE)
@click.option("--language", "locale", type=click.Choice(LOCALES), default="zh")
def explain(file: Path, locale: str) -> None:
    """Print the policy FILE as prose and tables that a dean can read and sign."""
    _read(file)
    chosen = next(one for one in LOCALES if one == locale)
    click.echo(explain_file(file.read_bytes(), chosen))


@policy.command("schema")
def schema_() -> None:
    """Print the JSON Schema of a policy file, for an editor that completes YAML."""
    click.echo(schema(), nl=False)


def fault_lines(file: Path, error: PolicyFaultsError) -> list[str]:
    """Say every fault in both languages, in the order of the file."""
    return [fault_line(file.name, fault) for fault in error.faults]


def fault_line(name: str, fault: Fault) -> str:
    said = [say(FAULTS, fault.code, fault.facts, locale) for locale in LOCALES]
    return f"{name}:{fault.line}:{fault.column} {' · '.join(said)}"


def _asked(files: tuple[Path, ...], *, as_if_in_force: bool) -> list[list[Policy]]:
    """Give the versions of each policy; each alone where it is as if in force."""
    read = [_read(file) for file in files]
    if as_if_in_force:
        return [[always(one)] for one in read]
    by_code: dict[str, list[Policy]] = {}
    for one in read:
        by_code.setdefault(one.code, []).append(one)
    return list(by_code.values())


def _read(file: Path) -> Policy:
    try:
        return read_file(file.read_bytes())
    except PolicyFaultsError as error:
        for line in fault_lines(file, error):
            click.echo(line, err=True)
        raise SystemExit(2) from error
