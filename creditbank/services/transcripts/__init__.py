"""Transcripts: issue, show, publish keys and status lists."""

from creditbank.services.transcripts.bundling import bundle
from creditbank.services.transcripts.issuing import ACCOUNT, SELECTION, issue
from creditbank.services.transcripts.living import (
    Living,
    life,
    reinstate,
    revoke,
    suspend,
)
from creditbank.services.transcripts.printing import (
    KIND,
    Print,
    pdf,
    print_pdf,
    printing,
    reprint,
)
from creditbank.services.transcripts.publishing import published_keys, status_list
from creditbank.services.transcripts.reading import Transcript
from creditbank.services.transcripts.showing import (
    Statable,
    credential,
    inside,
    jwt,
    list_,
    normalized,
    page,
    public_status,
    show,
    statable,
)
from creditbank.services.transcripts.summarizing import offline_code

__all__ = [
    "ACCOUNT",
    "KIND",
    "SELECTION",
    "Living",
    "Print",
    "Statable",
    "Transcript",
    "bundle",
    "credential",
    "inside",
    "issue",
    "jwt",
    "life",
    "list_",
    "normalized",
    "offline_code",
    "page",
    "pdf",
    "print_pdf",
    "printing",
    "public_status",
    "published_keys",
    "reinstate",
    "reprint",
    "revoke",
    "show",
    "statable",
    "status_list",
    "suspend",
]
