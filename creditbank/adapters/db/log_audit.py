"""What an audit asks of the public log: that it says the same as the books.

Every credential, and everything a stranger can see of its life, has its leaf, and no
leaf of these kinds is without; the leaves alone give the root of every checkpoint; and
the newest `heads` leaves are those of the entries posted before them. Leaves of kind
`key` are counted in the tree, and compared with nothing here. The newest `heads` leaf
is also that of the accounts: one that was taken away with its entries is missed there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db import ledger, log, status, transcripts
from creditbank.core.errors import BadValueError, LogInconsistentError
from creditbank.core.log import (
    Checkpoint,
    Kind,
    Stack,
    leaf_hash,
    root,
    root_of,
    unproven,
)
from creditbank.core.transcripts.life import Act, CredentialMoveError, Life

BATCH = 4096  # leaves read at once
HEADS_CHECKED = 24  # of the newest: one reads all heads of its moment

SAME = (log.MarkRow.learner_id == ledger.EntryRow.learner_id) & (
    log.MarkRow.sequence == ledger.EntryRow.sequence
)

Told = tuple[str, str]  # kind, digest


def log_faults(session: Session) -> Iterator[tuple[str, str]]:
    """Give what is wrong with the log, as (code, place)."""
    found: Counter[Told] = Counter()
    yield from _tree(session, found)
    meant = Counter(_meant(session))
    for kind, digest in sorted((meant - found).keys()):
        yield "log_leaf_missing", f"{kind} {digest}"
    for kind, digest in sorted((found - meant).keys()):
        yield "log_leaf_unfounded", f"{kind} {digest}"
    yield from _heads(session)


def _tree(session: Session, found: Counter[Told]) -> Iterator[tuple[str, str]]:
    """Rebuild the tree from its leaves alone; note what they tell of credentials."""
    size = log.size(session)
    notes = session.scalars(select(log.CheckpointRow.note)).all()
    signed = [one for one in map(_stated, notes) if one is not None]
    roots = {one.size: b"" for one in signed}
    stack = Stack()
    roots.update({0: stack.root} if 0 in roots else {})
    for start in range(0, size, BATCH):
        for leaf in log.leaves(session, start, min(BATCH, size - start)):
            stack.add(leaf_hash(leaf.content))
            if stack.size in roots:
                roots[stack.size] = stack.root
            if leaf.kind not in {Kind.HEADS, Kind.KEY}:
                found[leaf.kind.value, leaf.digest] += 1
        session.expunge_all()
    if stack.size != size or log.leaves(session, size, 1):
        yield "log_gap", str(stack.size)
    elif not _is_root(session, size, stack.root):
        yield "log_nodes_differ", str(size)
    for one in signed:
        if roots[one.size] != one.root:
            yield "log_checkpoint_differs", str(one.size)


def _stated(note: str) -> Checkpoint | None:
    """Read a checkpoint; what is none is told as a fault of its signature."""
    try:
        return unproven(note.encode())
    except BadValueError:
        return None


def _is_root(session: Session, size: int, top: bytes) -> bool:
    """Tell whether the stored nodes are all there and give the same root."""
    try:
        return root(size, log.nodes(session)) == top
    except LogInconsistentError:
        return False


def _meant(session: Session) -> Iterator[Told]:
    """Say what the log must tell of credentials, by what happened to each."""
    event, credential = status.StatusEventRow, transcripts.CredentialRow
    rows = session.execute(
        select(event, credential.digest)
        .join(
            credential,
            (credential.learner_id == event.learner_id)
            & (credential.id == event.credential_id),
        )
        .order_by(event.learner_id, event.credential_id, event.number)
    )
    for (_, digest), events in groupby(
        rows, lambda row: (row[0].credential_id, row[1])
    ):
        life = Life()
        for row, _ in events:
            before = life.bits
            try:
                life = life.after(row.value())
            except CredentialMoveError:
                break  # told as a fault of its life
            if row.act == Act.ISSUE or life.bits != before:
                yield row.act, digest


def _heads(session: Session) -> Iterator[tuple[str, str]]:
    """Recompute the newest roots over all heads, each for its moment."""
    entry, mark = ledger.EntryRow, log.MarkRow
    unmarked = select(entry.learner_id, entry.sequence).outerjoin(mark, SAME)
    for learner_id, sequence in session.execute(
        unmarked.where(mark.learner_id.is_(None))
    ):
        yield "log_mark_missing", f"{learner_id} {sequence}"
    yield from _root_differs(session)


def _root_differs(session: Session) -> Iterator[tuple[str, str]]:
    newest = session.execute(
        select(log.LeafRow.number, log.LeafRow.digest)
        .where(log.LeafRow.kind == Kind.HEADS.value)
        .order_by(log.LeafRow.number.desc())
        .limit(HEADS_CHECKED)
    ).all()
    for number, digest in newest:
        if _heads_root(_heads_at(session, number)) != digest:
            yield "log_heads_differ", str(number)
    if newest:
        number, digest = newest[0]
        if _heads_root(_accounts_at(session, number)) != digest:
            yield "log_heads_differ", f"{number} accounts"


def _heads_root(heads: dict[str, str]) -> str:
    hashes = (leaf_hash(bytes.fromhex(heads[one])) for one in sorted(heads))
    return root_of(hashes).hex()


def _heads_at(session: Session, number: int) -> dict[str, str]:
    """Give the head each learner's entries had when the log was ``number`` long."""
    entry, mark = ledger.EntryRow, log.MarkRow
    rows = session.execute(
        select(entry.learner_id, entry.digest)
        .join(mark, SAME)
        .where(mark.log_size <= number)
        .order_by(entry.learner_id, entry.sequence)
    )
    return {row.learner_id: row.digest for row in rows}


def _accounts_at(session: Session, number: int) -> dict[str, str]:
    """Give the heads of the accounts; of those that went on, what they had then."""
    account, mark = ledger.AccountRow, log.MarkRow
    rows = session.execute(
        select(account.learner_id, account.head).where(account.entry_count > 0)
    )
    heads = {row.learner_id: row.head for row in rows}
    later = set(session.scalars(select(mark.learner_id).where(mark.log_size > number)))
    then = _heads_at(session, number) if later else {}
    for one in later & heads.keys():
        if one in then:
            heads[one] = then[one]
        else:
            del heads[one]
    return heads
