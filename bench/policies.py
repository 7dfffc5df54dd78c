"""Rules with their trace, against another rule engine; and how size tells.

The control is GoRules zen-engine with its trace on: a table of the same rows, asked for
the same facts. Our side is `evaluate` as every claim calls it, reasons and all.
"""

from __future__ import annotations

import json

import zen

from bench import Ratio, faster
from creditbank.adapters.policy_files import read_policy
from creditbank.core.policies import Case, Policy, evaluate

FLOOR = 5.0  # 10 is wished
GROWTH_MAX = 1.2  # of the time with 2,000 rules to that with 20
PORTFOLIO = 40

HEAD = """
language: 1
code: bench/table
version: 1
title: {zh: 例, en: Example}
summary: {zh: 例, en: Example}
authority: bench
purpose: convert
source: {document: 例, completeness: full}
effective: {by: submitted_on, from: 2020-01-01}
objective: credits
"""

COURSES = (
    "rule: any, clause: c, published: p, effect: elective, "
    "when: {item.type: course}, without_target: yes, credits: item.credits"
)


def ratios(quick: bool) -> list[Ratio]:  # noqa: FBT001 - every bench is called alike
    rounds = 5 if quick else 15
    found = []
    for count, floor in ((20, None), (200, None), (2_000, FLOOR)):
        policy, engine = _policy(count), _engine(count)
        asked = [n * count // PORTFOLIO for n in range(PORTFOLIO)]
        cases = [_case([n]) for n in asked]
        facts = [_facts(n) for n in asked]
        _check_alike(policy, cases, engine, facts)
        found.append(
            faster(
                f"{PORTFOLIO} holdings, {count} table rules with trace, to zen-engine",
                lambda p=policy, c=cases: [evaluate(p, one) for one in c],
                lambda e=engine, f=facts: [e.evaluate(o, {"trace": True}) for o in f],
                floor=floor,
                rounds=rounds,
            )
        )
    found.append(_growth(rounds))
    found += [_portfolio(rounds), _choice(rounds)]
    return found


def _growth(rounds: int) -> Ratio:
    """Ask 20 rules and 2,000 the same; inverse, so that more is better."""
    few, many = _policy(20), _policy(2_000)
    case = _case([7])
    return faster(
        "20 rules in force to 2,000 (at least 1/1.2)",
        lambda: [evaluate(many, case) for _ in range(100)],
        lambda: [evaluate(few, case) for _ in range(100)],
        floor=1 / GROWTH_MAX,
        rounds=rounds,
    )


def _portfolio(rounds: int) -> Ratio:
    """Report a portfolio of 40 holdings under 12 caps."""
    policy, case = _capped(12), _many(PORTFOLIO)
    return faster(
        "a portfolio of 40 under 12 caps, to one holding under them",
        lambda: evaluate(policy, case),
        lambda: evaluate(policy, _many(1)),
        floor=None,
        rounds=rounds,
    )


def _choice(rounds: int) -> Ratio:
    """Report the best choice of 40 holdings where a cap leaves room for some."""
    policy, case = _capped(3, bound="61"), _many(PORTFOLIO)
    return faster(
        "the best choice of 40 under three biting caps, to one",
        lambda: evaluate(policy, case),
        lambda: evaluate(policy, _many(1)),
        floor=None,
        rounds=rounds,
    )


def _policy(count: int) -> Policy:
    rules = [
        f"  - {{rule: r{n}, clause: c, published: p, effect: credit_transfer,"
        f" when: {{item.outcome: OUT-{n:05d}, item.score: {{min: 60}}}},"
        f" without_target: yes, credits: {2 + n % 6}}}"
        for n in range(count)
    ]
    return read_policy("\n".join([HEAD, "rules:", *rules]).encode())


def _capped(caps: int, bound: str = "400") -> Policy:
    rules = [f"  - {{{COURSES}}}"]
    lines = [
        f"  - {{cap: c{n}, clause: c, published: p, counts: credits, over: all,"
        f" where: {{item.class: [{', '.join(str(k) for k in range(n, n + 6))}]}},"
        f" max: {bound}, bites: whole}}"
        for n in range(caps)
    ]
    text = "\n".join([HEAD, "rules:", *rules, "caps:", *lines])
    return read_policy(text.encode())


def _many(count: int) -> Case:
    portfolio = [
        {
            "id": f"h{n:02d}",
            "type": "course",
            "class": str(n % 18),
            "credits": str(2 + n * 7 % 9),
            "issued_on": f"2024-01-{1 + n % 28:02d}",
        }
        for n in range(count)
    ]
    return _of(portfolio)


def _case(numbers: list[int]) -> Case:
    return _of(
        [{"id": f"h{n}", "outcome": f"OUT-{n:05d}", "score": "75"} for n in numbers]
    )


def _of(portfolio: list[dict[str, str]]) -> Case:
    return Case.of(
        {
            "purpose": "convert:bench/any",
            "as_of": "2026-01-01",
            "portfolio": portfolio,
        }
    )


def _facts(number: int) -> dict[str, object]:
    return {"item": {"outcome": f"OUT-{number:05d}", "score": 75}}


def _engine(count: int) -> zen.ZenDecision:
    rows = [
        {
            "_id": f"r{n}",
            "outcome": f'"OUT-{n:05d}"',
            "score": ">= 60",
            "credits": str(2 + n % 6),
        }
        for n in range(count)
    ]
    table = {
        "hitPolicy": "first",
        "inputs": [
            {"id": "outcome", "name": "outcome", "field": "item.outcome"},
            {"id": "score", "name": "score", "field": "item.score"},
        ],
        "outputs": [{"id": "credits", "name": "credits", "field": "credits"}],
        "rules": rows,
    }
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": place},
        {
            "id": "table",
            "name": "table",
            "type": "decisionTableNode",
            "position": place,
            "content": table,
        },
        {"id": "out", "name": "out", "type": "outputNode", "position": place},
    ]
    edges = [
        {"id": "e1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "e2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def _check_alike(
    policy: Policy,
    cases: list[Case],
    engine: zen.ZenDecision,
    facts: list[dict[str, object]],
) -> None:
    ours = [str(evaluate(policy, case).credits) for case in cases]
    theirs = [str(engine.evaluate(one)["result"]["credits"]) for one in facts]
    if ours != theirs:
        raise RuntimeError("the two do not answer alike")
