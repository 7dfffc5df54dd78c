"""Signed credentials and transcripts of one learner, and a stranger who checks them."""

from __future__ import annotations

from datetime import UTC, datetime

from conftest import OneKey

from creditbank.adapters.keys import verify_signature
from creditbank.core.canonical import canonical
from creditbank.core.keys import PublicKey, Purpose
from creditbank.core.transcripts.credentials import (
    Achievement,
    Award,
    Statement,
    achievement_credential,
    transcript_credential,
)
from creditbank.core.transcripts.identity import did_document
from creditbank.core.transcripts.proofs import signed, signed_by
from creditbank.core.transcripts.status_lists import status_list
from creditbank.core.values import Credits
from creditbank.core.verification import Given, verify

ORIGIN = "https://credits.example.edu"
AT = datetime(2026, 11, 24, 8, 0, 0, tzinfo=UTC)
KEY = OneKey()
LIST_KEY = OneKey(Purpose.STATUS_LISTS)
JWT_KEY = OneKey(Purpose.TRANSCRIPTS_JWT)


def an_award(number=1, **facts):
    return Award(
        **{
            "credential_id": f"ob-{number}",
            "list_number": 1,
            "status_index": number,
            "learner_number": "L00000001",
            "salt": f"salt-{number}",
            "achievement": Achievement(
                id=f"{ORIGIN}/courses/nou/PL10{number}/1",
                kind="Course",
                code=f"PL10{number}",
                version="1",
                name="课程 / Course",
                description="转换 / Converted",
                criteria="by a rule",
                creator_id=f"{ORIGIN}/institutions/nou",
                creator_name="国家开放大学",
                credits=Credits.of("3"),
            ),
            "credits": Credits.of("2.5"),
            "grade": "90",
            "source_id": f"{ORIGIN}/institutions#body-1",
            "source_name": "机构",
            "evidence": ("ab" * 32,),
            "receipt": "cd" * 32,
            "at": AT,
            **facts,
        }
    )


def inner(number=1, key=KEY, **facts):
    return signed(
        achievement_credential(an_award(number, **facts), origin=ORIGIN), key, at=AT
    )


def statement(count=2):
    return Statement(
        credential_id="tr-1",
        list_number=1,
        status_index=99,
        learner_name="李林",
        learner_number="L00000001",
        salts=tuple(f"salt-{n}" for n in range(1, count + 1)),
        inner=[inner(n) for n in range(1, count + 1)],
        at=AT,
    )


def outer(stated=None, key=KEY, **members):
    document = transcript_credential(stated or statement(), origin=ORIGIN)
    return signed({**document, **members}, key, at=AT)


def a_list(*indices, at=AT, key=LIST_KEY, **members):
    return canonical(
        signed({**status_list(ORIGIN, 1, indices, at=at), **members}, key, at=at)
    )


PUBLISHED = [
    PublicKey(KEY.multikey, Purpose.TRANSCRIPTS),
    PublicKey(LIST_KEY.multikey, Purpose.STATUS_LISTS),
    PublicKey(JWT_KEY.multikey, Purpose.TRANSCRIPTS_JWT),
    PublicKey(OneKey(Purpose.RECEIPTS).multikey, Purpose.RECEIPTS),
]
DID = canonical(did_document(ORIGIN, PUBLISHED))


def report(document, *, did=DID, lists=None, at=AT):
    content = document if isinstance(document, bytes) else canonical(document)
    given = Given(content, at, did, [a_list()] if lists is None else lists)
    return verify(given, verify_signature)


def result(found, code):
    return next(c.result.value for c in found.checks if c.code.value == code)


def resigned(document, *suites, key=KEY):
    """The document with only these proofs, whatever it holds."""
    bare = {name: one for name, one in document.items() if name != "proof"}
    return {**bare, "proof": [signed_by(suite, bare, key, at=AT) for suite in suites]}


def suspended(*indices, purpose="suspension"):
    listed = status_list(ORIGIN, 1, indices, at=AT)
    url = f"{ORIGIN}/status/{purpose}/1"
    listed["id"] = url
    listed["credentialSubject"].update(id=f"{url}#list", statusPurpose=purpose)
    return canonical(signed(listed, LIST_KEY, at=AT))
