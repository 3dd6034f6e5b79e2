"""`/events`: the public log as a stream of CloudEvents, and `/events/{position}`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Query, Request
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from application.canonical import LARGEST_INTEGER
from domain.errors import NotFound, Refusal
from interfaces.problem import PROBLEMS
from interfaces.streams.asked import Asked
from interfaces.streams.envelope import MEDIA_TYPE, headers
from interfaces.streams.frames import Frame
from interfaces.streams.schemas import asyncapi, schema_of
from interfaces.streams.tail import Tail

log = logging.getLogger("gongshi.streams")
HEARTBEAT = 15.0
"""Seconds of silence after which a follower hears that the stream is alive."""
PATIENCE = 30.0
"""Seconds that a follower may leave what was sent unread; then it is cut off."""
MOST = 5_000
"""Followers of one process."""
EVENT = "application/json"
ANY_SITE = {"Access-Control-Allow-Origin": "*"}
"""Pages of any site may read what is public, and asked for without a token."""
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events, and then what comes; see `/asyncapi.json`.",
        "content": {each.value: {"schema": {"type": "string"}} for each in Frame},
    }
}
ONE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Structured, or binary with `ce-` headers.",
        "content": {MEDIA_TYPE: {}, EVENT: {}},
    }
}
Position = Annotated[int, Query(ge=0, le=LARGEST_INTEGER)]


class StreamMetrics(Collector):
    """Who follows this process."""

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily(
            "gongshi_stream_followers",
            "Connections that follow the events.",
            FOLLOWERS.now,
        )
        yield CounterMetricFamily(
            "gongshi_stream_cut_off",
            "Followers that did not read and were cut off.",
            FOLLOWERS.cut_off,
        )


class JSONSchema(JSONResponse):
    """The answer that is a JSON Schema."""

    media_type = "application/schema+json"


class StreamsBusy(Refusal):
    zh = "此进程的事件订阅已达上限（{limit}）。"
    en = "This process has as many followers as it takes ({limit})."


@dataclass(slots=True)
class Followers:
    """How many follow at the moment, and how many were cut off as too slow."""

    now: int = 0
    cut_off: int = 0


FOLLOWERS = Followers()
"""Of this process."""


def router(tail: Tail) -> APIRouter:
    """The routes; what they give is public, so that they need no token."""
    routes = APIRouter(tags=["events"], responses=PROBLEMS)

    @routes.get(
        "/events",
        summary="Follow the public log",
        response_class=StreamingResponse,
        responses=STREAM,
    )
    async def follow(
        request: Request,
        type: Annotated[list[str], Query(description="Types of events.")] = [],  # noqa: B006
        aggregate: Annotated[list[str], Query(description="As in `case`.")] = [],  # noqa: B006
        compound: Annotated[list[UUID], Query(description="Ids of compounds.")] = [],  # noqa: B006
        region: Annotated[list[str], Query(description="Codes of any level.")] = [],  # noqa: B006
        level: Annotated[list[int], Query(description="Levels of cases, 0-4.")] = [],  # noqa: B006
        source: Annotated[
            list[str], Query(description="Systems that cases came from.")
        ] = [],  # noqa: B006
        after: Annotated[
            Position | None, Query(description="Go on after this position; 0: all.")
        ] = None,
        until: Annotated[
            Position | Literal["now"] | None,
            Query(description="End after this position, or with what is there now."),
        ] = None,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Server-sent events, or NDJSON if you accept that alone. Without `after` and
        `Last-Event-ID` the stream begins with what comes."""
        asked = Asked.of(type, aggregate, compound, region, level, source)
        if FOLLOWERS.now >= MOST:
            raise StreamsBusy(limit=MOST)
        ndjson = Frame.NDJSON.value in request.headers.get("accept", "")
        frame = Frame.NDJSON if ndjson else Frame.SSE
        # Asked of the log: a process that has just begun knows little of it yet.
        last = await tail.end()
        begin = last if after is None else after
        if last_event_id is not None and frame is Frame.SSE:
            # It says where the follower is; the address, where it once began.
            begin = _cursor(last_event_id)
        end = last if until == "now" else until
        unknown = begin < 0 or begin > last
        if unknown and frame is Frame.NDJSON:
            raise CursorUnknown(after=begin, last=last)
        told = _told(tail, asked, frame, 0 if unknown else begin, end)
        if unknown:
            told = _after(frame.reset(last), told)
        return Following(told, frame)

    @routes.get(
        "/events/{position}",
        summary="One public event",
        response_class=Response,
        responses=ONE,
    )
    async def one(request: Request, position: int) -> Response:
        """A CloudEvent in its structured form, or in the binary form if you accept
        `application/json`. What is not public is not there."""
        found = None
        if 0 < position <= tail.visible:
            batch = await tail.read(position - 1, position)
            found = next(iter(batch.events), None)
        if found is None:
            raise NotFound("position", what="event", id=position)
        if EVENT not in request.headers.get("accept", ""):
            return Response(found.body, headers=ANY_SITE, media_type=MEDIA_TYPE)
        said = orjson.loads(found.body)
        data = orjson.dumps(said.pop("data"))
        return Response(data, headers=ANY_SITE | headers(said))

    @routes.get("/asyncapi.json", summary="The streams, described")
    def described() -> Response:
        """AsyncAPI 3: channels, messages, and the schema of each."""
        return JSONResponse(asyncapi())

    @routes.get(
        "/schemas/{type}.json",
        summary="The data of one type of event",
        response_class=JSONSchema,
    )
    def schema(type: str) -> Response:
        """JSON Schema (2020-12)."""
        found = schema_of(type)
        if found is None:
            raise NotFound("type", what="event type", id=type)
        return JSONSchema(found)

    return routes


