"""What answers over HTTP, each in a process of its own that ends with its input.

python -m bench.serving service URL FOLDER PORT    # ours, without its worker
python -m bench.serving plain URL FOLDER PORT      # the same JSON from bare SQL
"""

from __future__ import annotations

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.bare_sql import CASE, PAGE
from bench.server import opened, settings
from interfaces.http import create_app
from interfaces.server import configured, reading_pool, services


def plain(url: str) -> Starlette:
    """An endpoint that sends what the database has written, on the same server."""
    pool = reading_pool(url)

    async def page(_: Request) -> Response:
        return await answer(PAGE, ())

    async def case(request: Request) -> Response:
        return await answer(CASE, (request.path_params["id"],))

    async def answer(statement: str, values: tuple[Any, ...]) -> Response:
        async with pool.connection() as connection:
            found = await (await connection.execute(statement, values)).fetchone()
        assert found is not None
        return Response(found[0], media_type="application/json")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with pool:
            yield

    routes = [Route("/page", page), Route("/case/{id:uuid}", case)]
    return Starlette(routes=routes, lifespan=lifespan)


class _Server(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


def main(what: str, url: str, folder: str, port: str) -> None:
    with ExitStack() as stack:
        if what == "plain":
            app: Any = plain(url)
        else:
            runtime = stack.enter_context(opened(settings(url, Path(folder))))
            app = create_app(services(runtime))
        config = configured(app)
        config.host, config.port = "127.0.0.1", int(port)
        server = _Server(config)

        def end() -> None:
            sys.stdin.read()
            server.should_exit = True

        threading.Thread(target=end, daemon=True).start()
        server.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
