"""Decision receipts: the signed reasons of one line, which anyone can recompute.

Decision (law 16): a receipt says why one line was given, so that another institution
can accept the reasoning instead of asking again. It carries the case, but only what the
line cannot do without, found by leaving parts out and evaluating again; and it is
stored only once its reduced case has given the very same line.

reduction and document; recomputing is a verifier's work and stands in
``core/verification``.
"""

from creditbank.core.receipts.document import (
    Original,
    Stated,
    receipt_fault,
    receipt_of,
    rule_of,
    signed_receipt,
)
from creditbank.core.receipts.reduction import STEPS_MAX, reduced

__all__ = [
    "STEPS_MAX",
    "Original",
    "Stated",
    "receipt_fault",
    "receipt_of",
    "reduced",
    "rule_of",
    "signed_receipt",
]
