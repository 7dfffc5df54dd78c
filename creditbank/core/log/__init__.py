"""The public log: a Merkle tree that only grows, its tiles, and signed checkpoints.

Decision (law 14): everything the bank signs or takes back leaves one leaf here, a
digest without personal data, so that a credential that was back-dated or silently
replaced shows. The tree is that of RFC 6962, published as C2SP tiles with signed
checkpoints, because auditors have programs for these already. Rejected: a format of
our own, and a log of one file that everyone must read whole.
"""

from creditbank.core.log.leaves import Kind, Leaf
from creditbank.core.log.notes import (
    Checkpoint,
    log_name,
    opened,
    sealed,
    unproven,
    verifier_key,
)
from creditbank.core.log.tiles import TILE_WIDTH, Tile, bundle
from creditbank.core.log.tree import (
    Read,
    Stack,
    consistency,
    grown,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    root,
    root_of,
)

__all__ = [
    "TILE_WIDTH",
    "Checkpoint",
    "Kind",
    "Leaf",
    "Read",
    "Stack",
    "Tile",
    "bundle",
    "consistency",
    "grown",
    "inclusion",
    "is_consistent",
    "is_included",
    "leaf_hash",
    "log_name",
    "opened",
    "root",
    "root_of",
    "sealed",
    "unproven",
    "verifier_key",
]
