"""A witness over HTTP (C2SP tlog-witness): `POST /add-checkpoint`.

`GET /checkpoint?origin=...` shows what was last cosigned of a log, so that an auditor
can compare it with what the log shows.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from application.tlog_witness import LARGEST_BODY, PATH, SIZE_TYPE, WitnessRefused
from interfaces.witness.witness import Witness


def create_witness_app(witness: Witness) -> Starlette:
    """The whole application of a witness."""

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST_BODY:
                return PlainTextResponse("too large\n", 413)
        try:
            return PlainTextResponse(await run_in_threadpool(witness.cosign, body))
        except WitnessRefused as refused:
            if refused.size is not None:
                size = f"{refused.size}\n"
                return Response(size, refused.status, {"Content-Type": SIZE_TYPE})
            return PlainTextResponse(f"{refused}\n", refused.status)

    async def checkpoint(request: Request) -> Response:
        origin = request.query_params.get("origin", "")
        note = await run_in_threadpool(witness.last, origin)
        if note is None:
            return PlainTextResponse("no such log\n", 404)
        return PlainTextResponse(note, headers={"Cache-Control": "no-cache"})

    return Starlette(
        routes=[
            Route(f"/{PATH}", add_checkpoint, methods=["POST"]),
            Route("/checkpoint", checkpoint),
        ]
    )
