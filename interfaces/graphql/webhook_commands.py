"""The commands of webhooks. They are no facts of the log; each is in the access log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import strawberry
from fastapi.concurrency import run_in_threadpool

from application.authorisation import actor_for
from domain.lifecycle import invalid
from domain.roles import Actor
from interfaces.graphql.commands import INPUT
from interfaces.graphql.context import Info
from interfaces.graphql.errors import Refusal
from interfaces.graphql.scalars import Position
from interfaces.graphql.webhooks import Webhook, acting, asked_of, book_of
from interfaces.streams.asked import Asked
from interfaces.webhooks import rows
from interfaces.webhooks.book import OVERLAP, Webhooks
from interfaces.webhooks.trial import Trial
from interfaces.webhooks.words import DeliveryOutcome

Done = tuple[rows.Webhook | None, str | None]
"""A webhook, and its secret if one was made."""


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


async def _add(info: Info, input: AddWebhookInput) -> Any:
    actor = actor_for(info.context.subject, "webhook.add")
    asked = Asked.of(
        input.types, input.aggregates, input.compounds, input.regions, input.levels
    )

    def add(book: Webhooks) -> Done:
        return book.add(actor, input.url, asked, after=input.after)

    return await _changed(info, add)


async def _pause(info: Info, input: WebhookInput) -> Any:
    return await _change(info, input.id, _alone(Webhooks.pause))


async def _resume(info: Info, input: WebhookInput) -> Any:
    return await _change(info, input.id, _alone(Webhooks.resume))


async def _remove(info: Info, input: WebhookInput) -> Any:
    def remove(book: Webhooks, actor: Actor, id: UUID) -> Done:
        book.remove(actor, id)
        return None, None

    return await _change(info, input.id, remove)


async def _rotate(info: Info, input: RotateWebhookSecretInput) -> Any:
    def rotate(book: Webhooks, actor: Actor, id: UUID) -> Done:
        return book.rotate(actor, id, input.overlap_hours)

    return await _change(info, input.id, rotate)


async def _replay(info: Info, input: ReplayWebhookInput) -> Any:
    given = [input.after is not None, input.position is not None, input.dead]
    if given.count(True) != 1:
        zh, en = "after、position、dead 三选一", "give one of after, position and dead"
        raise invalid("position", zh, en)

    def replay(book: Webhooks, actor: Actor, id: UUID) -> Done:
        if input.after is not None:
            return book.replay_after(actor, id, input.after), None
        if input.position is not None:
            return book.replay_one(actor, id, input.position), None
        return book.replay_dead(actor, id), None

    return await _change(info, input.id, replay)


async def _test(info: Info, input: WebhookInput) -> Any:
    services, subject = info.context.services, info.context.subject
    actor_for(subject, "webhook.change", own=True)
    row = await asked_of(info, lambda book: book.one(input.id))
    actor = acting(subject, "webhook.change", row)
    trial = Trial(
        services.store.database,
        services.vault,
        services.clock,
        services.webhooks_to,
        services.event_source,
    )
    outcome, status, milliseconds = await trial.send(actor, row)
    return WebhookTested(outcome=outcome, status=status, milliseconds=milliseconds)


def _alone(
    change: Callable[[Webhooks, Actor, UUID], rows.Webhook],
) -> Callable[[Webhooks, Actor, UUID], Done]:
    """A change that makes no secret."""
    return lambda book, actor, id: (change(book, actor, id), None)


async def _change(
    info: Info, id: UUID, change: Callable[[Webhooks, Actor, UUID], Done]
) -> WebhookChanged:
    """Change a webhook as one who may."""
    subject = info.context.subject
    actor_for(subject, "webhook.change", own=True)

    def run(book: Webhooks) -> Done:
        return change(book, acting(subject, "webhook.change", book.one(id)), id)

    return await _changed(info, run)


async def _changed(info: Info, run: Callable[[Webhooks], Done]) -> WebhookChanged:
    info.context.gives_command()
    row, secret = await run_in_threadpool(run, book_of(info.context.services))
    return WebhookChanged(webhook=Webhook.of(row) if row else None, secret=secret)


def _mutation(resolve: Any, input: Any, answer: Any, description: str) -> Any:
    resolve.__annotations__ = {
        "info": Info,
        "input": Annotated[input, strawberry.argument(description=INPUT)],
        "return": answer,
    }
    return strawberry.mutation(resolve, description=description)


MUTATIONS: dict[str, Any] = {
    "add_webhook": _mutation(
        _add,
        AddWebhookInput,
        WebhookResult,
        "Let the public log be sent to an address; tells the secret, once.",
    ),
    "pause_webhook": _mutation(
        _pause, WebhookInput, WebhookResult, "Send it nothing for the time being."
    ),
    "resume_webhook": _mutation(
        _resume, WebhookInput, WebhookResult, "Go on where it was paused or disabled."
    ),
    "rotate_webhook_secret": _mutation(
        _rotate,
        RotateWebhookSecretInput,
        WebhookResult,
        "Sign with a new secret; the older one signs as well for a while.",
    ),
    "replay_webhook": _mutation(
        _replay, ReplayWebhookInput, WebhookResult, "Tell it again what it was told."
    ),
    "remove_webhook": _mutation(
        _remove, WebhookInput, WebhookResult, "Forget it, and all that waits for it."
    ),
    "test_webhook": _mutation(
        _test, WebhookInput, WebhookTestResult, "Send it a test message now."
    ),
}
"""Fields of `Mutation`."""
