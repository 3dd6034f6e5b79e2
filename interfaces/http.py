"""The HTTP face of the service: its routes, its limits and its health."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    generate_latest,
)
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces import case_files, published_files, refusals
from interfaces.audit import routes as audit
from interfaces.body_limit import BodyLimit, BodyTooLarge
from interfaces.graphql.router import PAGES, GraphQLEndpoint
from interfaces.graphql.schema import Schema, build_schema
from interfaces.health import Health
from interfaces.language import language_of
from interfaces.services import Services
from interfaces.transparency import routes as transparency

CONSOLE = """<li><a href="/graphql">查询台 · Query page</a>
  <span>在浏览器里试用查询。
  <span lang="en">Try queries in the browser.</span></span></li>"""
SIMULATED = "Gongshi-Simulated"
"""Header of every answer from a simulated log: its figures are no place's own."""
BANNER = """<p role="note" style="border: 2px solid; padding: .5rem 1rem">
<strong>模拟数据</strong>：时间、人名、事件均为虚构，各项数字仅作演示。
<span lang="en"><strong>Simulated</strong>: times, names and events are invented;
no figure here is a place's own.</span></p>
"""
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

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with services.pool:
            await services.progress.start()
            try:
                yield
            finally:
                health.stop()
                await services.progress.stop()

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    schema = build_schema(production=services.production)
    app.include_router(GraphQLEndpoint(schema, services))
    app.include_router(case_files.router(services))
    app.include_router(transparency.router(services))
    app.include_router(published_files.router(services))
    app.include_router(audit.router(services))
    _add_pages(app, services, schema)
    _add_health(app, health, services)
    refusals.install(app)
    app.add_middleware(BodyLimit, limit_of=_limits(services), refuse=_too_large)
    simulation = services.simulation
    headers = HEADERS | ({SIMULATED: simulation.place} if simulation else {})
    app.add_middleware(SecurityHeaders, headers=headers)
    return app


def _add_pages(app: FastAPI, services: Services, graphql: Schema) -> None:
    page = (PAGES / "index.html").read_text("utf-8")
    page = page.replace("<!-- console -->", "" if services.production else CONSOLE)
    if services.simulation is not None:
        page = page.replace("<ul>", f"{BANNER}<ul>", 1)

    @app.get("/")
    async def index() -> Response:
        return HTMLResponse(page)

    @app.get("/schema.graphql")
    def schema() -> Response:  # Not async: printed on first use, off the loop.
        return PlainTextResponse(graphql.text)


def _add_health(app: FastAPI, health: Health, services: Services) -> None:
    registry = CollectorRegistry()
    for collector in (health.collector(), *services.collectors):
        registry.register(collector)

    @app.get("/healthz")
    async def alive() -> Response:
        """The process answers; nothing else is asked."""
        return JSONResponse({"status": "alive"})

    @app.get("/readyz")
    async def ready() -> Response:
        """200 when the database answers and the read models keep up, 503 otherwise."""
        is_ready, said = await health.ready()
        return JSONResponse(said, 200 if is_ready else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        """For Prometheus; what the database knows is left out while it is away."""
        await health.look()
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _limits(services: Services) -> Callable[[str], int]:
    def limit_of(path: str) -> int:
        takes_files = path.startswith(("/cases/", "/documents"))
        return services.file_limit if takes_files else services.graphql_limit

    return limit_of


def _too_large(refusal: BodyTooLarge, scope: Scope) -> ASGIApp:
    header = Headers(scope=scope).get("accept-language")
    return refusals.answer(refusal, language_of(header))


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
