"""The public log's tree, tiles and notes, against a naive tree and known vectors."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode

import pytest
from conftest import NOON, OneKey
from hypothesis import given
from hypothesis import strategies as st

from creditbank.adapters.keys import verify_ed25519
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.log import (
    Checkpoint,
    Kind,
    Leaf,
    Tile,
    consistency,
    grown,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    log_name,
    opened,
    root,
    root_of,
    sealed,
    unproven,
    verifier_key,
)
from creditbank.core.log.tiles import bundle

# The test vectors of RFC 6962's authors (certificate-transparency, merkletree).
ENTRIES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive(leaves):
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    both = naive(leaves[:k]) + naive(leaves[k:])
    return hashlib.sha256(b"\1" + both).digest()


class Grove:
    """A tree that keeps its nodes in memory and counts how many were read."""

    def __init__(self, leaves):
        self.nodes, self.reads = {}, 0
        for size, leaf in enumerate(leaves):
            for level, number, found in grown(size, leaf, self.read):
                assert (level, number) not in self.nodes
                self.nodes[level, number] = found

    def read(self, level, number):
        self.reads += 1
        return self.nodes[level, number]


def leaves_of(size):
    return [leaf_hash(str(n).encode()) for n in range(size)]


def test_the_roots_are_those_of_rfc_6962s_authors():
    grove = Grove(leaf_hash(one) for one in ENTRIES)
    for size, expected in enumerate(ROOTS):
        assert root(size, grove.read).hex() == expected


@given(st.integers(0, 300))
def test_the_tree_is_that_of_the_definition(size):
    leaves = leaves_of(size)
    assert root(size, Grove(leaves).read) == naive(leaves)
    assert root_of(leaves) == naive(leaves)


@given(st.data())
def test_every_leaf_proves_that_it_stands_in_the_tree_and_in_no_other_place(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    top = naive(leaves)
    proof = inclusion(index, size, Grove(leaves).read)

    assert is_included(leaves[index], index, size, proof, top)
    other = data.draw(st.integers(-1, size + 1))
    assert is_included(leaves[index], other, size, proof, top) is (other == index)
    assert not is_included(leaf_hash(b"x"), index, size, proof, top)
    assert not is_included(leaves[index], index, size, [*proof, top], top)
    assert not is_included(leaves[index], index, size, proof, leaf_hash(b"x"))
    for place in range(len(proof)):
        worse = [*proof]
        worse[place] = leaf_hash(b"x")
        assert not is_included(leaves[index], index, size, worse, top)
        assert not is_included(leaves[index], index, size, proof[:place], top)


@given(st.data())
def test_a_tree_proves_that_it_only_added_to_an_older_one(data):
    size = data.draw(st.integers(0, 300))
    old = data.draw(st.integers(0, size))
    leaves = leaves_of(size)
    before, after = naive(leaves[:old]), naive(leaves)
    proof = consistency(old, size, Grove(leaves).read)

    assert is_consistent(old, before, size, after, proof)
    if old:
        assert not is_consistent(old, leaf_hash(b"x"), size, after, proof)
    assert not is_consistent(old, before, size, after, [*proof, after])
    for place in range(len(proof)):
        worse = [*proof]
        worse[place] = leaf_hash(b"x")
        assert not is_consistent(old, before, size, after, worse)
        assert not is_consistent(old, before, size, after, proof[:place])
    assert not is_consistent(size + 1, before, size, after, proof)


def test_a_changed_old_leaf_has_no_proof_of_consistency():
    leaves = leaves_of(100)
    changed = [*leaves]
    changed[3] = leaf_hash(b"another")
    proof = consistency(50, 100, Grove(changed).read)
    assert not is_consistent(50, naive(leaves[:50]), 100, naive(changed), proof)


def test_a_proof_reads_about_log_n_nodes():
    grove = Grove(leaves_of(4000))
    for deed in (
        lambda: root(3999, grove.read),
        lambda: inclusion(1234, 3999, grove.read),
        lambda: consistency(2345, 3999, grove.read),
    ):
        grove.reads = 0
        deed()
        assert grove.reads <= 24  # twice the twelve levels of 4,000 leaves


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "0/x001/x234/067"),  # the example of C2SP tlog-tiles
        (Tile(0, 0), "0/000"),
        (Tile(2, 255, 1), "2/255.p/1"),
        (Tile(63, 1000, 255), "63/x001/000.p/255"),
        (Tile(None, 12, 7), "entries/012.p/7"),
    ],
)
def test_a_tile_has_one_address(tile, path):
    assert tile.path == path
    assert Tile.of(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        *("0/0", "00/000", "64/000", "-1/000", "0/x000/001", "0/001/002", "0/x01/002"),
        *("0/000.p/0", "0/000.p/256", "0/000.p/300", "0/000.p/07", "0/000.p", "x/000"),
        *("0/000/", "entries/", "", "0/٠٠١"),
    ],
)
def test_an_address_written_another_way_is_no_tile(path):
    with pytest.raises(NotFoundError):
        Tile.of(path)


def test_a_tile_is_there_when_the_tree_reaches_it():
    assert Tile(0, 1, 4).is_in(260)
    assert not Tile(0, 1, 5).is_in(260)
    assert Tile(1, 0, 1).is_in(256)
    assert not Tile(1, 0, 1).is_in(255)
    assert Tile(None, 1, 4).is_in(260)
    assert (Tile(1, 2).node_level, Tile(1, 2).start) == (8, 512)
    assert Tile(0, 0).is_full
    assert not Tile(0, 0, 3).is_full


def test_a_bundle_writes_each_entry_after_its_length():
    assert bundle([b"ab", b"", b"c" * 300]) == b"\0\2ab\0\0\1\54" + b"c" * 300


def test_a_leaf_is_canonical_json_of_kind_digest_and_moment():
    leaf = Leaf(Kind.ISSUE, "ab" * 32, NOON)
    assert leaf.content == (
        b'{"at":"2026-11-24T04:00:00Z","digest":"' + b"ab" * 32 + b'","kind":"issue"}'
    )


NAME = log_name("https://credits.example.edu")
KEY = OneKey(Purpose.CHECKPOINTS).private.public_key().public_bytes_raw()
CHECKPOINT = Checkpoint(NAME, 7, bytes(range(32)))


def test_a_log_is_named_by_its_address():
    assert NAME == "credits.example.edu/log"


def test_a_verifier_key_is_written_as_gos_note_package_writes_it():
    public = b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    assert verifier_key("PeterNeumann", public) == (
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )


def test_a_signed_checkpoint_opens_with_its_key_and_only_as_it_was_signed():
    note = sealed(CHECKPOINT, OneKey(Purpose.CHECKPOINTS))

    assert note.startswith(b"credits.example.edu/log\n7\nAAEC")
    assert opened(note, NAME, [KEY], verify_ed25519) == CHECKPOINT
    assert unproven(note) == CHECKPOINT
    more = note + "— witness.example aGVsbG8=\n".encode()
    assert opened(more, NAME, [bytes(32), KEY], verify_ed25519) == CHECKPOINT
    for wrong in (
        note.replace(b"\n7\n", b"\n8\n"),
        note.replace(b"credits.", b"credit2."),
        note[:-1],
        note[:-8] + b"AAAAAA=\n",
        note.replace("— ".encode(), b"- "),
        note + b"\n",
        note + "— nobody !!\n".encode(),
        note.partition(b"\n\n")[0],
        b"\xff" + note,
        note + b"x" * 10_000,
        b"",
    ):
        with pytest.raises(BadValueError):
            opened(wrong, NAME, [KEY], verify_ed25519)


def test_a_checkpoint_of_another_log_or_key_is_refused():
    note = sealed(CHECKPOINT, OneKey(Purpose.CHECKPOINTS))
    with pytest.raises(BadValueError):
        opened(note, "other.example/log", [KEY], verify_ed25519)
    with pytest.raises(BadValueError):
        opened(note, NAME, [], verify_ed25519)
    with pytest.raises(BadValueError):
        opened(note, NAME, [bytes(32)], verify_ed25519)


@pytest.mark.parametrize(
    "text",
    [
        "name\n07\n" + b64encode(bytes(32)).decode() + "\n",
        "name\n7\n" + b64encode(bytes(31)).decode() + "\n",
        "name\n7\n" + "!" * 44 + "\n",
        "name\n7\n" + b64encode(bytes(32)).decode() + "\nmore\n",
        "name\n7\n",
    ],
)
def test_a_checkpoint_is_written_one_way(text):
    with pytest.raises(BadValueError):
        Checkpoint.of(text)
