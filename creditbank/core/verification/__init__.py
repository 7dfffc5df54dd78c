"""Verification: signed bytes become a report of numbered checks.

1  form          the file is I-JSON that can be read one way only, within limits
2  shape         it has the exact contexts and members of a document we sign
3  issuer        its issuer is the one whose DID document the verifier was given
4  key           the keys named are listed for this purpose, sound, not revoked
5  signature     the eddsa-rdfc-2022 and eddsa-jcs-2022 proofs both hold, or, of a
                 JWT, its ES256 signature
6  parts         each credential inside has its own shape, issuer, key and signatures
7  identity      each credential inside is about the learner the transcript names
8  revocation    neither the file nor a credential inside is revoked
9  suspension    none of them is suspended
10 period        the moment lies between validFrom and validUntil
11 supersession  no later transcript has taken its place
12 log           the issuer's public log tells of it: for a bundle, which brings proof
13 receipts      each reason handed over is signed, unchanged and about its line
14 recompute     each gives the same line again under its policy version

Skipped is not passed: what a check would need and does not have is "could not
check". Nothing here reads a network or a bank; only the given bytes decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.keys import Purpose
from creditbank.core.ports import Verifier
from creditbank.core.strict import AmbiguousError, parsed
from creditbank.core.transcripts.identity import IDENTITY_TYPE, hashed
from creditbank.core.transcripts.shapes import INNER, fault
from creditbank.core.values import instant_of
from creditbank.core.verification import receipts
from creditbank.core.verification.bundles import logged, proven, saved_lists
from creditbank.core.verification.documents import (
    Issuer,
    inner_of,
    issuer_of,
    part,
    parts,
    text,
)
from creditbank.core.verification.keys import check_key
from creditbank.core.verification.lists import StatusLists
from creditbank.core.verification.reading import Read
from creditbank.core.verification.receipts import NO_REASONS, Reasons
from creditbank.core.verification.report import (
    Check,
    Code,
    Result,
    Status,
    VerificationReport,
)
from creditbank.core.verification.signatures import is_signed

__all__ = [
    "Check",
    "Code",
    "Given",
    "Read",
    "Reasons",
    "Result",
    "Status",
    "VerificationReport",
    "taken_apart",
    "verify",
]


@dataclass(frozen=True)
class Given:
    """All a verifier has: the file, whom to trust, saved lists, and the moment."""

    document: bytes
    at: datetime
    did_document: bytes | None = None
    status_lists: Sequence[bytes] = ()
    # Digest of a document -> since when the issuer's log has it; whoever fills this
    # in has checked the log's proof.
    logged: Mapping[str, datetime] = field(default_factory=dict)
    # The document as `taken_apart` gave it, where that was done before.
    taken: tuple[Check, Read | None] | None = None
    reasons: Reasons = NO_REASONS
    # Address of a list -> the indices set in it: of lists that are the verifier's own.
    books: Mapping[str, Collection[int]] = field(default_factory=dict)


def verify(given: Given, verifier: Verifier) -> VerificationReport:
    """Make every check, in order; raises nothing."""
    form, read = given.taken or taken_apart(given.document)
    if read is None:
        skipped = (Check(c, Result.COULD_NOT_CHECK) for c in list(Code)[1:])
        return VerificationReport(given.at, (form, *skipped))
    issuer = _issuer(given.did_document)
    saved = [*saved_lists(read.bundle), *given.status_lists]
    lists = StatusLists.of(saved, issuer, verifier, at=given.at, books=given.books)
    is_ours = issuer is not None and issuer_of(read.document) == issuer.did
    log = logged(read.bundle, issuer if is_ours else None, verifier, at=given.at)
    given = replace(given, logged={**given.logged, **proven(read.bundle, log)})
    checking = _Checking(read, issuer, lists, verifier, given)
    reasons = receipts.checks(
        checking.inner or [read.document], given.reasons, read.bundle, issuer, verifier
    )
    return VerificationReport(given.at, (form, *checking.checks(), log, *reasons))


def taken_apart(content: bytes) -> tuple[Check, Read | None]:
    """1: I-JSON, or a JWT of it, readable in one way only."""
    try:
        return Check(Code.FORM, Result.PASSED), Read.of(content)
    except AmbiguousError as error:
        return Check(Code.FORM, Result.FAILED, {"reason": error.facts["value"]}), None
    except BadValueError as error:
        facts = {"reason": error.facts["value"]}
        return Check(Code.FORM, Result.COULD_NOT_CHECK, facts), None


def _issuer(did_document: bytes | None) -> Issuer | None:
    try:
        return None if did_document is None else Issuer.of(parsed(did_document))
    except BadValueError:
        return None


class _Checking:
    """One document under check."""

    def __init__(
        self,
        read: Read,
        issuer: Issuer | None,
        lists: StatusLists,
        verifier: Verifier,
        given: Given,
    ) -> None:
        self.read = read
        self.document = read.document
        self.issuer = issuer
        self.lists = lists
        self.verifier = verifier
        self.at = given.at
        self.logged = given.logged
        self.inner = inner_of(read.document) if read.is_outer else []

    def checks(self) -> Iterable[Check]:
        shape = self._shape()
        is_shaped = shape.result is Result.PASSED
        issuer = self._issued_by_the_one_we_trust()
        key = self._key(issuer.result)
        yield shape
        yield issuer
        yield key
        yield self._signature(key)
        yield self._parts(issuer.result, is_shaped=is_shaped)
        yield self._identity()
        yield self._not_set(Code.REVOCATION)
        yield self._not_set(Code.SUSPENSION)
        yield self._period()
        yield self._not_set(Code.SUPERSESSION)

    def _shape(self) -> Check:
        """2: the closed shape of our documents; another's shape we do not know."""
        place = fault(self.document, self.read.shape)
        if self.read.token is not None and not self.read.methods:
            place = "header"
        if place is None:
            return Check(Code.SHAPE, Result.PASSED)
        return Check(Code.SHAPE, Result.COULD_NOT_CHECK, {"place": place[:120]})

    def _issued_by_the_one_we_trust(self) -> Check:
        """3: the issuer is pinned; the document does not choose whom to trust."""
        if self.issuer is None:
            return Check(Code.ISSUER, Result.COULD_NOT_CHECK)
        facts = {"issuer": issuer_of(self.document)[:200]}
        is_known = facts["issuer"] == self.issuer.did
        return Check(Code.ISSUER, _passed(is_known), facts)

    def _key(self, issuer: Result) -> Check:
        """4: each key named, where the issuer is the one we trust."""
        if self.issuer is None or issuer is not Result.PASSED:
            return Check(Code.KEY, Result.COULD_NOT_CHECK)
        return check_key(self.read, self.issuer, at=self.at, logged=self.logged)

    def _key_of(self, method: str) -> bytes | None:
        return self.issuer.key(method, self.read.purpose) if self.issuer else None

    def _signature(self, key: Check) -> Check:
        """5: each proof, over the document without any proof.

        A revoked key still shows whether the bytes are those it signed.
        """
        if key.result is not Result.PASSED and "revoked" not in key.facts:
            return Check(Code.SIGNATURE, Result.COULD_NOT_CHECK)
        is_so = self.read.is_signed(self._key_of, self.verifier)
        result = Result.COULD_NOT_CHECK if is_so is None else _passed(is_so)
        return Check(Code.SIGNATURE, result)

    def _parts(self, issuer: Result, *, is_shaped: bool) -> Check:
        """6: every credential inside stands by itself.

        The shape of a transcript is that of its parts too; it is not asked again.
        """
        if not self.read.is_outer:
            return Check(Code.PARTS, Result.NOT_APPLICABLE)
        if self.issuer is None or issuer is not Result.PASSED:
            return Check(Code.PARTS, Result.COULD_NOT_CHECK)
        keys = partial(self.issuer.key, purpose=Purpose.TRANSCRIPTS)
        for number, one in enumerate(self.inner, start=1):
            is_ours = issuer_of(one) == self.issuer.did
            has_shape = is_shaped or fault(one, INNER) is None
            if not (is_ours and has_shape and is_signed(one, keys, self.verifier)):
                return Check(Code.PARTS, Result.FAILED, {"part": str(number)})
        return Check(Code.PARTS, Result.PASSED, {"count": str(len(self.inner))})

    def _identity(self) -> Check:
        """7: the hash inside is repeated outside with its salt (law 17).

        One value must lie behind all hashes. The transcript shows the name and each
        hash with its salt; without the learner's number a stranger can still see
        that every part's hash is repeated, and that no hash is left over.
        """
        if self.read.summary is not None:
            facts = {"reason": "no name in a summary"}
            return Check(Code.IDENTITY, Result.COULD_NOT_CHECK, facts)
        if not self.read.is_outer:
            return Check(Code.IDENTITY, Result.NOT_APPLICABLE)
        outside = [
            one
            for one in parts(self.document, "credentialSubject", "identifier")
            if text(one, "identityType") == IDENTITY_TYPE
        ]
        salted = {text(one, "identityHash") for one in outside if text(one, "salt")}
        inside = [
            text(one, "identityHash")
            for credential in self.inner
            for one in parts(credential, "credentialSubject", "identifier")
        ]
        is_same = salted == set(inside) and len(outside) == len(inside)
        return Check(Code.IDENTITY, _passed(is_same))

    def _not_set(self, code: Code) -> Check:
        """8, 9, 11: no bit of the file, nor of a credential inside, is set.

        Tells as of when: whoever brings the list chose how old it is.
        """
        if not self.read.has_status:
            return Check(code, Result.NOT_APPLICABLE)
        credentials = (self.document, *self.inner)
        found = [self.lists.look_up(one, code.value) for one in credentials]
        since = self.lists.since(credentials, code.value)
        facts = {"listed": since} if since else {}
        if True in found:
            number = found.index(True)
            told = {"part": str(number)} if number else {}
            return Check(code, Result.FAILED, {**told, **facts})
        if None in found:
            return Check(code, Result.COULD_NOT_CHECK)
        return Check(code, Result.PASSED, facts)

    def _period(self) -> Check:
        """10: validFrom <= the moment <= validUntil, for the file and its parts."""
        try:
            for one in (self.document, *self.inner):
                facts = {"from": text(one, self.read.starts)}
                if instant_of(facts["from"]) > self.at:
                    return Check(Code.PERIOD, Result.FAILED, facts)
                until = part(one, "validUntil")
                if until is not None and instant_of(str(until)) < self.at:
                    facts["until"] = str(until)
                    return Check(Code.PERIOD, Result.FAILED, facts)
        except BadValueError:
            return Check(Code.PERIOD, Result.COULD_NOT_CHECK)
        return Check(Code.PERIOD, Result.PASSED)


def _passed(is_so: bool) -> Result:  # noqa: FBT001 - the result itself
    return Result.PASSED if is_so else Result.FAILED


def is_learner(document: JSON, number: str) -> bool:
    """Tell whether a transcript is about the learner with this number.

    For whoever knows the number: every salted hash outside must be of it.
    """
    outside = [
        one
        for one in parts(document, "credentialSubject", "identifier")
        if text(one, "identityType") == IDENTITY_TYPE
    ]
    return bool(outside) and all(
        text(one, "identityHash") == hashed(number, text(one, "salt"))
        for one in outside
    )
