"""Receipts and policies from files: what a stranger recomputes a transcript with."""

from __future__ import annotations

from pathlib import Path

import click

from creditbank.core.errors import BadValueError
from creditbank.core.policies import Policy
from creditbank.core.policies.nodes import PolicyFaultsError
from creditbank.core.strict import parsed
from creditbank.core.verification import Reasons
from creditbank.core.verification.bundles import is_bundle
from creditbank.core.verification.receipts import brought
from creditbank.services.policies import read_file

ENDINGS = {".json", ".receipt"}  # as handed over, as attached to a PDF
FILES_MAX = 2_000  # receipts of five transcripts of the longest kind


def reasons_of(
    file: Path, receipts: Path | None, policies: Path | None, *, recompute: bool
) -> Reasons:
    """Gather what the command was given; by itself it looks beside FILE only."""
    if recompute != (policies is not None):
        raise click.UsageError("--recompute and --policies DIR go together")
    if receipts is None and recompute:
        beside = file.parent / "receipts"
        receipts = beside if beside.is_dir() else None
    return Reasons(
        _receipts(receipts) if receipts else {} if recompute else None,
        None if policies is None else _policies(policies),
    )


def _receipts(path: Path) -> dict[str, bytes]:
    """Read a folder's ``<digest>.json`` or ``.receipt`` files, or a bundle's list."""
    if path.is_file():
        return _bundled(path)
    files = [file for file in sorted(path.iterdir()) if file.suffix in ENDINGS]
    return {file.stem: file.read_bytes() for file in files[:FILES_MAX]}


def _bundled(path: Path) -> dict[str, bytes]:
    try:
        bundle = parsed(path.read_bytes())
    except BadValueError as error:
        raise click.UsageError(f"{path.name}: {error.facts}") from error
    if not is_bundle(bundle):
        raise click.UsageError(f"{path.name} is neither a folder nor a bundle")
    return brought(bundle)


def _policies(folder: Path) -> dict[str, Policy]:
    """Read every policy file of a folder, by the digest of its bytes."""
    found: dict[str, Policy] = {}
    for file in sorted(folder.glob("*.yaml")):
        try:
            policy = read_file(file.read_bytes())
        except PolicyFaultsError:
            click.echo(f"{file.name} is not a policy this program reads", err=True)
            continue
        found[policy.digest] = policy
    return found
