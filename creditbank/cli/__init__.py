"""The command line: ``creditbank …`` (contract.md section 3).

Exit codes: 0 yes · 1 no, or a fault was found · 2 usage or unreadable file · 3 could
not check. The answer goes to stdout, everything else to stderr.
"""

from __future__ import annotations

import click

from creditbank.cli.audit import audit
from creditbank.cli.backup import backup, restore
from creditbank.cli.comparing import diff, preview
from creditbank.cli.demo import demo
from creditbank.cli.exchange import export, import_
from creditbank.cli.institution import institution, seed
from creditbank.cli.keys import keys
from creditbank.cli.log import log
from creditbank.cli.policy import policy
from creditbank.cli.publishing import publish
from creditbank.cli.server import migrate, serve
from creditbank.cli.token import token
from creditbank.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="creditbank")
def creditbank() -> None:
    """A credit bank whose every credit says why."""


for command in (
    *(audit, backup, demo, institution, keys, log, migrate, policy),
    *(restore, seed, serve, token, verify),
):
    creditbank.add_command(command)
for command in (diff, preview, publish):
    policy.add_command(command)
for command in (export, import_):
    institution.add_command(command)
