"""The growing tree: what its next leaves need in memory, and the tiles they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from application.tlog_tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Tile,
    TileInvalid,
    TileReader,
    bundle,
    entries_in,
    folded,
    hashes_in,
)
from domain.merkle import leaf_hash, root_of


class Tree:
    """A tree of entries, of which the tiles that are not full yet are kept.

    A leaf costs its own hash, and every 256th of a level 255 more: two hashes a leaf.
    """

    def __init__(self) -> None:
        self.size = 0
        self._entries: list[bytes] = []
        self._rows: list[list[bytes]] = []

    @classmethod
    def restored(cls, size: int, read: TileReader) -> Tree:
        """The tree of that size out of its tiles. Raises `TileInvalid`, or what `read`
        raises; whether it is the right one, its root tells."""
        tree = cls()
        tree.size = size
        for level in range(-(-size.bit_length() // HEIGHT)):
            index, width = divmod(size >> HEIGHT * level, WIDTH)
            row: list[bytes] = []
            if width:
                row = hashes_in(read(Tile(level, index, width)), width)
            tree._rows.append(row)
        index, width = divmod(size, WIDTH)
        if width:
            tree._entries = entries_in(read(Tile(ENTRIES, index, width)), width)
            if [*map(leaf_hash, tree._entries)] != tree._rows[0]:
                raise TileInvalid("the last entries are not those of the last hashes")
        return tree

    @property
    def root(self) -> bytes:
        return root_of(
            [hash for row in reversed(self._rows) for hash in row_peaks(row)]
        )

    def add(self, entries: Iterable[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Grow; gives each tile and bundle that becomes full."""
        for entry in entries:
            self._entries.append(entry)
            self.size += 1
            yield from self._push(0, leaf_hash(entry))
            if len(self._entries) == WIDTH:
                yield Tile(ENTRIES, self.size // WIDTH - 1), bundle(self._entries)
                self._entries = []

    def edge(self) -> Iterator[tuple[Tile, bytes]]:
        """The tiles and the bundle that are not full."""
        if self._entries:
            last = Tile(ENTRIES, self.size // WIDTH, len(self._entries))
            yield last, bundle(self._entries)
        for level, row in enumerate(self._rows):
            if row:
                index = (self.size >> HEIGHT * level) // WIDTH
                yield Tile(level, index, len(row)), b"".join(row)

    def _push(self, level: int, hash: bytes) -> Iterator[tuple[Tile, bytes]]:
        if level == len(self._rows):
            self._rows.append([])
        row = self._rows[level]
        row.append(hash)
        if len(row) == WIDTH:
            index = (self.size >> HEIGHT * level) // WIDTH - 1
            yield Tile(level, index), b"".join(row)
            self._rows[level] = []
            yield from self._push(level + 1, folded(row))


def row_peaks(row: list[bytes]) -> Iterator[bytes]:
    """The hashes over the largest powers of two of a row, from left to right."""
    at = 0
    for bit in range(HEIGHT, -1, -1):
        if len(row) >> bit & 1:
            yield folded(row[at : at + (1 << bit)])
            at += 1 << bit
