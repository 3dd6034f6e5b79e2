"""`/openapi.json`: the REST side of the service, as the code has it.

FastAPI writes it from the routes; here it is made true where FastAPI assumes what this
service does otherwise: refusals are `application/problem+json` with status 400, never
422, and GraphQL has one address whose own schema is elsewhere.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from interfaces.problem import MEDIA_TYPE

DESCRIPTION = (
    "Files, exports and health of the service. Queries, commands and subscriptions are "
    "GraphQL: its schema is at `/schema.graphql`. Errors are RFC 9457 problems with a "
    "stable `code`, in Chinese or English by `Accept-Language`."
)
PROBLEM = {"$ref": "#/components/schemas/Problem"}
OBJECT = {"type": "object"}
GRAPHQL = {
    "summary": "A GraphQL query or command",
    "description": "See `/schema.graphql`. Errors are in `errors`, each with its code.",
    "tags": ["graphql"],
    "operationId": "graphql",
    "security": [{"HTTPBearer": []}],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {
                        "query": {"type": "string"},
                        "variables": {"type": ["object", "null"]},
                        "operationName": {"type": ["string", "null"]},
                    },
                }
            }
        },
    },
    "responses": {
        "200": {
            "description": "The answer.",
            "content": {"application/json": {"schema": OBJECT}},
        },
        "default": {
            "description": "The request is no operation, or not for you.",
            "content": {"application/json": {"schema": OBJECT}},
        },
    },
}


def install(app: FastAPI) -> None:
    """Serve the document of the application, which is made once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(
        title="Gongshi (公示)",
        version=version("gongshi"),
        description=DESCRIPTION,
        routes=app.routes,
    )
    for path in found["paths"].values():
        for operation in path.values():
            _make_true(operation)
    found["paths"]["/graphql"] = {"post": GRAPHQL}
    schemas = found["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return found


def _make_true(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    if MEDIA_TYPE in responses.get("default", {}).get("content", {}):
        responses["default"]["content"] = {MEDIA_TYPE: {"schema": PROBLEM}}
    # The token is taken by a scheme, not by a parameter.
    operation["parameters"] = [
        each
        for each in operation.get("parameters", [])
        if each["name"].lower() != "authorization"
    ]
    if "security" in operation:
        operation["security"] = [{}, *operation["security"]]
