"""The public log: sign checkpoints, give tiles, put in the heads of all accounts.

A checkpoint is signed after the commit that added leaves, kept, and then written to
the file outside the data folder. Whatever dies in between is made good by whoever
publishes next: the server does when it starts, after each request that added leaves,
and its worker every few seconds. Several may do so at once, for the tree has one
shape only: two that sign the same size sign the same words.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from creditbank.adapters.db import keys, ledger, log
from creditbank.adapters.db.base import db, reading, transaction
from creditbank.adapters.keys import verify_ed25519
from creditbank.config import WrongSettingError
from creditbank.core.errors import BadValueError, LogInconsistentError, NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.log import (
    Checkpoint,
    Kind,
    Tile,
    consistency,
    is_consistent,
    leaf_hash,
    log_name,
    opened,
    root,
    root_of,
    sealed,
    unproven,
    verifier_key,
)
from creditbank.core.people import STRANGER, require
from creditbank.core.ports import World
from creditbank.core.transcripts.encoding import public_key_of
from creditbank.core.values import Digest

SETTING = "CREDITBANK_CHECKPOINT_FILE"
HEADS = "log.heads"  # the periodic job


def publish(*, world: World) -> None:
    """Sign a checkpoint over every leaf there is, keep it and write it out.

    Done again, it changes nothing. Nothing is signed that does not continue the
    checkpoint signed last and the one in the file: raises LogInconsistentError, or
    WrongSettingError that names the file where the bank is behind it.
    """
    kept = world.checkpoints.kept() if world.checkpoints else None
    with reading() as session:
        checkpoint = _next(session, kept, world)
    if checkpoint is not None:
        with transaction() as session:
            _sign(session, checkpoint, world)
    if world.checkpoints is None:
        return
    with reading() as session:
        newest = log.newest(session)
        note = newest.note.encode() if newest else b""
    world.checkpoints.exchange(lambda held: note if is_ahead(note, held) else None)


def publish_grown(*, world: World) -> None:
    """Publish if this request, or command, has put something into the log."""
    if db.session.registry.has() and log.has_grown(db.session()):
        publish(world=world)


def is_ahead(note: bytes, held: bytes | None) -> bool:
    """Tell whether ``note`` should take the place of what the file holds."""
    if held is None:
        return True
    return held != note and unproven(held).size <= unproven(note).size


def _next(session: Session, kept: bytes | None, world: World) -> Checkpoint | None:
    """State the tree as it is; None where it was signed before.

    The file is read before the size: a bank in order has always committed what
    stands there, so that a size below it is an older copy's.
    """
    size = log.size(session)
    if kept is not None:
        _check_file(session, kept, size, world)
    signer = world.keys.signer(Purpose.CHECKPOINTS)
    key = signer.key_id.partition("#")[2]
    before = log.newest(session)
    if before is not None and (before.size, before.key) == (size, key):
        return None
    top = root(size, log.nodes(session))
    if before is not None:
        _check_grown(session, unproven(before.note.encode()), size, top)
    return Checkpoint(log_name(world.origin), size, top)


def _sign(session: Session, checkpoint: Checkpoint, world: World) -> None:
    """Sign and keep a checkpoint, unless someone signed the same one meanwhile.

    It is signed in the transaction that keeps it: there the ring notes its intent.
    """
    signer = world.keys.signer(Purpose.CHECKPOINTS)
    key = signer.key_id.partition("#")[2]
    if log.is_unsigned(session, checkpoint.size, key):
        note = sealed(checkpoint, signer).decode()
        now = world.clock.now()
        row = log.CheckpointRow(size=checkpoint.size, key=key, note=note, at=now)
        session.add(row)


def _check_grown(session: Session, before: Checkpoint, size: int, top: bytes) -> None:
    """The tree continues the last checkpoint, and its new nodes are of its leaves."""
    read = log.nodes(session)
    is_same = before.size <= size and is_consistent(
        before.size, before.root, size, top, consistency(before.size, size, read)
    )
    added = log.leaves(session, before.size, size - before.size)
    hashes = [leaf_hash(leaf.content) for leaf in added]
    stored = [read(0, before.size + place) for place in range(len(added))]
    if not is_same or len(added) != size - before.size or hashes != stored:
        raise LogInconsistentError(place=f"{before.size}..{size}")


def _check_file(session: Session, kept: bytes, size: int, world: World) -> None:
    """The bank has every leaf the file tells of (law 14)."""
    try:
        told = unproven(kept)
    except BadValueError as error:
        raise WrongSettingError(SETTING, "holds no checkpoint") from error
    if told.size > size:
        raise WrongSettingError(
            SETTING,
            f"records a log of {told.size} leaves, and this bank has {size}: "
            "an older copy of the bank was put in its place",
        )
    try:
        opened(kept, log_name(world.origin), _public_keys(session), verify_ed25519)
    except BadValueError as error:
        reason = "holds a checkpoint that this bank did not sign"
        raise WrongSettingError(SETTING, reason) from error
    if root(told.size, log.nodes(session)) != told.root:
        reason = f"records another log than this bank's, at {told.size} of {size}"
        raise WrongSettingError(SETTING, reason)


def _public_keys(session: Session) -> list[bytes]:
    return [
        public_key_of(key.name)
        for key in keys.published(session)
        if key.purpose is Purpose.CHECKPOINTS
    ]


def checkpoint(*, world: World) -> bytes:
    """Give the checkpoint signed last; NotFoundError before there is one."""
    del world
    require(STRANGER, "log.checkpoint")
    with reading() as session:
        row = log.newest(session)
        if row is None:
            raise NotFoundError
        return row.note.encode()


def tile(path: str, *, world: World) -> tuple[Tile, bytes]:
    """Give a tile or bundle, as far as the last checkpoint reaches."""
    del world
    require(STRANGER, "log.tile")
    wanted = Tile.of(path)
    with reading() as session:
        row = log.newest(session)
        if row is None or not wanted.is_in(row.size):
            raise NotFoundError
        return wanted, log.tile(session, wanted)


def verifier(*, world: World) -> str:
    """Give the key of the checkpoints as auditors' programs read it."""
    require(STRANGER, "log.checkpoint")
    with reading():
        name = world.keys.signer(Purpose.CHECKPOINTS).key_id.partition("#")[2]
    return verifier_key(log_name(world.origin), public_key_of(name))


def publish_heads(*, world: World) -> Digest:
    """Put the Merkle root over the heads of all accounts into the log (law 13)."""
    taken: list[Digest] = []

    def heads_root(session: Session) -> Digest:
        hashes = (leaf_hash(bytes.fromhex(head)) for head in ledger.heads(session))
        taken.append(Digest(root_of(hashes).hex()))
        return taken[-1]

    now: datetime = world.clock.now()
    with transaction() as session:
        log.append_late(session, Kind.HEADS, heads_root, at=now)
    publish_grown(world=world)
    return taken[-1]
