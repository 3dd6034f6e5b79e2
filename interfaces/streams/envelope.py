"""A public event as a CloudEvent 1.0: its attributes, and its data as stored.

The position in the log is the one cursor of every carrier; `id` is the position, so
that a receiver that has seen an id has seen the event. Integers of CloudEvents have 32
bits, therefore positions are written as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from application.fact_types import FactType
from application.fields import moment
from application.mapper import REGISTRY

PREFIX = "gongshi"
MEDIA_TYPE = "application/cloudevents+json"
SCHEMAS = "/schemas"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class PublicEvent(NamedTuple):
    """A public event as `projections.event_places` finds it.

    data: canonical JSON, as stored. compound_id, region_path, level: where it happened,
    and for a case the level that it was on then; None or empty where that says nothing.
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
    body: bytes


def attributes(event: PublicEvent, source: str) -> dict[str, str | int]:
    """The context attributes, in the order of the specification; what says nothing is
    left out. `time` is when it happened, `recordedat` when it was recorded."""
    type, aggregate = names(event.type)
    state = orjson.loads(event.data)
    found: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(event.position),
        "source": source,
        "type": type,
        "subject": f"{aggregate}/{event.stream_id}",
        "time": state["occurred_at"],
        "datacontenttype": "application/json",
        "dataschema": f"{SCHEMAS}/{type}.json",
        "recordedat": moment(event.recorded_at),
        "position": str(event.position),
        "leafindex": str(event.position - 1),
        "version": event.version,
        "compound": str(event.compound_id) if event.compound_id else None,
        "regionpath": "/".join(event.region_path or ()) or None,
        "level": event.level,
        "cause": state.get("command"),
    }
    return {name: value for name, value in found.items() if value is not None}


def sent(event: PublicEvent, source: str) -> Sent:
    """The event, ready to be sent."""
    said = attributes(event, source)
    body = orjson.dumps(said)[:-1] + b',"data":' + event.data + b"}"
    type, aggregate = names(event.type)
    return Sent(
        event.position,
        type,
        aggregate,
        event.compound_id,
        tuple(event.region_path or ()),
        event.level,
        body,
    )


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
