"""The receipt of one line: its fields (transcript.md section 9), shape and signature.

Codes, facts and published wording only, never a sentence of ours: sentences are added
when it is shown. Nothing in it says whose it is; the credential that names its digest
does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.policies import Answer, Case, Line, Policy
from creditbank.core.policies.answers import CapUse
from creditbank.core.policies.model import Rule
from creditbank.core.ports import Signer
from creditbank.core.transcripts.encoding import base58
from creditbank.core.transcripts.proofs import SUITE, signing_input
from creditbank.core.transcripts.shapes import Shape, fault
from creditbank.core.values import Digest, instant_text

TYPE = "DecisionReceipt"
FORM = "1"


@dataclass(frozen=True)
class Original:
    """What the learner brought: one holding, as its awarding body calls it.

    An empty text means that the paper or the catalog does not say; then the member is
    left out, never guessed.
    """

    title: str
    provider: str
    level: str = ""
    grade: str = ""
    grade_scale: str = ""
    hours: str = ""
    credits: str = ""
    scheme: str = ""

    def json(self) -> dict[str, JSON]:
        return {name: text for name, text in vars(self).items() if text}


@dataclass(frozen=True)
class Stated:
    """What a receipt states beside the policy, its case and its answer."""

    issuer: str  # the bank's DID
    file_number: str  # of the decision
    line_number: int
    entry_digest: Digest  # the bank's log knows the entry by it
    at: datetime
    on: date  # the same in the institution's time zone (law 18)
    role: str  # of who decided; never a name
    institution: str
    institution_name: str
    originals: tuple[Original, ...]
    title: str  # of the outcome or course recognized
    scheme: str
    grade_scale: str  # "" where the institution names none
    evidence: tuple[str, ...]  # SHA-256 of each file
    case_digest: str  # of the full, salted CASE


def receipt_of(
    policy: Policy, answer: Answer, line: Line, case: Case, stated: Stated
) -> dict[str, JSON]:
    """Compose the unsigned receipt of ``line``; ``case`` is its reduced case.

    ``answer`` is the full one, of which the caps are told that bit at this line.
    """
    rule = rule_of(policy, line.rule)
    receipt: dict[str, JSON] = {
        "type": TYPE,
        "form": FORM,
        "issuer": stated.issuer,
        "decision": {
            "file": stated.file_number,
            "line": stated.line_number,
            "entry": stated.entry_digest,
            "at": instant_text(stated.at),
            "on": stated.on.isoformat(),
            "role": stated.role,
            "institution": stated.institution,
            "institution_name": stated.institution_name,
        },
        "original": [one.json() for one in stated.originals],
        "recognized": _recognized(line, stated),
        "basis": basis_of(policy, rule),
        "case_digest": stated.case_digest,
        "case": kept(case),
        "answer": {"lines": [line.json()]},
    }
    caps = bitten(answer, line)
    if caps:
        receipt["caps"] = [cap.json() for cap in caps]
    if stated.evidence:
        receipt["evidence"] = list(stated.evidence)
    return receipt


def _recognized(line: Line, stated: Stated) -> dict[str, JSON]:
    told = {
        "title": stated.title,
        "target": line.target or "",
        "credits": str(line.credits),
        "scheme": stated.scheme,
        "grade": line.grade or "",
        "grade_scale": stated.grade_scale if line.grade else "",
        "effect": line.effect,
    }
    return {name: text for name, text in told.items() if text}


def basis_of(policy: Policy, rule: Rule) -> dict[str, JSON]:
    """Name the rule, and the text it was published with."""
    return {
        "policy": policy.code,
        "version": policy.version,
        "digest": policy.digest,
        "title": {"zh": policy.title.zh, "en": policy.title.en},
        "document": policy.source.document,
        "rule": rule.cited.name,
        "clause": rule.cited.clause,
        "published": rule.cited.published,
        "method": rule.credits.text,
    }


def rule_of(policy: Policy, name: str) -> Rule:
    """Give a rule by its name; raises BadValueError for none of the policy's."""
    for rule in policy.rules:
        if rule.cited.name == name:
            return rule
    raise BadValueError("rule", name)


