"""Compose what a printed transcript says: every fact of it, and every reason."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO

import segno
from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    claims,
    institutions,
    ledger,
    policies,
    receipts,
    transcripts,
)
from creditbank.core.canonical import JSON
from creditbank.core.damage import BooksDamagedError, kept
from creditbank.core.institutions import Institution
from creditbank.core.ledger import Entry, Line
from creditbank.core.ports import World
from creditbank.core.printing import grouped
from creditbank.core.transcripts.credentials import ISSUER_NAME
from creditbank.core.values import BANK, ZERO, day_in, instant_text
from creditbank.core.verification.documents import inner_of, part, parts, text
from creditbank.language import LOCALES, Locale
from creditbank.language.reasons import EFFECTS, Names, reason_text
from creditbank.language.receipts import ON_PAPER
from creditbank.services.transcripts.reading import document_of

INK = "#17212b"


@kept("credential")
def composed(
    session: Session, row: transcripts.CredentialRow, code: str, world: World
) -> dict[str, JSON]:
    """Give the facts of the template: head, totals per scheme, lines with reasons."""
    document = document_of(row.signed.decode())
    bank = institutions.institution(session, BANK)
    issued_on = day_in(row.issued_at, bank.time_zone)
    address = f"{world.origin}/v/{code}"
    digest = base64.urlsafe_b64encode(bytes.fromhex(row.digest)).decode().rstrip("=")
    return {
        "name": _name(document),
        "code": grouped(code),
        "issuer": ISSUER_NAME,
        "issued_on": issued_on.isoformat(),
        "issued_at": instant_text(row.issued_at),
        "date": {
            "year": issued_on.year,
            "month": issued_on.month,
            "day": issued_on.day,
        },
        "address": address,
        "qr_address": f"{address}#{digest}",
        "qr": drawn(f"{address}#{digest}"),
        "digest": row.digest,
        "schemes": _schemes(session, row, inner_of(document)),
        "receipts": [
            {"digest": one.digest, "content": one.content}
            for one in receipts.of_transcript(session, row.learner_id, row.id)
        ],
    }


def _name(document: JSON) -> str:
    """Read the name the credential states: it may differ from today's."""
    for one in parts(document, "credentialSubject", "identifier"):
        if text(one, "identityType") == "name":
            return text(one, "identityHash")
    return ""


def drawn(said: str, *, border: int = 0) -> str:
    """Draw a QR code as SVG."""
    kept = BytesIO()
    code = segno.make(said, error="m", micro=False)
    code.save(kept, kind="svg", border=border, xmldecl=False, dark=INK)
    return kept.getvalue().decode()


def _schemes(
    session: Session, row: transcripts.CredentialRow, stated: Sequence[JSON]
) -> list[JSON]:
    """Put the lines under their schemes, which are never added up together."""
    known = {
        entry.sequence: entry for entry, _ in ledger.entries(session, row.learner_id)
    }
    found: dict[str, list[tuple[Entry, Line, JSON]]] = {}
    members = transcripts.members(session, row.learner_id, row.id)
    for credential_id, document in zip(members, stated, strict=True):
        inner = transcripts.credential(session, row.learner_id, credential_id)
        entry = known[inner.sequence or 0]
        line = next(one for one in entry.lines if one.number == inner.number)
        found.setdefault(line.scheme, []).append((entry, line, document))
    number, schemes = 0, list[JSON]()
    kept_back = receipts.places_withheld(session, row.learner_id, row.id)
    for scheme, lines in found.items():
        place = institutions.institution(session, scheme)
        total = sum((line.credits for _, line, _ in lines), ZERO)
        shown = [
            {
                "number": str(number + position),
                **_line(session, place, *one),
                "why": _reasons(session, *one[:2], kept_back),
            }
            for position, one in enumerate(lines, start=1)
        ]
        number += len(lines)
        schemes.append(
            {"name": place.name, "credits": str(total), "lines": list[JSON](shown)}
        )
    return schemes


def _line(
    session: Session, place: Institution, entry: Entry, line: Line, document: JSON
) -> dict[str, JSON]:
    policy = policies.version(session, entry.policy, entry.policy_version)
    cited = next(one.cited for one in policy.rules if one.cited.name == line.rule)
    effect = EFFECTS[line.effect]
    return {
        "name": text(document, "name"),
        "code": text(document, "credentialSubject", "achievement", "humanCode"),
        "about": text(document, "credentialSubject", "achievement", "description"),
        "body": text(document, "credentialSubject", "source", "name"),
        "credits": str(line.credits),
        "grade": line.grade or "",
        "on": day_in(entry.at, place.time_zone).isoformat(),
        "effect": f"{effect['zh']} {effect['en']}",
        "by": (
            f"{policy.title.zh} / {policy.title.en}"
            f"（{policy.code} v{policy.version}，{cited.clause}）"
        ),
        "published": cited.published,
    }


def _reasons(
    session: Session, entry: Entry, line: Line, kept_back: set[tuple[int, int]]
) -> list[JSON]:
    """Say why, in both languages: with its receipt a line keeps its reasons back."""
    if (entry.sequence, line.number) in kept_back:
        return [ON_PAPER["kept_back"][locale] for locale in LOCALES]
    decision = session.get(claims.DecisionRow, (entry.learner_id, entry.claim_id))
    if decision is None:
        raise BooksDamagedError("decision")
    names = policies.version(session, entry.policy, entry.policy_version).names
    return [_why(decision.answer, line.number, locale, names) for locale in LOCALES]


def _why(answer: JSON, number: int, locale: Locale, names: Names) -> str:
    """Say the reasons of one posted line: they are the answer's, in its order."""
    posted = [one for one in parts(answer, "lines") if text(one, "decision") == "yes"]
    sentences = [
        reason_text(
            text(reason, "code"),
            text(reason, "rule"),
            text(reason, "clause"),
            _facts(part(reason, "facts")),
            locale,
            names,
        )
        for reason in parts(posted[number - 1], "reasons")
    ]
    return _joined(sentences, locale)


def _joined(sentences: Sequence[str], locale: Locale) -> str:
    return ("" if locale == "zh" else " ").join(sentences)


def _facts(found: JSON) -> dict[str, str]:
    facts = found if isinstance(found, dict) else {}
    return {name: str(value) for name, value in facts.items()}
