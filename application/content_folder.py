"""A folder of files found by the SHA-256 of their content: `aa/bb/<sha256>`."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from domain.errors import InvalidInput, NotFound


class ContentFolder:
    """The folder; what the bytes are, and who may read them, is for others to know."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of a file. Raises `NotFound`."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound(what="file", id=sha256) from None

    def write(self, sha256: str, body: bytes) -> None:
        """Whole or not at all: written aside, flushed to the disk, then renamed."""
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
        """Destroy a file; one that is not there is no matter."""
        self.path(sha256).unlink(missing_ok=True)


def digest_of(sha256: str) -> bytes:
    """The digest of its text. Raises `InvalidInput`."""
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        digest = b""
    if len(digest) != hashlib.sha256().digest_size or sha256 != digest.hex():
        problem, problem_zh = (
            "it is not a SHA-256 in lower-case hex",
            "不是 SHA-256 值。",
        )
        raise InvalidInput(
            "sha256", field="sha256", problem=problem, problem_zh=problem_zh
        )
    return digest


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
