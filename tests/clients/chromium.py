"""A real browser, told what to do over its DevTools protocol."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

LISTENING = b"DevTools listening on "
BEGINS = 60  # seconds
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-background-networking", "--remote-debugging-port=0"),
)


class Page:
    """An empty page, of no site."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = count(1)
        self._session: dict[str, str] = {}

    async def open(self) -> None:
        made = await self._told("Target.createTarget", url="about:blank")
        target = {"targetId": made["targetId"], "flatten": True}
        attached = await self._told("Target.attachToTarget", **target)
        self._session = {"sessionId": attached["sessionId"]}

    async def run(self, script: str) -> Any:
        """The value of an expression of JavaScript there."""
        given = {"expression": script, "returnByValue": True}
        answer = await self._told("Runtime.evaluate", **given)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def _told(self, method: str, **given: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": given, **self._session}
        await self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(await self._socket.recv())
            if answer.get("id") == number:
                result: dict[str, Any] = answer["result"]
                return result


@asynccontextmanager
async def page() -> AsyncIterator[Page]:
    """A page in a Chromium of the test's own; without one the test is skipped."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = await asyncio.create_subprocess_exec(
            *(program, *OPTIONS, f"--user-data-dir={folder}", "about:blank"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        assert browser.stderr is not None
        draining = None
        try:
            async with asyncio.timeout(BEGINS):
                while LISTENING not in (line := await browser.stderr.readline()):
                    assert line, "Chromium did not begin"
            draining = asyncio.create_task(browser.stderr.read())
            address = line.partition(LISTENING)[2].decode().strip()
            async with connect(address, max_size=None) as socket:
                found = Page(socket)
                await found.open()
                yield found
        finally:
            browser.kill()
            await browser.wait()
            if draining is not None:
                await draining
