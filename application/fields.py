"""How the values of a fact's fields are written in JSON.

A codec is made once for each type hint; what is not listed here cannot be a field.
The same hints, given to msgspec, say how the values are read back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from application.canonical import LARGEST_INTEGER, NotCanonical

_rfc3339 = msgspec.json.Encoder().encode


class Codec(NamedTuple):
    """How values of one type are written.

    encode: gives a value that `canonical.encoded` writes, or raises `NotCanonical`,
        `TypeError` or `ValueError`.
    plain: types whose values `canonical.encoded` writes as they are, to the same
        bytes; it also refuses those that `encode` refuses. Compared by identity: True
        is no integer, an enum's member no string.
    """

    encode: Callable[[Any], Any]
    plain: frozenset[type] = frozenset()


def codec(hint: Any) -> Codec:
    """The codec of a field's type, or `TypeError` if such a field cannot be stored."""
    hint = getattr(hint, "__supertype__", hint)
    origin = get_origin(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if origin in (Union, UnionType):
        return _optional(hint)
    if origin is tuple:
        item, dots = get_args(hint)
        if dots is Ellipsis:
            return _sequence(codec(item))
    if origin in (dict, Mapping) and get_args(hint) == (str, str):
        return Codec(_words)
    if isinstance(hint, type) and issubclass(hint, StrEnum | IntEnum):
        return _enumeration(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    raise TypeError(f"a field of type {hint} cannot be stored")


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, always with six digits of the second and a `Z`."""
    if type(at) is not datetime or at.tzinfo is None:
        raise NotCanonical(f"{at!r} is not a time with a zone")
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    # `isoformat` takes several times as long, and the log is full of times.
    text = _rfc3339(at).decode()
    return text[1:-1] if at.microsecond else f"{text[1:-2]}.000000Z"


def _exactly(kind: type) -> Codec:
    def encode(value: Any) -> Any:
        if type(value) is not kind:
            raise NotCanonical(f"{value!r} is not of type {kind.__name__}")
        return value

    return Codec(encode, frozenset({kind}))


def _integer(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST_INTEGER:
        raise NotCanonical(f"{value!r} is not an integer up to 2^53 - 1")
    return value


def _identifier(value: Any) -> str:
    if not isinstance(value, UUID):
        raise NotCanonical(f"{value!r} is not a UUID")
    return str(value)


def _day(value: Any) -> str:
    if type(value) is not date:
        raise NotCanonical(f"{value!r} is not a day")
    return value.isoformat()


def _words(value: Mapping[str, str]) -> dict[str, str]:
    if type(value) is not dict and not isinstance(value, Mapping):
        raise NotCanonical(f"{value!r} is not a mapping")
    for key, word in value.items():
        if type(key) is not str or not key.isascii() or type(word) is not str:
            raise NotCanonical(f"{key!r}: {word!r} is not a named string")
    return dict(value)


def _optional(hint: Any) -> Codec:
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    if len(kinds) != 1 or len(get_args(hint)) != 2:
        raise TypeError(f"a field of type {hint} cannot be stored")
    encode, plain = codec(kinds[0])
    return Codec(
        lambda value: None if value is None else encode(value),
        plain and plain | {NoneType},
    )


def _sequence(item: Codec) -> Codec:
    encode, same = item.encode, item.plain & _JSON

    def encode_each(values: Any) -> list[Any]:
        if not isinstance(values, tuple | list):
            raise NotCanonical(f"{values!r} is not a sequence")
        return [value if type(value) in same else encode(value) for value in values]

    return Codec(encode_each)


def _enumeration(kind: type[StrEnum] | type[IntEnum]) -> Codec:
    # Any value of the enum is accepted by value: callers may hold the plain string.
    return Codec(lambda value: kind(value).value, frozenset({kind}))


def _record(kind: type) -> Codec:
    hints = get_type_hints(kind)
    for field in fields(kind):
        # Or what an old fact says would change with the default.
        if field.default is not MISSING or field.default_factory is not MISSING:
            raise TypeError(f"{kind.__name__}.{field.name} must have no default")
    codecs = {field.name: codec(hints[field.name]) for field in fields(kind)}
    parts = [(name, part.encode, part.plain & _JSON) for name, part in codecs.items()]

    def encode(value: Any) -> dict[str, Any]:
        if type(value) is not kind:
            raise NotCanonical(f"{value!r} is not of type {kind.__name__}")
        return {
            name: item if type(item := getattr(value, name)) in same else encode(item)
            for name, encode, same in parts
        }

    return Codec(encode)


_JSON = frozenset({str, int, bool, NoneType})
_PLAIN: Mapping[Any, Codec] = {
    str: _exactly(str),
    bool: _exactly(bool),
    int: Codec(_integer, frozenset({int})),
    UUID: Codec(_identifier, frozenset({UUID})),
    datetime: Codec(moment),
    date: Codec(_day),
}
