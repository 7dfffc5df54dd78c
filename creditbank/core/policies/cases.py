"""The CASE: everything an evaluation reads, and nothing else (contract section 5).

A CASE holds codes and facts, never a name, a document number or a certificate
number (law 8), and a random ``salt`` so that its digest tells nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from creditbank.core.canonical import JSON, digest
from creditbank.core.policies import reading_cases as reading
from creditbank.core.policies.portfolio import (
    Choice,
    Facts,
    Finding,
    Item,
    Listed,
    Prior,
    Programme,
    facts_json,
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
            "learner": facts_json(self.learner),
            "programme": {
                **facts_json(programme.facts),
                "courses": [
                    {"code": code, **facts_json(facts)}
                    for code, facts in programme.courses.items()
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

    @cached_property
    def lists(self) -> frozenset[str]:
        """Name the facts that are given as lists somewhere, as policies call them."""
        return frozenset(
            f"{part}.{name}"
            for part, facts in _parts(self)
            for name, text in facts.items()
            if isinstance(text, Listed)
        )

    def without_lists(self, names: Collection[str]) -> Case:
        """Leave these facts out wherever they are given as lists."""
        programme, prior = self.programme, self.prior
        return replace(
            self,
            portfolio=_single_items(self.portfolio, names),
            learner=_single("learner", self.learner, names),
            programme=replace(
                programme,
                facts=_single("programme", programme.facts, names),
                courses={
                    code: _single("target", facts, names)
                    for code, facts in programme.courses.items()
                },
            ),
            prior=tuple(
                replace(one, holdings=_single_items(one.holdings, names))
                for one in prior
            ),
        )


MEMBERS = {
    *("learner", "programme", "portfolio", "prior", "purpose", "as_of"),
    *("findings", "choices", "objective", "salt", "expect"),
}


def _parts(case: Case) -> Iterator[tuple[str, Facts]]:
    yield "learner", case.learner
    yield "programme", case.programme.facts
    for held in (case.portfolio, *(prior.holdings for prior in case.prior)):
        yield from (("item", item.facts) for item in held)
    yield from (("target", facts) for facts in case.programme.courses.values())


def _single(part: str, facts: Facts, names: Collection[str]) -> Facts:
    return {
        name: text
        for name, text in facts.items()
        if not (isinstance(text, Listed) and f"{part}.{name}" in names)
    }


def _single_items(items: tuple[Item, ...], names: Collection[str]) -> tuple[Item, ...]:
    return tuple(Item(one.id, _single("item", one.facts, names)) for one in items)


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
    return {"id": item.id, **facts_json(item.facts)}


def _finding_json(finding: Finding) -> dict[str, JSON]:
    return {
        "name": finding.name,
        "item": finding.item,
        "target": finding.target,
        "value": finding.value,
        "by_role": finding.by_role,
        "on": finding.on,
    }
