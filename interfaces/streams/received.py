"""What trusted systems send in: a matter for a new case, as a CloudEvent."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from domain.case_words import Channel
from domain.errors import Refusal

REPORT = "gongshi.case.report.v1"
"""The type that is taken: a matter for a new case."""


class EventInvalid(Refusal):
    zh = "事件无法读取：{reason}"
    en = "The event cannot be read: {reason}"


class Matter(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """The data of an event: what a case is reported with; see `Cases.report`.

    region: code of any level. compound: its id, or its code within the region.
    reference: the matter's number in the sending system.
    """

    category: str
    title: str
    body: str | None = None
    channel: Channel = Channel.HOTLINE_12345
    region: str | None = None
    compound: str | None = None
    urgent: bool = False
    reporter: str | None = None
    reporter_name: str | None = None
    reporter_phone: str | None = None
    address: str | None = None
    reference: str | None = None


class Received(msgspec.Struct, kw_only=True):
    """A CloudEvent 1.0, as far as it is read here."""

    specversion: str
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    type: str
    data: msgspec.Raw


def read(body: bytes) -> tuple[Received, Matter]:
    """Raises EventInvalid."""
    try:
        event = msgspec.json.decode(body, type=Received)
        if event.specversion != "1.0" or event.type != REPORT:
            raise EventInvalid(reason=f"specversion 1.0, type {REPORT} expected")
        return event, msgspec.json.decode(event.data, type=Matter)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise EventInvalid(reason=error) from error


class _Named(msgspec.Struct):
    source: str | None = None
    id: str | None = None


def named(body: bytes) -> dict[str, str | None] | None:
    """`source` and `id` of an event, also of one that cannot be taken; None if even
    they cannot be read."""
    try:
        found = msgspec.json.decode(body, type=_Named)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return {"source": found.source, "id": found.id}


def described() -> dict[str, Any]:
    """The whole event, as JSON Schema."""
    shape = msgspec.json.schema(Matter)["$defs"]["Matter"]
    shape["properties"]["channel"] = {
        "type": "string",
        "enum": [each.value for each in Channel],
        "default": Channel.HOTLINE_12345.value,
    }
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": text,
            "source": text,
            "type": {"const": REPORT},
            "data": shape,
        },
    }
