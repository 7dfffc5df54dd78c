"""The learner's account: balances, and entries with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    examples,
    institutions,
    ledger,
    policies,
)
from creditbank.adapters.db.base import reading
from creditbank.core.damage import BooksDamagedError, kept
from creditbank.core.errors import NotFoundError
from creditbank.core.institutions import Course, Institution
from creditbank.core.ledger import Entry
from creditbank.core.people import Actor, require
from creditbank.core.policies.parts import Words
from creditbank.core.ports import World
from creditbank.core.values import Credits

PAGE = 50
PAGE_MAX = 100


@dataclass(frozen=True)
class ShownEntry:
    """An entry with what is said of its lines."""

    entry: Entry
    digest: str
    title: Words  # of the policy it was decided by
    courses: Mapping[int, Course]  # by the line that counts there
    reversed: frozenset[int]  # lines that were undone
    examples: frozenset[int]  # lines that rest on example data


@dataclass(frozen=True)
class Account:
    balances: Mapping[str, Credits]
    entry_count: int
    head: str
    institutions: Mapping[str, Institution]  # by scheme
    examples: frozenset[str]  # schemes in which a line rests on example data


def account(*, actor: Actor, world: World) -> Account:
    """Give the learner's balances, one per scheme."""
    del world
    require(actor, "ledger.account")
    if actor.learner_id is None:
        raise NotFoundError
    with reading() as session:
        row = session.get(ledger.AccountRow, actor.learner_id)
        balances = ledger.balances(session, actor.learner_id)
        lines = [line for _, line in ledger.live_lines(session, actor.learner_id)]
        if {line.scheme for line in lines} - balances.keys():
            raise BooksDamagedError("balance")
        marked = examples.of_learner(session, actor.learner_id, balances)
        with kept("balance"):
            places = {one: institutions.institution(session, one) for one in balances}
        return Account(
            balances,
            row.entry_count if row else 0,
            row.head if row else "",
            places,
            frozenset(one.scheme for one in lines if marked.has(one, one.scheme)),
        )


def entries(
    *, actor: Actor, world: World, limit: int = PAGE, after: int = 0
) -> list[ShownEntry]:
    """List entries after the sequence ``after``, first to last."""
    del world
    require(actor, "ledger.entries")
    learner_id = actor.learner_id or ""
    limit = max(1, min(limit, PAGE_MAX))
    with reading() as session:
        undone = ledger.reversed_numbers(session, learner_id)
        found = ledger.entries(session, learner_id, after, limit)
        schools = {line.scheme for entry, _ in found for line in entry.lines}
        marked = examples.of_learner(session, learner_id, schools)
        return [
            _shown(session, entry, digest, undone, marked) for entry, digest in found
        ]


def _shown(
    session: Session,
    entry: Entry,
    digest: str,
    undone: set[tuple[int, int]],
    marked: examples.Examples,
) -> ShownEntry:
    with kept("policy_version"):
        policy = policies.version(session, entry.policy, entry.policy_version)
    with kept("line"):
        courses = {
            line.number: institutions.course(session, line.scheme, line.target)
            for line in entry.lines
            if line.target is not None
        }
    return ShownEntry(
        entry,
        digest,
        policy.title,
        courses,
        frozenset(n for s, n in undone if s == entry.sequence),
        frozenset(line.number for line in entry.lines if marked.has(line, line.scheme)),
    )
