"""The tree against its definition, against others' vectors, and against forgery."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.merkle import (
    EMPTY_ROOT,
    Frontier,
    Node,
    ProofInvalid,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    peaks,
    verify_consistency,
    verify_inclusion,
)
from tests.effort import examples

LARGEST = 300
ALL_PAIRS = pytest.mark.parametrize(
    "largest", [70, pytest.param(LARGEST, marks=pytest.mark.slow)]
)
VECTORS = Path(__file__).parents[1] / "vectors" / "merkle"


class Tree:
    """All complete subtrees, and the roots of all sizes by the plain definition."""

    def __init__(self, size: int) -> None:
        self.leaves = [leaf_hash(number.to_bytes(4)) for number in range(size)]
        self.nodes: dict[Node, bytes] = {}
        self.roots = [EMPTY_ROOT]
        frontier = Frontier()
        for leaf in self.leaves:
            self.nodes |= frontier.append(leaf)
            self.roots.append(frontier.root)

    def read(self, nodes: Sequence[Node]) -> list[bytes]:
        return [self.nodes[node] for node in nodes]


def naive(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(naive(leaves[:split]), naive(leaves[split:]))


TREE = Tree(LARGEST)


def test_every_root_is_that_of_the_definition() -> None:
    for size in range(1, LARGEST + 1):
        assert TREE.roots[size] == naive(TREE.leaves[:size])
        assert sum(1 << level for level, _ in peaks(size)) == size


@ALL_PAIRS
def test_every_leaf_of_every_tree_is_proved(largest: int) -> None:
    for size in range(1, largest + 1):
        for index in range(size):
            proof = inclusion_proof(index, size, TREE.read)
            verify_inclusion(index, size, TREE.leaves[index], proof, TREE.roots[size])


@ALL_PAIRS
def test_every_tree_is_proved_to_begin_with_every_smaller_one(largest: int) -> None:
    for new in range(1, largest + 1):
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, TREE.read)
            verify_consistency(old, new, TREE.roots[old], TREE.roots[new], proof)


@examples(150)
@given(st.data())
def test_no_flipped_bit_passes(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size - 1))
    _refuse_flips(index, old, size, [data.draw(st.integers(0, 255))])


@pytest.mark.parametrize("size", [2, 3, pytest.param(7, marks=pytest.mark.slow)])
def test_not_one_flipped_bit_of_a_small_tree_passes(size: int) -> None:
    for index in range(size):
        for old in range(1, size):
            _refuse_flips(index, old, size, range(256))


def _refuse_flips(index: int, old: int, size: int, bits: Iterable[int]) -> None:
    """Flip these bits of each hash in turn: of leaf, roots and proofs."""
    included = inclusion_proof(index, size, TREE.read)
    consistent = consistency_proof(old, size, TREE.read)
    for bit in bits:
        for leaf, root, *proof in flipped(
            [TREE.leaves[index], TREE.roots[size], *included], bit
        ):
            with pytest.raises(ProofInvalid):
                verify_inclusion(index, size, leaf, proof, root)
        for before, after, *proof in flipped(
            [TREE.roots[old], TREE.roots[size], *consistent], bit
        ):
            with pytest.raises(ProofInvalid):
                verify_consistency(old, size, before, after, proof)


def flipped(hashes: Sequence[bytes], bit: int) -> list[list[bytes]]:
    """The hashes as often as there are some, each time with one that was altered."""
    return [
        [*hashes[:place], flip(hash, bit), *hashes[place + 1 :]]
        for place, hash in enumerate(hashes)
    ]


def flip(hash: bytes, bit: int) -> bytes:
    changed = bytearray(hash)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_what_a_tree_does_not_have_is_not_proved() -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(5, 5, TREE.read)
    with pytest.raises(ValueError, match="does not begin"):
        consistency_proof(6, 5, TREE.read)
    assert consistency_proof(0, 5, TREE.read) == []
    with pytest.raises(ValueError, match="peaks"):
        Frontier(3, [b""])


def test_the_tree_of_eight_leaves_of_others() -> None:
    known = json.loads((VECTORS / "rfc6962-8leaf.json").read_text("utf-8"))
    frontier = Frontier()
    assert frontier.root.hex() == known["root_hashes_hex_by_size_0_to_8"][0]
    for entry, root in zip(
        known["leaf_inputs_hex"],
        known["root_hashes_hex_by_size_0_to_8"][1:],
        strict=True,
    ):
        for (level, index), hash in frontier.append(leaf_hash(bytes.fromhex(entry))):
            assert hash.hex() == known["node_hashes_hex_by_level"][level][index]
        assert frontier.root.hex() == root


def probes(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Others' probes of one kind, by name."""
    found = json.loads((VECTORS / f"{kind}.json").read_text("utf-8"))
    return list(found["probes"].items())


def decoded(value: str | None) -> bytes:
    return base64.b64decode(value or "")


@pytest.mark.parametrize(
    "probe", [pytest.param(probe, id=name) for name, probe in probes("inclusion")]
)
def test_others_inclusion_probes(probe: dict[str, Any]) -> None:
    def verify() -> None:
        verify_inclusion(
            probe["leafIdx"],
            probe["treeSize"],
            decoded(probe["leafHash"]),
            [decoded(each) for each in probe["proof"] or ()],
            decoded(probe["root"]),
        )

    expect(probe, verify)


@pytest.mark.parametrize(
    "probe", [pytest.param(probe, id=name) for name, probe in probes("consistency")]
)
def test_others_consistency_probes(probe: dict[str, Any]) -> None:
    def verify() -> None:
        verify_consistency(
            probe["size1"],
            probe["size2"],
            decoded(probe["root1"]),
            decoded(probe["root2"]),
            [decoded(each) for each in probe["proof"] or ()],
        )

    expect(probe, verify)


def expect(probe: dict[str, Any], verify: Any) -> None:
    if probe["wantErr"]:
        with pytest.raises(ProofInvalid):
            verify()
    else:
        verify()
