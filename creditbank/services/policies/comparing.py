"""Two versions of a policy, or two files: what differs, and on which examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from creditbank.adapters.db import policies
from creditbank.adapters.db.base import reading
from creditbank.adapters.policy_files import node_tree, plain, read_policy
from creditbank.core.changes import Change, Concerns, changes, sorted_by_concern
from creditbank.core.errors import BadValueError
from creditbank.core.people import Actor, require
from creditbank.core.policies import Answer, Case, Policy, evaluate
from creditbank.core.policies.examples import examples_of
from creditbank.core.policies.steps import Steps
from creditbank.core.ports import World
from creditbank.core.values import Digest
from creditbank.services.policies.drafting import Draft

EXAMPLES_MAX = 200  # tried under both; a file has a few for every rule


@dataclass(frozen=True)
class Differing:
    """An example that the two versions answer differently."""

    name: str
    old: Answer
    new: Answer


@dataclass(frozen=True)
class Comparison:
    """What differs between two policies, and where it would show."""

    old: Policy
    new: Policy
    changes: Mapping[Concerns, tuple[Change, ...]]
    tried: int
    differing: tuple[Differing, ...]
    versions: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        return not any(self.changes.values())


def compare(code: str, old: str, new: str, *, actor: Actor, world: World) -> Comparison:
    """Compare two published versions of a policy."""
    del world
    require(actor, "policies.compare")
    with reading() as session:
        files = (
            policies.content(session, code, old),
            policies.content(session, code, new),
        )
        known = tuple(one.version for one in policies.versions(session, code))
    return compare_files(*files, versions=known)


def against_published(draft: Draft, *, actor: Actor, world: World) -> Comparison | None:
    """Compare a draft with the newest published version of its code; None if none."""
    del world
    require(actor, "policies.preview", at=draft.institution)
    if draft.policy is None:
        return None
    with reading() as session:
        known = policies.versions(session, draft.policy.code)
        others = [one for one in known if one.version != draft.policy.version]
        if not others:
            return None
        old = policies.content(session, others[0].code, others[0].version)
    return compare_files(old, draft.content)


def compare_files(
    old: bytes, new: bytes, *, versions: tuple[str, ...] = ()
) -> Comparison:
    """Compare two files without a bank; raises PolicyFaultsError.

    Both answer every example, as if each were in force on its day.
    """
    one, two = read_policy(old), read_policy(new)
    before, after = node_tree(old), node_tree(new)
    steps = Steps()
    cases = {
        example.name: example.case
        for root in (before, after)
        for example in examples_of(root, steps)[0]
    }
    tried = dict(list(cases.items())[:EXAMPLES_MAX])
    return Comparison(
        one,
        two,
        sorted_by_concern(changes(plain(before), plain(after))),
        len(tried),
        tuple(_differing(one, two, tried)),
        versions,
    )


def _differing(
    old: Policy, new: Policy, cases: Mapping[str, Case]
) -> Iterator[Differing]:
    for name, case in cases.items():
        try:
            before, after = evaluate(old, case), evaluate(new, case)
        except BadValueError:  # an example of one file the other cannot be asked
            continue
        if _gist(before) != _gist(after):
            yield Differing(name, before, after)


def _gist(answer: Answer) -> Digest:
    """Take an answer for what it says, whichever version says it."""
    lines = tuple(replace(line, version="") for line in answer.lines)
    return replace(answer, lines=lines).digest
