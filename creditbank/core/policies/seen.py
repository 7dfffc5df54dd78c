"""What a policy reads of what posted lines were decided on; no more of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from creditbank.core.policies.conditions import facts_of
from creditbank.core.policies.model import Policy
from creditbank.core.policies.portfolio import Item, Prior


def seen(prior: Iterable[Prior], policies: Sequence[Policy]) -> tuple[Prior, ...]:
    """Leave out of posted lines the facts and findings that no policy reads there."""
    names = {name for policy in policies for name in read_of_posted(policy)}
    return tuple(_seen(one, names) for one in prior)


def _seen(prior: Prior, names: set[str]) -> Prior:
    holdings = [
        Item(
            item.id,
            {k: text for k, text in item.facts.items() if f"item.{k}" in names},
        )
        for item in prior.holdings
    ]
    return replace(
        prior,
        holdings=tuple(item for item in holdings if item.facts),
        findings=tuple(one for one in prior.findings if f"finding.{one.name}" in names),
    )


def read_of_posted(policy: Policy) -> frozenset[str]:
    """Name what caps, groups, minimums and conditions read of posted lines."""
    names = {name for cap in policy.caps for name in cap.over} | policy.of_posted
    for group in policy.groups:
        names |= {*group.by, group.rank}
    wheres = [one.where for one in policy.caps] + [one.where for one in policy.minimums]
    names |= {name for where in wheres for name in facts_of(where)}
    if any(name.startswith("derived.") for name in names):
        for derived in policy.derived:
            names |= derived.fields
    return frozenset(name.removesuffix(".year") for name in names)
