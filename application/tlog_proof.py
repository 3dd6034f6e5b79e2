"""Proofs to take home (C2SP tlog-proof): that an entry lies in a log, verified offline.

c2sp.org/tlog-proof@v1
[extra <base64>]
index <number>
<base64 of a hash, one a line>

<the signed checkpoint>
"""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from application.base64_text import from_base64, in_base64
from domain.merkle import HASH_SIZE

HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"0|[1-9][0-9]*")
_LARGEST = 2**64 - 1


class TlogProofInvalid(ValueError):
    """The file is no proof; the message says why."""


class TlogProof(NamedTuple):
    """leaf: its index. hashes: the inclusion proof. checkpoint: the signed note.

    extra: whatever the log wants to say with it, None if nothing.
    """

    leaf: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    @property
    def text(self) -> str:
        extra = [] if self.extra is None else [f"extra {in_base64(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.leaf}", *map(in_base64, self.hashes)]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read such a file. Raises `TlogProofInvalid`."""
        head, separator, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if lines[0] != HEADER:
            raise TlogProofInvalid("missing expected header")
        rest, extra = lines[1:], None
        if rest and rest[0].startswith("extra "):
            extra = _decoded(rest[0].removeprefix("extra "), "extra data")
            rest = rest[1:]
        if not rest or not rest[0].startswith("index "):
            raise TlogProofInvalid("missing required index")
        index = rest[0].removeprefix("index ")
        if not _INDEX.fullmatch(index) or int(index) > _LARGEST:
            raise TlogProofInvalid("index is not a valid uint64")
        hashes = [_decoded(line, "hash") for line in rest[1:]]
        if any(len(hash) != HASH_SIZE for hash in hashes):
            raise TlogProofInvalid("hash length is not 32 bytes")
        if not separator or not checkpoint:
            raise TlogProofInvalid("missing checkpoint")
        return cls(int(index), tuple(hashes), checkpoint, extra)


def _decoded(text: str, what: str) -> bytes:
    try:
        return from_base64(text)
    except ValueError:
        raise TlogProofInvalid(f"{what} not base64 encoded") from None
