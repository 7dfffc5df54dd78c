"""Policies: draft, check, preview, publish and retire them; read and compare them."""

from creditbank.services.policies.drafting import Desk, Draft, desk, discard, draft
from creditbank.services.policies.drafting import show_draft as check
from creditbank.services.policies.publishing import publish, retire
from creditbank.services.policies.reading import (
    Published,
    answer,
    authority_of,
    list_,
    read_file,
    show,
)

__all__ = [
    "Desk",
    "Draft",
    "Published",
    "answer",
    "authority_of",
    "check",
    "desk",
    "discard",
    "draft",
    "list_",
    "publish",
    "read_file",
    "retire",
    "show",
]
