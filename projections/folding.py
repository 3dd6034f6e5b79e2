"""The order of a stream, as the rows that are folded from it must see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from application.event_store import Recorded

R = TypeVar("R", bound=tuple[Any, ...])


class OutOfOrder(LookupError):
    """A fact came whose predecessor the row has not seen."""


class UnhandledFact(LookupError):
    """The rules of a read model do not say what this kind of fact means."""


def of_aggregate(name: str, batch: Iterable[Recorded]) -> list[Recorded]:
    """The facts of one kind of aggregate (`Case`), in order."""
    prefix = f"{name}."
    return [recorded for recorded in batch if recorded.type.startswith(prefix)]


def changed(row: R, changes: Mapping[str, Any]) -> R:
    """The row with other values in some fields; does what `_replace` does, in half of
    its time for a wide row."""
    places, make = _fields(type(row))
    values = list(row)
    for name, value in changes.items():
        values[places[name]] = value
    return make(values)  # type: ignore[no-any-return]


@cache
def _fields(row: Any) -> tuple[dict[str, int], Any]:
    return {name: place for place, name in enumerate(row._fields)}, row._make
