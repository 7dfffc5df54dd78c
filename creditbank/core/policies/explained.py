"""Reasons of conditions: what was read where they hold; what failed, what is open."""

from __future__ import annotations

import re

from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, Conditions
from creditbank.core.policies.model import Cited, Policy
from creditbank.core.policies.scopes import Scope

# In a formula a finding ends before a minus, as a word of a condition it may have one.
_FINDINGS = (re.compile(r"finding\.\w+"), re.compile(r"finding\.[\w-]+"))


def because(cited: Cited, code: str, **facts: str) -> Reason:
    return Reason(cited.name, cited.clause, code, facts)


def explained(
    policy: Policy,
    cited: Cited,
    when: Conditions,
    scope: Scope,
    truth: Decision,
    passed: str,
) -> tuple[Reason, ...]:
    """Say what held, in one reason; or each condition that failed or is open."""
    if truth is YES:
        return (Reason(cited.name, cited.clause, passed, inputs_of(when, scope)),)
    reasons = []
    for part in when.judged(scope):
        if part.truth is NO:
            reasons.append(because(cited, "condition_failed", **part.facts()))
        elif part.truth is UNDECIDED and truth is UNDECIDED:
            code = open_code(policy, part.field, part.expected)
            code = part.code if code == "fact_unknown" else code
            reasons.append(because(cited, code, **part.facts(), **dict(part.more)))
    return tuple(reasons)


def inputs_of(when: Conditions, scope: Scope) -> dict[str, str]:
    """Name what was read; of other things, all that was asked, one in a line."""
    facts: dict[str, str] = {}
    for name, found in when.inputs(scope):
        before = facts.get(name)
        is_more = before is not None and found not in before.split("\n")
        facts[name] = f"{before}\n{found}" if is_more else found
    return facts


def open_code(policy: Policy, field_name: str, expected: str = "") -> str:
    """Tell a judgement not given from a gap of the wording, or an unknown fact."""
    read = {field_name}.union(*(one.findall(expected) for one in _FINDINGS))
    names = [one.name for one in policy.findings if f"finding.{one.name}" in read]
    if not names:
        return "fact_unknown"
    gap = policy.asked[names[0]].leaves_open
    return "policy_leaves_open" if gap else "finding_missing"
