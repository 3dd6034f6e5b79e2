"""Step 5: every entry, every tile and the root, hashed again bundle by bundle.

Nothing but the hashes that the next leaves need is kept: memory does not grow with the
log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from application.tlog_tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Tile,
    TileInvalid,
    entries_in,
    folded,
    hashes_in,
)
from domain.merkle import EMPTY_ROOT, HASH_SIZE, root_of
from interfaces.audit.findings import Findings
from interfaces.audit.held import Held, differs
from interfaces.audit.source import Source, tile_of
from projections.transparency.tree import row_peaks

Agreed = Callable[[Held], None]


class Rows:
    """The hashes of a growing tree that are in no full tile yet, by level of tiles."""

    def __init__(self) -> None:
        self.size = 0
        self._rows: list[list[bytes]] = [[]]

    def add(self, hashes: list[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Leaves that fit into the present tile; the tiles above that become full."""
        self._rows[0] += hashes
        self.size += len(hashes)
        level = 0
        while len(self._rows[level]) == WIDTH:
            row = self._rows[level]
            if level:
                index = (self.size >> HEIGHT * level) // WIDTH - 1
                yield Tile(level, index), b"".join(row)
            self._rows[level] = []
            level += 1
            if level == len(self._rows):
                self._rows.append([])
            self._rows[level].append(folded(row))

    def edge(self) -> Iterator[tuple[Tile, bytes]]:
        """The tiles above the leaves that are not full."""
        for level, row in enumerate(self._rows):
            if level and row:
                index = (self.size >> HEIGHT * level) // WIDTH
                yield Tile(level, index, len(row)), b"".join(row)

    @property
    def root(self) -> bytes:
        hashes = [hash for row in reversed(self._rows) for hash in row_peaks(row)]
        return root_of(hashes) if hashes else EMPTY_ROOT


class TreeCheck:
    """Reads a tree of so many entries; what is wrong with it is found on the way."""

    def __init__(
        self,
        source: Source,
        size: int,
        found: Findings,
        agreed: Agreed,
        differed: Agreed,
    ) -> None:
        """agreed, differed: are told of each held checkpoint, whether the tree begins
        with it."""
        self._source = source
        self._size = size
        self._found = found
        self._agreed = agreed
        self._differed = differed
        self._rows = Rows()

    def bundles(
        self, held: Iterator[Held], root: bytes
    ) -> Iterator[tuple[int, list[bytes]]]:
        """The entries, with the position of the first of each bundle."""
        upcoming = next(held, None)
        for number in range(-(-self._size // WIDTH)):
            width = min(WIDTH, self._size - number * WIDTH)
            entries = self._entries(number, width)
            if entries is None:
                return  # Without them there is no tree.
            hashes = self._hashes(number, entries)
            start, begun = number * WIDTH, 0
            while upcoming is not None and upcoming.size <= start + width:
                cut = max(upcoming.size - start, begun)
                self._add(hashes[begun:cut])
                begun = cut
                if self._rows.root == upcoming.root:
                    self._agreed(upcoming)
                else:
                    differs(upcoming, self._found)
                    self._differed(upcoming)
                upcoming = next(held, None)
            self._add(hashes[begun:])
            yield start + 1, entries
        for tile, content in self._rows.edge():
            self._compare(tile, content)
        if self._rows.root != root:
            self._found.fault("ROOT_DIFFERS", size=self._size)

    def _add(self, hashes: list[bytes]) -> None:
        for tile, content in self._rows.add(hashes):
            self._compare(tile, content)

    def _entries(self, number: int, width: int) -> list[bytes] | None:
        tile = Tile(ENTRIES, number, width)
        try:
            content = tile_of(self._source, tile)
            if content is None:
                self._found.fault("TILE_MISSING", path=tile.path)
                return None
            return entries_in(content, width)
        except TileInvalid as error:
            self._found.fault("TILE_DAMAGED", path=tile.path, reason=error)
        return None

    def _hashes(self, number: int, entries: list[bytes]) -> list[bytes]:
        """The leaves' hashes, compared with their tile.

        Where the two differ, the tile above tells which is right, so that one altered
        entry is named and nothing besides.
        """
        made = [sha256(b"\0" + entry).digest() for entry in entries]
        tile = Tile(0, number, len(entries))
        content = self._read(tile)
        if content is None or content == b"".join(made):
            return made
        if tile.full and self._above(number) == folded(made):
            self._found.fault("TILE_ALTERED", path=tile.path)
            return made
        row = hashes_in(content, tile.width)
        for place, (ours, theirs) in enumerate(zip(made, row, strict=True), 1):
            if ours != theirs:
                self._found.fault("ENTRY_ALTERED", position=number * WIDTH + place)
        return row

    def _above(self, number: int) -> bytes | None:
        """The hash over a full tile of leaves, as the tile above it says."""
        index, place = divmod(number, WIDTH)
        width = min(WIDTH, self._size // WIDTH - index * WIDTH)
        content = tile_of(self._source, Tile(1, index, width)) or b""
        return content[place * HASH_SIZE : (place + 1) * HASH_SIZE] or None

    def _read(self, tile: Tile) -> bytes | None:
        try:
            content = tile_of(self._source, tile)
            if content is None:
                self._found.fault("TILE_MISSING", path=tile.path)
                return None
            hashes_in(content, tile.width)
            return content
        except TileInvalid as error:
            self._found.fault("TILE_DAMAGED", path=tile.path, reason=error)
        return None

    def _compare(self, tile: Tile, content: bytes) -> None:
        shown = self._read(tile)
        if shown is not None and shown != content:
            self._found.fault("TILE_ALTERED", path=tile.path)
