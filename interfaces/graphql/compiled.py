"""A selection compiled once: functions that build the answer without an executor.

They give what the ordinary executor gives, from the same declarations: a field without
a resolver is the attribute of its name, one with a resolver calls it. The histories of
cases come as JSON, in the statement that reads the cases (`history_sql`). What is not
known here raises `Unknown`, when it is compiled or when it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_argument_values,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import convert_arguments

from interfaces.graphql.case_sql import CASE, HISTORY, case
from interfaces.graphql.history_sql import entries
from interfaces.graphql.plans import Complete, History, Plan, Reading, Resolved, Run
from interfaces.graphql.selections import (
    TYPENAME,
    Selected,
    Selections,
    Unknown,
    declared,
)

NATIVE = {"Boolean": bool, "Int": int, "String": str}
"""Scalars that are written as they are, if they are of that very class.

Numbers beyond GraphQL's 32 bits, which would be errors, no such field has.
"""


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
        self._reading = Reading()

    def plan(self, query: GraphQLObjectType, selected: Sequence[Selected]) -> Plan:
        """The plan of the operation. Raises Unknown."""
        fields = {}
        for each in selected:
            self._reading = Reading()
            fields[each.key] = (self._field(query, each), self._reading)
        return Plan(fields)

    def _object(self, type: GraphQLObjectType, field: Selected) -> Complete:
        if type.name == CASE:
            if written := self._case(type, field):
                return written
            self._reading.rows = True
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
        if (type.name, field.name) == (CASE, HISTORY):
            return Resolved(self._reads(self._history(known, field)), _as_it_is)
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

        def coerced(variables: Any) -> Mapping[str, Any]:
            return convert_arguments(
                get_argument_values(known, node, variables),
                declaration.arguments,
                self._registry,
                self._config,
            )

        if any(_varies(each.value) for each in node.arguments or ()):
            return lambda run: coerced(run.variables)
        written = coerced(self._selections.variables)
        return lambda run: written

    def _case(self, type: GraphQLObjectType, field: Selected) -> Complete | None:
        """Reads a case that the database writes; None if it cannot."""
        before = len(self._reading.histories)

        def history(each: Selected) -> str:
            return self._history(type.fields[HISTORY], each)

        try:
            return self._reads(case(self._selections, field, history))
        except Unknown:
            del self._reading.histories[before:]
            return None

    def _history(self, known: GraphQLField, field: Selected) -> str:
        """The SQL of a history, whose arguments become parameters."""
        histories = self._reading.histories
        found = entries(self._selections, len(histories), field)
        histories.append(History(found, self._arguments(known, field)))
        return found.sql

    def _reads(self, sql: str) -> Complete:
        """Reads JSON that the database writes beside the row of a case."""
        place = len(self._reading.columns)
        self._reading.columns.append(sql)

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


def _varies(value: ValueNode) -> bool:
    """Whether a variable is in what an argument is given."""
    match value:
        case VariableNode():
            return True
        case ListValueNode():
            return any(map(_varies, value.values))
        case ObjectValueNode():
            return any(_varies(each.value) for each in value.fields)
    return False


def _as_it_is(value: Any, run: Run) -> Any:
    return value


def _never_null(present: Complete) -> Complete:
    def complete(value: Any, run: Run) -> Any:
        if value is None:
            raise Unknown
        return present(value, run)

    return complete
