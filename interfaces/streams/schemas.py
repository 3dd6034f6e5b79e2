"""What the data of each type of event looks like: JSON Schema and AsyncAPI.

Both are made from the classes of the facts, so that they cannot say anything else than
what is stored. `python -m interfaces.streams.export` writes `docs/asyncapi.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, TypedDict, get_type_hints

import msgspec

from application.fact_types import FactType
from interfaces.domain_words import CHAPTER, meanings
from interfaces.streams.envelope import (
    MEDIA_TYPE,
    PREFIX,
    SCHEMAS,
    public_kinds,
)
from interfaces.streams.frames import Frame
from interfaces.streams.received import REPORT, described

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ENVELOPE = "CloudEvent"
ATTRIBUTES: dict[str, tuple[dict[str, Any], str]] = {
    "specversion": ({"const": "1.0"}, "Version of CloudEvents."),
    "id": ({"type": "string"}, "The position: who has seen an id has seen the event."),
    "source": ({"type": "string", "format": "uri-reference"}, "This deployment."),
    "type": ({"type": "string"}, f"`{PREFIX}.<aggregate>.<event>.v<n>`."),
    "subject": ({"type": "string"}, "What it is about: `<aggregate>/<uuid>`."),
    "time": ({"type": "string", "format": "date-time"}, "When it happened."),
    "datacontenttype": ({"const": "application/json"}, "Type of the data."),
    "dataschema": ({"type": "string", "format": "uri-reference"}, "Its JSON Schema."),
    "recordedat": ({"type": "string", "format": "date-time"}, "When it was recorded."),
    "position": ({"type": "string", "pattern": "^[1-9][0-9]*$"}, "Place in the log."),
    "leafindex": ({"type": "string", "pattern": "^[0-9]+$"}, "Leaf of the public log."),
    "version": ({"type": "integer", "minimum": 0}, "Place in its own history."),
    "compound": ({"type": "string", "format": "uuid"}, "The compound, if of one."),
    "regionpath": ({"type": "string"}, "Codes from the city down, with `/` between."),
    "level": ({"type": "integer", "minimum": 0, "maximum": 4}, "Of a case, then."),
    "sourcesystem": ({"type": "string"}, "Where a case came from, if from elsewhere."),
    "sourcereference": ({"type": "string"}, "Its number there."),
    "cause": ({"type": "string"}, "Digest of the command's idempotency key."),
}
OPTIONAL = frozenset(
    {"compound", "regionpath", "level", "sourcesystem", "sourcereference", "cause"}
)


def schema_of(type: str) -> dict[str, Any] | None:
    """The JSON Schema of the data of a type of event, complete in itself; None if
    there is no such public type."""
    kind = public_kinds().get(type)
    if kind is None:
        return None
    parts = _schemas({type: kind}, "#/$defs/")
    body = parts.pop(type)
    whole = {"$schema": DIALECT, "$id": f"{SCHEMAS}/{type}.json", **body}
    return whole | ({"$defs": parts} if parts else {})


@cache
def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document of all streams."""
    kinds = public_kinds()
    schemas = {ENVELOPE: _envelope(), **_schemas(kinds, "#/components/schemas/")}
    messages = {type: _message(type, kind) for type, kind in kinds.items()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Gongshi (公示)",
            "version": version("gongshi"),
            "description": "Every public event of the log, in its order, as "
            "CloudEvents 1.0. One cursor for all carriers: the position.",
        },
        "defaultContentType": MEDIA_TYPE,
        "channels": {
            "events": {
                "address": "/events",
                "title": "The public log",
                "description": "Server-sent events, resumed by `Last-Event-ID` or "
                f"`?after=`; `{Frame.NDJSON}` the same, a line each.",
                "messages": {
                    type: {"$ref": f"#/components/messages/{type}"} for type in messages
                },
                "bindings": {"http": {"bindingVersion": "0.3.0"}},
            },
            "senders": {
                "address": "/senders/{name}/events",
                "title": "Cases that other systems send in",
                "description": "Structured CloudEvents, signed as Standard Webhooks "
                "has it with the secret of the sender.",
                "parameters": {"name": {"description": "Name of the sender."}},
                "messages": {REPORT: {"$ref": f"#/components/messages/{REPORT}"}},
                "bindings": {"http": {"bindingVersion": "0.3.0"}},
            },
        },
        "operations": {
            "followEvents": {
                "action": "send",
                "channel": {"$ref": "#/channels/events"},
                "summary": "The service sends what it records.",
            },
            "takeCases": {
                "action": "receive",
                "channel": {"$ref": "#/channels/senders"},
                "summary": "The service takes a matter in as a new case.",
            },
        },
        "components": {
            "messages": messages | {REPORT: _report()},
            "schemas": schemas,
        },
    }


def _message(type: str, kind: FactType) -> dict[str, Any]:
    data = {"$ref": f"#/components/schemas/{type}"}
    own = {"type": {"const": type}, "data": data}
    envelope = {"$ref": f"#/components/schemas/{ENVELOPE}"}
    return {
        "name": type,
        "title": _title(kind),
        "contentType": MEDIA_TYPE,
        "payload": {"allOf": [envelope, {"type": "object", "properties": own}]},
    }


def _report() -> dict[str, Any]:
    return {
        "name": REPORT,
        "title": "报来一件事项 / A matter for a new case",
        "contentType": MEDIA_TYPE,
        "payload": described(),
    }


def _envelope() -> dict[str, Any]:
    properties = {
        name: {**shape, "description": meaning}
        for name, (shape, meaning) in ATTRIBUTES.items()
    }
    properties["data"] = {"type": "object", "description": "As stored, canonical JSON."}
    required = [name for name in properties if name not in OPTIONAL]
    return {"type": "object", "required": required, "properties": properties}


def _form(type: str, kind: FactType) -> Any:
    hints = get_type_hints(kind.cls)
    members = {key: hints[name] for name, key, _ in kind.fields}
    make: Any = TypedDict
    return make(type, members)


def _schemas(kinds: Mapping[str, FactType], place: str) -> dict[str, Any]:
    """The schema of each kind's data by its type, and of the parts that they share."""
    forms = [_form(type, kind) for type, kind in kinds.items()]
    bodies, parts = msgspec.json.schema_components(forms, ref_template=place + "{name}")
    found: dict[str, Any] = {}
    for (type, kind), body in zip(kinds.items(), bodies, strict=True):
        whole = parts.pop(body["$ref"].removeprefix(place)) if "$ref" in body else body
        said = meanings(kind.cls)
        for key, shape in whole["properties"].items():
            if key in said:
                shape["description"] = said[key]
        found[type] = {**whole, "title": _title(kind)}
    plain: dict[str, Any] = _without_chapters(parts | found)
    return plain


def _title(kind: FactType) -> str:
    return f"{kind.cls.label.zh} / {kind.cls.label.en}"


def _without_chapters(value: Any) -> Any:
    """The same without the chapters of the domain's own paper."""
    match value:
        case dict():
            return {
                key: CHAPTER.sub("", each)
                if key == "description" and isinstance(each, str)
                else _without_chapters(each)
                for key, each in value.items()
            }
        case list():
            return [_without_chapters(each) for each in value]
    return value
