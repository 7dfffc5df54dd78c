"""Recompute a receipt: its reduced case, under its policy version, gives its line."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import DomainError
from creditbank.core.policies import Case, Policy, evaluate
from creditbank.core.receipts.document import basis_of, rule_of
from creditbank.core.verification.documents import part, parts, text


class Recomputed(StrEnum):
    """How recomputing ended; each is a code of a sentence in ``language``."""

    SAME = "same"
    DIFFERS = "differs"
    NO_POLICY = "no_policy"  # the version it was decided by is not at hand


def recomputed(
    receipt: Mapping[str, JSON], policies: Mapping[str, Policy]
) -> Recomputed:
    """Evaluate the reduced case of a well-shaped receipt again.

    ``policies`` are known by their digest: a file that differs in a single byte is
    another policy, and what it answers says nothing about this receipt. The version
    was settled when the claim was submitted: on which days it is in force is not asked.
    """
    policy = policies.get(text(receipt, "basis", "digest"))
    if policy is None:
        return Recomputed.NO_POLICY
    (line,) = parts(receipt, "answer", "lines")
    try:
        answer = evaluate(policy, Case.of(receipt["case"]))
        rule = rule_of(policy, text(line, "rule"))
    except DomainError:
        return Recomputed.DIFFERS
    given = [canonical(one.json()) for one in answer.lines]
    is_same = (
        canonical(line) in given
        and not answer.has_gap
        and receipt["basis"] == basis_of(policy, rule)
        and all(
            (text(receipt, "recognized", name) or None) == part(line, name)
            for name in ("target", "credits", "grade", "effect")
        )
    )
    return Recomputed.SAME if is_same else Recomputed.DIFFERS
