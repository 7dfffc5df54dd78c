"""Try a policy on what is open and what was decided; nothing is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from creditbank.adapters.db import ledger, replaying
from creditbank.adapters.db import policies as policy_rows
from creditbank.adapters.db.base import reading
from creditbank.adapters.policy_files import read_policy
from creditbank.core.people import Actor, require
from creditbank.core.policies import Case, Policy, evaluate
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
        waiting = list(_open(session, policy, places, limit))
        decided = list(_decided(session, policy, places, limit))
        counts = (
            replaying.open_count(session, places),
            replaying.decided_count(session, places),
        )
    changed = [one for one in (*waiting, *decided) if not one.is_unchanged]
    changed.sort(key=lambda one: (-abs(one.difference.hundredths), one.claim))
    return Preview(policy, totals(waiting), totals(decided), *counts, tuple(changed))


def _open(
    session: Session, policy: Policy, places: replaying.Places, limit: int
) -> Iterator[Replayed]:
    """Answer each claim in review by the version it was submitted under, and this."""
    for claim in replaying.open_claims(session, places, limit):
        submission = claim.submission
        if submission is None:
            continue
        prior = ledger.prior(session, claim.learner_id, claim.purpose.scheme)
        had = policy_rows.version(session, submission.policy, submission.policy_version)
        case = case_of(claim, prior, had, policy)
        yield replayed(
            claim.id,
            evaluate(had, case).json(),
            evaluate(policy, case),
            old_version=had.version,
            is_decided=False,
        )


def _decided(
    session: Session, policy: Policy, places: replaying.Places, limit: int
) -> Iterator[Replayed]:
    """Answer each kept CASE; the old ANSWER stands beside it, so nothing runs twice."""
    for row in replaying.decisions(session, places, limit):
        yield replayed(
            row.claim_id,
            row.answer,
            evaluate(policy, Case.of(row.case)),
            old_version=row.policy_version,
            is_decided=True,
        )
