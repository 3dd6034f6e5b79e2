"""The parts of webhooks, as the settings ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interfaces.webhooks.addresses import Allowed
from interfaces.webhooks.dispatcher import Dispatcher
from interfaces.webhooks.schedule import Schedule

if TYPE_CHECKING:
    from interfaces.runtime import Runtime


def dispatcher(runtime: Runtime) -> Dispatcher:
    """What sends the messages. Raises WebhookNetworksInvalid, WebhookRetriesInvalid."""
    settings = runtime.settings
    return Dispatcher(
        runtime.database,
        runtime.vault,
        runtime.clock,
        Allowed(settings.webhook_networks),
        Schedule.of(settings.webhook_retries),
        settings.event_source,
    )
