"""A transcript of as many courses as asked, signed with a key made for the run."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from creditbank.core.canonical import JSON
from creditbank.core.transcripts.credentials import (
    Achievement,
    Award,
    Statement,
    achievement_credential,
    transcript_credential,
)
from creditbank.core.transcripts.encoding import multikey
from creditbank.core.transcripts.identity import did_of
from creditbank.core.transcripts.proofs import signed
from creditbank.core.values import Credits, Digest

ORIGIN = "https://credits.example.edu"
AT = datetime(2026, 11, 24, 8, 0, 0, tzinfo=UTC)


class Key:
    """A signer for one run."""

    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.generate()
        public = self.private.public_key().public_bytes_raw()
        self.key_id = f"{did_of(ORIGIN)}#{multikey(public)}"

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def transcript(courses: int, key: Key) -> dict[str, JSON]:
    """Compose a transcript whose parts are signed and which itself is not yet."""
    salts = tuple(f"salt-{number:03}-{'s' * 16}" for number in range(courses))
    statement = Statement(
        credential_id="6c1ab2ea-7a6e-4f3b-9d0f-2f5d3f2b9c11",
        list_number=1,
        status_index=42,
        learner_name="李林",
        learner_number="L00000001",
        salts=salts,
        inner=[
            signed(achievement_credential(award(n, salt), origin=ORIGIN), key, at=AT)
            for n, salt in enumerate(salts)
        ],
        at=AT,
    )
    return transcript_credential(statement, origin=ORIGIN)


def award(number: int, salt: str) -> Award:
    course = f"{ORIGIN}/courses/nou/PL{number:03}/1"
    return Award(
        credential_id=f"1f4f7c2e-0000-4000-8000-{number:012}",
        list_number=1,
        status_index=1000 + number,
        learner_number="L00000001",
        salt=salt,
        achievement=Achievement(
            id=course,
            kind="Course",
            code=f"PL{number:03}",
            version="1",
            name=f"物流管理 {number} / Logistics {number}",
            description="由学习成果转换 / Converted from a learning outcome",
            criteria="nou/logistics 2024-1, R3, 第八条: 符合条件的予以转换",
            creator_id=f"{ORIGIN}/institutions/nou",
            creator_name="国家开放大学 / The Open University of China",
            credits=Credits.of("3"),
        ),
        credits=Credits.of("2.5"),
        grade="90",
        source_id=f"{ORIGIN}/institutions#body-{number % 5}",
        source_name="培训评价组织 / Awarding body",
        receipt=Digest("cd" * 32),
        evidence=("ab" * 32,),
        at=AT,
    )
