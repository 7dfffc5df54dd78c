"""``creditbank policy``: check a file, and ask what it answers to a case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.policies import Answer, Case, Policy, evaluate
from creditbank.core.policies.nodes import Fault, PolicyFaultsError
from creditbank.core.strict import parsed
from creditbank.language import say
from creditbank.language.policies import FAULTS
from creditbank.language.reasons import reason_text
from creditbank.services.policies import check_file, read_file

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def policy() -> None:
    """Policies: rules as data that anyone can run."""


@policy.command("evaluate")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--case", "case_file", type=FILE, required=True)
def evaluate_(files: tuple[Path, ...], case_file: Path) -> None:
    """Print the answer of each policy FILE to the case; exit 1 where it differs."""
    try:
        case = Case.of(parsed(case_file.read_bytes()))
    except BadValueError as error:
        raise click.UsageError(f"{case_file.name}: {error.facts}") from error
    differs = False
    for file in files:
        answer = evaluate(_read(file), case)
        shown = shown_form(answer)
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        for place in differences(case.expect, shown):
            differs = True
            click.echo(f"differs at {place}", err=True)
    raise SystemExit(1 if differs else 0)


@policy.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
def check(files: tuple[Path, ...]) -> None:
    """Check each policy FILE; every fault by line and column, exit 1 for any."""
    count = 0
    for file in files:
        found = check_file(file.read_bytes())
        count += len(found.faults)
        for line in (*_lines(file, found.faults), *_lines(file, found.notes)):
            click.echo(line)
        if found.policy is not None and not found.faults:
            named = f"{found.policy.code} {found.policy.version}"
            click.echo(f"{file.name}: {named}, no fault")
    raise SystemExit(1 if count else 0)


def fault_lines(file: Path, error: PolicyFaultsError) -> list[str]:
    """Say every fault in both languages, in the order of the file."""
    return _lines(file, error.faults)


def _lines(file: Path, faults: Sequence[Fault]) -> list[str]:
    return [
        f"{file.name}:{fault.line}:{fault.column} "
        f"{say(FAULTS, fault.code, fault.facts, 'zh')} · "
        f"{say(FAULTS, fault.code, fault.facts, 'en')}"
        for fault in faults
    ]


def _read(file: Path) -> Policy:
    try:
        return read_file(file.read_bytes())
    except PolicyFaultsError as error:
        for line in fault_lines(file, error):
            click.echo(line, err=True)
        raise SystemExit(2) from error


def shown_form(answer: Answer) -> dict[str, JSON]:
    """Add the sentences to every reason, in both languages (law 10)."""
    shown = answer.json()
    shown["lines"] = [
        {
            **line.json(),
            "reasons": [
                {
                    **reason.json(),
                    "zh": reason_text(
                        reason.code, reason.rule, reason.clause, reason.facts, "zh"
                    ),
                    "en": reason_text(
                        reason.code, reason.rule, reason.clause, reason.facts, "en"
                    ),
                }
                for reason in line.reasons
            ],
        }
        for line in answer.lines
    ]
    return shown


def differences(expected: JSON, found: JSON, place: str = "answer") -> list[str]:
    """Name every place where ``found`` is not what was expected of it."""
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            return [place]
        return [
            one
            for name, part in expected.items()
            for one in differences(part, found.get(name), f"{place}.{name}")
        ]
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        is_list = isinstance(found, Sequence) and not isinstance(found, str)
        if not is_list or len(expected) != len(found):  # type: ignore[arg-type]
            return [place]
        pairs = zip(expected, found, strict=True)  # type: ignore[arg-type]
        return [
            one
            for number, (part, other) in enumerate(pairs)
            for one in differences(part, other, f"{place}[{number}]")
        ]
    return [] if expected == found else [f"{place}: {expected!r} != {found!r}"]
