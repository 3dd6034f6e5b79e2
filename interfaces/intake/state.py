"""How the intake from a broker fares, for `/metrics`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.errors import Refusal


@dataclass(eq=False)
class IntakeState(Collector):
    """Of this process, since it began.

    taken: cases begun. repeated: events that had come before. refused: messages that
    begin no case. failure: code of what it waits for.
    """

    taken: int = 0
    repeated: int = 0
    refused: int = 0
    failures: int = 0
    failure: str | None = None

    @property
    def done(self) -> int:
        return self.taken + self.repeated + self.refused

    def failed(self, reason: Refusal) -> None:
        self.failures += 1
        self.failure = reason.code

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily(
            "gongshi_intake_connected",
            "0 while the intake waits.",
            int(self.failure is None),
        )
        for name, value, meaning in (
            ("taken", self.taken, "Cases begun."),
            ("repeated", self.repeated, "Events that had come before."),
            ("refused", self.refused, "Messages that begin no case."),
            ("failures", self.failures, "Breaks after which it began again."),
        ):
            yield CounterMetricFamily(f"gongshi_intake_{name}", meaning, value)
