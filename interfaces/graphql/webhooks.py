"""Webhooks in the schema: what they are, what waits for them, what was delivered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

import strawberry
from fastapi.concurrency import run_in_threadpool

from application.authorisation import Subject, actor_for
from domain.roles import Actor, Role
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.pagination import FIRST, page_size
from interfaces.graphql.scalars import Position, Whole
from interfaces.services import Services
from interfaces.webhooks import rows
from interfaces.webhooks.book import Webhooks
from interfaces.webhooks.words import DeliveryOutcome, WebhookState

T = TypeVar("T")
First = Annotated[int | None, FIRST]
Id = Annotated[UUID, strawberry.argument(description="Its id.")]


@strawberry.type(description="An attempt to deliver a message.")
class WebhookDelivery:
    id: Position = strawberry.field(description="Give it as `before` to go on.")
    position: Position | None = strawberry.field(
        description="Of the event; null for a test message."
    )
    attempt: int = strawberry.field(description="Which attempt it was, from 1.")
    outcome: DeliveryOutcome = strawberry.field(description="What became of it.")
    status: int | None = strawberry.field(
        description="HTTP status of the answer; null if there was none."
    )
    milliseconds: int = strawberry.field(description="Until the answer was there.")
    at: datetime = strawberry.field(description="When it was recorded.")

    @classmethod
    def of(cls, row: rows.Delivery) -> WebhookDelivery:
        return cls(
            id=Position(row.id),
            position=None if row.position is None else Position(row.position),
            attempt=row.attempt,
            outcome=row.outcome,
            status=row.status,
            milliseconds=row.milliseconds,
            at=row.at,
        )


@strawberry.type(description="A message that was given up (死信).")
class WebhookDeadLetter:
    position: Position = strawberry.field(description="Of the event.")
    stream_id: UUID = strawberry.field(description="What the event is about.")
    attempts: int = strawberry.field(description="How often it was tried.")


@strawberry.type(description="Somebody who is sent the public log (回调).")
class Webhook:
    id: UUID = strawberry.field(description="Its id.")
    owner: str = strawberry.field(description="Id of who added it.")
    url: str = strawberry.field(description="Where its messages go.")
    types: list[str] = strawberry.field(description="Types of events; empty: all.")
    aggregates: list[str] = strawberry.field(description="As in `case`; empty: all.")
    compounds: list[UUID] = strawberry.field(description="Compounds; empty: all.")
    regions: list[str] = strawberry.field(description="Codes; empty: all.")
    levels: list[int] = strawberry.field(description="Of cases, 0-4; empty: all.")
    sources: list[str] = strawberry.field(
        description="Systems that cases came from; empty: all."
    )
    state: WebhookState = strawberry.field(description="Whether messages are sent.")
    position: Position = strawberry.field(
        description="Every event up to here was looked at."
    )
    lag: Whole = strawberry.field(description="Events that were not looked at yet.")
    backlog: int = strawberry.field(description="Messages that wait.")
    dead: int = strawberry.field(description="Messages that were given up.")
    delivered: Whole = strawberry.field(description="Attempts that succeeded.")
    failed: Whole = strawberry.field(description="Attempts that did not.")
    created_at: datetime = strawberry.field(description="When it was added.")
    older_secret_until: datetime | None = strawberry.field(
        description="Until then the secret before this one signs, too."
    )

    @classmethod
    def of(cls, row: rows.Webhook) -> Webhook:
        asked = row.asked
        return cls(
            id=row.id,
            owner=row.owner,
            url=row.url,
            types=sorted(asked.types),
            aggregates=sorted(asked.aggregates),
            compounds=sorted(asked.compounds),
            regions=sorted(asked.regions),
            levels=sorted(asked.levels),
            sources=sorted(asked.sources),
            state=row.state,
            position=Position(row.position),
            lag=Whole(row.lag),
            backlog=row.backlog,
            dead=row.dead,
            delivered=Whole(row.delivered),
            failed=Whole(row.failed),
            created_at=row.created_at,
            older_secret_until=row.older_until,
        )

    @resolved("Attempts of the last weeks, the newest first.")
    async def deliveries(
        self,
        info: Info,
        first: First = None,
        before: Annotated[
            Position | None,
            strawberry.argument(description="Only those before this one."),
        ] = None,
    ) -> list[WebhookDelivery]:
        size = page_size(first)

        def read(book: Webhooks) -> list[rows.Delivery]:
            return book.deliveries(self.id, before=before, first=size)

        return [WebhookDelivery.of(each) for each in await asked_of(info, read)]

    @resolved("Messages that were given up, in the order of the log.")
    async def dead_letters(
        self,
        info: Info,
        first: First = None,
        after: Annotated[
            Position | None,
            strawberry.argument(description="Only those after this position."),
        ] = None,
    ) -> list[WebhookDeadLetter]:
        size = page_size(first)

        def read(book: Webhooks) -> list[rows.DeadLetter]:
            return book.dead(self.id, after=after or 0, first=size)

        return [
            WebhookDeadLetter(
                position=Position(each.position),
                stream_id=each.stream_id,
                attempts=each.attempts,
            )
            for each in await asked_of(info, read)
        ]


def book_of(services: Services) -> Webhooks:
    return Webhooks(
        services.store.database, services.vault, services.clock, services.webhooks_to
    )


async def asked_of(info: Info, ask: Callable[[Webhooks], T]) -> T:
    """What the book says, off the event loop."""
    return await run_in_threadpool(ask, book_of(info.context.services))


def acting(subject: Subject, action: str, webhook: rows.Webhook) -> Actor:
    """Who asks, in the role that lets them. Raises Forbidden."""
    return actor_for(subject, action, own=webhook.owner == subject.id)


@resolved("Your webhooks; everybody's for who runs the service.")
async def webhooks(info: Info) -> list[Webhook]:
    context = info.context
    actor = context.reads("webhook.read", "webhooks", own=True)
    owner = None if actor.role is Role.OPERATOR else context.subject.id
    found = await asked_of(info, lambda book: book.all(owner))
    return [Webhook.of(row) for row in found]


@resolved("One of your webhooks.")
async def webhook(info: Info, id: Id) -> Webhook:
    context = info.context
    # Who may have none is told nothing of those of others.
    actor_for(context.subject, "webhook.read", own=True)
    row = await asked_of(info, lambda book: book.one(id))
    context.reads("webhook.read", id, own=row.owner == context.subject.id)
    return Webhook.of(row)


QUERIES: dict[str, Any] = {"webhooks": webhooks, "webhook": webhook}
"""Fields of `Query`."""
