"""Options of every command that speaks with a NATS server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.words import complain, language, text

if TYPE_CHECKING:
    from prometheus_client.registry import Collector

    from interfaces.relay.refusals import RelayWaits

SECRETS_ZH = (
    "密码只从环境读取：GONGSHI_NATS_USER、GONGSHI_NATS_PASSWORD、GONGSHI_NATS_TOKEN。"
)
SECRETS = (
    "Passwords are read from the environment only: GONGSHI_NATS_USER, "
    "GONGSHI_NATS_PASSWORD, GONGSHI_NATS_TOKEN."
)


def _file(name: str, zh: str, en: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, help=text(zh, en))
    return option


Servers = Annotated[
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
]
Replicas = Annotated[
    int,
    typer.Option(
        "--replicas",
        min=1,
        max=5,
        help=text("新建流的副本数。", "Copies, when a stream is made."),
    ),
]
Creds = Annotated[
    Path | None, _file("--creds", "凭据文件（.creds）。", "File of credentials.")
]
Nkey = Annotated[
    Path | None, _file("--nkey", "NKey 种子文件。", "File with an NKey's seed.")
]
TlsCa = Annotated[
    Path | None, _file("--tls-ca", "签发机构证书（PEM）。", "Its authority (PEM).")
]
TlsCert = Annotated[
    Path | None, _file("--tls-cert", "本端证书（PEM）。", "Our certificate (PEM).")
]
TlsKey = Annotated[
    Path | None, _file("--tls-key", "本端私钥（PEM）。", "Our private key (PEM).")
]
MetricsPort = Annotated[
    int | None,
    typer.Option(
        "--metrics-port",
        min=1,
        max=65535,
        help=text("在本机此端口提供指标。", "Serve metrics on this local port."),
    ),
]


def say_that_it_waits(reason: RelayWaits) -> None:
    """What a connection that broke waits for."""
    complain(reason.code, reason.message(language()))


@contextmanager
def metrics(collector: Collector, port: int | None) -> Iterator[None]:
    """`/metrics` on a port of this machine; without one, nothing."""
    if port is None:
        yield
        return
    from prometheus_client import CollectorRegistry, start_http_server

    registry = CollectorRegistry()
    registry.register(collector)
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
