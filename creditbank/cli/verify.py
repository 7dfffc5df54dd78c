"""``creditbank verify``: check a transcript with no bank and no network."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from creditbank.cli.reasons import reasons_of
from creditbank.core.errors import BadValueError
from creditbank.core.values import instant_of
from creditbank.core.verification import Given, VerificationReport
from creditbank.core.verification.documents import parts, text
from creditbank.core.verification.report import Status
from creditbank.language import Locale
from creditbank.language.checks import (
    CHECKS,
    MEANINGS,
    RESULTS,
    STATUSES,
    SUMMED,
    attested_text,
)
from creditbank.services.verification import (
    Examined,
    check_contexts,
    examine_offline,
)

_MARKS = {"passed": "✓", "failed": "✗", "not_applicable": "·", "could_not_check": "?"}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ANY = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option("--did-document", type=FILE, help="The issuer's did.json, as you got it.")
@click.option("--status-list", type=FILE, multiple=True, help="A saved status list.")
@click.option("--recompute", is_flag=True, help="Recompute the reasons of each line.")
@click.option("--policies", type=FOLDER, help="Where the policy files are.")
@click.option("--receipts", type=ANY, help="Receipts: a folder, or a bundle.json.")
@click.option("--at", help="Check as of this instant: 2026-11-24T08:00:00Z.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="Default: by LANG.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def verify(
    file: Path,
    did_document: Path | None,
    status_list: tuple[Path, ...],
    policies: Path | None,
    receipts: Path | None,
    at: str | None,
    language: Locale | None,
    *,
    recompute: bool,
    as_json: bool,
) -> None:
    """Check FILE; exit 0 valid, 1 not, 2 usage, 3 could not check."""
    if os.environ.get("CREDITBANK_CONTEXTS_DIR"):
        check_contexts(Path(os.environ["CREDITBANK_CONTEXTS_DIR"]))
    try:
        moment = instant_of(at) if at else datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - a stranger has no World
    except BadValueError as error:
        raise click.UsageError(
            "--at needs an instant such as 2026-11-24T08:00:00Z"
        ) from error
    found = examine_offline(
        Given(
            document=file.read_bytes(),
            at=moment,
            did_document=did_document.read_bytes() if did_document else None,
            status_lists=[one.read_bytes() for one in status_list],
            reasons=reasons_of(file, receipts, policies, recompute=recompute),
        )
    )
    report = found.report
    if as_json:
        click.echo(json.dumps(report.json(), ensure_ascii=False, indent=1))
    else:
        zh = os.environ.get("LANG", "").startswith("zh")
        spoken = language or ("zh" if zh else "en")
        _show(report, spoken)
        _show_stated(found, spoken)
    raise SystemExit({Status.VALID: 0, Status.COULD_NOT_CHECK: 3}.get(report.status, 1))


def _show(report: VerificationReport, locale: Locale) -> None:
    status = report.status.value
    click.echo(f"{STATUSES[status][locale]} ({status})")
    click.echo(f"{MEANINGS[status][locale]}\n")
    for check in report.checks:
        facts = "  ".join(f"{name}={fact}" for name, fact in check.facts.items())
        result = check.result.value
        said = f"{CHECKS[check.code][locale]}: {RESULTS[result][locale]}"
        click.echo(f"{check.number:>2} {_MARKS[result]} {said}  {facts}".rstrip())


def _show_stated(found: Examined, locale: Locale) -> None:
    """Say what a genuine receipt of a check, or an offline QR code, states."""
    if found.attested is not None:
        click.echo(f"\n{attested_text(found.attested.facts(), locale)}")
    if found.summary is not None:
        facts = {name: text(found.summary, name) for name in ("at", "digest")}
        click.echo(f"\n{SUMMED['summary'][locale].format_map(facts)}")
    for scheme in parts(found.summary, "schemes"):
        click.echo(f"{text(scheme, 'scheme')}: {text(scheme, 'credits')}")
        for one in parts(scheme, "lines"):
            told = (text(one, name) for name in ("code", "credits", "grade"))
            click.echo("  " + "  ".join(told).rstrip())
