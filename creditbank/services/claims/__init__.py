"""Claims: draft, split, preview, submit, examine, return, withdraw, decline."""

from creditbank.services.claims.agreeing import agree, rule
from creditbank.services.claims.asking import (
    Preview,
    amend,
    draft,
    parts,
    preview,
    split,
    submit,
    withdraw,
)
from creditbank.services.claims.examining import (
    Close,
    decline,
    find,
    return_,
    review,
)
from creditbank.services.claims.freezing import Part
from creditbank.services.claims.listing import decided, list_, page, queue
from creditbank.services.claims.showing import Shown, show

__all__ = [
    "Close",
    "Part",
    "Preview",
    "Shown",
    "agree",
    "amend",
    "decided",
    "decline",
    "draft",
    "find",
    "list_",
    "page",
    "parts",
    "preview",
    "queue",
    "return_",
    "review",
    "rule",
    "show",
    "split",
    "submit",
    "withdraw",
]
