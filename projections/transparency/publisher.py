"""From events to what is published: entries, tiles, a signature, cosignatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from application.database import Connection
from application.log_keys import known
from application.tlog_tiles import LONGEST_ENTRY, Tile, TileInvalid
from projections.transparency.checkpoints import Signed
from projections.transparency.folder import CHECKPOINT, KEYS, LogFolder, archived
from projections.transparency.refusals import (
    LogEntryTooLong,
    LogRewritten,
    LogShorterThanSigned,
    LogTilesDamaged,
)
from projections.transparency.signer import Keys, Signer
from projections.transparency.tree import Tree
from projections.transparency.witnesses import Witnesses

BATCH = 4096
READ = """
    SELECT position, entry FROM event WHERE position > %s ORDER BY position LIMIT %s
"""
LAST = "SELECT coalesce(max(position), 0) FROM event"


class Publisher:
    """Publishes one log, in one process at a time.

    Whatever it raises, the next one begins at the last signed tree and finds
    everything that it needs: what comes later is written first and signed last.
    """

    def __init__(
        self, conn: Connection, folder: LogFolder, keys: Keys, witnesses: Witnesses
    ) -> None:
        self._conn = conn
        self._folder = folder
        self._keys = keys
        self._witnesses = witnesses
        self._signer = Signer(conn, folder, keys)
        self._tree = Tree()
        self._full: list[Tile] = []
        self.published = False
        """Whether the last signed tree is."""

    @property
    def signed(self) -> Signed | None:
        """The last signed tree."""
        return self._signer.last

    @property
    def pending(self) -> int:
        """Entries that lie in tiles and are not signed yet."""
        return self._tree.size - (self.signed.size if self.signed else 0)

    def recover(self, *, anew: bool = False) -> None:
        """Begin where the last signed tree ends, and publish it.

        Tiles that are missing or damaged at its edge are made again from the
        database, and all of them if `anew`. Raises `LogShorterThanSigned`,
        `LogRewritten`, `LogInconsistent`.
        """
        signed = self.signed
        if signed is None:
            self.published = True
            return
        found = self._conn.execute(LAST).fetchone()
        if not found or found[0] < signed.size:
            raise LogShorterThanSigned(found=found and found[0], size=signed.size)
        tree = None if anew else self._restored(signed)
        self._tree = tree or self._made_again(signed)
        self._signer.settle()
        self.publish()

    def take(self, limit: int = BATCH) -> int:
        """Take the next events into tiles; how many there were."""
        before = self._tree.size
        full = dict(self._tree.add(self._entries(before, limit)))
        self._write(full.items())
        self._full += full
        return self._tree.size - before

    def sign(self) -> None:
        """Sign the tree as it is, and publish it."""
        self._write(self._tree.edge())
        self._signer.sign(self._tree.size, self._tree.root)
        self.publish()

    def publish(self) -> None:
        """Let the last signed tree be seen, once enough witnesses have seen it."""
        signed = self.signed
        assert signed is not None, "something was signed"
        keys = self._keys()
        lines = self._folder.text(KEYS).split()
        self._folder.write(
            {
                archived(signed.size): signed.note.encode(),
                KEYS: "".join(f"{line}\n" for line in known(lines, keys)).encode(),
            }
        )
        note = self._witnesses.cosigned(signed.note, keys.verifiers, self._folder.tile)
        if note != signed.note:
            self._signer.cosigned(note)
            self._folder.write({archived(signed.size): note.encode()})
        self.published = self._witnesses.enough(note, keys.verifiers)
        if self.published:
            self._folder.write({CHECKPOINT: note.encode()})
            self._folder.forget_parts(self._full)
            self._full = []

    def verify(self) -> None:
        """See that the events in the database are those that were signed, and that
        the tiles are theirs. Raises `LogRewritten`, `LogTilesDamaged`.
        """
        if self.signed is None:
            return
        wrong: list[str] = []
        for tree, full in self._replayed(self.signed):
            edge = tree.edge() if tree.size == self.signed.size else ()
            tiles = (*full.items(), *edge)
            wrong += (tile.path for tile, right in tiles if not self._has(tile, right))
        if wrong:  # Said last: the database comes first.
            raise LogTilesDamaged(reason=wrong[0])

    def _has(self, tile: Tile, content: bytes) -> bool:
        try:
            return self._folder.tile(tile) == content
        except (FileNotFoundError, TileInvalid):
            return False

    def _write(self, tiles: Iterable[tuple[Tile, bytes]]) -> None:
        self._folder.write({tile.path: content for tile, content in tiles})

    def _restored(self, signed: Signed) -> Tree | None:
        try:
            tree = Tree.restored(signed.size, self._folder.tile)
        except (FileNotFoundError, TileInvalid):
            return None
        return tree if tree.root == signed.root else None

    def _made_again(self, signed: Signed) -> Tree:
        """The tree and its tiles; none is written before all are known to be right."""
        for _ in self._replayed(signed):
            pass
        tree = Tree()
        for grown, full in self._replayed(signed):
            tree = grown
            self._write(full.items())
        self._write(tree.edge())
        return tree

    def _replayed(self, signed: Signed) -> Iterator[tuple[Tree, dict[Tile, bytes]]]:
        """The growing tree up to the signed one, with what became full on the way."""
        tree = Tree()
        while tree.size < signed.size:
            limit = min(BATCH, signed.size - tree.size)
            before = tree.size
            full = dict(tree.add(self._entries(before, limit)))
            if tree.size == before:
                raise LogShorterThanSigned(found=before, size=signed.size)
            yield tree, full
        if tree.root != signed.root:
            raise LogRewritten(size=signed.size)

    def _entries(self, after: int, limit: int) -> Iterator[bytes]:
        """The entries after a position, up to a gap: that is a commit still to come."""
        rows = self._conn.execute(READ, (after, limit), binary=True).fetchall()
        for expected, (position, entry) in enumerate(rows, after + 1):
            if position != expected:
                return
            if len(entry) > LONGEST_ENTRY:
                raise LogEntryTooLong(position=position, length=len(entry))
            yield entry
