"""Proofs out of the tiles: that an entry lies in the log, that one log extends another.

Each is verified before it leaves, against the root of a signed checkpoint.
"""

from __future__ import annotations

from typing import NamedTuple

from application.checkpoint import Checkpoint, CheckpointInvalid
from application.signed_note import NoteInvalid, parsed
from application.tlog_proof import TlogProof
from application.tlog_tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    TileInvalid,
    entries_in,
    reader,
)
from domain.errors import Refusal
from domain.merkle import (
    HashReader,
    ProofInvalid,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    peaks,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from projections.transparency.folder import LogFolder
from projections.transparency.refusals import LogTilesDamaged


class NotInLogYet(Refusal):
    zh = "日志尚未公布到此处：现有 {size} 条。请稍后再试。"
    en = "The published log does not reach there yet: it has {size} entries. Try later."
    fields = ("size",)


class LogSizesReversed(Refusal):
    zh = "大小应满足 0 < {old} ≤ {new}。"
    en = "Sizes must be 0 < {old} ≤ {new}."
    fields = ("from", "to")


class Inclusion(NamedTuple):
    """leaf_index: its position less one. root: of the tree of this size.
    checkpoint: the newest signed one, which covers the tree."""

    leaf_index: int
    size: int
    leaf: bytes
    root: bytes
    hashes: list[bytes]
    checkpoint: str


class Consistency(NamedTuple):
    """That the tree of `new` leaves begins with the one of `old`."""

    old: int
    new: int
    old_root: bytes
    new_root: bytes
    hashes: list[bytes]
    checkpoint: str


class Proofs:
    """Makes proofs of what is published in a folder."""

    def __init__(self, folder: LogFolder) -> None:
        self._folder = folder

    def published(self) -> tuple[Checkpoint, str]:
        """The newest checkpoint, as text and note. Raises `NotInLogYet`."""
        note = self._folder.checkpoint()
        if note is None:
            raise NotInLogYet(size=0)
        try:
            return Checkpoint.parse(parsed(note)[0]), note
        except (NoteInvalid, CheckpointInvalid) as error:
            raise LogTilesDamaged(reason=error) from None

    def inclusion(self, index: int, size: int | None = None) -> Inclusion:
        """That a leaf lies in the tree of a size, the newest unless given.

        Raises `NotInLogYet`.
        """
        checkpoint, note = self.published()
        size = checkpoint.size if size is None else size
        if not 0 <= index < size or size > checkpoint.size:
            raise NotInLogYet(size=checkpoint.size)
        try:
            read = reader(checkpoint.size, self._folder.tile)
            root = _root(size, checkpoint, read)
            leaf = leaf_hash(self._entry(index, checkpoint.size))
            hashes = inclusion_proof(index, size, read)
            verify_inclusion(index, size, leaf, hashes, root)
        except (ProofInvalid, TileInvalid, FileNotFoundError) as error:
            raise LogTilesDamaged(reason=error) from None
        return Inclusion(index, size, leaf, root, hashes, note)

    def consistency(self, old: int, new: int) -> Consistency:
        """That one published tree begins with another.

        Raises `NotInLogYet`, `LogSizesReversed`.
        """
        checkpoint, note = self.published()
        if new > checkpoint.size:
            raise NotInLogYet(size=checkpoint.size)
        if not 0 < old <= new:
            raise LogSizesReversed(old=old, new=new)
        try:
            read = reader(checkpoint.size, self._folder.tile)
            roots = _root(old, checkpoint, read), _root(new, checkpoint, read)
            hashes = consistency_proof(old, new, read)
            verify_consistency(old, new, *roots, hashes)
        except (ProofInvalid, TileInvalid, FileNotFoundError) as error:
            raise LogTilesDamaged(reason=error) from None
        return Consistency(old, new, *roots, hashes, note)

    def receipt(self, position: int) -> TlogProof:
        """What a submitter takes home: verified offline, with the log's key alone."""
        checkpoint, _ = self.published()
        found = self.inclusion(position - 1, checkpoint.size)
        return TlogProof(found.leaf_index, tuple(found.hashes), found.checkpoint)

    def _entry(self, index: int, size: int) -> bytes:
        start = index - index % WIDTH
        width = min(WIDTH, size - start)
        tile = Tile(ENTRIES, index // WIDTH, width)
        return entries_in(self._folder.tile(tile), width)[index - start]


def _root(size: int, checkpoint: Checkpoint, read: HashReader) -> bytes:
    """The root of a tree out of the tiles of the newest."""
    root = root_of(read(peaks(size)))
    if size == checkpoint.size and root != checkpoint.root:
        raise TileInvalid("the tiles lead to another root")
    return root