def bitten(answer: Answer, line: Line) -> tuple[CapUse, ...]:
    """Name the caps that changed this line: its own reasons say so."""
    named = {reason.rule for reason in line.reasons}
    return tuple(
        cap for cap in answer.caps if isinstance(cap, CapUse) and cap.cap in named
    )


def kept(case: Case) -> dict[str, JSON]:
    """Write a case without its empty members; `Case.of` reads the same from it."""
    document = {name: _full(part) for name, part in case.json().items()}
    return {name: part for name, part in document.items() if part}


def _full(part: JSON) -> JSON:
    """Give an object without its empty lists; an empty text is a fact and stays."""
    if not isinstance(part, Mapping):
        return part
    return {name: inner for name, inner in part.items() if inner != []}


def signed_receipt(
    receipt: Mapping[str, JSON], signer: Signer, *, at: datetime
) -> dict[str, JSON]:
    """Sign with eddsa-jcs-2022; a receipt has no @context, so its proof has none."""
    options: dict[str, JSON] = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant_text(at),
        "verificationMethod": signer.key_id,
        "proofPurpose": "assertionMethod",
    }
    signature = signer.sign(signing_input(receipt, options))
    return {**receipt, "proof": [{**options, "proofValue": "z" + base58(signature)}]}


def _one(text: str) -> frozenset[str]:
    return frozenset({text})


PROOF: Shape = {
    "type": _one("DataIntegrityProof"),
    "cryptosuite": _one(SUITE),
    "created": str,
    "verificationMethod": str,
    "proofPurpose": _one("assertionMethod"),
    "proofValue": str,
}
_WORDS: Shape = {"zh": str, "en": str}
_CAP: Shape = {
    "cap": str,
    "clause": str,
    "over": str,
    "counts": str,
    "used": str,
    "max": str,
}
RECEIPT: Shape = {
    "type": _one(TYPE),
    "form": _one(FORM),
    "issuer": str,
    "decision": {
        "file": str,
        "line": int,
        "entry": str,
        "at": str,
        "on": str,
        "role": str,
        "institution": str,
        "institution_name": str,
    },
    "original": (
        {
            "title": str,
            "provider": str,
            "level?": str,
            "grade?": str,
            "grade_scale?": str,
            "hours?": str,
            "credits?": str,
            "scheme?": str,
        },
    ),
    "recognized": {
        "title": str,
        "target?": str,
        "credits": str,
        "scheme": str,
        "grade?": str,
        "grade_scale?": str,
        "effect": str,
    },
    "basis": {
        "policy": str,
        "version": str,
        "digest": str,
        "title": _WORDS,
        "document": str,
        "rule": str,
        "clause": str,
        "published": str,
        "method": str,
    },
    "caps?": (_CAP,),
    "precedent?": str,
    "evidence?": (str,),
    "case_digest": str,
    "proof": (PROOF,),
}
_FREE = frozenset({"case", "answer"})  # their own readers say what they may hold


def receipt_fault(document: JSON) -> str | None:
    """Name the first place where a receipt departs from its closed shape."""
    if not isinstance(document, Mapping):
        return "$"
    place = fault({k: v for k, v in document.items() if k not in _FREE}, RECEIPT)
    if place is not None:
        return place
    try:
        Case.of(document.get("case"))
    except BadValueError:
        return "$.case"
    answer = document.get("answer")
    lines = answer.get("lines") if isinstance(answer, Mapping) else None
    one = lines[0] if isinstance(lines, list | tuple) and len(lines) == 1 else None
    if not isinstance(answer, Mapping) or set(answer) != {"lines"}:
        return "$.answer"
    return None if isinstance(one, Mapping) else "$.answer.lines"
