"""`gongshi relay`: the public log, brought into a broker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.serve import until_stopped
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import complain, language, progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from interfaces.relay.address import Address
    from interfaces.relay.refusals import RelayWaits
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


def _file(name: str, zh: str, en: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, help=text(zh, en))
    return option


@app.command(
    cls=Command,
    help=text(
        "将每个公开事件转发到 NATS JetStream，直到 Ctrl-C；中断或代理丢失数据后自动续传"
        "补齐。密码只从环境读取：GONGSHI_NATS_USER、GONGSHI_NATS_PASSWORD、"
        "GONGSHI_NATS_TOKEN。\n\n例：gongshi relay nats --server nats://127.0.0.1:4222",
        "Publish every public event to NATS JetStream, until Ctrl-C; after a break it "
        "goes on, and what the broker lost is filled again. Passwords are read from "
        "the environment only: GONGSHI_NATS_USER, GONGSHI_NATS_PASSWORD, "
        "GONGSHI_NATS_TOKEN.\n\n"
        "Example: gongshi relay nats --server nats://127.0.0.1:4222",
    ),
)
def nats(
    server: Annotated[
        list[str],
        typer.Option(
            "--server",
            envvar="GONGSHI_NATS_SERVER",
            show_envvar=False,
            help=text(
                "NATS 服务器地址，可重复（否则 GONGSHI_NATS_SERVER）。",
                "Address of a server; may be repeated (else GONGSHI_NATS_SERVER).",
            ),
        ),
    ],
    stream: Annotated[
        str, typer.Option("--stream", help=text("流的名称。", "Name of the stream."))
    ] = "GONGSHI",
    replicas: Annotated[
        int,
        typer.Option(
            "--replicas",
            min=1,
            max=5,
            help=text("新建流的副本数。", "Copies, when the stream is made."),
        ),
    ] = 1,
    creds: Annotated[
        Path | None, _file("--creds", "凭据文件（.creds）。", "File of credentials.")
    ] = None,
    nkey: Annotated[
        Path | None,
        _file("--nkey", "NKey 种子文件。", "File with an NKey's seed."),
    ] = None,
    tls_ca: Annotated[
        Path | None, _file("--tls-ca", "签发机构证书（PEM）。", "Its authority (PEM).")
    ] = None,
    tls_cert: Annotated[
        Path | None, _file("--tls-cert", "本端证书（PEM）。", "Our certificate (PEM).")
    ] = None,
    tls_key: Annotated[
        Path | None, _file("--tls-key", "本端私钥（PEM）。", "Our private key (PEM).")
    ] = None,
    metrics_port: Annotated[
        int | None,
        typer.Option(
            "--metrics-port",
            min=1,
            max=65535,
            help=text("在本机此端口提供指标。", "Serve metrics on this local port."),
        ),
    ] = None,
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
    from interfaces.relay.address import Address
    from interfaces.runtime import open_database

    address = Address(server, stream, creds, nkey, tls_ca, tls_cert, tls_key)
    settings = Settings()
    with until_stopped(), open_database(settings, progress) as url:
        asyncio.run(
            _relayed(url, settings.event_source, address, replicas, metrics_port, once)
        )


async def _relayed(
    url: str,
    source: str,
    address: Address,
    replicas: int,
    metrics_port: int | None,
    once: bool,
) -> None:
    from interfaces.relay.address import Connecting
    from interfaces.relay.relay import Relay, following
    from interfaces.relay.state import RelayState

    connecting = Connecting(address)
    state = RelayState(f"nats:{address.stream}")
    async with AsyncExitStack() as stack:
        if metrics_port is not None:
            stack.enter_context(_metrics(state, metrics_port))
        tail, pool = await stack.enter_async_context(following(url, source))
        relay = Relay(tail, connecting, address.stream, replicas, state, _waits)
        if not once:
            say(
                f"正在转发到 NATS 的流 {address.stream}。停止：Ctrl-C",
                f"Publishing to the NATS stream {address.stream}. To stop: Ctrl-C",
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


def _waits(reason: RelayWaits) -> None:
    complain(reason.code, reason.message(language()))


@contextmanager
def _metrics(state: RelayState, port: int) -> Iterator[None]:
    """`/metrics` on a port of this machine."""
    from prometheus_client import CollectorRegistry, start_http_server

    registry = CollectorRegistry()
    registry.register(state)
    try:
        server, thread = start_http_server(port, "127.0.0.1", registry)
    except OSError as error:
        from interfaces.server import PortTaken

        raise PortTaken(host="127.0.0.1", port=port, reason=error.strerror) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
