"""What `/openapi.json` says of requests and answers of Open311."""

from __future__ import annotations

from typing import Any

from interfaces.open311.written import MEDIA_TYPES

DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "JSON, or XML.",
        "content": {each.partition(";")[0]: {} for each in MEDIA_TYPES.values()},
    },
    "default": {
        "description": "`errors` of GeoReport v2: the status, and a stable code.",
        "content": {each.partition(";")[0]: {} for each in MEDIA_TYPES.values()},
    },
}
FIELDS = (
    "service_code",
    "description",
    "jurisdiction_id",
    "api_key",
    "attribute[compound_id]",
    "attribute[external_id]",
    "attribute[channel]",
    "account_id",
    "first_name",
    "last_name",
    "phone",
    "email",
    "address_string",
    "address_id",
    "lat",
    "long",
    "media_url",
)
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": list(FIELDS[:2]),
                    "properties": {name: {"type": "string"} for name in FIELDS},
                }
            }
        },
    }
}
