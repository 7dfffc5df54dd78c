"""Check 4: the keys that secure a file, from the DID document and nowhere else.

A revoked key signs nothing any more, whatever date its signature bears: who stole it
writes any date. Two things still show that a document is older: the issuer's log,
which had it before (`Given.logged`), and, for a credential inside a transcript, the
transcript itself, by which the issuer signed every byte again with a key that is good.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from creditbank.core.canonical import canonical
from creditbank.core.values import instant_text, sha256
from creditbank.core.verification.documents import Issuer
from creditbank.core.verification.reading import Read
from creditbank.core.verification.report import Check, Code, Result


def check_key(
    read: Read,
    issuer: Issuer,
    *,
    at: datetime,
    logged: Mapping[str, datetime],
) -> Check:
    """Each key is listed for this purpose, sound, and not revoked by ``at``."""
    methods = read.methods
    if not methods:
        return Check(Code.KEY, Result.COULD_NOT_CHECK)
    unlisted = [one for one in methods if issuer.key(one, read.purpose) is None]
    if unlisted:
        return Check(Code.KEY, Result.FAILED, {"key": unlisted[0][:200]})
    gone = {one: issuer.revoked[one] for one in methods if issuer.is_revoked(one, at)}
    if not gone:
        return Check(Code.KEY, Result.PASSED, {"key": methods[0][:200]})
    key, since = min(gone.items(), key=lambda item: item[1])
    facts = {"key": key[:200], "revoked": instant_text(since)}
    before = logged.get(sha256(canonical(read.document)))
    if before is None or before >= since:
        return Check(Code.KEY, Result.FAILED, facts)
    return Check(Code.KEY, Result.PASSED, facts | {"logged": instant_text(before)})
