"""``creditbank audit`` tells whether the books are what they promise."""

from __future__ import annotations

import json

import click

from creditbank.cli.bank import Bank
from creditbank.language.ledger import FAULTS
from creditbank.services import auditing


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def audit(bank: Bank, *, as_json: bool) -> None:
    """Check the whole ledger; exit 1 with the place of the first fault."""
    with bank.opened() as world:
        found = auditing.audit(world.evidence)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "accounts": found.accounts,
                    "entries": found.entries,
                    "credentials": found.credentials,
                    "faults": [vars(fault) for fault in found.faults],
                },
                ensure_ascii=False,
            )
        )
    else:
        for fault in found.faults:
            said = FAULTS[fault.code]
            click.echo(
                f"{fault.code}: {said['en']} · {said['zh']} — "
                f"learner {fault.learner_id} at {fault.place or 'account'}"
            )
        click.echo(
            f"{found.accounts} accounts, {found.entries} entries, "
            f"{found.credentials} credentials, {len(found.faults)} faults"
        )
    raise SystemExit(1 if found.faults else 0)
