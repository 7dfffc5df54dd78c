"""The documents we sign: one achievement credential per line, and the transcript."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from creditbank.core.canonical import JSON
from creditbank.core.transcripts.contexts import INNER_CONTEXTS, OUTER_CONTEXTS
from creditbank.core.transcripts.identity import (
    address,
    did_of,
    inner_identity,
    name_identity,
    outer_identity,
    profile,
)
from creditbank.core.transcripts.status_lists import entry
from creditbank.core.values import Credits, Digest, instant_text

_SCHEMAS = "https://purl.imsglobal.org/spec"
OUTER_SCHEMA = f"{_SCHEMAS}/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json"
INNER_SCHEMA = (
    f"{_SCHEMAS}/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)

ISSUER_NAME = "学分银行 / Credit Bank"
UNKNOWN_BODY = "未公布 / not published"
EXAMPLE_MARK = "示例 / example"  # in a description: it rests on example data

# The catalog's types in the words of Open Badges 3.0 (AchievementType).
ACHIEVEMENT_TYPES = {
    "x_certificate": "Certificate",
    "skill_certificate": "Certificate",
    "vocational_qualification": "License",
    "self_study_course": "Course",
    "degree_course": "Course",
    "online_course": "Course",
    "training": "LearningProgram",
    "competition": "Award",
    "community_course": "Course",
}


@dataclass(frozen=True)
class Achievement:
    """What was recognized: an outcome of the catalog, or an institution's course."""

    id: str  # its public address, with the version
    kind: str  # an Open Badges achievement type
    code: str
    version: str
    name: str
    description: str
    criteria: str  # policy, version, rule, clause and its published wording
    creator_id: str
    creator_name: str
    credits: Credits | None = None


@dataclass(frozen=True)
class Award:
    """One posted line, ready to be stated in a credential of its own."""

    credential_id: str
    list_number: int
    status_index: int
    learner_number: str
    salt: str
    achievement: Achievement
    credits: Credits
    grade: str | None
    source_id: str
    source_name: str  # the awarding body whose certificate it rests on
    evidence: tuple[str, ...]  # SHA-256 of each file
    receipt: Digest  # of the signed decision receipt
    at: datetime


def names(zh: str, en: str) -> str:
    """Give both names as one plain text (transcript.md section 5, 7)."""
    return f"{zh} / {en}" if en else zh


def number(credits: Credits) -> int | Decimal:
    """Write credits as JSON does: whole ones as integers, else two places at most."""
    if credits.hundredths % 100 == 0:
        return credits.hundredths // 100
    return Decimal(credits.hundredths) / 100


def credential_url(origin: str, credential_id: str) -> str:
    return f"{origin}/credentials/{credential_id}"


def receipt_url(origin: str, digest: Digest) -> str:
    return f"{origin}/receipts/{digest}"


def digest_multibase(digest: Digest) -> str:
    """Write a SHA-256 as multihash in base64url, as ``digestMultibase`` has it."""
    multihash = b"\x12\x20" + bytes.fromhex(digest)
    return "u" + urlsafe_b64encode(multihash).rstrip(b"=").decode()


def achievement_credential(award: Award, *, origin: str) -> dict[str, JSON]:
    """Compose the unsigned inner credential of one line (transcript.md section 3)."""
    subject: dict[str, JSON] = {
        "type": ["AchievementSubject"],
        "identifier": [inner_identity(award.learner_number, award.salt)],
        "achievement": _achievement(award),
        "creditsEarned": number(award.credits),
        "source": profile(award.source_id, award.source_name),
    }
    if award.grade is not None:
        subject["result"] = [
            {
                "type": ["Result"],
                "resultDescription": f"{address(award.achievement.id)}#grade",
                "value": award.grade,
            }
        ]
    credential: dict[str, JSON] = {
        "@context": list(INNER_CONTEXTS),
        "id": credential_url(origin, award.credential_id),
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": award.achievement.name,
        "issuer": profile(did_of(origin), ISSUER_NAME, origin),
        "validFrom": instant_text(award.at),
        "awardedDate": instant_text(award.at),
        "credentialSubject": subject,
    }
    credential.update(_grounds(award, receipt_url(origin, award.receipt)))
    credential["credentialSchema"] = _schema(INNER_SCHEMA)
    credential["credentialStatus"] = entry(
        origin, award.list_number, award.status_index
    )
    return credential


def _grounds(award: Award, receipt: str) -> dict[str, JSON]:
    """Name the files it rests on and, by digest, the receipt of its reasons.

    As evidence it has an id of its own: two objects of one id would be one RDF node,
    and an rdfc proof would not say which of them had which members.
    """
    return {
        "evidence": [
            {
                "id": f"{receipt}#evidence",
                "type": ["Evidence"],
                "name": "认定依据 / Decision receipt",
            },
            *(
                {"type": ["Evidence"], "name": f"SHA-256 {digest}"}
                for digest in award.evidence
            ),
        ],
        "relatedResource": [
            {
                "id": receipt,
                "digestMultibase": digest_multibase(award.receipt),
                "mediaType": "application/json",
            }
        ],
    }


def _achievement(award: Award) -> dict[str, JSON]:
    achievement = award.achievement
    described: dict[str, JSON] = {
        "id": address(achievement.id),
        "type": ["Achievement"],
        "achievementType": achievement.kind,
        "name": achievement.name,
        "description": achievement.description,
        "humanCode": achievement.code,
        "version": achievement.version,
        "criteria": {"narrative": achievement.criteria},
        "creator": profile(achievement.creator_id, achievement.creator_name),
    }
    if achievement.credits is not None:
        described["creditsAvailable"] = number(achievement.credits)
    if award.grade is not None:
        described["resultDescription"] = [
            {
                "id": f"{address(achievement.id)}#grade",
                "type": ["ResultDescription"],
                "name": "成绩 / Grade",
                "resultType": "ext:Grade",
            }
        ]
    return described


def _schema(url: str) -> list[JSON]:
    return [{"id": url, "type": "1EdTechJsonSchemaValidator2019"}]


@dataclass(frozen=True)
class Statement:
    """What a transcript states: whose, which signed credentials, as of when."""

    credential_id: str
    list_number: int
    status_index: int
    learner_name: str
    learner_number: str
    salts: tuple[str, ...]  # of the inner credentials, in their order
    inner: Sequence[Mapping[str, JSON]]
    at: datetime


def transcript_credential(statement: Statement, *, origin: str) -> dict[str, JSON]:
    """Compose the unsigned transcript around the inner credentials already signed."""
    return {
        "@context": list(OUTER_CONTEXTS),
        "id": credential_url(origin, statement.credential_id),
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "学分银行成绩单 / Credit bank transcript",
        "description": (
            "学分银行认定的学习成果与转换的课程学分。 / "
            "Learning outcomes and course credits recognised by the credit bank."
        ),
        "issuer": profile(did_of(origin), ISSUER_NAME, origin),
        "validFrom": instant_text(statement.at),
        "awardedDate": instant_text(statement.at),
        "credentialSubject": {
            # Of this transcript alone, so that two of them cannot be brought together.
            "id": f"{credential_url(origin, statement.credential_id)}#learner",
            "type": ["ClrSubject"],
            "identifier": [
                name_identity(statement.learner_name),
                *(
                    outer_identity(statement.learner_number, salt)
                    for salt in statement.salts
                ),
            ],
            "verifiableCredential": list(statement.inner),
        },
        "credentialSchema": _schema(OUTER_SCHEMA),
        "credentialStatus": entry(
            origin, statement.list_number, statement.status_index
        ),
    }
