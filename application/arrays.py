"""Lists as PostgreSQL arrays, written in one go.

psycopg asks for the form of every item of a list by itself; on the writer's hot path
that costs more than the rest of a statement. Here a list of UUIDs, bytes, strings or
integers becomes the binary form of an array at once (PostgreSQL's `array_send`: number
of dimensions, whether there are NULLs, element type, length, lower bound, items).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, repeat
from struct import Struct, pack
from struct import error as StructError
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.adapt import PyFormat
from psycopg.types.array import BaseListDumper, ListBinaryDumper

HEAD = Struct(">iiIii").pack
LENGTH = Struct(">i").pack
NULL = LENGTH(-1)
UUID_LENGTH = LENGTH(16)


class Kind(NamedTuple):
    """How lists of one type are written; oids of the item's type and of its array."""

    item: int
    array: int
    write: Callable[[list[Any]], bytes]


def _uuids(values: list[UUID]) -> bytes:
    return b"".join([UUID_LENGTH + value.bytes for value in values])


def _bytes(values: list[bytes]) -> bytes:
    return b"".join([LENGTH(len(value)) + value for value in values])


def _strings(values: list[str]) -> bytes:
    if any("\0" in value for value in values):
        raise psycopg.DataError("PostgreSQL's text cannot hold a NUL character")
    return _bytes([value.encode() for value in values])


def _integers(values: list[int]) -> bytes:
    return pack(">" + "iq" * len(values), *chain.from_iterable(zip(repeat(8), values)))


KINDS: dict[type, Kind] = {
    UUID: Kind(2950, 2951, _uuids),
    bytes: Kind(17, 1001, _bytes),
    str: Kind(25, 1009, _strings),
    int: Kind(20, 1016, _integers),
}


class ListDumper(ListBinaryDumper):
    """Writes lists of the types above itself and leaves others to psycopg."""

    def get_key(self, obj: list[Any], format: PyFormat) -> Any:
        kind = type(_first(obj))
        return (list, kind) if kind in KINDS else super().get_key(obj, format)

    def upgrade(self, obj: list[Any], format: PyFormat) -> BaseListDumper:
        kind = KINDS.get(type(_first(obj)))
        return _OfKind(kind) if kind else super().upgrade(obj, format)


class _OfKind(ListBinaryDumper):
    """Writes lists of one kind, NULLs among them."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(list)
        self._kind = kind
        self.oid = kind.array

    def dump(self, obj: list[Any]) -> bytes:
        item, _, write = self._kind
        try:
            content = write(obj)
        except (AttributeError, TypeError, StructError):
            content = b"".join(map(self._one, obj))
        return HEAD(1, 1, item, len(obj), 1) + content

    def _one(self, value: Any) -> bytes:
        try:
            return NULL if value is None else self._kind.write([value])
        except (AttributeError, TypeError, StructError) as error:
            kind = type(value).__name__
            raise psycopg.DataError(f"this {kind} has no place: {error}") from None


def _first(values: Sequence[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def register(connection: psycopg.Connection[Any]) -> None:
    """Let this connection write its lists that way."""
    connection.adapters.register_dumper(list, ListDumper)
