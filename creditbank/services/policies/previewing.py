"""Try a policy on what is open and what was decided; nothing is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from creditbank.adapters.db import claims, ledger, replaying
from creditbank.adapters.db import policies as policy_rows
from creditbank.adapters.db.base import reading
from creditbank.adapters.policy_files import read_policy
from creditbank.core.claims import Claim
from creditbank.core.damage import BooksDamagedError, kept
from creditbank.core.people import Actor, require
from creditbank.core.policies import Answer, Case, Policy, evaluate
from creditbank.core.ports import World
from creditbank.core.recognition import case_of
from creditbank.core.replay import Replayed, Totals, replayed, totals

PREVIEWED = 200  # newest claims of each kind; a page answers within seconds
PREVIEWED_MAX = 2_000


@dataclass(frozen=True)
class Preview:
    """A policy on real claims: totals of all, and each claim that would differ."""

    policy: Policy
    open: Totals
    decided: Totals
    open_count: int  # how many there are; more than were tried where it is larger
    decided_count: int
    changed: tuple[Replayed, ...]  # the largest difference first
    damaged: int = 0  # of those to try: what they rest on cannot be read


def preview(
    content: bytes, *, limit: int = PREVIEWED, actor: Actor, world: World
) -> Preview:
    """Replay a file on the newest open claims and past decisions of its authority.

    Each is answered by the version it has and by this one, on the same CASE, as if it
    were in force already. Nothing is written. Raises PolicyFaultsError.
    """
    del world
    policy = read_policy(content)
    require(actor, "policies.preview", at=policy.authority)
    limit = max(1, min(limit, PREVIEWED_MAX))
    places = replaying.Places(policy.authority, policy.purpose, policy.programmes)
    with reading() as session:
        found = (
            list(_open(session, policy, places, limit)),
            list(_decided(session, policy, places, limit)),
        )
        counts = (
            replaying.open_count(session, places),
            replaying.decided_count(session, places),
        )
    waiting, decided = ([one for one in part if one] for part in found)
    changed = [one for one in (*waiting, *decided) if not one.is_unchanged]
    changed.sort(key=lambda one: (-abs(one.difference.hundredths), one.claim))
    told = (totals(waiting), totals(decided), *counts, tuple(changed))
    return Preview(policy, *told, damaged=sum(part.count(None) for part in found))


def _open(
    session: Session, policy: Policy, places: replaying.Places, limit: int
) -> Iterator[Replayed | None]:
    """Answer each claim in review by the version it was submitted under, and this.

    None stands for one that rests on what is damaged.
    """
    for row in replaying.open_claims(session, places, limit):
        try:
            claim, had, case = _asked(session, row, policy)
        except BooksDamagedError:
            yield None
        else:
            yield replayed(
                claim.id,
                evaluate(had, case).json(),
                evaluate(policy, case),
                old_version=had.version,
                is_decided=False,
            )


def _asked(
    session: Session, row: claims.ClaimRow, policy: Policy
) -> tuple[Claim, Policy, Case]:
    """Give a claim, the version it has, and its CASE as both versions read it."""
    claim = claims.value(session, row)
    with kept("claim"):
        had = policy_rows.version(session, row.policy or "", row.policy_version or "")
        prior = ledger.prior(session, claim.learner_id, claim.purpose.scheme)
        return claim, had, case_of(claim, prior, had, policy)


def _decided(
    session: Session, policy: Policy, places: replaying.Places, limit: int
) -> Iterator[Replayed | None]:
    """Answer each kept CASE; the old ANSWER stands beside it, so nothing runs twice."""
    for row in replaying.decisions(session, places, limit):
        try:
            case = claims.decided_case(row)
        except BooksDamagedError:
            yield None
        else:
            yield _compared(row, evaluate(policy, case))


def _compared(row: claims.DecisionRow, new: Answer) -> Replayed | None:
    try:
        with kept("decision"):
            return replayed(
                row.claim_id,
                row.answer,
                new,
                old_version=row.policy_version,
                is_decided=True,
            )
    except BooksDamagedError:
        return None
