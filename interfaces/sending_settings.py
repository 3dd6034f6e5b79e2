"""The settings of what a process sends: webhooks and notifications."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class SendingSettings(BaseSettings):
    """Read with all the others (`interfaces.settings`)."""

    webhook_networks: str = Field(
        default="",
        description="Private networks that webhooks may lead to, separated by commas; "
        "without TLS they lead to these alone.",
    )
    webhook_retries: str = Field(
        default="5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400",
        description="Seconds between the attempts to deliver a message; after the last "
        "it is a dead letter. Each pause varies by a tenth.",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="Mail server of the notifications, "
        "smtps://user:password@host:port or smtp:// (STARTTLS); unset: none.",
    )
    smtp_from: str = Field(default="", description="Address that mail comes from.")
    notification_gateway: str | None = Field(
        default=None,
        description="Address that notifications are posted to, for a gateway to SMS or "
        "WeChat; unset: none.",
    )
    notification_gateway_secret: SecretStr | None = Field(
        default=None,
        description="Secret that signs what is posted there, whsec_ and base64.",
    )
    notification_link: str | None = Field(
        default=None,
        description="Page that a notification leads to, with {kind} (case, vote, "
        "fee_account) and {id}; unset: none.",
    )
    notification_hours: int = Field(
        default=4,
        ge=1,
        le=168,
        description="Hours before its deadline from which a case is due soon.",
    )
