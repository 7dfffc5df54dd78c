"""``creditbank policy diff`` and ``preview``: what a new version would change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from creditbank.cli.bank import Bank
from creditbank.cli.institution import operator
from creditbank.cli.policy import FILE, fault_lines
from creditbank.cli.publishing import refuse
from creditbank.core.changes import Change
from creditbank.core.errors import DomainError
from creditbank.core.policies import Reason
from creditbank.core.policies.nodes import PolicyFaultsError
from creditbank.core.replay import LineSeen, Replayed, Totals
from creditbank.language import LOCALES
from creditbank.language.changes import CONCERNS, change_text
from creditbank.language.reasons import Names, reason_text
from creditbank.services import policies


@click.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
def diff(old: Path, new: Path) -> None:
    """Say what differs between two policy files; exit 1 where anything does."""
    for file in (old, new):
        _check(file)
    found = policies.compare_files(old.read_bytes(), new.read_bytes())
    for concern, changes in found.changes.items():
        if changes:
            words = CONCERNS[concern.value]
            click.echo(f"{words['zh']} · {words['en']}")
        for change in changes:
            click.echo(f"  {_said(change)}")
    for one in found.differing:
        before = f"{one.old.decision.value} {one.old.credits}"
        after = f"{one.new.decision.value} {one.new.credits}"
        click.echo(f"例子 · example {one.name}: {before} → {after}")
    if found.tried:
        click.echo(f"{len(found.differing)} / {found.tried} examples differ", err=True)
    raise SystemExit(0 if found.is_same else 1)


def _check(file: Path) -> None:
    try:
        policies.read_file(file.read_bytes())
    except PolicyFaultsError as error:
        for line in fault_lines(file, error):
            click.echo(line, err=True)
        raise SystemExit(2) from error


def _said(change: Change) -> str:
    facts = (
        *(change.kind.value, change.part, change.name),
        *(change.field, change.old, change.new),
    )
    return f"{change_text(*facts, 'zh')} · {change_text(*facts, 'en')}"


@click.command()
@click.argument("file", type=FILE)
@click.option("--limit", default=policies.PREVIEWED, show_default=True)
@click.pass_obj
def preview(bank: Bank, file: Path, limit: int) -> None:
    """Replay a policy FILE on open claims and past decisions; nothing is changed."""
    content = file.read_bytes()
    with bank.opened() as world:
        try:
            actor = operator(policies.authority_of(content))
            found = policies.preview(content, limit=limit, actor=actor, world=world)
        except DomainError as error:
            refuse(file, error)
    for line in (
        _tally("审核中 · open claims", found.open, found.open_count),
        _tally("已决定 · decisions", found.decided, found.decided_count),
    ):
        click.echo(line)
    if found.damaged:
        click.echo(f"无法读取 · cannot be read: {found.damaged}", err=True)
    for one in found.changed:
        for line in _replayed(one, found.policy.names):
            click.echo(line)


def _tally(name: str, totals: Totals, count: int) -> str:
    return (
        f"{name}: {totals.count}/{count}, ={totals.unchanged} "
        f"+{totals.gaining} (+{totals.gained}) -{totals.losing} (-{totals.lost}) "
        f"?{totals.opened}"
    )


def _replayed(one: Replayed, names: Names) -> Iterator[str]:
    yield f"{one.claim} ({one.old_version}): {one.old} → {one.new}"
    for line in one.lines:
        yield f"  {line.target or '-'}: {_gives(line.old)} → {_gives(line.new)}"
        yield from (f"    - {_because(reason, names)}" for reason in line.gone)
        yield from (f"    + {_because(reason, names)}" for reason in line.come)


def _gives(line: LineSeen) -> str:
    """Say a line's decision, credits, and what it records besides."""
    return " ".join(filter(None, map(str, line.gives)))


def _because(reason: Reason, names: Names) -> str:
    facts = (reason.code, reason.rule, reason.clause, reason.facts)
    return " · ".join(reason_text(*facts, one, names) for one in LOCALES)
