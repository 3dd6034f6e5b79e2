"""A command that was given over GraphQL, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import strawberry

from application.commit import Receipt
from application.steps import Steps, soon
from interfaces.graphql.commands import Command, arguments_of
from interfaces.graphql.context import Context
from interfaces.graphql.scalars import Position


@strawberry.interface(description="The command was recorded, now or by an earlier try.")
class Changed:
    id: UUID = strawberry.field(description="Id of what was changed.")
    position: Position = strawberry.field(description="Place in the log; wait for it.")
    version: int = strawberry.field(description="Its version after the command.")
    replayed: bool = strawberry.field(
        description="True if this idempotency key was answered before."
    )
    visible: bool = strawberry.field(
        description="False if the read models are late and what you read is older."
    )


async def outcome_of(
    context: Context,
    give: Callable[..., Steps[Receipt]],
    command: Command,
    given: Any,
) -> dict[str, Any]:
    """Give a command and wait until its effect can be read: the fields of `Changed`."""
    services = context.services
    receipt = await soon(
        give(
            services,
            context.subject,
            command.run,
            getattr(given, "id", None),
            arguments_of(command, given),
            key=given.idempotency_key,
            expected_version=getattr(given, "expected_version", None),
        )
    )
    return {
        "id": receipt.ids[0],
        "position": receipt.position,
        "version": receipt.versions[0],
        "replayed": receipt.replayed,
        "visible": await services.progress.reached(receipt.position, services.wait),
    }
