"""Serving: HTTP, GraphQL and the worker on top of what `interfaces.runtime` builds."""

from __future__ import annotations

import logging
import select
import socket
from collections.abc import Callable
from contextlib import closing
from typing import Any

import orjson
import uvicorn
from fastapi import FastAPI
from psycopg import AsyncConnection
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool

from application import idempotency
from application.database import ENCODING, PATIENCE, RECONNECTS
from application.simulation import simulated
from application.vanished import noticing
from application.vault import PSEUDONYMS
from domain.errors import Refusal
from interfaces.auth import LocalIssuer, TokenVerifier
from interfaces.http import create_app
from interfaces.issuer_keys import keys_at
from interfaces.log_parts import log_folder
from interfaces.notifications.parts import channels
from interfaces.rates import Rates
from interfaces.runtime import Runtime
from interfaces.senders import Senders
from interfaces.services import MIB, Pool, Services
from interfaces.settings import Settings
from interfaces.streams.router import StreamMetrics
from interfaces.webhooks.addresses import Allowed
from interfaces.worker import Worker
from interfaces.writer_metrics import WriterMetrics
from projections.engine import Engine
from projections.progress import Progress

READERS = 10
"""Connections of a process for queries."""
PER_ADDRESS, PER_SUBJECT = 3_000, 1_200
"""Requests and operations in a minute, in production unless set otherwise."""


class IssuerNotSet(Refusal):
    zh = "连接外部数据库时必须设置 GONGSHI_JWKS（令牌签发方公钥的地址或文件）。"
    en = (
        "A server on its own database needs GONGSHI_JWKS: the URL or file of the "
        "token issuer's public keys."
    )
    fields = ("jwks",)


class PortTaken(Refusal):
    zh = "无法监听 {host}:{port}（{reason}）。请用 --port 另选端口。"
    en = "Cannot listen on {host}:{port} ({reason}). Choose another with --port."
    fields = ("port",)


def services(
    runtime: Runtime,
    engine: Engine | None = None,
    tokens: TokenVerifier | None = None,
) -> Services:
    """What the HTTP face works with; its pool is opened by the application.

    engine: that keeps the read models in this process, if one does. tokens: who checks
    them; unless given, as the settings say. Raises IssuerNotSet.
    """
    url = runtime.database.url
    for name in (idempotency.SECRET, PSEUDONYMS):
        runtime.vault.secret(name)  # now, and never while the event loop waits
    return Services(
        commands=runtime.commands,
        store=runtime.store,
        vault=runtime.vault,
        files=runtime.files,
        rules=runtime.rules,
        pool=reading_pool(url),
        progress=Progress(url),
        tokens=tokens or verifier(runtime.settings),
        clock=runtime.clock,
        production=runtime.settings.production,
        log=log_folder(runtime.settings),
        event_source=runtime.settings.event_source,
        webhooks_to=Allowed(runtime.settings.webhook_networks),
        channels=channels(runtime.settings),
        senders=Senders(runtime.settings.senders_file),
        engine=engine,
        simulation=simulated(runtime.database),
        collectors=(WriterMetrics(runtime.store), StreamMetrics()),
        rates=rates(runtime.settings),
    )


def rates(settings: Settings) -> Rates:
    """How often one may ask: as set, or nothing to bother a demo with."""
    by_address, by_subject = settings.rate_per_address, settings.rate_per_subject
    if settings.production:
        by_address = PER_ADDRESS if by_address is None else by_address
        by_subject = PER_SUBJECT if by_subject is None else by_subject
    return Rates(by_address or 0, by_subject or 0)


def reading_pool(url: str, *, size: int = READERS, timeout: float = PATIENCE) -> Pool:
    """Connections for queries, not open yet; a dead one is replaced when taken."""

    async def configure(connection: AsyncConnection[Any]) -> None:
        set_json_loads(orjson.loads, connection)

    async def check(connection: AsyncConnection[Any]) -> None:
        # A server that goes says so, or closes: without a word it need not be asked.
        # (`poll`, for `select` knows no descriptors beyond 1,024.)
        told = select.poll()
        told.register(connection.fileno(), select.POLLIN)
        if told.poll(0):
            await AsyncConnectionPool.check_connection(connection)

    return AsyncConnectionPool(
        noticing(url),
        min_size=1,
        max_size=size,
        timeout=timeout,
        open=False,
        kwargs={"autocommit": True, "client_encoding": ENCODING},
        configure=configure,
        check=check,
        # As `Database` does: look for a server that was away without growing pauses.
        reconnect_timeout=RECONNECTS,
        reconnect_failed=AsyncConnectionPool.check,
    )


def verifier(settings: Settings) -> TokenVerifier:
    """Checks tokens by the issuer's keys; the embedded default issues its own."""
    if settings.jwks is not None:
        return TokenVerifier(
            keys_at(settings.jwks),
            issuer=settings.issuer,
            audience=settings.audience,
            revoked=settings.revoked_file,
        )
    if settings.production:
        raise IssuerNotSet
    return LocalIssuer(settings.home).verifier(settings.revoked_file)


def log_readably() -> None:
    """Let libraries log as our own parts do: time, level, what; a pool's retries and a
    pipeline that broke off are left out, for our own parts say what became of it."""
    logging.basicConfig(
        format="%(asctime)s [%(levelname)-8s] %(message)s", datefmt="%Y-%m-%d %H:%M:%S"
    )
    logging.getLogger("psycopg").setLevel(logging.ERROR)


def serve(runtime: Runtime, *, ready: Callable[[], object] = lambda: None) -> None:
    """Serve HTTP, keep the read models and fire deadlines, until a signal ends it.

    ready: called once the port answers. Raises `PortTaken`, `IssuerNotSet`.
    """
    log_readably()
    settings = runtime.settings
    worker = Worker(runtime)
    app = create_app(services(runtime, worker.engine))
    with closing(_listening(settings.host, settings.port)) as listener:
        worker.start()
        try:
            config = configured(app, settings.trusted_proxies)
            _Server(config, ready, app.state.tail.close).run(sockets=[listener])
        finally:
            worker.stop()


def configured(app: FastAPI, trusted_proxies: str = "") -> uvicorn.Config:
    """How the application is served; a message of a websocket has up to 1 MiB.

    trusted_proxies: whose word is taken for who asks; nobody's unless named.
    """
    return uvicorn.Config(
        app,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies,
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=MIB,
        lifespan="on",
    )


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=_family(host), backlog=2048)
    except OSError as error:
        raise PortTaken(host=host, port=port, reason=error.strerror) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class _Server(uvicorn.Server):
    """Says when the port answers, and when it is about to answer no longer."""

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], object],
        ending: Callable[[], object],
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()  # or it would wait for who follows the events
        await super().shutdown(sockets)
