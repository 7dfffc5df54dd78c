"""The CASE: everything an evaluation reads, and nothing else (contract section 5).

A CASE holds codes and facts, never a name, a document number or a certificate
number (law 8), and a random ``salt`` so that its digest tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from creditbank.core.canonical import JSON, digest
from creditbank.core.errors import BadValueError
from creditbank.core.policies.fields import NUMBERS
from creditbank.core.policies.portfolio import (
    LISTS,
    Choice,
    Facts,
    Finding,
    Item,
    Prior,
    Programme,
)
from creditbank.core.values import Credits, Digest, day_of, exact

__all__ = ["Case", "Choice", "Facts", "Finding", "Item", "Prior", "Programme"]


ITEMS_MAX = 500  # the largest portfolio a learner of any source had is below 100
COURSES_MAX = 2_000
FACTS_MAX = 60


@dataclass(frozen=True)
class Case:
    """One question put to a policy."""

    purpose: str
    as_of: date
    portfolio: tuple[Item, ...]
    learner: Facts = field(default_factory=dict)
    programme: Programme = field(default_factory=Programme)
    prior: tuple[Prior, ...] = ()
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()
    objective: str = ""
    salt: str = ""
    expect: Mapping[str, JSON] = field(default_factory=dict)

    @classmethod
    def of(cls, document: JSON) -> Case:
        """Read a CASE; raises BadValueError naming the member that is wrong."""
        case = _known(document, MEMBERS, "case")
        return cls(
            purpose=_text(case.get("purpose", ""), "purpose"),
            as_of=day_of(_text(case.get("as_of", ""), "as_of")[:10]),
            portfolio=tuple(_item(part) for part in _list(case, "portfolio")),
            learner=_learner(case.get("learner", {})),
            programme=_programme(case.get("programme", {})),
            prior=tuple(_prior(part) for part in _list(case, "prior")),
            findings=tuple(_finding(part) for part in _list(case, "findings")),
            choices=tuple(_choice(part) for part in _list(case, "choices")),
            objective=_text(case.get("objective", ""), "objective"),
            salt=_text(case.get("salt", ""), "salt"),
            expect=_object(case.get("expect", {}), "expect"),
        )

    def json(self) -> dict[str, JSON]:
        """Write the CASE as it is kept: every member, ``expect`` left out."""
        programme = self.programme
        return {
            "learner": {
                name: text.split("\n") if name in LISTS and text else text
                for name, text in self.learner.items()
            },
            "programme": {
                **programme.facts,
                "courses": [
                    {"code": code, **facts} for code, facts in programme.courses.items()
                ],
                "terms": [dict(term) for term in programme.terms],
            },
            "portfolio": [_item_json(item) for item in self.portfolio],
            "prior": [_prior_json(prior) for prior in self.prior],
            "purpose": self.purpose,
            "as_of": self.as_of.isoformat(),
            "findings": [_finding_json(finding) for finding in self.findings],
            "choices": [
                {"item": choice.item, "target": choice.target}
                for choice in self.choices
            ],
            "objective": self.objective,
            "salt": self.salt,
        }

    @cached_property
    def digest(self) -> Digest:
        return digest(self.json())


MEMBERS = {
    *("learner", "programme", "portfolio", "prior", "purpose", "as_of"),
    *("findings", "choices", "objective", "salt", "expect"),
}
PARTS = {"portfolio": "item", "programme.courses": "target"}
FINDING = ("name", "value", "item", "target", "by_role", "on")
CHOICE = ("item", "target")


def _object(value: JSON, name: str) -> Mapping[str, JSON]:
    if not isinstance(value, Mapping):
        raise BadValueError(name, "not an object")
    return value


def _known(value: JSON, known: Iterable[str], name: str) -> Mapping[str, JSON]:
    """Read an object of these members: one misspelled is not to be passed over."""
    document = _object(value, name)
    unknown = document.keys() - set(known)
    if unknown:
        raise BadValueError(name, min(unknown))
    return document


def _list(case: Mapping[str, JSON], name: str) -> list[JSON]:
    value = case.get(name, [])
    if not isinstance(value, list | tuple):
        raise BadValueError(name, "not a list")
    if len(value) > ITEMS_MAX:
        raise BadValueError(name, f"more than {ITEMS_MAX}")
    return list(value)


def _text(value: JSON, name: str) -> str:
    if not isinstance(value, str):
        raise BadValueError(name, "not text")
    return value


def _facts(value: JSON, name: str) -> dict[str, str]:
    facts = _object(value, name)
    if len(facts) > FACTS_MAX:
        raise BadValueError(name, f"more than {FACTS_MAX} facts")
    return {
        key: _fact(part, name, key) for key, part in facts.items() if part is not None
    }


def _fact(value: JSON, name: str, key: str) -> str:
    """Read one fact; a number of ours is not below zero."""
    text = _text(value, f"{name}.{key}")
    if f"{PARTS.get(name, name)}.{key}" in NUMBERS and _is_negative(text):
        raise BadValueError(f"{name}.{key}", text[:80])
    return text


def _is_negative(text: str) -> bool:
    try:
        return exact(text) < 0
    except BadValueError:
        return False


def _learner(value: JSON) -> dict[str, str]:
    document = dict(_object(value, "learner"))
    lists = {name: document.pop(name) for name in LISTS if name in document}
    facts = _facts(document, "learner")
    for name, part in lists.items():
        if not isinstance(part, list | tuple):
            facts[name] = _text(part, f"learner.{name}")
            continue
        if len(part) > COURSES_MAX:
            raise BadValueError(f"learner.{name}", f"more than {COURSES_MAX}")
        words = [_text(word, f"learner.{name}") for word in part]
        if any("\n" in word for word in words):
            raise BadValueError(f"learner.{name}", "more than one line")
        facts[name] = "\n".join(words)
    return facts


def _item(value: JSON) -> Item:
    facts = _facts(value, "portfolio")
    return Item(_needed(facts, "id", "portfolio"), facts)


def _needed(facts: dict[str, str], key: str, name: str) -> str:
    if key not in facts:
        raise BadValueError(name, f"without {key}")
    return facts.pop(key)


def _programme(value: JSON) -> Programme:
    document = dict(_object(value, "programme"))
    courses = document.pop("courses", [])
    terms = document.pop("terms", [])
    if not isinstance(courses, list | tuple) or len(courses) > COURSES_MAX:
        raise BadValueError("programme.courses", "not a list of at most 2000")
    if not isinstance(terms, list | tuple) or len(terms) > ITEMS_MAX:
        raise BadValueError("programme.terms", "not a list")
    by_code = {}
    for part in courses:
        facts = _facts(part, "programme.courses")
        by_code[_needed(facts, "code", "programme.courses")] = facts
    return Programme(
        _facts(document, "programme"),
        by_code,
        tuple(_facts(term, "programme.terms") for term in terms),
    )


def _prior(value: JSON) -> Prior:
    document = dict(_object(value, "prior"))
    items = document.pop("items", [])
    holdings = _list(document, "holdings")
    findings = _list(document, "findings")
    for name in ("holdings", "findings"):
        document.pop(name, None)
    if not isinstance(items, list | tuple) or len(items) > ITEMS_MAX:
        raise BadValueError("prior.items", f"not a list of at most {ITEMS_MAX}")
    facts = _facts(document, "prior")
    return Prior(
        line=_needed(facts, "line", "prior"),
        items=tuple(_text(item, "prior.items") for item in items),
        target=facts.pop("target", None),
        credits=Credits.of(_needed(facts, "credits", "prior")),
        facts=facts,
        holdings=tuple(_item(part) for part in holdings),
        findings=tuple(_finding(part) for part in findings),
    )


def _prior_json(prior: Prior) -> dict[str, JSON]:
    decided_on: dict[str, list[JSON]] = {
        "holdings": [_item_json(item) for item in prior.holdings],
        "findings": [_finding_json(finding) for finding in prior.findings],
    }
    return {
        **prior.facts,
        "line": prior.line,
        "items": list(prior.items),
        "target": prior.target,
        "credits": str(prior.credits),
        **{name: part for name, part in decided_on.items() if part},
    }


def _item_json(item: Item) -> dict[str, JSON]:
    return {"id": item.id, **item.facts}


def _finding(value: JSON) -> Finding:
    _known(value, FINDING, "findings")
    facts = _facts(value, "findings")
    return Finding(
        name=_needed(facts, "name", "findings"),
        value=_needed(facts, "value", "findings"),
        item=facts.get("item"),
        target=facts.get("target"),
        by_role=facts.get("by_role", "reviewer"),
        on=facts.get("on", ""),
    )


def _finding_json(finding: Finding) -> dict[str, JSON]:
    return {
        "name": finding.name,
        "item": finding.item,
        "target": finding.target,
        "value": finding.value,
        "by_role": finding.by_role,
        "on": finding.on,
    }


def _choice(value: JSON) -> Choice:
    document = _known(value, CHOICE, "choices")
    target = document.get("target")
    return Choice(
        _text(document.get("item"), "choices.item"),
        None if target is None else _text(target, "choices.target"),
    )
