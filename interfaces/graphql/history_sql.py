"""The history of a case as one SQL expression that writes its JSON.

A selection on `HistoryConnection` becomes an expression over a row of `case_board b`,
to be read in the same statement as the row. A field of an entry is the column of its
name, or the `sql` that its resolver is declared with, written as its type is written.
Every value is a parameter; of a document only its aliases and names of fields enter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
)

from application.authorisation import Forbidden
from interfaces.graphql import access
from interfaces.graphql.context import Context
from interfaces.graphql.pagination import page_size
from interfaces.graphql.selections import (
    TYPENAME,
    Selected,
    Selections,
    Unknown,
    declared,
)
from projections.case_filters import Scope, within
from projections.cursors import decode, whole

ACTION = "case.read_restricted"
CURSOR = """to_json(rtrim(translate(encode(convert_to(
    '["history",' || e.version || ',' || e.part || ']', 'UTF8'
), 'base64'), '+/', '-_'), '='))::text"""
PLAIN = "({})::text"
WRITTEN: Mapping[str, str] = {
    "Boolean": PLAIN,
    "DateTime": r"""to_char(({}) AT TIME ZONE 'UTC',
        '\"YYYY-MM-DD"T"HH24:MI:SS.US"Z"\"')""",
    "Int": PLAIN,
    "JSON": PLAIN,
    "Position": PLAIN,
    "String": "to_json({})::text",
    "ID": "to_json({})::text",
}
"""How JSON writes an expression, by the type of its field."""
Write = Callable[[Selected], str]


@dataclass(frozen=True)
class Entries:
    """The entries of each case that a field asks for, as JSON.

    sql: the expression. number: of the field in its list; its parameters bear it.
    """

    sql: str
    number: int

    @property
    def for_staff(self) -> bool:
        """Whether they show more to staff of the case."""
        return "%(staff_everywhere)s" in self.sql

    def values(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Its parameters. Raises PageSizeRefused and BadCursor."""
        first, after = page_size(arguments.get("first")), arguments.get("after")
        version, part = decode(after, "history", whole, whole) if after else (0, -1)
        given = {"first": first, "later": after is not None}
        given |= {"version": version, "part": part}
        return {f"h{self.number}_{name}": value for name, value in given.items()}


def shared_values(context: Context) -> dict[str, Any]:
    """The parameters that all share: in which language, and of what they are staff."""
    try:
        scope = access.area_of(context.subject, ACTION)
        everywhere = scope is None
    except Forbidden:
        scope, everywhere = None, False
    return {
        "zh": context.language == "zh",
        "staff_everywhere": everywhere,
        **within("staff", scope or Scope()),
    }


def entries(selections: Selections, number: int, field: Selected) -> Entries:
    """The expression for one field `history`. Raises Unknown."""
    return Entries(_Connection(selections, number).written(field), number)


class _Connection:
    """Writes one connection and what is in it."""

    def __init__(self, selections: Selections, number: int) -> None:
        self._selections = selections
        self._own = f"h{number}_"
        self._shown = ""

    def written(self, field: Selected) -> str:
        own, type = self._own, self._type("HistoryConnection")
        more = numbered = ""
        if any(each.name == "pageInfo" for each in self._selections.below(type, field)):
            # One entry more is read, and not shown, to tell whether others follow.
            more = " + 1"
            numbered = ", row_number() OVER (ORDER BY h.version, h.part) AS n"
            self._shown = f"FILTER (WHERE e.n <= %({own}first)s)"
        content = self._object(type.name, field, self._of_connection)
        # HAVING makes it one row, even where nothing is aggregated.
        return f"""(
            SELECT {content} FROM (
                SELECT h.*{numbered} FROM case_history h WHERE h.case_id = b.case_id
                AND (h.version, h.part) > (%({own}version)s, %({own}part)s)
                ORDER BY h.version, h.part LIMIT %({own}first)s{more}
            ) e HAVING true
        )"""

    def _of_connection(self, field: Selected) -> str:
        match field.name:
            case "nodes":
                return self._list(self._entry(field))
            case "edges":
                return self._list(self._object("HistoryEdge", field, self._of_edge))
            case "pageInfo":
                return self._object("PageInfo", field, self._of_page)
            case "totalCount":
                return """(SELECT count(*) FROM case_history t
                    WHERE t.case_id = b.case_id)::text"""
        raise Unknown

    def _of_edge(self, field: Selected) -> str:
        match field.name:
            case "cursor":
                return CURSOR
            case "node":
                return self._entry(field)
        raise Unknown

    def _of_page(self, field: Selected) -> str:
        match field.name:
            case "hasNextPage":
                return f"(count(*) > %({self._own}first)s)::text"
            case "hasPreviousPage":
                return f"%({self._own}later)s::boolean::text"
            case "startCursor":
                return self._outermost("ASC")
            case "endCursor":
                return self._outermost("DESC")
        raise Unknown

    def _outermost(self, order: str) -> str:
        by = f"e.version {order}, e.part {order}"
        return f"coalesce((array_agg({CURSOR} ORDER BY {by}) {self._shown})[1], 'null')"

    def _list(self, item: str) -> str:
        items = f"string_agg({item}, ',' ORDER BY e.version, e.part) {self._shown}"
        return f"'[' || coalesce({items}, '') || ']'"

    def _entry(self, field: Selected) -> str:
        return self._object("HistoryEntry", field, self._of_entry)

    def _of_entry(self, field: Selected) -> str:
        return column(self._type("HistoryEntry").fields[field.name], "e")

    def _object(self, type: str, field: Selected, write: Write) -> str:
        return object_of(self._selections, self._type(type), field, write)

    def _type(self, name: str) -> GraphQLObjectType:
        found = self._selections.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found


def object_of(
    selections: Selections, type: GraphQLObjectType, field: Selected, write: Write
) -> str:
    """A JSON object of what a field selects."""
    parts = []
    for each in selections.below(type, field):
        value = f"""'"{type.name}"'""" if each.name == TYPENAME else write(each)
        parts.append(f"""'"{each.key}":' || {value}""")
    return "'{' || " + " || ',' || ".join(parts) + " || '}'"


def column(known: GraphQLField, table: str, names: Mapping[str, str] = {}) -> str:
    """The JSON of a field that is a column, or has `sql`. Raises Unknown.

    names: of columns that are not called as their fields are.
    """
    declaration = declared(known)
    sql: str | None = declaration.metadata.get("sql")
    if sql is None and declaration.base_resolver is not None:
        raise Unknown
    name = declaration.python_name
    return _json(sql or f"{table}.{names.get(name, name)}", known.type)


def _json(expression: str, type: GraphQLOutputType) -> str:
    named = get_named_type(type)
    if isinstance(named, GraphQLEnumType):
        names = (
            f"""WHEN '{value.value}' THEN '"{name}"'"""
            for name, value in named.values.items()
        )
        written = f"CASE {expression} {' '.join(names)} END"
    elif named.name in WRITTEN:
        written = WRITTEN[named.name].format(expression)
    else:
        raise Unknown
    if isinstance(type, GraphQLNonNull):
        return f"({written})"
    return f"coalesce({written}, 'null')"
