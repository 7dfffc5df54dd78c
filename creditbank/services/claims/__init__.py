"""Claims: draft, preview, submit, examine, return, withdraw, decline."""

from creditbank.services.claims.asking import (
    Preview,
    amend,
    draft,
    preview,
    submit,
    withdraw,
)
from creditbank.services.claims.examining import (
    Close,
    agree,
    decided,
    decline,
    find,
    queue,
    return_,
    review,
)
from creditbank.services.claims.showing import Shown, list_, show

__all__ = [
    "Close",
    "Preview",
    "Shown",
    "agree",
    "amend",
    "decided",
    "decline",
    "draft",
    "find",
    "list_",
    "preview",
    "queue",
    "return_",
    "review",
    "show",
    "submit",
    "withdraw",
]
