"""The facts a policy may read, and the type of each.

A name that is not here is a fault of the policy file: a misspelled field would
otherwise be a fact nobody ever knows.
"""

from __future__ import annotations

from enum import StrEnum


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


_TEXTS = {
    "item": (
        *("id", "outcome", "outcome_version", "type", "certificate", "module"),
        *("level", "body", "body_status", "major"),
    ),
    "learner": ("major", "student_type", "programme_level", "cohort", "region"),
    "programme": ("institution", "code", "level", "major"),
    "target": ("code", "category", "bucket", "grade_scale", "required"),
}
_NUMBERS = (
    *("item.score", "item.hours", "item.bank_value", "target.credits"),
    *("programme.total_credits", "programme.course_count"),
)
_DATES = ("item.issued_on", "item.expires_on", "learner.enrolled_on", "as_of")

FIELDS: dict[str, FieldType] = {
    **{
        f"{part}.{name}": FieldType.TEXT
        for part, names in _TEXTS.items()
        for name in names
    },
    **dict.fromkeys(_NUMBERS, FieldType.NUMBER),
    **dict.fromkeys(_DATES, FieldType.DATE),
}


def type_of(field: str, findings: dict[str, str]) -> FieldType | None:
    """Tell the type of ``field``; None when no such fact exists.

    ``findings`` maps the names of the policy's own findings to their units.
    """
    if field.startswith("programme.credits_in."):
        return FieldType.NUMBER
    name = field.removeprefix("finding.")
    if name != field:
        unit = findings.get(name)
        return {"credits": FieldType.NUMBER, "yes_no": FieldType.TEXT}.get(unit or "")
    return FIELDS.get(field)
