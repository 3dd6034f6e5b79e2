"""A public event as a CloudEvent 1.0: its attributes, and its data as stored.

The position in the log is the one cursor of every carrier; `id` is the position, so
that a receiver that has seen an id has seen the event. Integers of CloudEvents have 32
bits, therefore positions are written as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from uuid import UUID

import msgspec
import orjson

from application.fact_types import FactType
from application.fields import moment
from application.mapper import REGISTRY
from projections.placed_events import CASE, Place, Row, Stretch, places

PREFIX = "gongshi"
MEDIA_TYPE = "application/cloudevents+json"
SCHEMAS = "/schemas"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Sent(NamedTuple):
    """An event, encoded once for all who follow.

    type: of the CloudEvent (`gongshi.case.accepted.v1`). aggregate: `case`.
    body: the CloudEvent in its structured form, JSON without line breaks.
    """

    position: int
    type: str
    aggregate: str
    compound_id: UUID | None
    region_path: tuple[str, ...]
    level: int | None
    source_system: str | None
    body: bytes


class _Said(msgspec.Struct, gc=False):
    """What the envelope takes out of an event's data."""

    occurred_at: str
    command: str | None = None


_said = msgspec.json.Decoder(_Said).decode


class _Kind(NamedTuple):
    """A type, with what of the envelope follows from it."""

    type: str
    aggregate: str
    of_case: bool
    head: bytes
    middle: bytes


class _Then(NamedTuple):
    """A stream from a version on: its place, and that as attributes."""

    version: int
    place: Place
    attributes: bytes


def encoded(stretch: Stretch, source: str) -> list[Sent]:
    """The events, encoded: the context attributes in the order of the specification,
    those that say nothing left out, and the data as it is stored.

    Written by hand, since the whole log goes through here when somebody reads it: an
    event costs no more than what it has for itself. What is of its type or its
    stream is made once.
    """
    events, rows = stretch
    streams: dict[bytes, tuple[bytes, list[_Then]]] = {}
    found: list[Sent] = []
    for position, at, stored, id, version, data in events:
        type, aggregate, of_case, head, middle = _kind(stored, source)
        stream = streams.get(id)
        if stream is None:
            stream = streams[id] = _stream(id, rows.get(id, ()), of_case)
        text, thens = stream
        index = len(thens) - 1
        while thens[index].version > version:
            index -= 1
        _, place, attributes = thens[index]
        said = _said(data)
        if said.command:
            attributes = b'%b,"cause":"%b"' % (attributes, said.command.encode())
        number = b"%d" % position
        body = b"".join(
            (
                b'{"specversion":"1.0","id":"',
                number,
                head,
                text,
                b'","time":"',
                said.occurred_at.encode(),
                middle,
                _moment(at),
                b'","position":"',
                number,
                b'","leafindex":"%d","version":%d' % (position - 1, version),
                attributes,
                b',"data":',
                data,
                b"}",
            )
        )
        compound_id, path, level, system, _ = place
        found.append(
            Sent(position, type, aggregate, compound_id, path, level, system, body)
        )
    return found


@lru_cache(1 << 12)
def _kind(stored: str, source: str) -> _Kind:
    type, aggregate = names(stored)
    head = b'","source":%b,"type":"%b","subject":"%b/' % (
        *(orjson.dumps(source), type.encode(), aggregate.encode()),
    )
    middle = (
        b'","datacontenttype":"application/json","dataschema":"%b/%b.json",'
        b'"recordedat":"'
    ) % (SCHEMAS.encode(), type.encode())
    return _Kind(type, aggregate, stored.startswith(CASE), head, middle)


def _stream(id: bytes, rows: Sequence[Row], of_case: bool) -> tuple[bytes, list[_Then]]:
    """The id in words, and what held from which version on, first nothing."""
    thens = [_Then(-1, Place(), b"")]
    for version, place in places(rows, of_case=of_case):
        level = b"" if place.level is None else b',"level":%d' % place.level
        origin = _origin(place.source_system, place.source_reference)
        where = _place(place.compound_id, place.region_path)
        thens.append(_Then(version, place, where + level + origin))
    text = id.hex()
    dashed = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    return dashed.encode(), thens


def _moment(at: bytes) -> bytes:
    """When it was recorded, as PostgreSQL sends it: microseconds since 2000."""
    second, micros = divmod(int.from_bytes(at, "big", signed=True), 1_000_000)
    return b"%b.%06dZ" % (_second(second), micros)


@lru_cache(1 << 12)
def _second(number: int) -> bytes:
    """The second that begins so many after 2000 did."""
    whole = moment(EPOCH + timedelta(seconds=number))
    return whole.partition(".")[0].encode()


@lru_cache(1 << 14)
def _place(compound_id: UUID | None, path: tuple[str, ...]) -> bytes:
    """The attributes that say where, with a comma before each."""
    compound = b',"compound":"%b"' % str(compound_id).encode() if compound_id else b""
    region = b',"regionpath":%b' % orjson.dumps("/".join(path)) if path else b""
    return compound + region


def _origin(system: str | None, reference: str | None) -> bytes:
    """The attributes of a case that came from another system, likewise."""
    if system is None:
        return b""
    number = b',"sourcereference":%b' % orjson.dumps(reference) if reference else b""
    return b',"sourcesystem":%b' % orjson.dumps(system) + number


def headers(said: Mapping[str, str | int]) -> dict[str, str]:
    """The attributes of the binary form: the HTTP headers beside `data` as the body.
    All values are ASCII without `%` or quotes, which need no encoding."""
    return {
        "Content-Type" if name == "datacontenttype" else f"ce-{name}": str(value)
        for name, value in said.items()
    }


@cache
def names(stored: str) -> tuple[str, str]:
    """Type of the CloudEvent and word for the aggregate, from a stored name:
    `gongshi.case.accepted.v1` and `case`."""
    name, found, version = stored.rpartition(".v")
    if not found or not version.isdigit():
        name, version = stored, "1"
    aggregate, _, fact = name.partition(".")
    return f"{PREFIX}.{_snake(aggregate)}.{_snake(fact)}.v{version}", _snake(aggregate)


def public_kinds() -> dict[str, FactType]:
    """Every kind of public fact by the newest type of its CloudEvent, sorted."""
    kinds = {names(kind.stored)[0]: kind for kind in REGISTRY if kind.public}
    return dict(sorted(kinds.items()))


def _snake(name: str) -> str:
    return _WORD.sub("_", name).lower()
