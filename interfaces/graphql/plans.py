"""A compiled selection at work: the plan of an operation, and how it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import orjson

from interfaces.graphql.context import Context
from interfaces.graphql.history_sql import Entries, shared_values
from projections.case_lists import Beside


class Later(NamedTuple):
    """What an async resolver still owes: the value of a key of an object."""

    place: dict[str, Any]
    key: str
    source: Any
    field: Resolved


@dataclass
class Run:
    """The making of one field of the query; resolvers take it for their `info`.

    variables: coerced. later: what waits for the next wave.
    """

    context: Context
    variables: Any
    later: list[Later] = field(default_factory=list)

    def begin(
        self, place: dict[str, Any], key: str, source: Any, field: Resolved
    ) -> None:
        """Fill a key of an object with a field of the source, now or in a wave."""
        read, complete, awaited = field
        if awaited:
            place[key] = None  # so that the keys keep their order
            self.later.append(Later(place, key, source, field))
        else:
            place[key] = complete(read(source, self), self)


Complete = Callable[[Any, Run], Any]
"""Makes JSON of a value that a resolver gave; or of an object, of one of its fields."""


class Resolved(NamedTuple):
    """A field of an object. read: its value; awaited: which is still to come."""

    read: Callable[[Any, Run], Any]
    complete: Complete
    awaited: bool = False


class History(NamedTuple):
    """A history that the database writes, and its arguments."""

    entries: Entries
    arguments: Callable[[Run], Mapping[str, Any]]


@dataclass
class Reading:
    """What a field of the query reads of each case, in the statement that finds it.

    columns: expressions, histories in them. rows: whether it needs the rows, too.
    """

    columns: list[str] = field(default_factory=list)
    histories: list[History] = field(default_factory=list)
    rows: bool = False


@dataclass(frozen=True)
class Plan:
    """What answers one operation, whatever its variables and whoever asks."""

    fields: Mapping[str, tuple[Resolved, Reading]]

    async def answer(self, context: Context, variables: Any) -> bytes:
        """The response. Raises what its resolvers raise, and Unknown."""
        data: dict[str, Any] = {}
        for key, (resolved, reading) in self.fields.items():
            run = Run(_looking_ahead(context, variables, reading), variables)
            run.begin(data, key, None, resolved)
            await _complete(run)
        return orjson.dumps({"data": data})


def _looking_ahead(context: Context, variables: Any, reading: Reading) -> Context:
    """The context, for resolvers that find cases."""
    if not reading.columns:
        return context
    values, run = shared_values(context), Run(context, variables)
    for each in reading.histories:
        values |= each.entries.values(each.arguments(run))
    columns = "".join(f", {each}" for each in reading.columns)
    staff = bool(context.subject.grants) and any(
        each.entries.for_staff for each in reading.histories
    )
    # Whoever may be staff is noted by the rows.
    beside = Beside(columns, values, not (reading.rows or staff), staff)
    return replace(context, beside=beside)


async def _complete(run: Run) -> None:
    """Await, wave by wave, so that the loaders of a wave share their statements."""
    while wave := run.later:
        run.later = []
        if len(wave) == 1:
            values = [await wave[0].field.read(wave[0].source, run)]
        else:
            reads = (each.field.read(each.source, run) for each in wave)
            values = await asyncio.gather(*reads)
        for each, value in zip(wave, values, strict=True):
            each.place[each.key] = each.field.complete(value, run)
