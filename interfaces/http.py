"""The HTTP face of the service: its routes, its limits and its health."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.concurrency import run_in_threadpool
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    generate_latest,
)
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces import case_files, front_page, openapi, published_files, refusals
from interfaces.audit import routes as audit
from interfaces.body_limit import BodyLimit
from interfaces.exports import router as exports
from interfaces.graphql.router import GraphQLEndpoint
from interfaces.graphql.schema import Schema, build_schema
from interfaces.health import Health
from interfaces.intake import routes as intake
from interfaces.notifications.rows import NotificationMetrics
from interfaces.open311 import router as open311
from interfaces.rates import AddressLimit
from interfaces.services import Services
from interfaces.streams import router as streams
from interfaces.streams.tail import Tail
from interfaces.transparency import routes as transparency
from interfaces.webhooks.metrics import WebhookMetrics

REFRESH = 5.0  # seconds between two looks at whether the issuer's keys are due
SIMULATED = "Gongshi-Simulated"
"""Header of every answer from a simulated log: its figures are no place's own."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
        " connect-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
}


def create_app(services: Services) -> FastAPI:
    """The application; its lifespan opens and closes the reading side."""
    health = Health(services)
    tail = Tail(services.pool, services.progress, services.event_source)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with services.pool:
            await services.progress.start()
            tail.start()
            refreshing = asyncio.create_task(_refresh(services), name="issuer keys")
            try:
                yield
            finally:
                refreshing.cancel()
                await tail.stop()
                health.stop()
                await services.progress.stop()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.tail = tail
    schema = build_schema(production=services.production)
    graphql = GraphQLEndpoint(schema, services)
    app.state.compiled = graphql.compiled
    app.include_router(graphql, include_in_schema=False)
    app.include_router(case_files.router(services))
    app.include_router(exports.router(services))
    app.include_router(streams.router(tail))
    app.include_router(open311.router(services))
    app.include_router(intake.router(services))
    app.include_router(transparency.router(services))
    app.include_router(published_files.router(services))
    app.include_router(audit.router(services))
    app.include_router(front_page.router(services))
    _add_schema(app, schema)
    _add_health(app, health, services)
    refusals.install(app)
    app.add_middleware(BodyLimit, limit_of=_limits(services), refuse=refusals.answer)
    app.add_middleware(
        AddressLimit, rate=services.rates.of_address, refuse=refusals.answer
    )
    simulation = services.simulation
    headers = HEADERS | ({SIMULATED: simulation.place} if simulation else {})
    app.add_middleware(SecurityHeaders, headers=headers)
    openapi.install(app)
    return app


def _add_schema(app: FastAPI, graphql: Schema) -> None:
    @app.get(
        "/schema.graphql",
        summary="The GraphQL schema",
        tags=["graphql"],
        response_class=PlainTextResponse,
    )
    def schema() -> Response:  # Not async: printed on first use, off the loop.
        """Its text (SDL), every type and field described."""
        return PlainTextResponse(graphql.text)


def _add_health(app: FastAPI, health: Health, services: Services) -> None:
    registry = CollectorRegistry()
    webhooks = WebhookMetrics(lambda: health.webhooks if health.status else [])
    notifications = NotificationMetrics(
        lambda: health.notifications if health.status else None
    )
    own = health.collector(), webhooks, notifications
    for collector in (*own, *services.collectors):
        registry.register(collector)
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz", summary="Whether the process answers")
    async def alive() -> dict[str, str]:
        """The process answers; nothing else is asked."""
        return {"status": "alive"}

    @routes.get(
        "/readyz",
        summary="Whether requests should come here",
        response_model=dict[str, Any],
        responses={503: {"description": "Not now.", "model": dict[str, Any]}},
    )
    async def ready() -> Response:
        """200 when the database answers and the read models keep up, 503 otherwise."""
        is_ready, said = await health.ready()
        return JSONResponse(said, 200 if is_ready else 503)

    @routes.get("/metrics", summary="For Prometheus", response_class=PlainTextResponse)
    async def metrics() -> Response:
        """For Prometheus; what the database knows is left out while it is away."""
        await health.look()
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    app.include_router(routes)


async def _refresh(services: Services) -> None:
    """Keep the token issuer's keys fresh, though nobody signs in."""
    while True:
        await asyncio.sleep(REFRESH)
        await run_in_threadpool(services.tokens.refresh)


def _limits(services: Services) -> Callable[[str], int]:
    def limit_of(path: str) -> int:
        takes_files = path.startswith(("/cases/", "/documents"))
        return services.file_limit if takes_files else services.graphql_limit

    return limit_of


class SecurityHeaders:
    """ASGI middleware: what a browser may do with our answers."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str] = HEADERS) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(
            scope, receive, with_headers if scope["type"] == "http" else send
        )
