"""The reasons of an ANSWER, in sentences a lay reader understands.

One table of sentences by reason code, one of field names, one of relations; used by
pages, command line, API and transcripts alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from creditbank.language import Locale, say
from creditbank.language.facts import (
    DATE_RELATIONS,
    DECISIONS,
    EFFECTS,
    FIELDS,
    RELATIONS,
    VALUES,
    field_name,
)
from creditbank.language.formulas import formula_text
from creditbank.language.places import codes_text
from creditbank.language.reason_sentences import REASONS

__all__ = [
    "DECISIONS",
    "EFFECTS",
    "FIELDS",
    "REASONS",
    "field_name",
    "reason_text",
    "requirement",
    "value_text",
]

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def reason_text(
    code: str, rule: str, clause: str, facts: Mapping[str, str], locale: Locale
) -> str:
    """Say one reason; unknown codes are a KeyError, which a test keeps away."""
    spoken = {"rule": rule, "clause": clause, **facts}
    if code in {"rule_applies", "gate_passed"}:
        spoken["inputs"] = _inputs(facts, locale)
    name = facts.get("field", "")
    if name:
        spoken["field"] = _fields(name, locale)
    if "found" in facts:
        spoken["found"] = value_text(name, facts["found"], locale)
    if code == "reading":
        spoken["decision"] = DECISIONS[facts["decision"]][locale]
        spoken["grades"] = _grades(facts.get("grade", ""), locale)
    if "formula" in facts:
        spoken["formula"] = formula_text(facts["formula"], locale)
    if code == "purpose_not_served":
        spoken |= {name: codes_text(text, locale) for name, text in facts.items()}
    if "expected" in facts:
        spoken["requirement"] = requirement(name, facts["expected"], locale)
    return say(REASONS, code, spoken, locale)


def requirement(name: str, expected: str, locale: Locale) -> str:
    """Say what a fact should be: ``min 425`` as "at least 425"."""
    relation, _, operand = expected.partition(" ")
    if relation == "none_of":
        inner = requirement(name, operand, locale)
        return say(RELATIONS, relation, {"operand": inner}, locale)
    if name in {"portfolio", "prior"}:
        inner = " ; ".join(_of_another(part, locale) for part in operand.split(" ; "))
        return say(RELATIONS, f"other_{relation}", {"operand": inner}, locale)
    operand = "、".join(value_text(name, part, locale) for part in operand.split("、"))
    table = {**RELATIONS, **DATE_RELATIONS} if _is_date(name, operand) else RELATIONS
    return say(table, relation, {"operand": _fields(operand, locale)}, locale)


def _is_date(name: str, operand: str) -> bool:
    return name.endswith("_on") or name == "as_of" or bool(_DATE.fullmatch(operand))


def _of_another(described: str, locale: Locale) -> str:
    field, _, expected = described.partition(" ")
    between = "" if locale == "zh" else ": "
    return field_name(field, locale) + between + requirement(field, expected, locale)


def _grades(grade: str, locale: Locale) -> str:
    if not grade:
        return ""
    return f"，成绩记为{grade}" if locale == "zh" else f", grade {grade}"


def _fields(names: str, locale: Locale) -> str:
    """Put words for every field name in a list; other words stay as they are."""
    return "、".join(
        field_name(name, locale) if "." in name or name in FIELDS else name
        for name in names.split("、")
    )


def value_text(name: str, text: str, locale: Locale) -> str:
    """Say a fact: a code of ours in words, anything else as it stands."""
    words = VALUES.get(name, {}).get(text)
    return words[locale] if words else text


def _inputs(facts: Mapping[str, str], locale: Locale) -> str:
    if not facts:
        return ""
    parts = [
        (field_name(name, locale), value_text(name, text, locale))
        for name, text in sorted(facts.items())
    ]
    if locale == "zh":
        return "：" + "，".join(f"{name}为{text}" for name, text in parts)
    return ": " + ", ".join(f"{name} is {text}" for name, text in parts)
