"""The parts of a CASE, from its JSON; what is wrong is named by its member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.policies.fields import FIELDS, FieldType, Kind
from creditbank.core.policies.portfolio import (
    Choice,
    Finding,
    Item,
    Listed,
    Prior,
    Programme,
)
from creditbank.core.values import Credits, exact

ITEMS_MAX = 500  # the largest portfolio a learner of any source had is below 100
COURSES_MAX = 2_000
FACTS_MAX = 60

# What the language calls the parts of a CASE of which a policy may declare facts.
PARTS = {
    "portfolio": "item",
    "learner": "learner",
    "programme": "programme",
    "programme.courses": "target",
}
TEXT, LIST = Kind(FieldType.TEXT), FieldType.LIST
FINDING = ("name", "value", "item", "target", "by_role", "on")
CHOICE = ("item", "target")


class RepeatedError(BadValueError):
    """What a CASE names once stands in it twice, and nothing says which is meant."""

    code = "repeated"


def object_of(value: JSON, name: str) -> Mapping[str, JSON]:
    if not isinstance(value, Mapping):
        raise BadValueError(name, "not an object")
    return value


def known(value: JSON, members: Iterable[str], name: str) -> Mapping[str, JSON]:
    """Read an object of these members: one misspelled is not to be passed over."""
    document = object_of(value, name)
    unknown = document.keys() - set(members)
    if unknown:
        raise BadValueError(name, min(unknown))
    return document


def list_of(case: Mapping[str, JSON], name: str) -> list[JSON]:
    value = case.get(name, [])
    if not isinstance(value, list | tuple):
        raise BadValueError(name, "not a list")
    if len(value) > ITEMS_MAX:
        raise BadValueError(name, f"more than {ITEMS_MAX}")
    return list(value)


def text_of(value: JSON, name: str) -> str:
    if not isinstance(value, str):
        raise BadValueError(name, "not text")
    return value


def portfolio_of(case: Mapping[str, JSON], name: str, member: str) -> tuple[Item, ...]:
    """Read holdings, each listed once."""
    items = tuple(_item(part) for part in list_of(case, name))
    _once((item.id for item in items), f"{member}.id")
    return items


def priors_of(case: Mapping[str, JSON]) -> tuple[Prior, ...]:
    """Read the lines posted earlier, each listed once."""
    priors = tuple(_prior(part) for part in list_of(case, "prior"))
    _once((prior.line for prior in priors), "prior.line")
    return priors


def learner_of(value: JSON) -> dict[str, str]:
    return _facts(value, "learner")


def programme_of(value: JSON) -> Programme:
    document = dict(object_of(value, "programme"))
    courses = document.pop("courses", [])
    terms = document.pop("terms", [])
    if not isinstance(courses, list | tuple) or len(courses) > COURSES_MAX:
        raise BadValueError("programme.courses", "not a list of at most 2000")
    if not isinstance(terms, list | tuple) or len(terms) > ITEMS_MAX:
        raise BadValueError("programme.terms", "not a list")
    coded = [_coded(part) for part in courses]
    _once((code for code, _ in coded), "programme.courses.code")
    return Programme(
        _facts(document, "programme"),
        dict(coded),
        tuple(_facts(term, "programme.terms") for term in terms),
    )


def finding_of(value: JSON) -> Finding:
    known(value, FINDING, "findings")
    facts = _facts(value, "findings")
    return Finding(
        name=_needed(facts, "name", "findings"),
        value=_needed(facts, "value", "findings"),
        item=facts.get("item"),
        target=facts.get("target"),
        by_role=facts.get("by_role", "reviewer"),
        on=facts.get("on", ""),
    )


def choice_of(value: JSON) -> Choice:
    document = known(value, CHOICE, "choices")
    target = document.get("target")
    return Choice(
        text_of(document.get("item"), "choices.item"),
        None if target is None else text_of(target, "choices.target"),
    )


def _once(names: Iterable[str], member: str) -> None:
    """Refuse a name given twice: one of the two would silently be passed over."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise RepeatedError(member, name[:80])
        seen.add(name)


def _facts(value: JSON, name: str) -> dict[str, str]:
    facts = object_of(value, name)
    if len(facts) > FACTS_MAX:
        raise BadValueError(name, f"more than {FACTS_MAX} facts")
    return {
        key: _fact(part, name, key) for key, part in facts.items() if part is not None
    }


def _fact(value: JSON, name: str, key: str) -> str:
    """Read one fact; a number of ours is not below zero.

    Ours have a type; one that a policy declares may be a list in the parts it may be
    declared of, and it is for the policy to say whether it is one.
    """
    member = f"{name}.{key}"
    kind = FIELDS.get(f"{PARTS[name]}.{key}") if name in PARTS else TEXT
    if isinstance(value, list | tuple) and (kind is None or kind.type is LIST):
        # An empty list is kept as an empty text, so it is read as one at once.
        return _listed(value, member) if value or kind is not None else ""
    text = text_of(value, member)
    if kind is None:
        return text
    if kind.type is FieldType.NUMBER and _is_negative(text):
        raise BadValueError(member, text[:80])
    return Listed(text) if kind.type is LIST else text


def _listed(value: Sequence[JSON], member: str) -> Listed:
    if len(value) > COURSES_MAX:
        raise BadValueError(member, f"more than {COURSES_MAX}")
    words = [text_of(word, member) for word in value]
    if any("\n" in word for word in words):
        raise BadValueError(member, "more than one line")
    return Listed.of(words)


def _is_negative(text: str) -> bool:
    try:
        return exact(text) < 0
    except BadValueError:
        return False


def _needed(facts: dict[str, str], key: str, name: str) -> str:
    if key not in facts:
        raise BadValueError(name, f"without {key}")
    return facts.pop(key)


def _item(value: JSON) -> Item:
    facts = _facts(value, "portfolio")
    return Item(_needed(facts, "id", "portfolio"), facts)


def _coded(value: JSON) -> tuple[str, dict[str, str]]:
    """Read a course: its code, and its other facts."""
    facts = _facts(value, "programme.courses")
    return _needed(facts, "code", "programme.courses"), facts


def _prior(value: JSON) -> Prior:
    document = dict(object_of(value, "prior"))
    items = document.pop("items", [])
    holdings = portfolio_of(document, "holdings", "prior.holdings")
    findings = list_of(document, "findings")
    for name in ("holdings", "findings"):
        document.pop(name, None)
    if not isinstance(items, list | tuple) or len(items) > ITEMS_MAX:
        raise BadValueError("prior.items", f"not a list of at most {ITEMS_MAX}")
    used = tuple(text_of(item, "prior.items") for item in items)
    _once(used, "prior.items")
    facts = _facts(document, "prior")
    return Prior(
        line=_needed(facts, "line", "prior"),
        items=used,
        target=facts.pop("target", None),
        credits=Credits.of(_needed(facts, "credits", "prior")),
        facts=facts,
        holdings=holdings,
        findings=tuple(finding_of(part) for part in findings),
    )
