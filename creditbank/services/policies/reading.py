"""Read policies: what is in force, one version, what it answers to a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from creditbank.adapters.db import policies
from creditbank.adapters.db.base import reading
from creditbank.adapters.db.policies import Adopted
from creditbank.adapters.policy_files import node_tree, plain, read_policy
from creditbank.core.canonical import JSON
from creditbank.core.people import Actor, require
from creditbank.core.policies import Case, Policy, evaluate_versions
from creditbank.core.policies.nodes import Plain
from creditbank.core.policies.versions import always
from creditbank.core.ports import World
from creditbank.core.values import Period, day_in
from creditbank.services.policies.showing import shown_form


@dataclass(frozen=True)
class Published:
    """A policy version with the file it was read from."""

    policy: Policy
    content: bytes
    period: Period | None = None  # the days it is in force; None where nowhere
    successor: str = ""
    versions: tuple[str, ...] = ()  # every version of its code, newest first

    @property
    def plain(self) -> Plain:
        """Give the file as plain texts, lists and tables."""
        return plain(node_tree(self.content))


def list_(*, actor: Actor, world: World) -> list[Adopted]:
    """List every version put in force, now or later, that has not ended; by code."""
    require(actor, "policies.list")
    today = today_at(world)
    with reading() as session:
        return [
            one
            for one in policies.adopted(session)
            if one.period.ends_on is None or one.period.ends_on >= today
        ]


def today_at(world: World) -> date:
    """Tell the bank's calendar date (law 18)."""
    return day_in(world.clock.now())


def show(code: str, version: str | None, *, actor: Actor, world: World) -> Published:
    """Give one version of a policy, the newest where none is named."""
    del world
    require(actor, "policies.show")
    with reading() as session:
        if version is None:
            version = policies.newest(session, code).version
        policy = policies.version(session, code, version)
        placed = [
            one
            for one in policies.adopted(session, policy.authority)
            if one.policy.digest == policy.digest
        ]
        return Published(
            policy,
            policies.content(session, code, version),
            placed[0].period if placed else None,
            placed[0].successor if placed else "",
            tuple(one.version for one in policies.versions(session, code)),
        )


def answer(
    code: str,
    version: str,
    case: JSON,
    *,
    as_if_in_force: bool = False,
    actor: Actor,
    world: World,
) -> dict[str, JSON]:
    """Evaluate a published version on a case anyone may write; nothing is kept.

    As decisions do, it answers only where it is in force at its authority on the date
    it names; where another version is, or none, a holding stays undecided. A decision
    keeps the version of its first submission (law 9): ``as_if_in_force`` asks for that
    one whatever its days. The shown form, with the digest of the ANSWER itself.
    """
    del world
    require(actor, "policies.evaluate")
    asked = Case.of(case)
    with reading() as session:
        policy = policies.version(session, code, version)
        versions = (
            [always(policy)] if as_if_in_force else policies.placed(session, code)
        )
    found = evaluate_versions(versions, asked, only=version)
    told = shown_form(found, versions, asked, only=version)
    return {**told, "digest": found.digest}


def read_file(content: bytes) -> Policy:
    """Read a policy file without a bank; raises PolicyFaultsError."""
    return read_policy(content)


def authority_of(content: bytes) -> str:
    """Name the institution whose policy a file is."""
    return read_policy(content).authority
