"""How a relay fares: for `/metrics`, and as a row for the whole deployment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.errors import Refusal
from interfaces.services import Pool

KEEP = b"""
    INSERT INTO relay AS kept (name, position, published, failures, failure, seen_at)
    VALUES (%(name)s, %(position)s, %(published)s, %(failures)s, %(failure)s,
        clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET position = excluded.position,
        published = kept.published + excluded.published,
        failures = kept.failures + excluded.failures,
        failure = excluded.failure, seen_at = excluded.seen_at
"""


RELAYS = """
    SELECT name, position, published, failures, failure, seen_at,
        greatest((SELECT max(position) FROM event) - position, 0) AS lag
    FROM relay ORDER BY name
"""


class KeptRelay(NamedTuple):
    """A relay as the deployment last heard of it. lag: positions that it lacks."""

    name: str
    position: int
    published: int
    failures: int
    failure: str | None
    seen_at: datetime
    lag: int


@dataclass(eq=False)
class RelayState(Collector):
    """Of this process, since it began.

    name: of the relay in the deployment. position: up to which the broker has all;
    last: where the log ends. failure: code of what it waits for.
    """

    name: str
    position: int = 0
    last: int = 0
    published: int = 0
    failures: int = 0
    refills: int = 0
    failure: str | None = None
    _kept: tuple[int, int] = (0, 0)

    @property
    def done(self) -> int:
        return self.published

    def moved(self, position: int, published: int) -> None:
        self.position = position
        self.published += published
        self.last = max(self.last, position)
        self.failure = None

    def resumed(self, position: int) -> None:
        """position: the last that the broker has, before which it may once have been
        farther."""
        self.refills += position < self.position
        self.position = position
        self.failure = None

    def failed(self, reason: Refusal) -> None:
        self.failures += 1
        self.failure = reason.code

    async def keep(self, pool: Pool) -> None:
        """Write the row: `relay` of the database."""
        counted = (self.published, self.failures)
        values = {
            "name": self.name,
            "position": self.position,
            "published": counted[0] - self._kept[0],
            "failures": counted[1] - self._kept[1],
            "failure": self.failure,
        }
        async with pool.connection() as conn:
            await conn.execute(KEEP, values)
        self._kept = counted

    def collect(self) -> Iterable[Metric]:
        for name, value, meaning in (
            ("position", self.position, "Position up to which the broker has all."),
            ("lag", max(0, self.last - self.position), "Positions that it lacks."),
            ("connected", int(self.failure is None), "0 while the relay waits."),
        ):
            yield GaugeMetricFamily(f"gongshi_relay_{name}", meaning, value)
        for name, value, meaning in (
            ("published", self.published, "Events that the broker acknowledged."),
            ("failures", self.failures, "Breaks after which it began again."),
            ("refills", self.refills, "Times that the broker had lost events."),
        ):
            yield CounterMetricFamily(f"gongshi_relay_{name}", meaning, value)
