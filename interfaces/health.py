"""Whether this process can answer: what `/readyz` says, and `/metrics` of read models.

The database is asked once a second at most, however many ask; a database that is away
makes an answer late by some seconds, never an error.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout

from interfaces.notifications.rows import COUNTED, Figures
from interfaces.services import Services
from interfaces.webhooks.rows import ALL, Webhook
from projections.read_models import READ_MODELS
from projections.status import ReadModel, Status, read_status

READY_WITHIN = 3.0  # seconds for the database to answer
FRESH = 1.0  # seconds for which an answer of the database serves

OF_A_MODEL = {
    "position": "The last event that it has seen.",
    "lag_events": "Events that it has not seen yet.",
    "lag_seconds": "Age of the first event that it has not seen yet.",
    "parked_events": "Events set aside because they could not be applied.",
}


class Health:
    """Looks at the read models for those who ask about this process."""

    def __init__(self, services: Services) -> None:
        self.status: Status | None = None
        """As last seen; None while the database is away."""
        self.webhooks: list[Webhook] = []
        """As last seen."""
        self.notifications: Figures | None = None
        """As last seen."""
        self._services = services
        self._looked = float("-inf")
        self._asking: asyncio.Task[Status | None] | None = None

    async def look(self) -> Status | None:
        """The read models as they are now, or were a second ago.

        None after three seconds, though the question stands: a connection on which
        nothing comes back cannot even be told to give up.
        """
        if self._asking is None and time.monotonic() - self._looked > FRESH:
            self._asking = asyncio.create_task(self._ask(), name="health")
        asking = self._asking
        if asking is not None:
            done, _ = await asyncio.wait({asking}, timeout=READY_WITHIN)
            if done and self._asking is asking:
                self._asking, self._looked = None, time.monotonic()
            self.status = asking.result() if done else None
        return self.status

    def stop(self) -> None:
        """Wait for the database no longer."""
        if self._asking is not None:
            self._asking.cancel()

    async def ready(self) -> tuple[bool, dict[str, Any]]:
        """Whether requests should come here, and why not."""
        status = await self.look()
        if status is None:
            return False, {"status": "database not ready"}
        now = self._services.clock()
        models = status.models.values()
        said: dict[str, Any] = {
            "status": self._trouble(status) or "ready",
            "lag": status.lag,
            "seconds": max((each.seconds(now) for each in models), default=0.0),
        }
        if status.rebuild is not None:
            said["rebuild"] = {"position": status.rebuild.position, "of": status.log}
        return said["status"] == "ready", said

    @property
    def acts(self) -> bool:
        """Whether it is this process that keeps the read models."""
        engine = self._services.engine
        return engine is not None and engine.role == "acting"

    def _trouble(self, status: Status) -> str | None:
        engine = self._services.engine
        if engine is not None and not engine.runs:
            return "read models stopped"
        known = {each.name: status.models.get(each.name) for each in READ_MODELS}
        made = [each.state for each in known.values() if each is not None]
        wanted = {each.name: each.version for each in READ_MODELS}
        if any(state.version > wanted[state.name] for state in made):
            return "read models of a newer version"
        if any(state.version < wanted[state.name] for state in made):
            return "read models being rebuilt for this version"
        if None in known.values() or any(map(_being_built, status.models.values())):
            return "read models being built"
        if status.halt is not None:
            return f"log stopped: {status.halt}"
        return "read models late" if status.lag > self._services.max_lag else None

    async def _ask(self) -> Status | None:
        try:
            async with self._services.pool.connection(timeout=READY_WITHIN) as conn:
                every = await (await conn.execute(ALL)).fetchall()
                self.webhooks = [Webhook.of(row) for row in every]
                found = await (await conn.execute(COUNTED)).fetchone()
                self.notifications = Figures(*found) if found else None
                return await read_status(conn)
        except (DatabaseError, PoolTimeout):
            return None

    def collector(self) -> Collector:
        """What Prometheus is told of it; `look` first."""
        return _Collector(self, self._services)


def _being_built(model: ReadModel) -> bool:
    return model.lag > 0 and not model.state.complete


class _Collector(Collector):
    def __init__(self, health: Health, services: Services) -> None:
        self._health = health
        self._services = services

    def collect(self) -> Iterable[GaugeMetricFamily]:
        status = self._health.status
        yield _gauge("database_up", "Whether the database answers.", status is not None)
        yield _gauge(
            "engine_acts", "Whether this process keeps read models.", self._health.acts
        )
        if status is None:
            return
        yield _gauge("log_position", "The last position of the log.", status.log)
        halted = status.halt is not None
        yield _gauge("log_halted", "Whether the log signs nothing any more.", halted)
        if status.rebuild is not None and status.rebuild.position is not None:
            reached = status.rebuild.position
            yield _gauge("rebuild_position", "What a rebuild has reached.", reached)
        yield from self._of_models(status)

    def _of_models(self, status: Status) -> list[GaugeMetricFamily]:
        now = self._services.clock()
        families = [
            GaugeMetricFamily(
                f"gongshi_read_model_{name}", meaning, labels=["read_model"]
            )
            for name, meaning in OF_A_MODEL.items()
        ]
        for name, model in status.models.items():
            state, seconds = model.state, model.seconds(now)
            values = (state.position, model.lag, seconds, model.parked_events)
            for family, value in zip(families, values, strict=True):
                family.add_metric([name], float(value))
        return families


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"gongshi_{name}", meaning, value=float(value))
