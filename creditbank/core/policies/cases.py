"""The CASE: everything an evaluation reads, and nothing else (contract section 5).

A CASE holds codes and facts, never a name, a document number or a certificate
number (law 8), and a random ``salt`` so that its digest tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from creditbank.core.canonical import JSON, digest
from creditbank.core.policies import reading_cases as reading
from creditbank.core.policies.portfolio import (
    LISTS,
    Choice,
    Facts,
    Finding,
    Item,
    Prior,
    Programme,
)
from creditbank.core.values import Digest, day_of

__all__ = ["Case", "Choice", "Facts", "Finding", "Item", "Prior", "Programme"]


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
        """Read a CASE; raises BadValueError naming the member that is wrong.

        ``as_of`` is a calendar date (law 18): an instant is none without a time zone.
        """
        case, text = reading.known(document, MEMBERS, "case"), reading.text_of
        return cls(
            purpose=text(case.get("purpose", ""), "purpose"),
            as_of=day_of(text(case.get("as_of", ""), "as_of"), "as_of"),
            portfolio=reading.portfolio_of(case, "portfolio", "portfolio"),
            learner=reading.learner_of(case.get("learner", {})),
            programme=reading.programme_of(case.get("programme", {})),
            prior=reading.priors_of(case),
            findings=tuple(map(reading.finding_of, reading.list_of(case, "findings"))),
            choices=tuple(map(reading.choice_of, reading.list_of(case, "choices"))),
            objective=text(case.get("objective", ""), "objective"),
            salt=text(case.get("salt", ""), "salt"),
            expect=reading.object_of(case.get("expect", {}), "expect"),
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


def _finding_json(finding: Finding) -> dict[str, JSON]:
    return {
        "name": finding.name,
        "item": finding.item,
        "target": finding.target,
        "value": finding.value,
        "by_role": finding.by_role,
        "on": finding.on,
    }
