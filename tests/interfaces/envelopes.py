"""Envelopes as they were made event by event: what the quicker way is compared with."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import msgspec
import orjson

from application.fields import moment
from interfaces.streams.envelope import SCHEMAS, Sent, names


class _Said(msgspec.Struct):
    """What the envelope takes out of an event's data."""

    occurred_at: str
    command: str | None = None


_said = msgspec.json.Decoder(_Said).decode


class PublicEvent(NamedTuple):
    """A public event of the log, with its place.

    data: canonical JSON, as stored. compound_id, region_path, level: where it happened,
    and for a case the level that it was on then; None or empty where that says nothing.
    source_system, source_reference: where a case came from, and its number there.
    """

    position: int
    recorded_at: datetime
    type: str
    stream_id: UUID
    version: int
    data: bytes
    compound_id: UUID | None
    region_path: tuple[str, ...] | None
    level: int | None
    source_system: str | None
    source_reference: str | None


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
