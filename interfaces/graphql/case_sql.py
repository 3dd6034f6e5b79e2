"""A case as one SQL expression that writes its JSON, histories and all.

A field is a column of `case_board b`, or has `sql`, or is a history.
"""

from __future__ import annotations

from graphql import GraphQLObjectType

from interfaces.graphql.history_sql import Write, column, object_of
from interfaces.graphql.selections import Selected, Selections

CASE, HISTORY = "Case", "history"
NAMES = {"id": "case_id"}


def case(selections: Selections, field: Selected, history: Write) -> str:
    """The expression for a field that is a case. Raises Unknown.

    history: writes the fields of that name.
    """
    type = selections.schema.type_map[CASE]
    assert isinstance(type, GraphQLObjectType)

    def write(each: Selected) -> str:
        if each.name == HISTORY:
            return history(each)
        return column(type.fields[each.name], "b", NAMES)

    return object_of(selections, type, field, write)
