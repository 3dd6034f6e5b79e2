"""How the values of a fact's fields are written in JSON and read back.

A codec is made once for each type hint; what is not listed here cannot be a field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from application.canonical import LARGEST_INTEGER, NotCanonical


class Codec(NamedTuple):
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def codec(hint: Any) -> Codec:
    """The codec of a field's type, or `TypeError` if such a field cannot be stored."""
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
        return Codec(_words, dict)
    if isinstance(hint, type) and issubclass(hint, StrEnum | IntEnum):
        return _enumeration(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    raise TypeError(f"a field of type {hint} cannot be stored")


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, always with six digits of the second and a `Z`."""
    if type(at) is not datetime or at.tzinfo is None:
        raise NotCanonical(f"{at!r} is not a time with a zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def _exactly(kind: type) -> Callable[[Any], Any]:
    def encode(value: Any) -> Any:
        # By type, not isinstance: True is no integer, an enum's member no string.
        if type(value) is not kind:
            raise NotCanonical(f"{value!r} is not of type {kind.__name__}")
        return value

    return encode


def _integer(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST_INTEGER:
        raise NotCanonical(f"{value!r} is not an integer up to 2^53 - 1")
    return value


def _identifier(value: Any) -> str:
    if not isinstance(value, UUID):
        raise NotCanonical(f"{value!r} is not a UUID")
    return str(value)


def _words(value: Mapping[str, str]) -> dict[str, str]:
    for key, word in value.items():
        if type(key) is not str or not key.isascii() or type(word) is not str:
            raise NotCanonical(f"{key!r}: {word!r} is not a named string")
    return dict(value)


def _same(value: Any) -> Any:
    return value


def _optional(hint: Any) -> Codec:
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    if len(kinds) != 1 or len(get_args(hint)) != 2:
        raise TypeError(f"a field of type {hint} cannot be stored")
    encode, decode = codec(kinds[0])
    return Codec(
        lambda value: None if value is None else encode(value),
        lambda value: None if value is None else decode(value),
    )


def _sequence(item: Codec) -> Codec:
    encode, decode = item
    return Codec(
        lambda values: [encode(value) for value in values],
        lambda values: tuple([decode(value) for value in values]),
    )


def _enumeration(kind: type[StrEnum] | type[IntEnum]) -> Codec:
    # Any value of the enum is accepted by value: callers may hold the plain string.
    return Codec(lambda value: kind(value).value, kind)


def _record(kind: type) -> Codec:
    hints = get_type_hints(kind)
    parts = [(field.name, codec(hints[field.name])) for field in fields(kind)]

    def encode(value: Any) -> dict[str, Any]:
        if type(value) is not kind:
            raise NotCanonical(f"{value!r} is not of type {kind.__name__}")
        return {name: part.encode(getattr(value, name)) for name, part in parts}

    def decode(value: dict[str, Any]) -> Any:
        return kind(**{name: part.decode(value[name]) for name, part in parts})

    return Codec(encode, decode)


_PLAIN: Mapping[Any, Codec] = {
    str: Codec(_exactly(str), _same),
    int: Codec(_integer, _same),
    bool: Codec(_exactly(bool), _same),
    UUID: Codec(_identifier, UUID),
    datetime: Codec(moment, datetime.fromisoformat),
}
