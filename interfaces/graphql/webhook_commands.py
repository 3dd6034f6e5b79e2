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
from interfaces.graphql.webhook_inputs import (
    AddWebhookInput,
    ReplayWebhookInput,
    RotateWebhookSecretInput,
    WebhookChanged,
    WebhookInput,
    WebhookResult,
    WebhookTested,
    WebhookTestResult,
)
from interfaces.graphql.webhooks import Webhook, acting, asked_of, book_of
from interfaces.streams.asked import Asked
from interfaces.webhooks import rows
from interfaces.webhooks.book import Webhooks
from interfaces.webhooks.trial import Trial

Done = tuple[rows.Webhook | None, str | None]
"""A webhook, and its secret if one was made."""


async def _add(info: Info, input: AddWebhookInput) -> Any:
    actor = actor_for(info.context.subject, "webhook.add")
    asked = Asked.of(
        input.types,
        input.aggregates,
        input.compounds,
        input.regions,
        input.levels,
        input.sources,
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
    info.context.gives_command()
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
