"""Check a policy file: what keeps it from being published, and what is only noted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from creditbank.adapters.db import exports
from creditbank.adapters.policy_files import node_tree, read_policy
from creditbank.core.policies import Policy
from creditbank.core.policies.checking import Known, Weight, check
from creditbank.core.policies.nodes import Fault, PolicyFaultsError

FILES_KEPT_MAX = 64  # checks remembered; the same draft is looked at many times


@dataclass(frozen=True)
class Checked:
    """A file's policy where it could be read, every fault, and the notes."""

    policy: Policy | None
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()  # shown, and no hindrance

    def passed(self) -> Policy:
        """Give the policy; raises PolicyFaultsError where the check found a fault."""
        if self.policy is None or self.faults:
            raise PolicyFaultsError(self.faults)
        return self.policy


@lru_cache(FILES_KEPT_MAX)
def check_file(content: bytes, known: Known | None = None) -> Checked:
    """Read a file and run every check there is: form, codes, rules, its examples."""
    try:
        root = node_tree(content)
        policy = read_policy(content)
    except PolicyFaultsError as error:
        return Checked(None, error.faults)
    found = check(root, policy, known)
    notes = tuple(one.fault for one in found.findings if one.weight is Weight.NOTE)
    return Checked(policy, tuple(found.faults), notes)


def known_codes(session: Session, institution: str) -> Known:
    """Name the outcomes of the catalog and the courses an institution has."""
    return Known(
        outcomes=frozenset(row["code"] for row in exports.outcomes(session)),
        courses=frozenset(
            row["code"]
            for row in exports.courses(session)
            if row["institution"] == institution
        ),
    )
