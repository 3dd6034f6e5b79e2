"""What `/metrics` says of webhooks, by the id of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from interfaces.webhooks.rows import Webhook
from interfaces.webhooks.words import WebhookState

LABELS = ["webhook"]
GAUGES = {
    "lag": "Events of the log that were not looked at for it yet.",
    "backlog": "Messages that wait for their delivery.",
    "dead": "Messages that were given up.",
}
COUNTERS = {
    "delivered": "Attempts to deliver a message that succeeded.",
    "failed": "Attempts to deliver a message that did not.",
}


class WebhookMetrics(Collector):
    """Figures from the database, the same in every process."""

    def __init__(self, webhooks: Callable[[], Sequence[Webhook]]) -> None:
        self._webhooks = webhooks

    def collect(self) -> Iterable[Metric]:
        found = self._webhooks()
        active = GaugeMetricFamily(
            "gongshi_webhook_active", "Whether messages are sent to it.", labels=LABELS
        )
        for each in found:
            active.add_metric([str(each.id)], each.state is WebhookState.ACTIVE)
        yield active
        for families, kind in (
            (GAUGES, GaugeMetricFamily),
            (COUNTERS, CounterMetricFamily),
        ):
            for name, meaning in families.items():
                family = kind(f"gongshi_webhook_{name}", meaning, labels=LABELS)
                for each in found:
                    family.add_metric([str(each.id)], getattr(each, name))
                yield family
