"""Refusals over REST as RFC 9457 has them: `application/problem+json`.

Over GraphQL the same refusal is one of the `errors` of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong, for programs (`code`) and for people (`detail`)."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    type: str = Field(description="`urn:gongshi:problem:` and the code.")
    title: str = Field(description="The code in words.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="The reason, in the language that you prefer.")
    code: str = Field(description="Stable name of the refusal.")
    message_zh: str = Field(description="The reason in Chinese.")
    message_en: str = Field(description="The reason in English.")
    fields: list[str] = Field(default=[], description="The parts of the request.")
    reference: str | None = Field(
        default=None, description="Finds an unexpected error in the service's log."
    )


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "Refused, with the reason (RFC 9457).",
        "model": Problem,
        "content": {MEDIA_TYPE: {}},
    }
}


def problem(
    status: int,
    message: str,
    extensions: Mapping[str, Any],
    headers: Mapping[str, str] | None,
) -> Response:
    """The answer; extensions: as they stand in a GraphQL error."""
    code = str(extensions["code"])
    body = {
        "type": f"urn:gongshi:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": message,
        **extensions,
    }
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def graphql_errors(
    status: int,
    message: str,
    extensions: Mapping[str, Any],
    headers: Mapping[str, str] | None,
) -> Response:
    """The same as the `errors` of a GraphQL answer, which its clients read."""
    error = {"message": message, "extensions": dict(extensions)}
    return JSONResponse({"errors": [error]}, status, headers)
