"""The keys of a log: who it is, and how its checkpoints are signed.

A private key is written as Go's `note` package writes it,
`PRIVATE+KEY+<name>+<key id in hex>+<base64 of its type and its 32 bytes>`; its name is
the log's origin. While a key is being replaced, both sign.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from application.base64_text import from_base64, in_base64
from application.checkpoint import Checkpoint
from application.signed_note import (
    COSIGNATURE,
    ED25519,
    Signer,
    Verifier,
    written,
)
from domain.errors import Refusal

PREFIX = "PRIVATE+KEY+"
_SKEY = re.compile(r"PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
_ORIGIN = re.compile(r"[a-z0-9][a-z0-9.:-]*(/[A-Za-z0-9._~-]+)*")


class LogKeyInvalid(Refusal):
    zh = "日志密钥无效：{source} 的每一行应为 PRIVATE+KEY+名称+编号+密钥，名称一致。"
    en = (
        "The log's key in {source} is not one: each line is PRIVATE+KEY+name+id+key, "
        "all of one name."
    )
    fields = ("log_key_file",)


class LogOriginInvalid(Refusal):
    zh = "日志名称 {origin} 无效：应像网址而无协议，例如 log.example.com/gongshi。"
    en = (
        "{origin} is no origin of a log: write it as an address without its scheme, "
        "such as log.example.com/gongshi."
    )
    fields = ("origin",)


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The keys that sign now, the newest first; all bear the log's origin as name."""

    signers: tuple[Signer, ...]

    @classmethod
    def made(cls, origin: str) -> Self:
        """One fresh key. Raises `LogOriginInvalid`."""
        if not _ORIGIN.fullmatch(origin):
            raise LogOriginInvalid(origin=repr(origin))
        return cls((new_signer(origin, ED25519),))

    @classmethod
    def parse(cls, content: str, source: str) -> Self:
        """Read the lines of a file of keys. Raises `LogKeyInvalid`."""
        signers = tuple(signer_of(line, source) for line in content.split())
        alike = {each.name for each in signers}, {each.kind for each in signers}
        if not signers or len(alike[0]) > 1 or alike[1] != {ED25519}:
            raise LogKeyInvalid(source=source)
        return cls(signers)

    @property
    def text(self) -> str:
        return "".join(f"{skey(each)}\n" for each in self.signers)

    @property
    def origin(self) -> str:
        return self.signers[0].name

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        return tuple(each.verifier for each in self.signers)

    def rotated(self) -> Self:
        """The same with a new key before the others, which go on signing."""
        return type(self)((new_signer(self.origin, ED25519), *self.signers))

    def newest(self) -> Self:
        """The newest alone."""
        return type(self)(self.signers[:1])

    def signed(self, size: int, root: bytes) -> str:
        """The signed checkpoint of a tree. The same tree has the same signatures."""
        text = Checkpoint(self.origin, size, root).text
        return written(text, [each.sign(text) for each in self.signers])


def new_signer(name: str, kind: int) -> Signer:
    return Signer(name, kind, secrets.token_bytes(32))


def skey(signer: Signer) -> str:
    """The private key as it is written."""
    content = in_base64(bytes([signer.kind]) + signer.seed)
    return f"{PREFIX}{signer.name}+{signer.verifier.id.hex()}+{content}"


def signer_of(line: str, source: str) -> Signer:
    """Read one private key. Raises `LogKeyInvalid`."""
    match = _SKEY.fullmatch(line)
    if match is None:
        raise LogKeyInvalid(source=source)
    name, id, encoded = match.groups()
    try:
        content = from_base64(encoded)
    except ValueError:
        raise LogKeyInvalid(source=source) from None
    if len(content) != 33 or content[0] not in (ED25519, COSIGNATURE):
        raise LogKeyInvalid(source=source)
    signer = Signer(name, content[0], content[1:])
    if signer.verifier.id.hex() != id:
        raise LogKeyInvalid(source=source)
    return signer


def known(lines: Sequence[str], keys: LogKeys) -> list[str]:
    """The public keys that the log ever had: those that sign now, then the others."""
    now = [str(each) for each in keys.verifiers]
    return [*now, *(line for line in lines if line not in now)]
