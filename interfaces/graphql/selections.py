"""What a document selects of each type, its fragments and directives worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

TYPENAME = "__typename"


class Unknown(Exception):
    """A compiled read does not know it; the ordinary executor does."""


class Selected(NamedTuple):
    """A field of an answer: its key there, its name in the schema, and all nodes of the
    document that ask for it under that key."""

    key: str
    name: str
    nodes: Sequence[FieldNode]


@dataclass(frozen=True)
class Selections:
    """The selections of one operation.

    variables: coerced by graphql-core; directives depend on them.
    """

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: Any

    def within(
        self, type: GraphQLObjectType, sets: Sequence[SelectionSetNode | None]
    ) -> list[Selected]:
        """The fields that the sets select of a type, in the order of the answer."""
        found: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for each in sets:
            for node in self._fields(type, each, spread):
                key = node.alias.value if node.alias else node.name.value
                found.setdefault(key, []).append(node)
        return [
            Selected(key, nodes[0].name.value, nodes) for key, nodes in found.items()
        ]

    def below(self, type: GraphQLObjectType, field: Selected) -> list[Selected]:
        """The fields that a field selects of its type."""
        return self.within(type, [node.selection_set for node in field.nodes])

    def _fields(
        self,
        type: GraphQLObjectType,
        set: SelectionSetNode | None,
        spread: set[str],
    ) -> Iterator[FieldNode]:
        for node in set.selections if set else ():
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment: Any = node
            if name := getattr(node, "name", None):
                if name.value in spread:
                    continue
                spread.add(name.value)
                fragment = self.fragments[name.value]
            if self._matches(fragment.type_condition, type):
                yield from self._fields(type, fragment.selection_set, spread)

    def _included(self, node: SelectionNode) -> bool:
        if not node.directives:
            return True
        if any(each.name.value not in ("skip", "include") for each in node.directives):
            raise Unknown
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        keep = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and not (keep and not keep["if"])

    def _matches(self, condition: Any, type: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == type.name:
            return True
        named = self.schema.type_map[condition.name.value]
        return isinstance(
            named, GraphQLInterfaceType | GraphQLUnionType
        ) and self.schema.is_sub_type(named, type)


def declared(field: GraphQLField) -> StrawberryField:
    """The declaration of a field. Raises Unknown for one that has none."""
    found = (field.extensions or {}).get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(found, StrawberryField):
        raise Unknown
    return found
