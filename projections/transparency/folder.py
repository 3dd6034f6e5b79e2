"""The folder of the log: what is published, as files that any web server can serve.

    checkpoint              the newest that is published
    checkpoints/<size>      each that was ever signed
    tile/...                tiles and bundles of entries
    verifier-keys           the public keys, the current one first

Beside it lies what is nobody else's: drafts, and the signer's own record. A file comes
into its place whole or not at all, and is on the disk when `write` returns: a power cut
at any moment leaves the files that were written before, and drafts, which go.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from application.tlog_tiles import ENTRIES, Tile, bundle, entries_in
from domain.merkle import HASH_SIZE

CHECKPOINT = "checkpoint"
ARCHIVE = "checkpoints"
KEYS = "verifier-keys"
PUBLIC = "public"
RECORD = "signed"


class LogFolder:
    """Writes and reads the files of one log; one process may write."""

    def __init__(self, path: Path) -> None:
        self.public = path / PUBLIC
        """What may be served, whole, by any web server."""
        self._own = path
        self._drafts = path / "drafts"

    @contextmanager
    def written_by_us(self) -> Iterator[bool]:
        """Whether nobody else writes to the folder while this lasts."""
        self._own.mkdir(parents=True, exist_ok=True)
        with (self._own / "writer.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            shutil.rmtree(self._drafts, ignore_errors=True)
            yield True

    def write(self, files: Mapping[str, bytes]) -> None:
        """Put files below `public`; all of them are on the disk when this returns."""
        self._put({self.public / name: content for name, content in files.items()})

    def record(self, content: bytes | None = None) -> bytes | None:
        """The signer's own record; given one, it is kept first."""
        path = self._own / RECORD
        if content is not None:
            self._put({path: content})
        return path.read_bytes() if path.exists() else None

    def checkpoint(self, size: int | None = None) -> str | None:
        """The newest published checkpoint, or the one of a size; None if there is none.

        size: of the tree, in the archive.
        """
        return self.text(CHECKPOINT if size is None else archived(size)) or None

    def text(self, name: str) -> str:
        """A file below `public`; empty if there is none."""
        with suppress(FileNotFoundError):
            return (self.public / name).read_text("utf-8")
        return ""

    def tile(self, tile: Tile) -> bytes:
        """The content of a tile; of one that is full by now, the part that is asked.

        Raises FileNotFoundError.
        """
        try:
            return (self.public / tile.path).read_bytes()
        except FileNotFoundError:
            if tile.full:
                raise
        whole = (self.public / tile.whole.path).read_bytes()
        if tile.level == ENTRIES:
            return bundle(entries_in(whole)[: tile.width])
        return whole[: tile.width * HASH_SIZE]

    def forget_parts(self, tiles: Iterable[Tile]) -> None:
        """Remove the partial tiles of those that are full now."""
        for tile in tiles:
            path = self.public / tile.path
            shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)

    def _put(self, files: Mapping[Path, bytes]) -> None:
        drafts = self._made(self._drafts)
        drawn = []
        for number, (path, content) in enumerate(files.items()):
            draft = drafts / str(number)
            self._draw(draft, content)
            drawn.append((draft, path))
        for draft, path in drawn:
            self._made(path.parent)
            self._move(draft, path)
        for folder in {path.parent: None for path in files}:
            self._sync(folder)

    def _draw(self, path: Path, content: bytes) -> None:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def _move(self, draft: Path, path: Path) -> None:
        os.replace(draft, path)

    def _made(self, folder: Path) -> Path:
        """The folder, with its own entry on the disk."""
        if not folder.is_dir():
            self._made(folder.parent)
            folder.mkdir(exist_ok=True)
            self._sync(folder.parent)
        return folder

    def _sync(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def archived(size: int) -> str:
    """The name of the checkpoint of a size."""
    return f"{ARCHIVE}/{size}"
