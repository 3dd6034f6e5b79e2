"""Signed notes (C2SP signed-note) with Ed25519 keys, and timestamped cosignatures.

A note is a text that ends with a newline, an empty line, and lines of signatures:

    — <name> <base64 of a 4-byte key id and the signature>

A key is written `name+<key id in hex>+<base64 of its type and its 32 bytes>`. Type 1
signs the text as it is; type 4 (C2SP tlog-cosignature) signs a time with it, which is
how a witness says when it saw a checkpoint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from application.base64_text import from_base64, in_base64

ED25519 = 1
COSIGNATURE = 4
LONGEST = 1_000_000
MOST_SIGNATURES = 100
_LINE = re.compile(r"— ([^ +]+) ([A-Za-z0-9+/]+={0,2})")
_VKEY = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


class NoteInvalid(ValueError):
    """The note, a key or a signature is not what it should be; the message says how."""


class Signature(NamedTuple):
    """One line of a note. time: seconds since 1970 of a cosignature, else None."""

    name: str
    key_id: bytes
    value: bytes
    time: int | None = None

    def line(self) -> str:
        return f"— {self.name} {in_base64(self.key_id + self.value)}\n"


class Note(NamedTuple):
    """A note that was opened.

    verified: by known keys, one each; unverified: by others, no line twice.
    """

    text: str
    verified: tuple[Signature, ...]
    unverified: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under a name. kind: `ED25519` or `COSIGNATURE`."""

    name: str
    kind: int
    key: bytes

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read `name+id+key`. Raises `NoteInvalid`."""
        match = _VKEY.fullmatch(vkey)
        if match is None:
            raise NoteInvalid("a key is written name+id+key")
        name, id, encoded = match.groups()
        content = _decoded(encoded)
        if len(content) != 33 or content[0] not in (ED25519, COSIGNATURE):
            raise NoteInvalid(f"the key of {name} is of no known type")
        made = cls(name, content[0], content[1:])
        if made.id.hex() != id:
            raise NoteInvalid(f"the id of the key of {name} is not {id}")
        return made

    @property
    def id(self) -> bytes:
        """The first 4 bytes of SHA-256 over the name, a newline, type and key."""
        content = self.name.encode() + b"\n" + bytes([self.kind]) + self.key
        return sha256(content).digest()[:4]

    def __str__(self) -> str:
        encoded = in_base64(bytes([self.kind]) + self.key)
        return f"{self.name}+{self.id.hex()}+{encoded}"

    def verify(self, text: str, signature: Signature) -> Signature:
        """The signature with its time, if it is one of this key over the text.

        Raises `NoteInvalid`.
        """
        message, value, time = text.encode(), signature.value, None
        if self.kind == COSIGNATURE:
            if len(value) != 72:
                raise NoteInvalid(f"invalid signature by {self.name}")
            time, value = int.from_bytes(value[:8]), value[8:]
            message = _cosigned(text, time)
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(value, message)
        except (InvalidSignature, ValueError):
            raise NoteInvalid(f"invalid signature by {self.name}") from None
        return signature._replace(time=time)


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under a name."""

    name: str
    kind: int
    seed: bytes

    @property
    def verifier(self) -> Verifier:
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, self.kind, key.public_bytes_raw())

    def sign(self, text: str, time: int | None = None) -> Signature:
        """Sign a text; time: seconds since 1970, for a cosignature and only for one."""
        if (time is None) is (self.kind == COSIGNATURE):
            raise ValueError("a cosignature has a time, and only a cosignature")
        message, prefix = text.encode(), b""
        if time is not None:
            message, prefix = _cosigned(text, time), time.to_bytes(8)
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        return Signature(self.name, self.verifier.id, prefix + key.sign(message), time)


def written(text: str, signatures: Iterable[Signature]) -> str:
    """The note with this text and these signatures.

    Raises `NoteInvalid` for a text that no note can have.
    """
    _require_text(text)
    return text + "\n" + "".join(each.line() for each in signatures)


def parsed(note: bytes | str) -> tuple[str, list[Signature]]:
    """Text and signatures of a note, not one of them verified. Raises `NoteInvalid`."""
    content = _text_of(note)
    text, separator, lines = content.rpartition("\n\n")
    text += "\n"
    if not separator or not lines.endswith("\n") or "\n\n" in lines:
        raise NoteInvalid("malformed note")
    signatures = [_signature(line) for line in lines[:-1].split("\n")]
    if len(signatures) > MOST_SIGNATURES:
        raise NoteInvalid("malformed note: too many signatures")
    return text, signatures


def opened(note: bytes | str, verifiers: Iterable[Verifier]) -> Note:
    """A note of which at least one signature is by a known key.

    Every signature by a known key must hold; those by others are kept aside. Raises
    `NoteInvalid`.
    """
    text, signatures = parsed(note)
    known = {(each.name, each.id): each for each in verifiers}
    verified: dict[tuple[str, bytes], Signature] = {}
    unverified: list[Signature] = []
    for signature in signatures:
        who = signature.name, signature.key_id
        if who not in known:
            unverified.append(signature)
        elif who not in verified:
            verified[who] = known[who].verify(text, signature)
    if not verified:
        raise NoteInvalid("note has no verifiable signatures")
    return Note(text, tuple(verified.values()), tuple(dict.fromkeys(unverified)))


def _text_of(note: bytes | str) -> str:
    content = note.encode() if isinstance(note, str) else note
    if len(content) > LONGEST:
        raise NoteInvalid("malformed note: too long")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise NoteInvalid("malformed note: no UTF-8") from None
    if any(letter < " " and letter != "\n" for letter in text):
        raise NoteInvalid("malformed note: a control character")
    return text


def _require_text(text: str) -> None:
    if not text.endswith("\n") or _text_of(text) != text or "\n\n" in text:
        raise NoteInvalid("a note's text ends with a newline and has no empty line")


def _signature(line: str) -> Signature:
    match = _LINE.fullmatch(line)
    if match is None or any(letter.isspace() for letter in match[1]):
        raise NoteInvalid("malformed note: no line of a signature")
    content = _decoded(match[2])
    if len(content) < 5:
        raise NoteInvalid("malformed note: a signature is too short")
    return Signature(match[1], content[:4], content[4:])


def _cosigned(text: str, time: int) -> bytes:
    """What a cosignature signs (C2SP tlog-cosignature)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _decoded(text: str) -> bytes:
    try:
        return from_base64(text)
    except ValueError:
        raise NoteInvalid("malformed note: no base64") from None
