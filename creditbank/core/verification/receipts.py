"""The decision receipts of a document: signed, bound to their lines, recomputed.

A receipt is known by the SHA-256 that the signed credential names, and may be kept
back by its learner: then nothing is said of it, for or against.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import BadValueError
from creditbank.core.keys import Purpose
from creditbank.core.policies import Policy
from creditbank.core.ports import Verifier
from creditbank.core.receipts import receipt_fault
from creditbank.core.strict import parsed
from creditbank.core.transcripts.credentials import digest_multibase
from creditbank.core.values import Digest, is_digest, sha256
from creditbank.core.verification.documents import (
    Issuer,
    part,
    parts,
    text,
)
from creditbank.core.verification.recomputing import Recomputed, recomputed
from creditbank.core.verification.report import Check, Code, Result
from creditbank.core.verification.signatures import is_signed


@dataclass(frozen=True)
class Reasons:
    """What a verifier has for the reasons: None where nobody asked for them."""

    receipts: Mapping[str, bytes] | None = None  # by the SHA-256 they go by
    policies: Mapping[str, Policy] | None = None  # by the SHA-256 of their file
    attached: Mapping[str, bytes] = field(default_factory=dict)  # to the file itself


NO_REASONS = Reasons()


def checks(
    credentials: Sequence[JSON],
    given: Reasons,
    bundle: JSON,
    issuer: Issuer | None,
    verifier: Verifier,
) -> Iterator[Check]:
    """13 and 14: the receipts of these credentials, then what they recompute to.

    Those in a ``bundle`` or attached to the file are said to be this document's, so
    one more is a fault.
    """
    named = [
        (number, credential, text(one, "digestMultibase"))
        for number, credential in enumerate(credentials, start=1)
        for one in parts(credential, "relatedResource")
    ]
    own = {**brought(bundle), **given.attached}
    is_asked = own or bundle is not None or given.receipts is not None
    if not is_asked or not named:
        yield Check(Code.RECEIPTS, Result.NOT_APPLICABLE)
        yield Check(Code.RECOMPUTE, Result.NOT_APPLICABLE)
        return
    found = _found({**(given.receipts or {}), **own})
    stray = _found(own).keys() - {name for _, _, name in named}
    bad = {"reason": "a receipt of another document"} if stray else {}
    missing, good = 0, []
    for number, credential, name in named:
        if name not in found or issuer is None:
            missing += 1
            continue
        receipt = _sound(*found[name], credential, issuer, verifier)
        if receipt is None:
            bad = bad or {"part": str(number)}
        else:
            good.append((str(number), receipt))
    yield _bound(bad, missing, len(named))
    yield _recomputed(good, len(named), given.policies)


def brought(bundle: JSON) -> dict[str, bytes]:
    """Give the receipts of a bundle by their SHA-256."""
    return {sha256(one): one for one in map(canonical, parts(bundle, "receipts"))}


def _found(receipts: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Sort what was given by the name a credential would call it."""
    return {
        digest_multibase(Digest(name)): (name, content)
        for name, content in receipts.items()
        if is_digest(name)
    }


def _sound(
    name: str, content: bytes, credential: JSON, issuer: Issuer, verifier: Verifier
) -> Mapping[str, JSON] | None:
    """Read a receipt that is the one named, ours, and about this very line."""
    if sha256(content) != name:
        return None
    try:
        receipt = parsed(content)
    except BadValueError:
        return None

    def key(method: str) -> bytes | None:
        return issuer.key(method, Purpose.RECEIPTS)

    is_ours = (
        receipt_fault(receipt) is None
        and text(receipt, "issuer") == issuer.did
        and is_signed(receipt, key, verifier) is True
    )
    is_sound = is_ours and _is_about(receipt, credential)
    return receipt if is_sound and isinstance(receipt, Mapping) else None


def _is_about(receipt: JSON, credential: JSON) -> bool:
    """Tell whether receipt and credential state the same credits, grade and course."""
    subject = part(credential, "credentialSubject")
    results = parts(subject, "result")
    target = text(receipt, "recognized", "target")
    return (
        text(receipt, "recognized", "credits") == str(part(subject, "creditsEarned"))
        and text(receipt, "recognized", "grade")
        == (text(results[0], "value") if results else "")
        and target in {"", text(subject, "achievement", "humanCode")}
        and text(receipt, "decision", "at") == text(credential, "awardedDate")
    )


def _bound(bad: Mapping[str, str], missing: int, count: int) -> Check:
    if bad:
        return Check(Code.RECEIPTS, Result.FAILED, bad)
    if missing:
        facts = {"missing": str(missing), "count": str(count)}
        return Check(Code.RECEIPTS, Result.COULD_NOT_CHECK, facts)
    return Check(Code.RECEIPTS, Result.PASSED, {"count": str(count)})


def _recomputed(
    good: Sequence[tuple[str, Mapping[str, JSON]]],
    count: int,
    policies: Mapping[str, Policy] | None,
) -> Check:
    if policies is None:
        return Check(Code.RECOMPUTE, Result.NOT_APPLICABLE)
    ended = [(number, one, recomputed(one, policies)) for number, one in good]
    facts: dict[str, str] = {}
    for number, receipt, how in ended:
        if how is Recomputed.DIFFERS:
            return Check(Code.RECOMPUTE, Result.FAILED, {"part": number})
        if how is Recomputed.NO_POLICY:
            basis = receipt["basis"]
            name = f"{text(basis, 'policy')} {text(basis, 'version')}"
            facts.setdefault("policy", name)
    if len(good) < count:
        facts |= {"missing": str(count - len(good)), "count": str(count)}
    if facts:
        return Check(Code.RECOMPUTE, Result.COULD_NOT_CHECK, facts)
    return Check(Code.RECOMPUTE, Result.PASSED, {"count": str(count)})
