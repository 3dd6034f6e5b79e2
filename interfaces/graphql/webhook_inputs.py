"""What the commands of webhooks take and answer."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry

from interfaces.graphql.errors import Refusal
from interfaces.graphql.scalars import Position
from interfaces.graphql.webhooks import Webhook
from interfaces.webhooks.book import OVERLAP
from interfaces.webhooks.words import DeliveryOutcome


@strawberry.input(description="Input of `addWebhook`: filters as of `/events`.")
class AddWebhookInput:
    url: str = strawberry.field(description="Where to send, https.")
    types: list[str] = strawberry.field(
        description="Types of events; all unless.", default_factory=list
    )
    aggregates: list[str] = strawberry.field(
        description="As in `case`; all unless.", default_factory=list
    )
    compounds: list[UUID] = strawberry.field(
        description="Compounds; all unless.", default_factory=list
    )
    regions: list[str] = strawberry.field(
        description="Codes of any level; all unless.", default_factory=list
    )
    levels: list[int] = strawberry.field(
        description="Of cases, 0-4; all unless.", default_factory=list
    )
    sources: list[str] = strawberry.field(
        description="Systems that cases came from; all unless.", default_factory=list
    )
    after: Position | None = strawberry.field(
        description="Begin after this position; with what comes unless.", default=None
    )


@strawberry.input(description="Names a webhook.")
class WebhookInput:
    id: UUID = strawberry.field(description="Its id.")


@strawberry.input(description="Input of `rotateWebhookSecret`.")
class RotateWebhookSecretInput:
    id: UUID = strawberry.field(description="Its id.")
    overlap_hours: int = strawberry.field(
        description="Hours for which the older secret signs, too; up to 168.",
        default=OVERLAP,
    )


@strawberry.input(description="Input of `replayWebhook`: one of the three.")
class ReplayWebhookInput:
    id: UUID = strawberry.field(description="Its id.")
    after: Position | None = strawberry.field(
        description="Everything after this position.", default=None
    )
    position: Position | None = strawberry.field(
        description="The event at this position.", default=None
    )
    dead: bool = strawberry.field(
        description="Every message that was given up.", default=False
    )


@strawberry.type(description="A command of a webhook was done.")
class WebhookChanged:
    webhook: Webhook | None = strawberry.field(
        description="The webhook as it is now; null once it was removed."
    )
    secret: str | None = strawberry.field(
        description="The new secret, told this once: `whsec_` and Base64."
    )


@strawberry.type(description="What became of a test message.")
class WebhookTested:
    outcome: DeliveryOutcome = strawberry.field(description="What became of it.")
    status: int | None = strawberry.field(
        description="HTTP status of the answer; null if there was none."
    )
    milliseconds: int = strawberry.field(description="Until the answer was there.")


WebhookResult = Annotated[
    WebhookChanged | Refusal,
    strawberry.union("WebhookResult", description="Done, or refused with the reason."),
]
WebhookTestResult = Annotated[
    WebhookTested | Refusal,
    strawberry.union(
        "WebhookTestResult", description="Tried, or refused with the reason."
    ),
]
