"""Transcripts: issue, show, publish keys and status lists."""

from creditbank.services.transcripts.issuing import issue
from creditbank.services.transcripts.publishing import published_keys, revocation_list
from creditbank.services.transcripts.reading import Transcript
from creditbank.services.transcripts.showing import (
    PublicStatus,
    Statable,
    credential,
    inside,
    jwt,
    list_,
    normalized,
    public_status,
    show,
    statable,
)

__all__ = [
    "PublicStatus",
    "Statable",
    "Transcript",
    "credential",
    "inside",
    "issue",
    "jwt",
    "list_",
    "normalized",
    "public_status",
    "published_keys",
    "revocation_list",
    "show",
    "statable",
]
