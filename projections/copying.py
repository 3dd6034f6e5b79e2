"""Rows as PostgreSQL's binary COPY reads them, made without a detour over text.

The form of each column is that of PostgreSQL's own binary input ("COPY, Binary
Format" in its manual); a column of another type than those listed is a `KeyError`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from struct import Struct
from typing import Any, NamedTuple

import orjson

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
TEXT = 25  # the type's number in PostgreSQL, the same everywhere
MOST_WORDS, LONGEST_WORD = 10_000, 64
Encode = Callable[[Any], bytes]

_length = Struct(">i").pack
_int8 = Struct(">iq").pack
_array = Struct(">iiiiii").pack
NO_TEXTS = b"\0\0\0\x0c" + _int8(0, TEXT)  # no dimension, no NULL


class Column(NamedTuple):
    """A column as the catalogue knows it; filled: it is NOT NULL."""

    type: str
    filled: bool = False


class _Form(NamedTuple):
    """How the source of an encoder writes a value that is not NULL.

    alone: an expression of the value's bytes with their length. code, values: for one
    `Struct` of several columns that are never NULL and of fixed length.
    """

    alone: str
    code: str = ""
    values: str = ""


_FORMS: Mapping[str, _Form] = {
    "boolean": _Form("TRUE if {} else FALSE"),
    "smallint": _Form("int2[{}]", "ih", "2, {}"),
    "integer": _Form("int4[{}]", "ii", "4, {}"),
    "bigint": _Form("int8(8, {})", "iq", "8, {}"),
    "text": _Form("word[{}]"),
    "text[]": _Form("texts({})"),
    "jsonb": _Form("json({})"),
    "uuid": _Form("UUID + {}.bytes", "i16s", "16, {}.bytes"),
    "timestamp with time zone": _Form("moment({})"),
}


def encoder(columns: Sequence[Column]) -> Callable[[Sequence[object]], bytes]:
    """What makes a row of COPY of a row of values; a jsonb may come as JSON or as an
    object.

    A value that its column cannot hold is a `ValueError`.
    """
    made = _function(columns)

    def encode(row: Sequence[object]) -> bytes:
        try:
            return made(row)
        except (struct.error, AttributeError) as problem:
            raise ValueError(f"a column cannot hold its value of {row!r}") from problem

    return encode


def _function(columns: Sequence[Column]) -> Encode:
    """A function written for these columns, as `dataclasses` write constructors: no
    loop, no call for what is remembered, and one for neighbours of fixed length.

        def encode(row):
            v0, v1, v2, = row
            return b"".join((start, pack_i16sii(16, v0.bytes, 4, v1),
                NULL if v2 is None else word[v2],))
    """
    names = [f"v{place}" for place in range(len(columns))]
    forms = [_FORMS[column.type] for column in columns]
    filled = [column.filled for column in columns]
    known: dict[str, Any] = {**_KNOWN, "start": Struct(">h").pack(len(columns))}
    pieces = ["start"]
    fields = zip(names, forms, filled, strict=True)
    for packed, group in groupby(
        fields, lambda field: bool(field[2] and field[1].code)
    ):
        neighbours = [(name, form) for name, form, _ in group]
        if packed:
            pieces.append(_packed(neighbours, known))
            continue
        for name, form in neighbours:
            pieces.append(f"NULL if {name} is None else {form.alone.format(name)}")
    exec(
        f"def encode(row):\n"
        f"    {', '.join(names)}, = row\n"
        f"    return b''.join(({', '.join(pieces)},))",
        known,
    )
    made: Encode = known["encode"]
    return made


def _packed(columns: list[tuple[str, _Form]], known: dict[str, Any]) -> str:
    """The call that writes these columns at once; makes known what it calls."""
    codes = "".join(form.code for _, form in columns)
    known[f"pack_{codes}"] = Struct(f">{codes}").pack
    values = ", ".join(form.values.format(name) for name, form in columns)
    return f"pack_{codes}({values})"


def copied(rows: Iterable[bytes]) -> bytes:
    """The whole of what COPY reads."""
    return b"".join([HEADER, *rows, TRAILER])


def _text(value: str) -> bytes:
    data = value.encode()
    return _length(len(data)) + data


def _json(value: object) -> bytes:
    data = value if type(value) is bytes else orjson.dumps(value)
    return _length(len(data) + 1) + b"\x01" + data  # the version of the format


def _moment(value: datetime) -> bytes:
    past = value - EPOCH
    return _int8(8, (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds)


def _texts(values: Sequence[str]) -> bytes:
    if not values:
        return NO_TEXTS
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


# The names in the forms above.
_KNOWN: Mapping[str, Any] = {
    "NULL": NULL,
    "TRUE": b"\0\0\0\x01\x01",
    "FALSE": b"\0\0\0\x01\0",
    "UUID": b"\0\0\0\x10",
    "int2": _Words(lambda value: Struct(">ih").pack(2, value)),
    "int4": _Words(lambda value: Struct(">ii").pack(4, value)),
    "int8": _int8,
    "word": _Words(_text),
    "texts": _texts,
    "json": _json,
    "moment": _moment,
}
