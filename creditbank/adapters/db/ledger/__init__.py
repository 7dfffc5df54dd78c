"""The ledger: entries and lines only grow; balances and keys follow them."""

from creditbank.adapters.db.ledger.asking import (
    balances,
    entries,
    entry,
    entry_of_claim,
    heads,
    live_lines,
    posted_sum,
    postings,
    prior,
    reversed_numbers,
    value,
)
from creditbank.adapters.db.ledger.posting import account, post
from creditbank.adapters.db.ledger.rows import (
    AccountRow,
    BalanceRow,
    EntryRow,
    LineRow,
    OwnerKeyRow,
    PostingRow,
    ReversedLineRow,
    UseKeyRow,
)

__all__ = [
    "AccountRow",
    "BalanceRow",
    "EntryRow",
    "LineRow",
    "OwnerKeyRow",
    "PostingRow",
    "ReversedLineRow",
    "UseKeyRow",
    "account",
    "balances",
    "entries",
    "entry",
    "entry_of_claim",
    "heads",
    "live_lines",
    "post",
    "posted_sum",
    "postings",
    "prior",
    "reversed_numbers",
    "value",
]
