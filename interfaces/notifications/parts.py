"""The parts of notifications, as the settings ask for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from interfaces.notifications.channel import Channel
from interfaces.notifications.contacts import Channels
from interfaces.notifications.gateway import Gateway
from interfaces.notifications.mail import Mail, MailServer
from interfaces.notifications.notifier import Notifier
from interfaces.notifications.templates import Links
from interfaces.notifications.words import NotificationChannel
from interfaces.settings import Settings
from interfaces.webhooks.addresses import Allowed

if TYPE_CHECKING:
    from interfaces.runtime import Runtime


def channels(settings: Settings) -> Channels:
    """Those that are set up, the usual one first. Raises MailServerInvalid,
    MailSenderInvalid, WebhookNetworksInvalid, GatewayInvalid, GatewaySecretInvalid."""
    found: dict[NotificationChannel, Channel] = {}
    if settings.smtp_url is not None:
        server = MailServer.of(settings.smtp_url.get_secret_value())
        found[NotificationChannel.EMAIL] = Mail(server, settings.smtp_from)
    if settings.notification_gateway is not None:
        secret = settings.notification_gateway_secret
        found[NotificationChannel.GATEWAY] = Gateway(
            settings.notification_gateway,
            secret.get_secret_value() if secret else "",
            Allowed(settings.webhook_networks),
        )
    return found


def notifier(runtime: Runtime) -> Notifier:
    """What sends them. Raises NotificationLinkInvalid, and what `channels` raises."""
    settings = runtime.settings
    return Notifier(
        runtime.database,
        runtime.store,
        runtime.vault,
        runtime.clock,
        channels(settings),
        Links(settings.notification_link),
        timedelta(hours=settings.notification_hours),
    )
