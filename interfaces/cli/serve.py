"""`gongshi serve`: everything in one process, until it is stopped."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.usage import Command
from interfaces.cli.words import note, progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from application.simulation import Simulation


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="serve",
        cls=Command,
        short_help=text(
            "启动整个服务，直到 Ctrl-C。",
            "Start the whole service, until Ctrl-C.",
        ),
        help=text(
            "启动服务：数据库、数据表、查询视图、期限与网络接口，直到 Ctrl-C。\n\n"
            "例：gongshi serve --port 9000",
            "Start the service: database, schema, read models, deadlines and HTTP, "
            "until Ctrl-C.\n\nExample: gongshi serve --port 9000",
        ),
    )(serve)


HostOption = Annotated[
    str | None,
    typer.Option(
        "--host",
        help=text(
            "监听地址（否则 GONGSHI_HOST，默认 127.0.0.1：仅本机）。",
            "Address to listen on (else GONGSHI_HOST, else 127.0.0.1: this "
            "machine only).",
        ),
    ),
]
PortOption = Annotated[
    int | None,
    typer.Option(
        "--port",
        min=1,
        max=65535,
        help=text(
            "监听端口（否则 GONGSHI_PORT，默认 8000）。",
            "Port to listen on (else GONGSHI_PORT, else 8000).",
        ),
    ),
]


def serve(host: HostOption = None, port: PortOption = None) -> None:
    """Open the runtime, say where everything is, and serve."""
    from application.simulation import simulated
    from interfaces.runtime import open_runtime
    from interfaces.server import serve

    settings = listening(host, port)
    with until_stopped(), open_runtime(settings, say=progress) as runtime:
        serve(runtime, ready=lambda: welcome(settings, simulated(runtime.database)))
        say_stopped()  # The server may take the signal for its own and just return.


@contextmanager
def until_stopped() -> Iterator[None]:
    """Let Ctrl-C, and SIGTERM as service managers send it, be the ordinary end."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        say_stopped()
    finally:
        signal.signal(signal.SIGTERM, before)


def run_until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run it on an event loop, within `until_stopped`: either signal cancels it.

    A KeyboardInterrupt instead, as SIGTERM is outside of a loop, would come out of
    whatever runs there at that moment, and leave the loop with tasks that never end.
    """

    async def cancelled_by_signal() -> None:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
        await work

    try:
        asyncio.run(cancelled_by_signal())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def say_stopped() -> None:
    """The last word of what ran until a signal."""
    note("已停止。", "Stopped.")


def listening(host: str | None, port: int | None) -> Settings:
    """The settings with the address of the command line, where it gives one."""
    given: dict[str, Any] = {"host": host, "port": port}
    return Settings(
        **{name: value for name, value in given.items() if value is not None}
    )


def address(settings: Settings) -> str:
    """The base URL at which this machine reaches the service."""
    host = settings.host
    if host in ("0.0.0.0", "::", ""):
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def welcome(settings: Settings, simulation: Simulation | None = None) -> None:
    """Say that the service is ready, where it is, where its data lies, how to stop."""
    if simulation is not None:
        say(
            f"【模拟数据 synthetic】{simulation.place}：时间、人名、事件均为虚构，"
            "数字仅作演示，不代表当地。",
            f"[synthetic] {simulation.place} is simulated: times, names and events are "
            "invented; no figure here is the place's own.",
        )
    url = address(settings)
    place = where_data_lies(settings)
    say(
        f"公示已就绪：{url}\n"
        f"  GraphQL   {url}/graphql\n"
        f"  接口定义  {url}/schema.graphql\n"
        f"  是否就绪  {url}/readyz\n"
        f"  数据位置  {place}\n"
        f"  停止      Ctrl-C",
        f"Gongshi is ready: {url}\n"
        f"  GraphQL  {url}/graphql\n"
        f"  schema   {url}/schema.graphql\n"
        f"  health   {url}/readyz\n"
        f"  data     {place}\n"
        f"  to stop  Ctrl-C",
    )


def where_data_lies(settings: Settings) -> str:
    """The folder, or the server without its password."""
    if settings.database_url is None:
        return str(settings.home)
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(settings.database_url)
    place = f"{parts.get('host', 'localhost')}/{parts.get('dbname', '')}"
    return text(
        f"PostgreSQL {place}，附件在 {settings.home}",
        f"PostgreSQL {place}, files in {settings.home}",
    )
