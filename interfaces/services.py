"""What the interfaces work with: one value, filled by the composition root."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from prometheus_client.registry import Collector
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from application.clock import Clock
from application.commands import Commands
from application.commit import Receipt
from application.event_store import EventStore
from application.files import FileStore
from application.rules import RulePacks
from application.simulation import Simulation
from application.vault import Vault
from interfaces.auth import TokenVerifier
from interfaces.notifications.contacts import Channels
from interfaces.rates import Rates
from interfaces.senders import Senders
from interfaces.webhooks.addresses import Allowed
from projections.engine import Engine
from projections.progress import Progress
from projections.transparency.folder import LogFolder

Pool = AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]]
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Services:
    """The open parts of a running process, and the limits of its HTTP face.

    pool: connections for reading; built closed, opened by the application itself.
    production: no query page, no introspection, no suggestions.
    graphql_limit, file_limit: largest body accepted, in bytes.
    operation_limit: seconds that a query may take.
    rates: how often one may ask.
    wait: seconds that a command's answer waits for the read models.
    max_lag: events that the read models may be behind before the service is not ready.
    allowed_origins: other sites whose pages may open a websocket.
    log: the folder of the transparency log.
    event_source: a URI of this deployment, `source` of its events.
    webhooks_to: where webhooks may lead.
    senders: systems that send cases in.
    channels: by which people may be notified.
    engine: that keeps the read models in this process, if one does.
    simulation: what the log was made from if it is simulated: every answer says so.
    collectors: what else `/metrics` shows; made with `registry=None`.
    """

    commands: Commands[Receipt]
    store: EventStore
    vault: Vault
    files: FileStore
    rules: RulePacks
    pool: Pool
    progress: Progress
    tokens: TokenVerifier
    clock: Clock
    production: bool
    graphql_limit: int = MIB
    file_limit: int = 20 * MIB
    operation_limit: float = 10.0
    rates: Rates = field(default_factory=Rates)
    wait: float = 5.0
    max_lag: int = 10_000
    allowed_origins: tuple[str, ...] = ()
    log: LogFolder | None = None
    event_source: str = "urn:gongshi"
    webhooks_to: Allowed = field(default_factory=Allowed)
    senders: Senders | None = None
    channels: Channels = field(default_factory=dict)
    engine: Engine | None = None
    simulation: Simulation | None = None
    collectors: tuple[Collector, ...] = ()

    @property
    def synthetic(self) -> bool:
        """Whether no figure here is a place's own."""
        return self.simulation is not None
