"""A folder of files found by the SHA-256 of their content: `aa/bb/<sha256>`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from application.content_store import DIGEST, LARGEST, Lying, key_of
from domain.errors import NotFound


class ContentFolder:
    """A `ContentStore` in a folder, which several servers may share."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        return self.root / key_of(sha256)

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def read(self, sha256: str, limit: int = LARGEST) -> bytes:
        try:
            with self.path(sha256).open("rb") as file:
                return file.read(limit + 1)
        except FileNotFoundError:
            raise NotFound(what="file", id=sha256) from None

    def add(self, sha256: str, body: bytes) -> None:
        if not self.has(sha256):
            self.write(sha256, body)

    def write(self, sha256: str, body: bytes) -> None:
        """Whole or not at all, in the place of what is there: written aside, flushed
        to the disk, then renamed."""
        path = self.path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            try:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, path)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(file.name)
                raise
        _flush_folder(path.parent)

    def remove(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def lying(self) -> Iterator[Lying]:
        for path in self.root.glob("??/??/*"):
            if DIGEST.fullmatch(path.name) and path == self.path(path.name):
                with suppress(FileNotFoundError):
                    found = path.stat()
                    since = datetime.fromtimestamp(found.st_mtime, UTC)
                    yield Lying(path.name, found.st_size, since)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
