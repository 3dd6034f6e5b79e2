"""How one is told of things: each sets it for oneself. None of it is in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import strawberry
from fastapi.concurrency import run_in_threadpool

from domain.roles import Actor
from interfaces.graphql.access import SignInRequired
from interfaces.graphql.commands import INPUT
from interfaces.graphql.context import Info
from interfaces.graphql.errors import Refusal
from interfaces.graphql.fields import resolved
from interfaces.notifications import contacts
from interfaces.notifications.contacts import Contacts, quiet_hours
from interfaces.notifications.words import (
    NotificationChannel,
    NotificationKind,
    NotificationLanguage,
)

T = TypeVar("T")


@strawberry.type(description="How you are told of what concerns you (通知设置).")
class NotificationSettings:
    channel: NotificationChannel = strawberry.field(description="How.")
    language: NotificationLanguage = strawberry.field(description="In which language.")
    kinds: list[NotificationKind] = strawberry.field(
        description="Of what; empty: of nothing."
    )
    quiet_from: str = strawberry.field(
        description="From this time of the day, in China, what is not urgent waits, ..."
    )
    quiet_until: str = strawberry.field(
        description="... until this one; the same twice: it never waits."
    )

    @classmethod
    def of(cls, row: contacts.Contact) -> NotificationSettings:
        return cls(
            channel=row.channel,
            language=row.language,
            kinds=[each for each in NotificationKind if each in row.kinds],
            quiet_from=f"{row.quiet_from:%H:%M}",
            quiet_until=f"{row.quiet_until:%H:%M}",
        )


@strawberry.input(
    description="Input of `setNotifications`: what is left out stays, or is as usual."
)
class SetNotificationsInput:
    address: str | None = strawberry.field(
        description="Where to, such as an e-mail address. Sealed; never shown.",
        default=None,
    )
    channel: NotificationChannel | None = strawberry.field(
        description="How; by e-mail as usual.", default=None
    )
    language: NotificationLanguage | None = strawberry.field(
        description="In which language; Chinese as usual.", default=None
    )
    kinds: list[NotificationKind] | None = strawberry.field(
        description="Of what; everything as usual, nothing if empty.", default=None
    )
    quiet_from: str | None = strawberry.field(
        description="Time of the day in China, `22:00` as usual; give both.",
        default=None,
    )
    quiet_until: str | None = strawberry.field(
        description="Likewise, `08:00` as usual.", default=None
    )


@strawberry.type(description="It is as you said.")
class NotificationsSet:
    settings: NotificationSettings | None = strawberry.field(
        description="As they are now; null once your address was forgotten."
    )


Result = Annotated[
    NotificationsSet | Refusal,
    strawberry.union(
        "NotificationsResult", description="Done, or refused with the reason."
    ),
]


async def _set(info: Info, input: SetNotificationsInput) -> Any:
    quiet = None
    if input.quiet_from is not None or input.quiet_until is not None:
        quiet = quiet_hours(input.quiet_from or "", input.quiet_until or "")

    def change(book: Contacts, actor: Actor) -> contacts.Contact:
        return book.set(
            actor,
            actor.id,
            address=input.address,
            channel=input.channel,
            language=input.language,
            kinds=input.kinds,
            quiet=quiet,
        )

    info.context.gives_command()
    made = await _asked(info, change)
    return NotificationsSet(settings=NotificationSettings.of(made))


async def _forget(info: Info) -> Any:
    info.context.gives_command()
    await _asked(info, lambda book, actor: book.forget(actor, actor.id))
    return NotificationsSet(settings=None)


async def _asked(info: Info, ask: Callable[[Contacts, Actor], T]) -> T:
    """What the book says to whoever is signed in, off the event loop."""
    subject, services = info.context.subject, info.context.services
    if not subject.grants:
        raise SignInRequired
    book = Contacts(
        services.store.database, services.vault, services.clock, services.channels
    )
    actor = Actor(subject.id, subject.grants[0].role)
    return await run_in_threadpool(ask, book, actor)


@resolved("How you are told of what concerns you; null if you gave no address.")
async def my_notifications(info: Info) -> NotificationSettings | None:
    found = await _asked(info, lambda book, actor: book.one(actor.id))
    return None if found is None else NotificationSettings.of(found)


_set.__annotations__ = {
    "info": Info,
    "input": Annotated[SetNotificationsInput, strawberry.argument(description=INPUT)],
    "return": Result,
}
_forget.__annotations__ = {"info": Info, "return": Result}
QUERIES: dict[str, Any] = {"my_notifications": my_notifications}
"""Fields of `Query`."""
MUTATIONS: dict[str, Any] = {
    "set_notifications": strawberry.mutation(
        _set, description="Say how you are told of what concerns you (通知设置)."
    ),
    "forget_notifications": strawberry.mutation(
        _forget, description="Destroy your address, and what waits to be sent to it."
    ),
}
"""Fields of `Mutation`."""
