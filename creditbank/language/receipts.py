"""What a decision receipt must show, in words: the facts its line cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from creditbank.language import Locale
from creditbank.language.catalog import SCALES
from creditbank.language.claims import ROLES
from creditbank.language.facts import EFFECTS, VALUES
from creditbank.language.reasons import field_name

PLACES: dict[str, dict[Locale, str]] = {
    "portfolio": {"zh": "成果", "en": "Outcome"},
    "learner": {"zh": "您的学籍信息", "en": "Your enrolment"},
    "programme": {"zh": "专业", "en": "Programme"},
    "courses": {"zh": "课程", "en": "Course"},
    "terms": {"zh": "学期", "en": "Term"},
    "prior": {"zh": "此前入账的一项", "en": "A line posted before"},
    "findings": {"zh": "审核认定", "en": "A reviewer's finding"},
    "choices": {"zh": "申请的内容", "en": "What was asked for"},
}

ON_PAPER: dict[str, dict[Locale, str]] = {
    # In place of the reasons of a line whose receipt its learner keeps back (law 16).
    "kept_back": {
        "zh": "学习者保留了这一项的认定依据，故不写明理由，也无法据此重算。",
        "en": "The learner keeps the receipt of this line back, so no reasons are "
        "stated and the line cannot be recomputed from this file.",
    },
}

NAMES: dict[str, dict[Locale, str]] = {
    "name": {"zh": "认定项", "en": "on"},
    "value": {"zh": "结论", "en": "found"},
    "by_role": {"zh": "认定人", "en": "by"},
    "on": {"zh": "日期", "en": "date"},
    "item": {"zh": "成果编号", "en": "outcome"},
    "items": {"zh": "所用成果编号", "en": "outcomes used"},
    "line": {"zh": "序号", "en": "number"},
    "target": {"zh": "课程", "en": "course"},
    "credits": {"zh": "学分", "en": "credits"},
    "scheme": {"zh": "学分体系", "en": "scheme"},
    "grade": {"zh": "成绩", "en": "grade"},
    "policy": {"zh": "办法", "en": "policy"},
    "version": {"zh": "版本", "en": "version"},
    "rule": {"zh": "规则", "en": "rule"},
    "effect": {"zh": "效果", "en": "effect"},
    "term": {"zh": "学期", "en": "term"},
    "code": {"zh": "代码", "en": "code"},
    "starts_on": {"zh": "开始", "en": "starts"},
    "ends_on": {"zh": "结束", "en": "ends"},
    "holdings": {"zh": "当时所依据的成果", "en": "outcomes it rested on"},
    "findings": {"zh": "当时的审核认定", "en": "findings it rested on"},
}

# What a posted line was decided on is told as the case's own are.
_INSIDE = (("holdings", "portfolio"), ("findings", "findings"))

# Which facts have a name of their own among the fields of the policy language.
_FIELDS = (
    ("portfolio", "item"),
    ("learner", "learner"),
    ("programme", "programme"),
    ("courses", "target"),
)
_WORDS: dict[str, Mapping[str, dict[Locale, str]]] = {
    "effect": EFFECTS,
    "grade_scale": SCALES,
    "by_role": ROLES,
}
_SHORT = 8  # characters of an identifier, which says nothing by itself


def remains(case: Mapping[str, object], locale: Locale) -> list[str]:
    """Say everything a reduced case discloses, one sentence a thing."""
    programme = case.get("programme")
    parts: Mapping[str, object] = {
        **case,
        **(programme if isinstance(programme, Mapping) else {}),
        "programme": {
            name: fact
            for name, fact in (
                programme if isinstance(programme, Mapping) else {}
            ).items()
            if name not in PLACES
        },
    }
    return [
        said
        for place in PLACES
        for thing in _things(parts.get(place))
        if (said := _said(place, thing, locale))
    ]


def _things(part: object) -> Iterator[Mapping[str, object]]:
    things = [part] if isinstance(part, Mapping) else part
    for thing in things if isinstance(things, list | tuple) else ():
        if isinstance(thing, Mapping):
            yield thing


def _said(place: str, thing: Mapping[str, object], locale: Locale) -> str:
    told = _told(place, thing, locale)
    if not told:
        return ""
    colon, comma = ("：", "，") if locale == "zh" else (": ", ", ")
    return f"{PLACES[place][locale]}{colon}{comma.join(told)}"


def _told(place: str, thing: Mapping[str, object], locale: Locale) -> list[str]:
    return [
        f"{_name(place, name, locale)} {_value(place, name, fact, locale)}"
        for name, fact in thing.items()
        if fact not in (None, "", [], ()) or (fact == "" and _words(place, name, ""))
    ]


def _name(place: str, name: str, locale: Locale) -> str:
    if place in dict(_FIELDS):
        return field_name(f"{dict(_FIELDS)[place]}.{name}", locale)
    return NAMES[name][locale] if name in NAMES else name


def _value(place: str, name: str, fact: object, locale: Locale) -> str:
    if isinstance(fact, Mapping):
        told = _told(place, fact, locale)
        return f"（{'，'.join(told)}）" if locale == "zh" else f"({', '.join(told)})"
    if isinstance(fact, Sequence) and not isinstance(fact, str):
        inside = dict(_INSIDE).get(name, place)
        return "、".join(_value(inside, name, one, locale) for one in fact)
    text = str(fact)
    if name in {"id", "item", "items"}:
        return text[:_SHORT]
    if name in _WORDS and text in _WORDS[name]:
        return _WORDS[name][text][locale]
    words = _words(place, name, text)
    return words[locale] if words else text


def _words(place: str, name: str, text: str) -> Mapping[Locale, str] | None:
    return VALUES.get(f"{dict(_FIELDS).get(place, place)}.{name}", {}).get(text)
