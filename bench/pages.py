"""A page of 50 cases with their histories, asked of the whole application."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import httpx
import psycopg

from bench import ours
from bench.results import Section, compared
from bench.server import Server
from bench.sizes import Sizes
from interfaces.http import create_app
from interfaces.runtime import Runtime
from interfaces.server import services

EVENTS = 20_000
QUERY = """{ cases(first: 50) { nodes {
  id status level channel category reportedAt changedAt dueAt
  history(first: 20) { nodes {
    position type occurredAt recordedAt actorRole level dueAt payload
  } }
} } }"""
BARE_SQL = """
    SELECT json_agg(page) FROM (
        SELECT b.case_id, status, level, channel, category, reported_at, changed_at,
               due_at, h.entries
        FROM (
            SELECT * FROM case_board
            ORDER BY coalesce(reported_at, '-infinity'::timestamptz) DESC, case_id DESC
            LIMIT 50
        ) b,
        LATERAL (SELECT json_agg(e) AS entries FROM (
            SELECT position, type, occurred_at, recorded_at, actor_role, level, due_at,
                   payload
            FROM case_history WHERE case_id = b.case_id ORDER BY version, part LIMIT 20
        ) e) h
    ) page
"""


class Pages(NamedTuple):
    """Milliseconds of each page, ours and the bare SQL's in turn."""

    ours: list[float]
    sql: list[float]


def measure(server: Server, sizes: Sizes) -> Section:
    with server.runtime() as runtime:
        ours.fill(runtime, min(EVENTS, sizes.rebuilt))
        ours.catch_up(runtime)
        pages = asked(runtime, sizes.pages)
    row = compared(
        "50 cases with their histories",
        pages.ours,
        "the bare SQL that makes its JSON",
        pages.sql,
        unit="ms",
        goal=0.6,
    )
    return Section([row], [f"{sizes.pages} pages, one after another, no network."])


def asked(runtime: Runtime, count: int) -> Pages:
    """So many pages after a warm-up; the read models must have caught up."""
    return asyncio.run(_asked(runtime, count))


async def _asked(runtime: Runtime, count: int) -> Pages:
    pages = Pages([], [])
    async with (
        client_of(runtime) as client,
        await psycopg.AsyncConnection.connect(runtime.database.url) as connection,
    ):
        await whole_page(client)
        await (await connection.execute(BARE_SQL)).fetchone()
        for _ in range(count):
            pages.ours.append(await whole_page(client))
            started = time.perf_counter()
            await (await connection.execute(BARE_SQL)).fetchone()
            pages.sql.append((time.perf_counter() - started) * 1000)
    return pages


@asynccontextmanager
async def client_of(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application itself, without a network between."""
    app = create_app(services(runtime))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://bench"
        ) as client,
    ):
        yield client


class Page(NamedTuple):
    """milliseconds: until it was there. whole: it had its cases and histories."""

    milliseconds: float
    whole: bool


async def page(client: httpx.AsyncClient) -> Page:
    """Ask for the page."""
    started = time.perf_counter()
    response = await client.post("/graphql", json={"query": QUERY})
    took = (time.perf_counter() - started) * 1000
    nodes = (response.json().get("data") or {"cases": {"nodes": []}})["cases"]["nodes"]
    return Page(took, len(nodes) == 50 and bool(nodes[0]["history"]["nodes"]))


async def whole_page(client: httpx.AsyncClient) -> float:
    """Ask for the page, which must be whole: milliseconds."""
    took, whole = await page(client)
    if not whole:
        raise RuntimeError("the page has not its 50 cases with their histories")
    return took
