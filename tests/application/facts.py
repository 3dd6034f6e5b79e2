"""Facts of every kind with random values, and how their data must be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import rfc8785
from hypothesis import strategies as st

from application.canonical import LARGEST_INTEGER
from application.fact_types import FactType
from domain.facts import Fact

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
ZONES = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
VALUES: Mapping[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(-LARGEST_INTEGER, LARGEST_INTEGER),
    bool: st.booleans(),
    UUID: st.uuids(),
    type(None): st.none(),
    datetime: st.datetimes(
        datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC) | ZONES
    )
    | st.integers(0, 10**9).map(lambda second: datetime.fromtimestamp(second, UTC)),
    date: st.dates(),
    dict[str, str]: st.dictionaries(KEYS, TEXTS, max_size=4),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type may have."""
    hint = getattr(hint, "__supertype__", hint)
    if hint in VALUES:
        return VALUES[hint]
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*map(values, get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=4).map(tuple)
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return st.builds(
        hint, **{name: values(part) for name, part in get_type_hints(hint).items()}
    )


def facts(kind: FactType) -> st.SearchStrategy[Fact]:
    hints = get_type_hints(kind.cls)
    given = {name: values(hints[name]) for name, _, _ in kind.fields}
    given |= {"originator_id": st.uuids(), "originator_version": st.integers(1, 9)}
    if kind.topic is not None:
        given["originator_topic"] = st.just(kind.topic)
    return st.builds(kind.cls, **given)


def expected(kind: FactType, fact: Fact) -> bytes:
    """The stored data, by the reference implementation of RFC 8785."""
    state = {key: plain(getattr(fact, name)) for name, key, _ in kind.fields}
    return rfc8785.dumps(state)


def plain(value: Any) -> Any:
    """The JSON value, said as plainly as can be."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    return value
