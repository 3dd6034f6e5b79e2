"""`gongshi intake`: cases that come through a broker."""

from __future__ import annotations

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
    from interfaces.runtime import Runtime

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "从消息代理接收可信系统的工单。",
        "Take in cases that trusted systems leave in a message broker.",
    ),
)


@app.callback()
def _group() -> None:
    """So that `nats` is named, although it is the only one."""


@app.command(
    cls=Command,
    help=text(
        "从 NATS JetStream 的主题 gongshi-in.<发送方> 接收事件并登记工单，直到 Ctrl-C；"
        "登记入账后才确认，同一事件只立一案，答复见 gongshi-answers.<发送方>。"
        f"{SECRETS_ZH}\n\n例：gongshi intake nats --server nats://127.0.0.1:4222",
        "Take in the events on gongshi-in.<sender> of NATS JetStream as cases, until "
        "Ctrl-C. A message is acknowledged once its case is in the log, an event "
        "begins one case however often it comes, and each is answered on "
        f"gongshi-answers.<sender>. {SECRETS}\n\n"
        "Example: gongshi intake nats --server nats://127.0.0.1:4222",
    ),
)
def nats(
    server: Servers,
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
                "接收现有的一切，然后结束。", "Take in what is there now, then end."
            ),
        ),
    ] = False,
) -> None:
    """Take cases in until stopped."""
    from interfaces.relay.address import Address, Connecting
    from interfaces.runtime import open_runtime

    address = Address(
        server, creds=creds, nkey=nkey, ca=tls_ca, cert=tls_cert, key=tls_key
    )
    connecting = Connecting(address, "gongshi intake")
    with until_stopped(), open_runtime(Settings(), say=progress) as runtime:
        run_until_stopped(_taken_in(runtime, connecting, replicas, metrics_port, once))


async def _taken_in(
    runtime: Runtime,
    connecting: Connecting,
    replicas: int,
    metrics_port: int | None,
    once: bool,
) -> None:
    from interfaces.auth import TokenVerifier
    from interfaces.intake.messages import Intake
    from interfaces.intake.state import IntakeState
    from interfaces.issuer_keys import NoKeys
    from interfaces.server import log_readably, services

    log_readably()
    state, found = IntakeState(), services(runtime, tokens=TokenVerifier(NoKeys()))
    with metrics(state, metrics_port):
        async with found.pool:
            intake = Intake(found, connecting, replicas, state, say_that_it_waits)
            if not once:
                say(
                    "正在从 NATS 的 gongshi-in.> 接收。停止：Ctrl-C",
                    "Taking cases in from gongshi-in.> of NATS. To stop: Ctrl-C",
                )
            await intake.run(once=once)
    say(
        f"立案 {state.taken}，重复 {state.repeated}，拒收 {state.refused}。",
        f"{state.taken} cases begun, {state.repeated} events had come before, "
        f"{state.refused} refused.",
    )
