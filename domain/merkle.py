"""The Merkle tree of RFC 6962 (2.1): hashes, roots, proofs, and their verification.

A tree of n leaves is split at the largest power of two below n; that makes every
complete subtree lie at a fixed place: level 0 is the leaves, and the node `(level,
index)` covers the leaves from `index << level` on, `1 << level` of them. Proofs name
such nodes, so that whoever stores the nodes (`HashReader`) need not know the tree.
Verification follows RFC 9162 (2.1.3.2 and 2.1.4.2), which says it step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
Node = tuple[int, int]
"""Level and index of a complete subtree."""

HashReader = Callable[[Sequence[Node]], Sequence[bytes]]
"""Gives the hashes of these nodes, in their order."""


class ProofInvalid(ValueError):
    """The proof does not show what it should; the message says where it breaks."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: a zero byte goes before its entry."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\1" + left + right).digest()


def peaks(size: int) -> list[Node]:
    """The largest complete subtrees of a tree of this size, from left to right."""
    found: list[Node] = []
    start = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes of a tree's peaks, left to right."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


class Frontier:
    """The peaks of a growing tree: all that the next leaves need.

    size: number of leaves; hashes: those of `peaks(size)`.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} has {size.bit_count()} peaks")

    def append(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """Add the hash of a leaf; return every complete subtree that this completes,
        the leaf first."""
        node, found = leaf, [((0, self.size), leaf)]
        level, index = 0, self.size
        while index & 1:
            node = node_hash(self.hashes.pop(), node)
            level, index = level + 1, index >> 1
            found.append(((level, index), node))
        self.hashes.append(node)
        self.size += 1
        return found

    @property
    def root(self) -> bytes:
        return root_of(self.hashes)


def inclusion_proof(index: int, size: int, read: HashReader) -> list[bytes]:
    """The proof that leaf `index` lies in the tree of `size` (RFC 6962, 2.1.1).

    Raises `ValueError` for a leaf that the tree does not have.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    return _combined(_path(index, 0, size), read)


def consistency_proof(old: int, new: int, read: HashReader) -> list[bytes]:
    """The proof that the tree of `new` begins with that of `old` (RFC 6962, 2.1.2).

    Empty if they are the same or `old` is 0. Raises `ValueError` if `old` is larger.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not begin with one of {old}")
    if old in (0, new):
        return []
    return _combined(_subproof(old, 0, new, whole=True), read)


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf's hash lies at `index` under a root. Raises `ProofInvalid`."""
    if not 0 <= index < size:
        raise ProofInvalid(f"a tree of {size} has no leaf {index}")
    _require_hashes([leaf, *proof])
    place, last, node = index, size - 1, leaf
    for hash in proof:
        if last == 0:
            raise ProofInvalid("the proof is too long")
        if place & 1 or place == last:
            node = node_hash(hash, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, hash)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofInvalid("the proof is too short")
    if node != root:
        raise ProofInvalid("the proof leads to another root")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of `new` begins with that of `old`. Raises `ProofInvalid`.

    An empty old tree proves nothing, so it is refused.
    """
    if not 0 < old <= new:
        raise ProofInvalid(f"nothing shows that a tree of {new} begins with {old}")
    _require_hashes(proof)
    if old == new:
        if proof:
            raise ProofInvalid("the proof is too long")
        if old_root != new_root:
            raise ProofInvalid("two roots of one size differ")
        return
    if not proof:
        raise ProofInvalid("the proof is too short")
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = hashes[0]
    for hash in hashes[1:]:
        if last == 0:
            raise ProofInvalid("the proof is too long")
        if place & 1 or place == last:
            before, after = node_hash(hash, before), node_hash(hash, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, hash)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofInvalid("the proof is too short")
    if before != old_root:
        raise ProofInvalid("the proof leads to another old root")
    if after != new_root:
        raise ProofInvalid("the proof leads to another new root")


Part = list[Node]
"""Complete subtrees whose hashes, joined as peaks are, make one hash of a proof."""


def _split(size: int) -> int:
    """The largest power of two below the size (at least 2)."""
    return 1 << (size - 1).bit_length() - 1


def _range(start: int, size: int) -> Part:
    """The peaks of the leaves from `start` on; it is a multiple of a power of two that
    is not below the size."""
    return [(level, index + (start >> level)) for level, index in peaks(size)]


def _path(index: int, start: int, size: int) -> list[Part]:
    if size == 1:
        return []
    left = _split(size)
    if index < left:
        return [
            *_path(index, start, left),
            _range(start + left, size - left),
        ]
    return [*_path(index - left, start + left, size - left), _range(start, left)]


def _subproof(old: int, start: int, size: int, *, whole: bool) -> list[Part]:
    if old == size:
        return [] if whole else [_range(start, size)]
    left = _split(size)
    if old <= left:
        return [
            *_subproof(old, start, left, whole=whole),
            _range(start + left, size - left),
        ]
    return [
        *_subproof(old - left, start + left, size - left, whole=False),
        _range(start, left),
    ]


def _combined(parts: Sequence[Part], read: HashReader) -> list[bytes]:
    """One hash a part, of one look at the nodes."""
    found = iter(read([node for part in parts for node in part]))
    return [root_of([next(found) for _ in part]) for part in parts]


def _require_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(hash) != HASH_SIZE for hash in hashes):
        raise ProofInvalid("a hash has 32 bytes")
