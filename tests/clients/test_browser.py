"""The public log, followed by the EventSource of a real browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from interfaces.runtime import Runtime
from tests.clients.chromium import Page, page
from tests.interfaces.conftest import Client
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import issuer as issuer
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.conftest import services as services
from tests.interfaces.test_graphql_subscriptions import client as client
from tests.interfaces.test_graphql_subscriptions import url as url
from tests.interfaces.test_streams import fill

FOLLOW = """
    globalThis.seen = [];
    const source = new EventSource("%s/events?after=0");
    source.onmessage = (event) => {
        const id = JSON.parse(event.data).id;
        seen.push(id === event.lastEventId ? Number(id) : event.lastEventId);
    };
    source.addEventListener("reset", () => seen.push("reset"));
    true
"""
CUTS = (70_001, 60_007)
"""Bytes after which the first connections end, in the middle of an event."""
CURSOR = re.compile(rb"(?i)last-event-id: (\S+)")


class Proxy:
    """Between browser and service: it cuts, and may name another cursor."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cuts = list(CUTS)
        self._open: list[asyncio.StreamWriter] = []
        self.cursors: list[int] = []
        self.instead: bytes | None = None
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        self.url = f"http://{host}:{port}"
        async with server:
            yield self
            self.cut()

    def cut(self) -> None:
        """What is open."""
        for writer in self._open:
            writer.close()
        self._open.clear()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._open.append(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            if named := CURSOR.search(head):
                self.cursors.append(int(named[1]))
                if self.instead is not None:
                    head = head.replace(named[0], b"last-event-id: " + self.instead)
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            self._open.append(back)
            back.write(head)
            left = self._cuts.pop(0) if self._cuts else 1 << 60
            while left > 0 and (piece := await there.read(min(left, 1 << 14))):
                writer.write(piece)
                await writer.drain()
                left -= len(piece)
            back.close()
        writer.close()


async def seen(browser: Page, count: int) -> list[Any]:
    """What the page was told, once it is so much."""
    async with asyncio.timeout(100):
        while True:
            found: list[Any] = await browser.run("seen")
            if len(found) >= count:
                return found
            await asyncio.sleep(0.1)


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_a_browser_of_another_site_follows_over_every_cut(
    url: str, client: Client, runtime: Runtime
) -> None:
    """The page is of no site, so that the service has to let it read."""
    expected = await asyncio.to_thread(fill, runtime, 300)
    proxy = Proxy(int(url.rpartition(":")[2]))
    async with proxy.running(), page() as browser:
        await browser.run(FOLLOW % proxy.url)
        assert await seen(browser, len(expected)) == expected
        assert len(proxy.cursors) == len(CUTS)  # it resumed by itself, each time ...
        assert proxy.cursors == sorted(set(expected) & set(proxy.cursors))

        expected = await asyncio.to_thread(fill, runtime, 20)
        assert await seen(browser, len(expected)) == expected  # ... and goes on live

        proxy.instead = b"999999"  # as if the log had been restored to an earlier day
        proxy.cut()
        found = await seen(browser, 2 * len(expected) + 1)
        assert found == [*expected, "reset", *expected]
