"""How the values of a fact's fields are written in JSON.

A codec is made once for each type hint; what is not listed here cannot be a field.
The same hints, given to msgspec, say how the values are read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from operator import attrgetter, contains
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


class Layout:
    """The fields of one class, as the members of a JSON object.

    Most values are of a plain type, which is seen without calling anything in Python.
    """

    def __init__(self, parts: Iterable[tuple[str, str, Codec]]) -> None:
        """parts: attribute, key and codec of each field."""
        # Plain ones first: `map` below then stops where the others begin.
        self._parts = sorted(parts, key=lambda part: not part[2].plain)
        names, self._keys, codecs = zip(*self._parts, strict=True)
        # A getter of one attribute gives no tuple; one of two does.
        self._values = attrgetter(*names, "__class__")
        self._plain = [part.plain for part in codecs if part.plain]
        self._others = [
            (key, part.encode) for _, key, part in self._parts[len(self._plain) :]
        ]

    def encode(self, record: Any) -> dict[str, Any]:
        """The object of a record's values; `NotCanonical` names the field."""
        values = self._values(record)
        if not all(map(contains, self._plain, map(type, values))):
            return self.encode_each(record)
        state = dict(zip(self._keys, values, strict=False))
        try:
            for key, encode in self._others:
                state[key] = encode(state[key])
        except (ValueError, TypeError):
            return self.encode_each(record)
        return state

    def encode_each(self, record: Any) -> dict[str, Any]:
        """The same field by field: for values of other types, and to name the field
        whose value is refused."""
        state: dict[str, Any] = {}
        for attribute, key, codec in self._parts:
            try:
                state[key] = codec.encode(getattr(record, attribute))
            except (ValueError, TypeError) as error:
                raise NotCanonical(f"{attribute}: {error}") from error
        return state


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
    def encode(values: Any) -> list[Any]:
        if not isinstance(values, tuple | list):
            raise NotCanonical(f"{values!r} is not a sequence")
        return [item.encode(value) for value in values]

    return Codec(encode)


def _enumeration(kind: type[StrEnum] | type[IntEnum]) -> Codec:
    # Any value of the enum is accepted by value: callers may hold the plain string.
    return Codec(lambda value: kind(value).value, frozenset({kind}))


def _record(kind: type) -> Codec:
    hints = get_type_hints(kind)
    for field in fields(kind):
        # Or what an old fact says would change with the default.
        if field.default is not MISSING or field.default_factory is not MISSING:
            raise TypeError(f"{kind.__name__}.{field.name} must have no default")
    layout = Layout(
        (part.name, part.name, codec(hints[part.name])) for part in fields(kind)
    )

    def encode(value: Any) -> dict[str, Any]:
        if type(value) is not kind:
            raise NotCanonical(f"{value!r} is not of type {kind.__name__}")
        return layout.encode(value)

    return Codec(encode)


_PLAIN: Mapping[Any, Codec] = {
    str: _exactly(str),
    bool: _exactly(bool),
    int: Codec(_integer, frozenset({int})),
    UUID: Codec(_identifier, frozenset({UUID})),
    datetime: Codec(moment),
}
