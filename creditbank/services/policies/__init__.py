"""Policies: draft, check, preview, publish and retire them; read and compare them."""

from creditbank.services.policies.checking import check_file
from creditbank.services.policies.comparing import (
    Comparison,
    against_published,
    compare,
    compare_files,
)
from creditbank.services.policies.drafting import Desk, Draft, desk, discard, draft
from creditbank.services.policies.drafting import show_draft as check
from creditbank.services.policies.earning import where_it_counts, where_would_it_count
from creditbank.services.policies.explaining import Chapter, explain, explain_file
from creditbank.services.policies.previewing import PREVIEWED, Preview, preview
from creditbank.services.policies.publishing import publish, retire
from creditbank.services.policies.reading import (
    Published,
    answer,
    authority_of,
    list_,
    read_file,
    show,
)
from creditbank.services.policies.schema import schema
from creditbank.services.policies.showing import shown_form

__all__ = [
    "PREVIEWED",
    "Chapter",
    "Comparison",
    "Desk",
    "Draft",
    "Preview",
    "Published",
    "against_published",
    "answer",
    "authority_of",
    "check",
    "check_file",
    "compare",
    "compare_files",
    "desk",
    "discard",
    "draft",
    "explain",
    "explain_file",
    "list_",
    "preview",
    "publish",
    "read_file",
    "retire",
    "schema",
    "show",
    "shown_form",
    "where_it_counts",
    "where_would_it_count",
]
