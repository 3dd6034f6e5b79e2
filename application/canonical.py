"""Canonical JSON (RFC 8785) for the values that the log may hold.

Strings, integers up to 2^53 - 1, booleans, null, lists and objects with ASCII keys.
Within these orjson with sorted keys writes the very bytes of RFC 8785: floats, whose
form it would write differently, and keys outside ASCII, which it would sort
differently, are refused.
"""

from __future__ import annotations

from typing import Any

import orjson

LARGEST_INTEGER = 2**53 - 1
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


class NotCanonical(ValueError):
    """The value has no place in canonical JSON."""


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value, or `NotCanonical`."""
    _check(value)
    return encoded(value)


def encoded(value: Any) -> bytes:
    """The canonical bytes of a value whose parts are already checked.

    UUIDs, enumerations and tuples in it are written as their text, value and items.
    """
    try:
        return orjson.dumps(value, None, _OPTIONS)
    except orjson.JSONEncodeError as error:
        # Unpaired surrogates have no UTF-8; too large integers and too deep nesting
        # have no form here.
        raise NotCanonical(str(error)) from None


def _check(value: Any) -> None:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical(f"the integer {value} is beyond 2^53 - 1")
    elif kind is list or kind is tuple:
        for item in value:
            _check(item)
    elif kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise NotCanonical(f"the key {key!r} is not an ASCII string")
            _check(item)
    else:
        raise NotCanonical(f"{kind.__name__} has no canonical form: {value!r}")
