"""The documents of Open311, in JSON and in XML, and its errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from starlette.responses import Response

PREFIX = "/open311/v2"
Row = Mapping[str, Any]
MEMBERS = {
    "endpoints": "endpoint",
    "formats": "format",
    "attributes": "attribute",
    "values": "value",
}
"""What XML calls a member of a list."""
ILLEGAL = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {
    0xFFFE: None,
    0xFFFF: None,
}
"""Characters that XML 1.0 cannot hold (section 2.2)."""


class Format(StrEnum):
    """How a document is written: the end of its address."""

    JSON = "json"
    XML = "xml"


MEDIA_TYPES = {
    Format.JSON: "application/json; charset=utf-8",
    Format.XML: "text/xml; charset=utf-8",
}


def listed(
    format: Format, root: str, member: str, rows: Sequence[Row], status: int = 200
) -> Response:
    """A list. JSON has no root: `GeoReport v2`, "JSON"."""
    if format is Format.JSON:
        return _response(format, orjson.dumps(rows), status)
    whole = Element(root)
    for row in rows:
        _fill(SubElement(whole, member), row)
    return _response(format, tostring(whole, "utf-8", xml_declaration=True), status)


def one(format: Format, root: str, row: Row) -> Response:
    """A document of its own: the discovery, the definition of a service."""
    if format is Format.JSON:
        return _response(format, orjson.dumps(row))
    whole = Element(root)
    _fill(whole, row)
    return _response(format, tostring(whole, "utf-8", xml_declaration=True))


def errors(
    path: str,
    status: int,
    message: str,
    extensions: Mapping[str, Any],
    headers: Mapping[str, str] | None,
) -> Response:
    """A refusal as `GeoReport v2` has it, with our own stable code before the text."""
    code = extensions["code"]
    format = Format.XML if path.endswith(".xml") else Format.JSON
    row = {"code": status, "description": f"{code}: {message}"}
    response = listed(format, "errors", "error", [row], status)
    response.headers.update(headers or {})
    return response


def _response(format: Format, content: bytes, status: int = 200) -> Response:
    return Response(content, status, media_type=MEDIA_TYPES[format])


def _fill(element: Element, row: Row) -> None:
    for name, value in row.items():
        child = SubElement(element, name)
        if isinstance(value, list):
            for each in value:
                member = SubElement(child, MEMBERS[name])
                if isinstance(each, Mapping):
                    _fill(member, each)
                else:
                    member.text = _text(each)
        else:
            child.text = _text(value)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value).translate(ILLEGAL)
