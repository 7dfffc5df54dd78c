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
    verify,
    verify_code,
    verify_offline,
)

__all__ = [
    "BATCH_MAX",
    "Examined",
    "Receipted",
    "attest",
    "batch",
    "check_contexts",
    "examine",
    "verify",
    "verify_code",
    "verify_offline",
]
