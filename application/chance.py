"""The one place where the service draws what nobody may guess: ids, salts, nonces.

It draws from the operating system. A simulated history (`application.simulation`) is
drawn from a seed instead, so that the same seed gives the same log, byte for byte. What
encrypts a text is never drawn here.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from uuid import UUID, uuid4


class Drawing:
    """One piece of work for which things are drawn. What is drawn for it from a seed
    does not depend on what else is drawn meanwhile, or was drawn before."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._drawn = count(1)

    def next(self) -> str:
        """The name of what is drawn next."""
        return f"{self._name}#{next(self._drawn)}"


class _Seeded:
    """Draws that follow from a seed and a name; without one, from the piece of work and
    how many there were for it before."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed

    def draw(self, length: int, name: str) -> bytes:
        message = (name or _drawing.next()).encode()
        return hashlib.blake2b(message, digest_size=length, key=self._seed).digest()


_seeded: _Seeded | None = None
_drawing = Drawing("")


def some_bytes(length: int, name: str = "") -> bytes:
    """So many bytes, at most 64, at random.

    name: of the one thing that they are for. Who draws in another thread gives one, so
        that what is drawn from a seed does not depend on which thread came first.
    """
    if _seeded is None:
        return secrets.token_bytes(length)
    return _seeded.draw(length, name)


def new_id() -> UUID:
    """A random id (UUID version 4)."""
    if _seeded is None:
        return uuid4()
    return UUID(bytes=_seeded.draw(16, ""), version=4)


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Draw everything in this process from a seed; for simulated histories alone."""
    global _seeded
    before, _seeded = _seeded, _Seeded(hashlib.sha256(seed.encode()).digest())
    try:
        with drawing(Drawing("")):
            yield
    finally:
        _seeded = before


@contextmanager
def drawing(work: Drawing) -> Iterator[None]:
    """Draw for a piece of work, which may be done in many steps."""
    global _drawing
    before, _drawing = _drawing, work
    try:
        yield
    finally:
        _drawing = before
