"""`gongshi relay`: the public log, brought into a broker."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.nats_options import (
    SECRETS,
    SECRETS_ZH,
    Creds,
    MetricsPort,
    Nkey,
    Replicas,
    Servers,
    TlsCa,
    TlsCert,
    TlsKey,
    metrics,
    say_that_it_waits,
)
from interfaces.cli.serve import run_until_stopped, until_stopped
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from interfaces.relay.address import Connecting
    from interfaces.relay.relay import Relay
    from interfaces.relay.state import RelayState
    from interfaces.services import Pool
    from interfaces.streams.tail import Tail

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "将公开日志转发到消息代理。", "Bring the public log into a message broker."
    ),
)


@app.callback()
def _group() -> None:
    """So that `nats` is named, although it is the only one."""


@app.command(
    cls=Command,
    help=text(
        "将每个公开事件转发到 NATS JetStream，直到 Ctrl-C；中断或代理丢失数据后自动续传"
        f"补齐。{SECRETS_ZH}\n\n例：gongshi relay nats --server nats://127.0.0.1:4222",
        "Publish every public event to NATS JetStream, until Ctrl-C; after a break it "
        f"goes on, and what the broker lost is filled again. {SECRETS}\n\n"
        "Example: gongshi relay nats --server nats://127.0.0.1:4222",
    ),
)
def nats(
    server: Servers,
    stream: Annotated[
        str, typer.Option("--stream", help=text("流的名称。", "Name of the stream."))
    ] = "GONGSHI",
    replicas: Replicas = 1,
    creds: Creds = None,
    nkey: Nkey = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    metrics_port: MetricsPort = None,
    once: Annotated[
        bool,
        typer.Option(
            "--once",
            help=text(
                "转发现有的一切，然后结束。", "Publish what is there now, then end."
            ),
        ),
    ] = False,
) -> None:
    """Relay until stopped."""
    from interfaces.relay.address import Address, Connecting
    from interfaces.runtime import open_database

    address = Address(server, stream, creds, nkey, tls_ca, tls_cert, tls_key)
    connecting = Connecting(address)
    settings = Settings()
    with until_stopped(), open_database(settings, progress) as url:
        run_until_stopped(
            _relayed(
                url,
                settings.event_source,
                connecting,
                stream,
                replicas,
                metrics_port,
                once,
            )
        )


async def _relayed(
    url: str,
    source: str,
    connecting: Connecting,
    stream: str,
    replicas: int,
    metrics_port: int | None,
    once: bool,
) -> None:
    from interfaces.relay.relay import Relay, following
    from interfaces.relay.state import RelayState

    state = RelayState(f"nats:{stream}")
    async with AsyncExitStack() as stack:
        stack.enter_context(metrics(state, metrics_port))
        tail, pool = await stack.enter_async_context(following(url, source))
        relay = Relay(tail, connecting, stream, replicas, state, say_that_it_waits)
        if not once:
            say(
                f"正在转发到 NATS 的流 {stream}。停止：Ctrl-C",
                f"Publishing to the NATS stream {stream}. To stop: Ctrl-C",
            )
        await _told(relay, state, tail, pool, await tail.end() if once else None)
        say(
            f"NATS 已齐至位置 {state.position}；本次转发 {state.published} 个事件。",
            f"NATS has everything up to position {state.position}; "
            f"{state.published} events were published now.",
        )


async def _told(
    relay: Relay, state: RelayState, tail: Tail, pool: Pool, until: int | None
) -> None:
    from interfaces.relay.relay import tell

    telling = asyncio.create_task(tell(state, tail, pool))
    try:
        await relay.run(until)
        await state.keep(pool)
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling
