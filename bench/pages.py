"""A page of 50 cases with their histories, and a single case, asked over HTTP."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from typing import NamedTuple

import httpx
import psycopg

from bench import ours, postgraphile
from bench.bare_sql import PAGE
from bench.listening import listening
from bench.load import Asked, ask
from bench.npm import PeerMissing
from bench.results import Row, Section, compared
from bench.server import Server
from bench.sizes import Sizes
from interfaces.http import create_app
from interfaces.runtime import Runtime
from interfaces.server import services

EVENTS = 20_000
QUERY = """{ cases(first: 50, sort: {by: CHANGED_AT}) { nodes {
  id status level channel category reportedAt changedAt dueAt
  history(first: 20) { nodes {
    position type occurredAt recordedAt actorRole level dueAt payload
  } }
} } }"""
CASE = QUERY.replace(
    "{ cases(first: 50, sort: {by: CHANGED_AT}) { nodes {",
    "query ($id: ID!) { case(id: $id) {",
)
CASE = CASE.removesuffix("} } }") + "} }"
PEER = "PostGraphile v5"
PLAIN = "plain endpoint, bare SQL"
IN_FLIGHT = 8
Asking = Callable[[], Asked]


class Pages(NamedTuple):
    """Milliseconds of each page, ours and the bare SQL's in turn."""

    ours: list[float]
    sql: list[float]


def measure(server: Server, sizes: Sizes) -> Section:
    with server.runtime() as runtime, ExitStack() as stack:
        ours.fill(runtime, min(EVENTS, sizes.rebuilt))
        ours.catch_up(runtime)
        url, folder = runtime.database.url, str(runtime.settings.home)
        id = str(runtime.database.fetch(NEWEST)[0][0])

        def served(what: str) -> int:
            command = [sys.executable, "-m", "bench.serving", what, url, folder]
            return stack.enter_context(listening(command))

        asking = {"service": _of(served("service"), QUERY, CASE, id, sizes)}
        bare = served("plain")
        asking[PLAIN] = {
            "50 cases": _asking(bare, "/page", None, sizes.pages),
            "single case": _asking(bare, f"/case/{id}", None, sizes.pages * 4),
        }
        notes = [f"{IN_FLIGHT} requests in flight over HTTP, {sizes.pages} pages each."]
        try:
            peer = stack.enter_context(postgraphile.serving(url))
            asking[PEER] = _of(peer, postgraphile.PAGE, postgraphile.CASE, id, sizes)
        except PeerMissing as missing:
            notes.append(f"PostGraphile was not measured: {missing}.")
        rows = [row for work in GOALS for row in _rows(work, asking, sizes.rounds)]
    return Section(rows, notes, postgraphile.VERSIONS if PEER in asking else {})


NEWEST = "SELECT case_id FROM case_board ORDER BY changed_at DESC LIMIT 1"
GOALS = {"50 cases": {PEER: 2, PLAIN: 0.6}, "single case": {PEER: 1.5}}
"""Ratios of requests a second that the design asks for."""


def _of(port: int, page: str, case: str, id: str, sizes: Sizes) -> dict[str, Asking]:
    one = {"query": case, "variables": {"id": id}}
    return {
        "50 cases": _asking(port, "/graphql", {"query": page}, sizes.pages),
        "single case": _asking(port, "/graphql", one, sizes.pages * 4),
    }


def _asking(port: int, path: str, body: object, count: int) -> Asking:
    return lambda: ask(port, path, body, connections=IN_FLIGHT, count=count)


def _rows(
    work: str, asking: Mapping[str, Mapping[str, Asking]], rounds: int
) -> Iterator[Row]:
    """All in turn, so many rounds; ours beside each peer."""
    found: dict[str, list[Asked]] = {name: [] for name in asking}
    for _ in range(rounds):
        for name, works in asking.items():
            found[name].append(works[work]())
    mine = found.pop("service")
    for peer, its in found.items():
        rates = [each.rate for each in mine], [each.rate for each in its]
        goal = GOALS[work].get(peer)
        yield compared(f"{work} with histories", rates[0], peer, rates[1], goal=goal)
        for name in ("p50", "p99"):
            times = [[getattr(each, name) for each in one] for one in (mine, its)]
            wanted = 1 if (work, peer, name) == ("50 cases", PEER, "p99") else None
            yield compared(
                f"{work} with histories, {name}",
                times[0],
                peer,
                times[1],
                unit="ms",
                goal=wanted,
            )


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
        await (await connection.execute(PAGE)).fetchone()
        for _ in range(count):
            pages.ours.append(await whole_page(client))
            started = time.perf_counter()
            await (await connection.execute(PAGE)).fetchone()
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
