"""`/exports`: what can be had as a file, its field dictionary, and the file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from domain.codes import require_code
from domain.errors import NotFound, Refusal
from interfaces.exports.asked import Asked
from interfaces.exports.formats import Encode, as_csv, as_ndjson
from interfaces.exports.tables import Export, exports
from interfaces.exports.xlsx import as_xlsx
from interfaces.identifying import identifying
from interfaces.language import language_of
from interfaces.problem import PROBLEMS
from interfaces.services import Services

AT_ONCE = 3
"""Files made at once by a process: each holds a connection until it is sent."""
BEGIN_WITHIN = 30.0  # seconds until the first rows are there
SENT_WITHIN = 600.0  # seconds until the last row is sent, however slowly it is read


class Format(StrEnum):
    """How a file is written."""

    CSV = "csv"
    XLSX = "xlsx"
    NDJSON = "ndjson"


WRITTEN: dict[Format, tuple[Encode, str]] = {
    Format.CSV: (as_csv, "text/csv; charset=utf-8"),
    Format.XLSX: (
        as_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    Format.NDJSON: (as_ndjson, "application/x-ndjson"),
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, sent while it is made.",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string"}}
            for _, media_type in WRITTEN.values()
        },
    }
}


class ExportsBusy(Refusal):
    zh = "正在同时生成 {limit} 份导出文件，请稍后再试。"
    en = "{limit} files are being made at the moment; try again later."


class ExportTooSlow(Refusal):
    zh = "{seconds} 秒内未能生成导出文件；请缩小到一个地区、小区或期间后再试。"
    en = (
        "The file was not made within {seconds} s; ask for less: "
        "a region, a compound or a period."
    )
    fields = ("region", "compound", "period")


def router(services: Services) -> APIRouter:
    """The routes; what they give is public, so that they need no token."""
    routes = APIRouter(
        prefix="/exports",
        tags=["exports"],
        responses=PROBLEMS,
        dependencies=[Depends(identifying(services))],
    )
    making = asyncio.Semaphore(AT_ONCE)

    @routes.get("", summary="What can be had as a file")
    async def listed() -> list[dict[str, Any]]:
        """Every public read model."""
        return [
            {
                "name": each.name,
                "type": each.title,
                "fields": f"/exports/{each.name}/fields",
                "files": [f"/exports/{each.name}.{format}" for format in Format],
            }
            for each in exports().values()
        ]

    @routes.get("/{name}/fields", summary="The field dictionary of a file")
    async def fields(name: str) -> list[dict[str, Any]]:
        """Each field's type, meaning, and codes, as the GraphQL schema has them."""
        return _named(name).dictionary()

    @routes.get(
        "/{name}.{format}",
        summary="A public read model as a file",
        response_class=StreamingResponse,
        responses=FILE,
    )
    async def file(
        name: str,
        format: Format,
        region: Annotated[
            str | None, Query(description="Code of a region of any level.")
        ] = None,
        compound: Annotated[
            UUID | None, Query(description="Those of this compound.")
        ] = None,
        period: Annotated[
            str | None,
            Query(
                description="As in `2021`, `2021-Q3` or `2021-06`: duties due then, or "
                "indicators of then (of this year unless); no other file has periods."
            ),
        ] = None,
        accept_language: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        """All rows as they are now, or those of a region or a compound."""
        export = _named(name)
        if region is not None:
            require_code("region", region)
        if making.locked():
            raise ExportsBusy(limit=AT_ONCE)
        encode, media_type = WRITTEN[format]
        language = language_of(accept_language)
        asked = Asked(services.clock(), region, compound, period, language)
        chunks = _made(services, making, export, encode, asked)
        # The first rows are there before the answer begins: a failure has its status.
        first = await _first(chunks)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.{format}"',
            "Cache-Control": "no-store",
        }
        return _InTime(_sent(first, chunks), 200, headers, media_type)

    return routes


async def _made(
    services: Services,
    making: asyncio.Semaphore,
    export: Export,
    encode: Encode,
    asked: Asked,
) -> AsyncGenerator[bytes, None]:
    async with (
        making,
        services.pool.connection() as conn,
        aclosing(export.rows(services, conn, asked)) as rows,
    ):
        async for chunk in encode(export.columns, rows):
            yield chunk


async def _first(chunks: AsyncGenerator[bytes, None]) -> bytes:
    """Raises ExportTooSlow."""
    try:
        async with asyncio.timeout(BEGIN_WITHIN):
            return await anext(chunks)
    except TimeoutError:
        raise ExportTooSlow(seconds=int(BEGIN_WITHIN)) from None


class _InTime(StreamingResponse):
    """Breaks off what is not sent in time, so that nobody takes it for whole."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body: Any = self.body_iterator
        async with aclosing(body), asyncio.timeout(SENT_WITHIN):
            await super().__call__(scope, receive, send)


async def _sent(
    first: bytes, chunks: AsyncGenerator[bytes, None]
) -> AsyncIterator[bytes]:
    async with aclosing(chunks):
        yield first
        async for chunk in chunks:
            yield chunk


def _named(name: str) -> Export:
    found = exports().get(name)
    if found is None:
        raise NotFound("name", what="export", id=name)
    return found
