"""Rows as PostgreSQL's binary COPY reads them, made without a detour over text.

The form of each column is that of PostgreSQL's own binary input ("COPY, Binary
Format" in its manual); a column of another type than those listed is a `KeyError`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from struct import Struct
from typing import Any
from uuid import UUID

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
TEXT = 25  # the type's number in PostgreSQL, the same everywhere
MOST_WORDS, LONGEST_WORD = 10_000, 64
Encode = Callable[[Any], bytes]

_length = Struct(">i").pack
_int2 = Struct(">ih").pack
_int4 = Struct(">ii").pack
_int8 = Struct(">iq").pack
_array = Struct(">iiiiii").pack


def encoder(types: Sequence[str]) -> Callable[[Sequence[object]], bytes]:
    """What makes a row of COPY of a row of values; types: of the columns in order.

    A value that its column cannot hold is a `ValueError`.
    """
    encoders = [_ENCODERS[each] for each in types]
    count = Struct(">h").pack(len(encoders))

    def encode(row: Sequence[object]) -> bytes:
        try:
            columns = [
                NULL if value is None else each(value)
                for each, value in zip(encoders, row, strict=True)
            ]
        except struct.error as problem:
            raise ValueError(f"a number of {row!r} is too large") from problem
        return count + b"".join(columns)

    return encode


def copied(rows: Iterable[bytes]) -> bytes:
    """The whole of what COPY reads."""
    return b"".join([HEADER, *rows, TRAILER])


def _text(value: str) -> bytes:
    data = value.encode()
    return _length(len(data)) + data


def _json(value: bytes) -> bytes:
    return _length(len(value) + 1) + b"\x01" + value  # the version of the format


def _uuid(value: UUID) -> bytes:
    return b"\0\0\0\x10" + value.bytes


def _moment(value: datetime) -> bytes:
    past = value - EPOCH
    return _int8(8, (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds)


def _texts(values: Sequence[str]) -> bytes:
    if not values:
        return b"\0\0\0\x0c" + _int8(0, TEXT)  # no dimension, no NULL
    items = b"".join([_text(value) for value in values])
    return _array(20 + len(items), 1, 0, TEXT, len(values), 1) + items


class _Words(dict[Any, bytes]):
    """Values that come again and again, such as labels, with their form; bounded."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode

    def __missing__(self, value: Any) -> bytes:
        made = self._encode(value)
        if len(made) <= LONGEST_WORD:
            if len(self) >= MOST_WORDS:
                self.clear()
            self[value] = made
        return made


_ENCODERS: Mapping[str, Encode] = {
    "boolean": lambda value: b"\0\0\0\x01\x01" if value else b"\0\0\0\x01\0",
    "smallint": _Words(lambda value: _int2(2, value)).__getitem__,
    "integer": _Words(lambda value: _int4(4, value)).__getitem__,
    "bigint": lambda value: _int8(8, value),
    "text": _Words(_text).__getitem__,
    "text[]": _texts,
    "jsonb": _json,
    "uuid": _uuid,
    "timestamp with time zone": _moment,
}
