"""`/released.jsonl`: texts that left the vault, so that anyone can check them.

Each line has the value and the salt of its commitment in the log. A thousand lines at
most; `?after=<sealing>/<path>` goes on.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from interfaces.audit.own_source import FIRST, PAGE, READ
from interfaces.audit.source import RELEASED, ReleasedText, written
from interfaces.problem import PROBLEMS
from interfaces.services import Services


def router(services: Services) -> APIRouter:
    """Open to everybody: nothing is here that was not released."""
    routes = APIRouter(tags=["log"], responses=PROBLEMS)

    @routes.get(
        f"/{RELEASED}", summary="Texts that were released", response_class=Response
    )
    async def released(
        after: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        """Released texts by the id of their sealing and their path."""
        head, _, path = after.partition("/")
        last = (UUID(head), path) if _is_id(head) else FIRST
        async with services.pool.connection() as conn:
            rows = await conn.execute(READ, (*last, PAGE))
            texts = [ReleasedText(*row) for row in await rows.fetchall()]
        headers = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
        lines = b"".join(written(texts))
        return Response(lines, headers=headers, media_type="application/x-ndjson")

    return routes


def _is_id(said: str) -> bool:
    try:
        UUID(said)
    except ValueError:
        return False
    return True
