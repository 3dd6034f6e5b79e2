"""Checkpoints (C2SP tlog-checkpoint): what a log says it is, in a text to be signed.

<origin>
<size>
<root hash in base64>
[extension lines]
"""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from application.base64_text import from_base64, in_base64
from domain.merkle import HASH_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class CheckpointInvalid(ValueError):
    """The text is no checkpoint; the message says why."""


class Checkpoint(NamedTuple):
    """origin: names the log for ever. size: how many leaves. root: of their tree.

    extensions: lines that mean something to whoever knows them.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        root = in_base64(self.root)
        return "".join(
            f"{line}\n" for line in (self.origin, self.size, root, *self.extensions)
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a note. Raises `CheckpointInvalid`."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise CheckpointInvalid("a checkpoint has three lines at least")
        origin, size, root, *extensions, _ = lines
        if not origin or not all(extensions):
            raise CheckpointInvalid("a checkpoint has no empty line")
        if not _SIZE.fullmatch(size):
            raise CheckpointInvalid("the size is no plain number")
        try:
            hash = from_base64(root)
        except ValueError:
            raise CheckpointInvalid("the root is no base64") from None
        if len(hash) != HASH_SIZE:
            raise CheckpointInvalid("the root has not 32 bytes")
        return cls(origin, int(size), hash, tuple(extensions))
