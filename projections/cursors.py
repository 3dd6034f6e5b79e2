"""Opaque cursors: the place of a row in an order, for the page after it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from domain.errors import Refusal

Key = datetime | int | str | None


class BadCursor(Refusal):
    zh = "游标无效，或不属于这个排序。"
    en = "The cursor is not valid, or it belongs to another order."
    fields = ("after",)


def encode(order: str, *key: Key | UUID) -> str:
    """The cursor of a row; key: its place in the order, unique in the table."""
    text = base64.urlsafe_b64encode(orjson.dumps([order, *key]))
    return text.decode().rstrip("=")


def decode(cursor: str, order: str, *parse: Callable[[Any], Any]) -> tuple[Any, ...]:
    """The key of the row that a cursor names, each part as its parser gives it.

    Raises `BadCursor` if it was not made for this order.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        named, *key = orjson.loads(base64.urlsafe_b64decode(padded))
        if named != order or len(key) != len(parse):
            raise BadCursor
        return tuple(each(part) for each, part in zip(parse, key, strict=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadCursor from error


def moment(value: Any) -> str:
    """A point in time as PostgreSQL reads it, with its `infinity` and `-infinity`."""
    if value in ("infinity", "-infinity"):
        return str(value)
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError(value)
    return at.isoformat()


def whole(value: Any) -> int:
    """A number as PostgreSQL's integer holds it."""
    if type(value) is not int or abs(value) >= 2**31:
        raise ValueError(value)
    return value


def word(value: Any) -> str:
    """A text without NUL."""
    if type(value) is not str or "\0" in value:
        raise ValueError(value)
    return value
