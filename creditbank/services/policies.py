"""Policies: publish a version, read it, and ask what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from creditbank.adapters.db import policies
from creditbank.adapters.db.base import reading, transaction
from creditbank.adapters.policy_files import node_tree, plain, read_policy
from creditbank.core.canonical import JSON
from creditbank.core.errors import PolicyPublishedError
from creditbank.core.people import Actor, require
from creditbank.core.policies import Answer, Case, Policy, evaluate
from creditbank.core.policies.nodes import Plain
from creditbank.core.ports import World


@dataclass(frozen=True)
class Published:
    """A policy version with the file it was read from."""

    policy: Policy
    content: bytes

    @property
    def plain(self) -> Plain:
        """Give the file as plain texts, lists and tables."""
        return plain(node_tree(self.content))


def publish(content: bytes, *, actor: Actor, world: World) -> Policy:
    """Publish a policy file and put it in force at its authority.

    The second time with the same bytes changes nothing; the same version with other
    bytes is refused (PolicyPublishedError): what is published never changes.
    Raises PolicyFaultsError where the file cannot be read.
    """
    policy = read_policy(content)
    require(actor, "policies.publish", at=policy.authority)
    at = world.clock.now()
    with transaction() as session:
        known = session.get(policies.PolicyVersionRow, (policy.code, policy.version))
        if known is not None and known.digest != policy.digest:
            raise PolicyPublishedError(code=policy.code, version=policy.version)
        if known is None:
            session.add(policies.PolicyVersionRow.of(policy, content, at))
            session.flush()
            session.add(
                policies.AdoptionRow(
                    institution=policy.authority,
                    code=policy.code,
                    version=policy.version,
                    adopted_at=at,
                )
            )
    return policy


def list_(*, actor: Actor, world: World) -> list[Policy]:
    """List every policy in force, by code."""
    del world
    require(actor, "policies.list")
    with reading() as session:
        return policies.adopted(session)


def show(code: str, version: str | None, *, actor: Actor, world: World) -> Published:
    """Give one version of a policy, the newest where none is named."""
    del world
    require(actor, "policies.show")
    with reading() as session:
        if version is None:
            version = policies.newest(session, code).version
        return Published(
            policies.version(session, code, version),
            policies.content(session, code, version),
        )


def answer(
    code: str, version: str, case: JSON, *, actor: Actor, world: World
) -> Answer:
    """Evaluate a published version on a case anyone may write; nothing is kept."""
    del world
    require(actor, "policies.evaluate")
    asked = Case.of(case)
    with reading() as session:
        policy = policies.version(session, code, version)
    return evaluate(policy, asked)


def read_file(content: bytes) -> Policy:
    """Read a policy file without a bank; raises PolicyFaultsError."""
    return read_policy(content)


def authority_of(content: bytes) -> str:
    """Name the institution whose policy a file is."""
    return read_policy(content).authority
