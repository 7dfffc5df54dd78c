"""Verification at the bank, and away from it; receipts of what the bank checked."""

from creditbank.services.verification.attesting import (
    BATCH_MAX,
    Receipted,
    attest,
    batch,
)
from creditbank.services.verification.checking import (
    Examined,
    check_contexts,
    examine,
    examine_offline,
    verify,
    verify_code,
)

__all__ = [
    "BATCH_MAX",
    "Examined",
    "Receipted",
    "attest",
    "batch",
    "check_contexts",
    "examine",
    "examine_offline",
    "verify",
    "verify_code",
]
