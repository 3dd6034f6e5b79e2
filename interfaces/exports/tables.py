"""What can be exported, and its rows: the fields that GraphQL shows to everybody.

A row holds the plain fields of a type of the schema, those that no resolver decides
about by asking who reads. Their meanings are the schema's own.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type
from psycopg.rows import args_row

from domain.errors import InvalidInput
from interfaces.exports import computed
from interfaces.exports.asked import Asked, Conn
from interfaces.graphql.case import CaseNode
from interfaces.graphql.compound import Compound
from interfaces.graphql.duty import Duty
from interfaces.graphql.errors import camel
from interfaces.graphql.indicator_nodes import IndicatorFigure
from interfaces.graphql.record_kinds import NODES
from interfaces.graphql.scalars import write_moment
from interfaces.graphql.schema import build_schema
from interfaces.services import Services
from projections import case_lists, compound_directory, records
from projections.case_filters import CaseFilter
from projections.case_filters import where as cases_where
from projections.record_filter import RecordFilter

AT_ONCE = 500  # rows fetched from the cursor together


Nodes = Callable[[Services, Conn, Asked], AsyncGenerator[Any, None]]
"""What clients see, one after another."""
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@dataclass(frozen=True, slots=True)
class Export:
    """A public read model that can be had as a file.

    node: the type of the schema. nodes: those of it that are asked for.
    periods: whether one may ask for a period.
    """

    name: str
    node: Any
    nodes: Nodes
    periods: bool = False

    @property
    def title(self) -> str:
        return str(self.node.__strawberry_definition__.name)

    @property
    def fields(self) -> list[str]:
        """Names in Python of what a row holds, in order."""
        return plain_fields(self.node)

    @property
    def columns(self) -> list[str]:
        """The same as the schema writes them."""
        return list(map(camel, self.fields))

    async def rows(
        self, services: Services, conn: Conn, asked: Asked
    ) -> AsyncGenerator[list[Any], None]:
        """The rows as plain JSON values, all as they were at one moment."""
        if asked.period is not None and not self.periods:
            raise InvalidInput(
                "period",
                field="period",
                problem="this file has no periods",
                problem_zh="此文件不分期间。",
            )
        fields = self.fields
        async with conn.transaction():
            await conn.execute(SNAPSHOT)
            async with aclosing(self.nodes(services, conn, asked)) as nodes:
                async for node in nodes:
                    yield [plain(getattr(node, name)) for name in fields]

    def dictionary(self) -> list[dict[str, Any]]:
        """Each field: its type, what it means, and the codes that it may be."""
        shown = _shown(self.title).fields
        return [_described(name, shown[name]) for name in self.columns]


@cache
def exports() -> Mapping[str, Export]:
    """Those of the public read models, by their names."""
    public = [node for node in NODES.values() if node.shown_of.use_cases.public]
    found = [
        Export("case_board", CaseNode, _of(CaseNode, _cases, case_lists.row_of)),
        Export(
            "compound_directory",
            Compound,
            _of(Compound, _compounds, compound_directory.row_of),
        ),
        Export("duties", Duty, computed.duties, periods=True),
        Export("indicators", IndicatorFigure, computed.indicators, periods=True),
        *(_of_records(node) for node in public),
    ]
    return {each.name: each for each in found}


def plain(value: Any) -> Any:
    """A value of the schema as JSON has it; a part becomes an object."""
    match value:
        case Enum():
            return value.name
        case datetime():
            return write_moment(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case list() | tuple():
            return [plain(each) for each in value]
    if hasattr(type(value), "__strawberry_definition__"):
        return {camel(name): plain(getattr(value, name)) for name in _fields_of(value)}
    return value


@cache
def plain_fields(kind: Any) -> list[str]:
    """The fields that are values, which no resolver decides about."""
    shown = _shown(kind.__strawberry_definition__.name)
    return [
        each.python_name
        for each in kind.__strawberry_definition__.fields
        if each.base_resolver is None and camel(each.python_name) in shown.fields
    ]


def _shown(title: str) -> GraphQLObjectType:
    found = build_schema()._schema.type_map[title]
    assert isinstance(found, GraphQLObjectType)
    return found


def _fields_of(value: Any) -> list[str]:
    kind: Any = type(value)
    return plain_fields(kind)


def _described(name: str, field: Any) -> dict[str, Any]:
    found = {
        "name": name,
        "type": str(field.type),
        "description": field.description,
    }
    kind = get_named_type(field.type)
    if isinstance(kind, GraphQLEnumType):
        found["values"] = [
            {"code": code, "description": value.description}
            for code, value in kind.values.items()
        ]
    return found


def _of_records(node: Any) -> Export:
    table = node.shown_of.records.name

    def query(asked: Asked) -> tuple[str, Mapping[str, Any]]:
        filter = RecordFilter(region=asked.region, compound_id=asked.compound_id)
        where, values = filter.where()
        return (
            f"SELECT {records.COLUMNS} FROM {table} WHERE {where} ORDER BY sort, id",
            values,
        )

    return Export(table, node, _of(node, query, records.row_of))


def _of(
    kind: Any,
    query: Callable[[Asked], tuple[str, Mapping[str, Any]]],
    row_of: Callable[..., Any],
) -> Nodes:
    """Rows of a table, from a cursor of the server."""

    async def nodes(
        services: Services, conn: Conn, asked: Asked
    ) -> AsyncGenerator[Any, None]:
        text, values = query(asked)
        rows = args_row(row_of)
        async with conn.cursor(name="export", row_factory=rows) as cursor:
            cursor.itersize = AT_ONCE
            await cursor.execute(text.encode(), values)
            async for row in cursor:
                yield kind.of(row)

    return nodes


def _cases(asked: Asked) -> tuple[str, Mapping[str, Any]]:
    filter = CaseFilter(region=asked.region, compound_id=asked.compound_id)
    where, values = cases_where(filter)
    rows = case_lists.PAGE.format(case_lists.COLUMNS)
    return f"{rows} {where} ORDER BY b.case_id", values


def _compounds(asked: Asked) -> tuple[str, Mapping[str, Any]]:
    return (
        f"SELECT {compound_directory.COLUMNS} FROM compound_directory d"
        " WHERE (%(region)s::text IS NULL"
        " OR d.region_codes @> ARRAY[%(region)s::text])"
        " AND (%(id)s::uuid IS NULL OR d.compound_id = %(id)s)"
        " ORDER BY d.name, d.compound_id",
        {"region": asked.region, "id": asked.compound_id},
    )
