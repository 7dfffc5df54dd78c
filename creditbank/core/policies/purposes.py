"""What a policy is for: deposits, or conversion at its authority and programmes.

A case says what it asks for by its ``purpose``, and by the institution and code of its
programme where it has them. All it says must be what the policy is for; a policy has
nothing to say of another purpose, so nothing is earned there. A case that names no
purpose is put to the policy as it stands, as the policy's own examples are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from creditbank.core.policies.answers import Reason
from creditbank.core.policies.cases import Case
from creditbank.core.policies.model import Policy

DEPOSIT = "deposit"


def unserved(policy: Policy, case: Case) -> Reason | None:
    """Say which purpose of the case is none of the policy's; None where it is for it.

    A claim finds its policy by the same marks (``publishing.applying``).
    """
    for purpose in _asked(policy, case):
        if not _is_for(policy, purpose):
            facts = {"purpose": purpose, "serves": "、".join(_served(policy))}
            return Reason("", "", "purpose_not_served", facts)
    return None


def unserved_by_all(versions: Sequence[Policy], case: Case) -> Reason | None:
    """Say what none of the versions is for; None where one of them is for the case."""
    reasons = [unserved(one, case) for one in versions]
    return None if None in reasons else next(iter(reasons), None)


def _is_for(policy: Policy, purpose: str) -> bool:
    kind, _, place = purpose.partition(":")
    institution, _, programme = place.partition("/")
    if kind != policy.purpose or kind == DEPOSIT:
        return purpose == policy.purpose
    return institution == policy.authority and policy.serves(programme)


def _asked(policy: Policy, case: Case) -> Iterator[str]:
    """Give the purpose, and the conversion that the programme stated speaks of."""
    if case.purpose:
        yield case.purpose
    facts = case.programme.facts
    institution = facts.get("institution") or policy.authority
    if policy.purpose != DEPOSIT and facts.get("code"):
        yield f"convert:{institution}/{facts['code']}"
    elif policy.purpose != DEPOSIT and institution != policy.authority:
        yield f"convert:{institution}"


def _served(policy: Policy) -> list[str]:
    if policy.purpose == DEPOSIT:
        return [DEPOSIT]
    here = f"convert:{policy.authority}"
    return [f"{here}/{one}" for one in policy.programmes] or [here]
