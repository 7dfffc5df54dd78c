"""The Merkle tree of RFC 6962: it grows at the right, and proves it in few hashes.

A node ``(level, number)`` is the hash over the ``2**level`` leaves that start at
``number * 2**level``; only whole ones are stored, and none ever changes. Everything
here asks for nodes by ``read``, so that a proof takes about log n of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

Read: TypeAlias = Callable[[int, int], bytes]

EMPTY = hashlib.sha256(b"").digest()  # the root of a tree without leaves


def leaf_hash(content: bytes) -> bytes:
    """RFC 6962 section 2.1: a leaf cannot pass for a node."""
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def grown(size: int, leaf: bytes, read: Read) -> Iterator[tuple[int, int, bytes]]:
    """Give the nodes that become whole when ``leaf`` joins a tree of ``size``."""
    level, number, found = 0, size, leaf
    yield level, number, found
    while number % 2:
        found = node_hash(read(level, number - 1), found)
        level, number = level + 1, number // 2
        yield level, number, found


def root(size: int, read: Read) -> bytes:
    """Hash the tree of the first ``size`` leaves."""
    return _span(0, size, read) if size else EMPTY


class Stack:
    """The tree over hashes that come one by one, holding one node a level."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[tuple[int, bytes]] = []  # level and hash, larger ones first

    def add(self, leaf: bytes) -> None:
        level, found = 0, leaf
        while self._whole and self._whole[-1][0] == level:
            found = node_hash(self._whole.pop()[1], found)
            level += 1
        self._whole.append((level, found))
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self._whole:
            return EMPTY
        *larger, (_, found) = self._whole
        for _, left in reversed(larger):
            found = node_hash(left, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Hash the tree over these leaf hashes."""
    stack = Stack()
    for leaf in leaves:
        stack.add(leaf)
    return stack.root


def inclusion(index: int, size: int, read: Read) -> list[bytes]:
    """Prove that leaf ``index`` stands in the tree of ``size`` (RFC 6962, 2.1.1)."""
    return _path(index, 0, size, read)


def consistency(old: int, size: int, read: Read) -> list[bytes]:
    """Prove that the tree of ``size`` only added to that of ``old`` (2.1.2)."""
    return _subproof(old, 0, size, read, is_known=True) if 0 < old < size else []


def _span(start: int, end: int, read: Read) -> bytes:
    """Hash the leaves from ``start`` up to ``end``; RFC 6962 always splits aligned."""
    count = end - start
    level = count.bit_length() - 1
    if count == 1 << level:
        return read(level, start >> level)
    middle = start + _split(count)
    return node_hash(_span(start, middle, read), _span(middle, end, read))


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def _path(index: int, start: int, end: int, read: Read) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, read), _span(middle, end, read)]
    return [*_path(index, middle, end, read), _span(start, middle, read)]


def _subproof(
    old: int, start: int, end: int, read: Read, *, is_known: bool
) -> list[bytes]:
    if old == end:
        return [] if is_known else [_span(start, end, read)]
    middle = start + _split(end - start)
    if old <= middle:
        left = _subproof(old, start, middle, read, is_known=is_known)
        return [*left, _span(middle, end, read)]
    right = _subproof(old, middle, end, read, is_known=False)
    return [*right, _span(start, middle, read)]


def is_included(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes
) -> bool:
    """Tell whether ``proof`` leads from leaf to ``top`` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if number % 2 or number == last:
            found = node_hash(sibling, found)
            while not number % 2 and number:
                number, last = number // 2, last // 2
        else:
            found = node_hash(found, sibling)
        number, last = number // 2, last // 2
    return last == 0 and found == top


def is_consistent(
    old: int, old_top: bytes, size: int, top: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether ``proof`` shows that nothing old was changed (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= size:
        return False
    if old in (0, size):
        expected = EMPTY if old == 0 else top
        return not proof and old_top == expected
    number, last = old - 1, size - 1
    while number % 2:
        number, last = number // 2, last // 2
    way = list(proof) if number else [old_top, *proof]
    if not way:
        return False
    before = after = way[0]
    for sibling in way[1:]:
        if last == 0:
            return False
        if number % 2 or number == last:
            before = node_hash(sibling, before)
            after = node_hash(sibling, after)
            while not number % 2 and number:
                number, last = number // 2, last // 2
        else:
            after = node_hash(after, sibling)
        number, last = number // 2, last // 2
    return last == 0 and (before, after) == (old_top, top)
