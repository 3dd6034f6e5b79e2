"""Tiles (C2SP tlog-tiles): a tree and its entries as files for any web server.

A tile holds up to 256 consecutive hashes of every eighth level: `tile/<L>/<N>` those
of the levels 8 L, 256 N and on. Entries lie likewise in bundles, `tile/entries/<N>`,
each after its length in two bytes. What is not full yet ends with `.p/<W>`, its width;
a full tile never changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple, Self

from domain.merkle import HASH_SIZE, HashReader, Node

HEIGHT = 8
WIDTH = 1 << HEIGHT
LONGEST_ENTRY = 0xFFFF
ENTRIES = -1
"""The level of bundles of entries: below that of the leaves' hashes."""

_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?",
    re.ASCII,
)


class TileInvalid(ValueError):
    """The path names no tile, or the content is none; the message says why."""


class Tile(NamedTuple):
    """A tile by its place. level: `ENTRIES`, or from 0 on; width: 1 to 256."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the log's prefix."""
        groups, rest = [f"{self.number % 1000:03}"], self.number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        level = "entries" if self.level == ENTRIES else str(self.level)
        part = "" if self.full else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{part}"

    @property
    def full(self) -> bool:
        return self.width == WIDTH

    @property
    def whole(self) -> Self:
        """The full tile that this is or will be."""
        return self._replace(width=WIDTH)

    @classmethod
    def parse(cls, path: str) -> Self:
        """Read a path, strictly: each tile has one. Raises `TileInvalid`."""
        match = _PATH.fullmatch(path)
        if match is None:
            raise TileInvalid(f"{path} is no path of a tile")
        level, index, width = match.groups()
        made = cls(
            ENTRIES if level == "entries" else int(level),
            int(index.replace("x", "").replace("/", "")),
            int(width or WIDTH),
        )
        if made.path != path or made.level > 63:
            raise TileInvalid(f"{path} is no path of a tile")
        return made


TileReader = Callable[[Tile], bytes]
"""Gives the content of a tile."""


def tiles_of(size: int, *, since: int = 0) -> Iterator[Tile]:
    """The tiles of a tree, bundles first, that one of `since` leaves lacks."""
    for level in (ENTRIES, *range(64)):
        now, before = size, since
        if level > 0:
            now, before = size >> HEIGHT * level, since >> HEIGHT * level
        if not now:
            return
        if now == before:
            continue
        for index in range(before // WIDTH, -(-now // WIDTH)):
            yield Tile(level, index, min(WIDTH, now - index * WIDTH))


def within(tile: Tile, size: int) -> bool:
    """Whether a tree of this size has the tile, or had it while it grew."""
    level = max(tile.level, 0)
    return tile.number * WIDTH + tile.width <= size >> HEIGHT * level


def bundle(entries: Iterable[bytes]) -> bytes:
    """The entries, each after its length. Raises `TileInvalid` for one too long."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise TileInvalid(f"an entry of {len(entry)} bytes is too long")
        parts += (len(entry).to_bytes(2), entry)
    return b"".join(parts)


def entries_in(content: bytes, width: int = WIDTH) -> list[bytes]:
    """The entries of a bundle that must have so many. Raises `TileInvalid`."""
    found, at, end = [], 0, len(content)
    while at + 1 < end:
        start = at + 2
        at = start + (content[at] << 8 | content[at + 1])
        found.append(content[start:at])
    if at != end or len(found) != width:
        raise TileInvalid(f"no bundle of {width} entries")
    return found


def hashes_in(content: bytes, width: int = WIDTH) -> list[bytes]:
    """The hashes of a tile that must have so many. Raises `TileInvalid`."""
    if len(content) != width * HASH_SIZE:
        raise TileInvalid(f"no tile of {width} hashes")
    return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]


def reader(size: int, read: TileReader) -> HashReader:
    """Nodes of the tree of `size` out of its tiles, each of which is read once.

    Raises `TileInvalid` for a tile that is not what it should be, and whatever `read`
    raises. Nothing is verified: whoever uses the hashes does that against a root.
    """
    known: dict[Tile, list[bytes]] = {}

    def hashes(tile: Tile) -> list[bytes]:
        if tile not in known:
            known[tile] = hashes_in(read(tile), tile.width)
        return known[tile]

    def read_nodes(nodes: Sequence[Node]) -> list[bytes]:
        found = []
        for level, index in nodes:
            above, inside = divmod(level, HEIGHT)
            start = index << inside
            tile = Tile(above, start // WIDTH)
            wide = (size >> HEIGHT * above) - tile.number * WIDTH
            at = start % WIDTH
            row = hashes(tile._replace(width=min(WIDTH, wide)))
            found.append(folded(row[at : at + (1 << inside)]))
        return found

    return read_nodes


def folded(row: list[bytes]) -> bytes:
    """The one hash over a power of two of them."""
    while len(row) > 1:
        # Each is a `node_hash`; a call for each would double the time of an audit's.
        pairs = zip(row[::2], row[1::2], strict=True)
        row = [sha256(b"\1" + left + right).digest() for left, right in pairs]
    return row[0]
