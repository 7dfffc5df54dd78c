"""The public log: one leaf for everything signed or taken back, without a gap."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized
from conftest import NOON
from sqlalchemy import func, select

from creditbank.adapters.db import ledger, log, transcripts
from creditbank.adapters.db.base import db, reading, transaction
from creditbank.core.errors import NotFoundError
from creditbank.core.log import Kind, leaf_hash, root
from creditbank.core.values import sha256
from creditbank.services import recognition
from creditbank.services import transcripts as issuing

ROUNDS = 12
AT_ONCE = 8


def everything():
    """Every leaf of the log, and how many the head counts."""
    with reading() as session:
        return log.leaves(session, 0, 10_000), log.size(session)


def test_law_14_every_credential_issued_and_revoked_has_its_leaf(bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    entry = recognized(bank, claim, reviewer)
    issued = issuing.issue(None, actor=learner, world=bank)
    recognition.reverse(entry.id, [1], "twice", actor=reviewer, world=bank)

    leaves, size = everything()

    with reading() as session:
        (inner,) = session.scalars(
            select(transcripts.CredentialRow.digest).where(
                transcripts.CredentialRow.kind == "inner"
            )
        )
    assert size == len(leaves)
    assert [(one.kind, one.digest) for one in leaves] == [
        (Kind.ISSUE, inner),
        (Kind.ISSUE, sha256(issued.document)),
        (Kind.REVOKE, inner),
        (Kind.REVOKE, sha256(issued.document)),
    ]


def test_a_deed_that_is_undone_leaves_no_leaf(bank):
    before, _ = everything()

    def fail():
        with transaction() as session:
            log.append(session, Kind.KEY, "a" * 64, at=NOON)
            transcripts.credential(session, "nobody", "nothing")

    with pytest.raises(NotFoundError):
        fail()
    with transaction():
        pass
    assert everything() == (before, len(before))


def test_the_stored_nodes_are_those_of_the_tree(bank):
    with transaction() as session:
        for number in range(300):
            log.append(session, Kind.KEY, f"{number:064x}", at=NOON)

    leaves, size = everything()

    nodes = {}
    for number, leaf in enumerate(leaves):
        nodes[0, number] = leaf_hash(leaf.content)
    with reading() as session:
        stored = session.scalar(select(func.count()).select_from(log.NodeRow))
        found = root(size, log.nodes(session))
    assert found == naive([nodes[0, n] for n in range(size)])
    assert stored < 2 * size


def naive(hashes):
    """RFC 6962 section 2.1 on a list, node by node."""
    import hashlib

    if len(hashes) == 1:
        return hashes[0]
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    both = naive(hashes[:half]) + naive(hashes[half:])
    return hashlib.sha256(b"\1" + both).digest()


def test_leaves_added_at_once_have_no_gap_and_never_deadlock(committed):
    """Some lock the account and then ask for a leaf, some the other way round.

    Were the log's lock taken where it is asked for, PostgreSQL would find a deadlock
    within a few rounds.
    """
    with committed.app_context():
        with transaction() as session:
            ledger.account(session, "a")
        db.session.remove()
    barrier = Barrier(AT_ONCE)

    def write(worker):
        drawn = random.Random(worker)  # noqa: S311 - an order, not a secret
        with committed.app_context():
            barrier.wait()
            for number in range(ROUNDS):
                with transaction() as session:
                    is_first = drawn.random() < 0.5
                    if is_first:
                        ledger.account(session, "a")
                    log.append(session, Kind.KEY, f"{worker}{number:063x}", at=NOON)
                    if not is_first:
                        ledger.account(session, "a")
            db.session.remove()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(write, range(AT_ONCE)))

    with committed.app_context():
        leaves, size = everything()
        with reading() as session:
            numbers = list(
                session.scalars(select(log.LeafRow.number).order_by(log.LeafRow.number))
            )
            found = root(size, log.nodes(session))
        db.session.remove()
    assert len({one.digest for one in leaves}) == AT_ONCE * ROUNDS
    assert numbers == list(range(size))
    assert found == naive([leaf_hash(one.content) for one in leaves])
