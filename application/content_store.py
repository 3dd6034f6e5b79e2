"""Where files lie that are found by the SHA-256 of their content: a folder, a bucket.

What the bytes are, and who may read them, is for others to know.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.errors import InvalidInput

LARGEST = 64 << 20  # bytes: more than any file that is kept
DIGEST = re.compile(r"[0-9a-f]{64}")


class Lying(NamedTuple):
    """A file that lies there. size: in bytes. since: when it was written."""

    sha256: str
    size: int
    since: datetime


class ContentStore(Protocol):
    """What a folder and a bucket have in common. Each may raise what tells that the
    store cannot be reached; then nothing was done."""

    def has(self, sha256: str) -> bool:
        """Whether a file lies there."""

    def read(self, sha256: str, limit: int = LARGEST) -> bytes:
        """The bytes of a file, of more than `limit` no more than one byte more, as
        nothing so large was kept. Raises `NotFound`."""

    def add(self, sha256: str, body: bytes) -> None:
        """Keep a file, whole or not at all; what lies there is not overwritten."""

    def remove(self, sha256: str) -> None:
        """Destroy a file; one that is not there is no matter."""

    def lying(self) -> Iterator[Lying]:
        """Every file, in no order."""


def key_of(sha256: str) -> str:
    """Where a file lies, from the top: `aa/bb/<sha256>`."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def digest_of(sha256: str) -> bytes:
    """The digest of its text. Raises `InvalidInput`."""
    if not DIGEST.fullmatch(sha256):
        problem, problem_zh = (
            "it is not a SHA-256 in lower-case hex",
            "不是 SHA-256 值。",
        )
        raise InvalidInput(
            "sha256", field="sha256", problem=problem, problem_zh=problem_zh
        )
    return bytes.fromhex(sha256)


def sha256_of(content: bytes) -> str:
    """What names a file: its digest in lower-case hex."""
    return hashlib.sha256(content).hexdigest()
