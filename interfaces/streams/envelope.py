"""A public event as a CloudEvent 1.0: its attributes, and its data as stored.

The position in the log is the one cursor of every carrier; `id` is the position, so
that a receiver that has seen an id has seen the event. Integers of CloudEvents have 32
bits, therefore positions are written as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple
from uuid import UUID

import msgspec
import orjson

from application.fact_types import FactType
from application.fields import moment
from application.mapper import REGISTRY
from projections.event_places import PublicEvent

PREFIX = "gongshi"
MEDIA_TYPE = "application/cloudevents+json"
SCHEMAS = "/schemas"
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


class _Said(msgspec.Struct):
    """What the envelope takes out of an event's data."""

    occurred_at: str
    command: str | None = None


_said = msgspec.json.Decoder(_Said).decode


def sent(event: PublicEvent, source: str) -> Sent:
    """The event, encoded: the context attributes in the order of the specification,
    those that say nothing left out, and the data as it is stored.

    Written by hand, since the whole log goes through here when somebody reads it.
    """
    said = _said(event.data)
    type, aggregate = names(event.type)
    path = tuple(event.region_path or ())
    level = b"" if event.level is None else b',"level":%d' % event.level
    origin = _origin(event.source_system, event.source_reference)
    cause = b',"cause":"%b"' % said.command.encode() if said.command else b""
    body = (
        b'{"specversion":"1.0","id":"%(at)d","source":%(source)b,"type":"%(type)b",'
        b'"subject":"%(what)b/%(id)b","time":"%(time)b",'
        b'"datacontenttype":"application/json","dataschema":"%(schemas)b/%(type)b.json",'
        b'"recordedat":"%(recorded)b","position":"%(at)d","leafindex":"%(leaf)d",'
        b'"version":%(version)d%(place)b%(level)b%(origin)b%(cause)b,"data":%(data)b}'
    ) % {
        b"at": event.position,
        b"source": orjson.dumps(source),
        b"type": type.encode(),
        b"what": aggregate.encode(),
        b"id": str(event.stream_id).encode(),
        b"time": said.occurred_at.encode(),
        b"schemas": SCHEMAS.encode(),
        b"recorded": moment(event.recorded_at).encode(),
        b"leaf": event.position - 1,
        b"version": event.version,
        b"place": _place(event.compound_id, path),
        b"level": level,
        b"origin": origin,
        b"cause": cause,
        b"data": event.data,
    }
    return Sent(
        event.position,
        type,
        aggregate,
        event.compound_id,
        path,
        event.level,
        event.source_system,
        body,
    )


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