class CursorUnknown(Refusal):
    zh = "日志中没有位置 {after}（末尾为 {last}）；请从 0 重新开始。"
    en = "The log has no position {after}, it ends at {last}; begin again at 0."
    fields = ("after",)


class Following(StreamingResponse):
    """A stream that cuts off who does not read, and counts who follows."""

    def __init__(self, told: AsyncIterator[bytes], frame: Frame) -> None:
        given = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(told, 200, ANY_SITE | given, frame.value)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def patiently(message: Message) -> None:
            async with asyncio.timeout(PATIENCE):
                await send(message)

        FOLLOWERS.now += 1
        try:
            await super().__call__(scope, receive, patiently)
        except* TimeoutError:
            FOLLOWERS.cut_off += 1
            log.info("a follower did not read for %d s and was cut off", PATIENCE)
        finally:
            FOLLOWERS.now -= 1


async def _told(
    tail: Tail, asked: Asked, frame: Frame, after: int, until: int | None
) -> AsyncIterator[bytes]:
    """What a follower is sent: all that is there, then what comes."""
    position = after
    if frame is Frame.SSE or until is None:
        yield frame.alive(position)
    while not tail.closing and (until is None or position < until):
        if position >= tail.position:
            if not await tail.reached(position, HEARTBEAT):
                yield frame.alive(position)
            continue
        batch = await tail.batch(position)
        if until is not None:
            batch = batch.beyond(position, until)
        position = batch.last
        text = batch.text(asked, frame)
        del batch  # Whoever reads slowly holds the text alone.
        if text:
            yield text
    if until is not None:
        if position < until:
            # Broken off, so that nobody takes it for the whole.
            raise ConnectionAbortedError("the service ends")
        if frame is Frame.SSE:
            yield frame.alive(position)


async def _after(first: bytes, told: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for each in told:
        yield each


def _cursor(text: str) -> int:
    """The position that a follower names; -1 for what is none."""
    digits = text.isascii() and text.isdigit() and len(text) <= 16
    return int(text) if digits else -1
