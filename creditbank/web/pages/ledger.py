"""The learner's account, as a bank statement that says why."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from creditbank.core.values import whole
from creditbank.services import ledger, receipts
from creditbank.web.context import actor, world
from creditbank.web.security import action

blueprint = Blueprint("ledger", __name__)


@blueprint.get("/account")
@action("ledger.account")
def account() -> str:
    after = whole(request.args.get("after", "0"), "after")
    entries = ledger.entries(actor=actor(), world=world(), after=after)
    return render_template(
        "ledger/account.html",
        account=ledger.account(actor=actor(), world=world()),
        entries=entries,
        receipts=receipts.digests(actor=actor(), world=world()),
        more=entries[-1].entry.sequence if len(entries) == ledger.PAGE else 0,
    )
