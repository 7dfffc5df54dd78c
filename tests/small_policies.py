"""Policies of a few parts, and cases of a few facts, for tests of what they answer."""

from __future__ import annotations

from creditbank.core.policies import Case, evaluate, policy_of
from creditbank.core.policies.nodes import node_of
from creditbank.core.values import Digest

CITED = {"clause": "1", "published": "例"}
WORDS = {"zh": "例", "en": "Example"}
RULE = {"rule": "a", "effect": "elective", "credits": "2", **CITED}
CAP = {"cap": "c", "counts": "credits", "over": "all", "max": "5", "bites": "whole"}
CAP = {**CAP, **CITED}


def read(**parts):
    tree = {
        "language": "1",
        "code": "x/y",
        "version": "1",
        "authority": "x",
        "purpose": "deposit",
        "title": WORDS,
        "summary": WORDS,
        "source": {"document": "例", "completeness": "full"},
        "effective": {"by": "submitted_on", "from": "2020-01-01"},
        "objective": "credits",
        "rules": [RULE],
        **parts,
    }
    return policy_of(node_of(tree), Digest("0" * 64))


def rule(**parts):
    return {"rules": [{**RULE, **parts}]}


def asked(policy, portfolio, **members):
    case = {"purpose": "deposit", "as_of": "2026-11-24", "portfolio": portfolio}
    return Case.of({**case, **members})


def answered(policy, portfolio, **members):
    return evaluate(policy, asked(policy, portfolio, **members))


def told(answer):
    return {reason.code for line in answer.lines for reason in line.reasons}


def finding(unit="yes_no", **parts):
    return {"finding": "f", "by": "reviewer", "unit": unit, "asks": WORDS, **parts}
