"""Queries and mutations of every record, made from its node and its use cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Union
from uuid import UUID

import strawberry
from fastapi.concurrency import run_in_threadpool

from interfaces.giving import to_record
from interfaces.graphql.as_of import AsOf
from interfaces.graphql.command_docs import FIELDS
from interfaces.graphql.commands import Command, mutation
from interfaces.graphql.context import Context, Info
from interfaces.graphql.errors import Refusal
from interfaces.graphql.fields import resolved
from interfaces.graphql.given import Changed, outcome_of
from interfaces.graphql.pagination import AFTER, FIRST, page_size
from interfaces.graphql.record import Kind, RecordNode
from interfaces.graphql.record_list import (
    Filter,
    RecordFilterInput,
    connection_of,
    reach_of,
)


async def node_of(
    context: Context, nodes: Sequence[type[RecordNode]], id: UUID
) -> RecordNode | None:
    """The record with this id, of whichever kind, if whoever asks may see it."""
    async with context.services.pool.connection() as conn:
        for node in nodes:
            kind = node.shown_of
            found = await kind.records.by_ids(conn, [id])
            if id in found and kind.reads(context, found[id]):
                return node.of(found[id])
    return None


def queries(node: type[RecordNode], plural: str) -> dict[str, Any]:
    """The fields of `Query` for one record and for the list of them."""
    kind = node.shown_of
    name, names = (each.replace("_", " ") for each in (kind.name, plural))
    connection = connection_of(node)

    async def one(info: Info, id: UUID, as_of: datetime | None = None) -> Any:
        context = info.context
        if as_of is None:
            async with context.services.pool.connection() as conn:
                record = (await kind.records.by_ids(conn, [id])).get(id)
        else:
            store = context.services.store
            record = await run_in_threadpool(kind.records.as_of, store, id, as_of)
        if record is None or not kind.reads(context, record):
            return None
        return node.of(record, as_of)

    one.__annotations__ = {
        "info": Info,
        "id": Annotated[UUID, strawberry.argument(description="Its id.")],
        "as_of": AsOf,
        "return": node | None,
    }

    async def many(
        info: Info,
        filter: RecordFilterInput | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Any:
        context = info.context
        reach = reach_of(context.subject, kind)
        asked = (filter or RecordFilterInput()).asked(reach)
        size = page_size(first)
        async with context.services.pool.connection() as conn:
            page = await kind.records.page(conn, asked, first=size, after=after)
        for each in page.rows:
            kind.reads(context, each)
        return connection.of(asked, page, after)

    many.__annotations__ = {
        "info": Info,
        "filter": Filter,
        "first": Annotated[int | None, FIRST],
        "after": Annotated[str | None, AFTER],
        "return": connection,
    }
    return {
        kind.name: resolved(f"One {name}; null if there is none, or not for you.")(one),
        plural: resolved(f"The {names} that you may see, page by page.")(many),
    }


def mutations(node: type[RecordNode]) -> dict[str, Any]:
    """The fields of `Mutation`: every command of the use cases."""
    kind, title = node.shown_of, node.__name__
    words = kind.name.replace("_", " ")
    article = "an" if words[0] in "aeiou" else "a"

    async def now(self: Any, info: Info) -> Any:
        return await node_of(info.context, [node], self.id)

    now.__annotations__ = {"info": Info, "return": node | None}
    changed: Any = strawberry.type(
        type(
            f"{title}Changed",
            (Changed,),
            {
                kind.name: resolved(
                    "As it is now; null if not yet visible, or not for you."
                )(now),
            },
        ),
        description=f"A command of {article} {words} was recorded.",
    )
    result = Annotated[
        Union[changed, Refusal],  # noqa: UP007
        strawberry.union(
            f"{title}Result", description="Done, or refused with the reason."
        ),
    ]

    async def give(context: Context, command: Command, given: Any) -> Any:
        def told(services: Any, subject: Any, *rest: Any, **named: Any) -> Any:
            return to_record(services, subject, kind.use_cases, *rest, **named)

        return changed(**await outcome_of(context, told, command, given))

    return {
        mutation_name(kind, name): mutation(
            Command(mutation_name(kind, name), run, kind.use_cases.targets(run)),
            result,
            give,
            {**FIELDS, **kind.fields},
        )
        for name, run in kind.use_cases.all().items()
    }


def mutation_name(kind: Kind, command: str) -> str:
    """`register_household`, `correct_household_area`, or as the use cases say."""
    verb, _, rest = command.partition("_")
    usual = "_".join(filter(None, (verb, kind.name, rest)))
    return kind.use_cases.mutations.get(command, usual)
