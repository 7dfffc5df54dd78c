"""Policies of a few parts, and cases of a few facts, for tests of what they answer."""

from __future__ import annotations

from policy_texts import CAP, CITED, RULE, WORDS, rule, tree

from creditbank.core.policies import Case, evaluate, policy_of
from creditbank.core.policies.nodes import node_of
from creditbank.core.values import Digest

__all__ = ["CAP", "CITED", "RULE", "WORDS", "rule"]


def read(**parts):
    return policy_of(node_of(tree(**parts)), Digest("0" * 64))


def ruled(*rules, **parts):
    """Read a policy of rules r1, r2, … that speak of holdings of type t."""
    written = [
        {**RULE, "rule": f"r{n}", "when": {"item.type": "t"}, **one}
        for n, one in enumerate(rules, start=1)
    ]
    return read(**{"rules": written, **parts})


def asked(policy, portfolio, **members):
    case = {"purpose": "deposit", "as_of": "2026-11-24", "portfolio": portfolio}
    return Case.of({**case, **members})


def answered(policy, portfolio, **members):
    return evaluate(policy, asked(policy, portfolio, **members))


def told(answer):
    return {reason.code for line in answer.lines for reason in line.reasons}


def finding(unit="yes_no", **parts):
    return {"finding": "f", "by": "reviewer", "unit": unit, "asks": WORDS, **parts}


def tried(policy, *held, **members):
    """Put holdings h0, h1, … of type t to a policy, for its own purpose."""
    portfolio = [{"id": f"h{n}", "type": "t", **one} for n, one in enumerate(held)]
    return answered(policy, portfolio, **{"purpose": policy.purpose, **members})
