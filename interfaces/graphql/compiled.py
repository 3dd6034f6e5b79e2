"""A selection compiled once: functions that build the answer without an executor.

They give what the ordinary executor gives, from the same declarations: a field without
a resolver is the attribute of its name, one with a resolver calls it. The histories of
cases come as JSON, in the statement that reads the cases (`history_sql`). What is not
known here raises `Unknown`, when it is compiled or when it is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    get_argument_values,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import convert_arguments

from interfaces.graphql.context import Context
from interfaces.graphql.history_sql import Entries, entries, shared_values
from interfaces.graphql.selections import (
    TYPENAME,
    Selected,
    Selections,
    Unknown,
    declared,
)
from projections.case_lists import Beside

HISTORY = ("Case", "history")
NATIVE = {"Boolean": bool, "Int": int, "String": str}
"""Scalars that are written as they are, if they are of that very class.

A larger number than GraphQL's 32 bits would be no error: no column of such a field holds
one.
"""


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
    """A history that is read beside the cases of a field, and its arguments."""

    entries: Entries
    arguments: Callable[[Run], Mapping[str, Any]]


@dataclass(frozen=True)
class Plan:
    """What answers one operation, whatever its variables and whoever asks."""

    fields: Mapping[str, tuple[Resolved, Sequence[History]]]

    async def answer(self, context: Context, variables: Any) -> bytes:
        """The response. Raises what its resolvers raise, and Unknown."""
        data: dict[str, Any] = {}
        for key, (resolved, histories) in self.fields.items():
            run = Run(_looking_ahead(context, variables, histories), variables)
            run.begin(data, key, None, resolved)
            await _complete(run)
        return orjson.dumps({"data": data})


def _looking_ahead(
    context: Context, variables: Any, histories: Sequence[History]
) -> Context:
    """The context, for resolvers that read histories beside their cases."""
    if not histories:
        return context
    values, run = shared_values(context), Run(context, variables)
    for each in histories:
        values |= each.entries.values(each.arguments(run))
    columns = "".join(f", {each.entries.sql}" for each in histories)
    return replace(context, beside=Beside(columns, values))


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


class Compiler:
    """Compiles the selections of one operation."""

    def __init__(
        self,
        selections: Selections,
        config: StrawberryConfig,
        registry: Mapping[object, Any],
    ) -> None:
        self._selections = selections
        self._config = config
        self._registry = registry
        self._histories: list[History] = []

    def plan(self, query: GraphQLObjectType, selected: Sequence[Selected]) -> Plan:
        """The plan of the operation. Raises Unknown."""
        fields = {}
        for each in selected:
            self._histories = []
            fields[each.key] = (self._field(query, each), self._histories)
        return Plan(fields)

    def _object(self, type: GraphQLObjectType, field: Selected) -> Complete:
        fields = [
            (each.key, *resolved, resolved)
            for each in self._selections.below(type, field)
            for resolved in (self._field(type, each),)
        ]

        def complete(value: Any, run: Run) -> dict[str, Any]:
            answer: dict[str, Any] = {}
            # `begin` written out: this loop is where the time goes.
            for key, read, inner, awaited, resolved in fields:
                if awaited:
                    run.begin(answer, key, value, resolved)
                else:
                    answer[key] = inner(read(value, run), run)
            return answer

        return complete

    def _field(self, type: GraphQLObjectType, field: Selected) -> Resolved:
        if field.name == TYPENAME:
            name = type.name
            return Resolved(lambda value, run: name, _as_it_is)
        known = type.fields.get(field.name)
        if known is None:
            raise Unknown
        if (type.name, field.name) == HISTORY:
            return Resolved(self._history(known, field), _as_it_is)
        declaration = declared(known)
        complete = self._value(known.type, field)
        resolver = declaration.base_resolver
        if declaration.extensions:
            raise Unknown
        if resolver is None:
            name = declaration.python_name
            return Resolved(lambda value, run: getattr(value, name), complete)
        if declaration.is_async and not declaration.metadata.get("repeatable"):
            raise Unknown
        arguments = self._arguments(known, field)
        with_info = resolver.info_parameter is not None
        call: Any = resolver

        def read(value: Any, run: Run) -> Any:
            given = dict(arguments(run))
            if with_info:
                given["info"] = run
            return call(value, **given)

        return Resolved(read, complete, declaration.is_async)

    def _arguments(
        self, known: GraphQLField, field: Selected
    ) -> Callable[[Run], Mapping[str, Any]]:
        declaration, node = declared(known), field.nodes[0]
        if not known.args:
            return lambda run: {}

        def arguments(run: Run) -> Mapping[str, Any]:
            return convert_arguments(
                get_argument_values(known, node, run.variables),
                declaration.arguments,
                self._registry,
                self._config,
            )

        return arguments

    def _history(
        self, known: GraphQLField, field: Selected
    ) -> Callable[[Any, Run], Any]:
        """Reads what stands beside the row of a case."""
        place = len(self._histories)
        found = entries(self._selections, place, field)
        self._histories.append(History(found, self._arguments(known, field)))

        def read(case: Any, run: Run) -> orjson.Fragment:
            if len(case.beside) <= place:
                raise Unknown
            return orjson.Fragment(case.beside[place])

        return read

    def _value(self, type: GraphQLOutputType, field: Selected) -> Complete:
        if isinstance(type, GraphQLNonNull):
            return _never_null(self._present(type.of_type, field))
        present = self._present(type, field)
        return lambda value, run: None if value is None else present(value, run)

    def _present(self, type: GraphQLOutputType, field: Selected) -> Complete:
        """Completes a value that is not null."""
        if isinstance(type, GraphQLList):
            item = self._value(type.of_type, field)
            return lambda value, run: [item(each, run) for each in value]
        if isinstance(type, GraphQLEnumType):
            names = {each.value: name for name, each in type.values.items()}
            return lambda value, run: names[value.value]
        if isinstance(type, GraphQLScalarType):
            written, native = type.serialize, NATIVE.get(type.name)
            return lambda value, run: (
                value if value.__class__ is native else written(value)
            )
        if isinstance(type, GraphQLObjectType):
            return self._object(type, field)
        raise Unknown


def _as_it_is(value: Any, run: Run) -> Any:
    return value


def _never_null(present: Complete) -> Complete:
    def complete(value: Any, run: Run) -> Any:
        if value is None:
            raise Unknown
        return present(value, run)

    return complete
