"""What an operation asks for, in numbers, before anything of it is run.

The measures of a fragment are taken once, however often it is spread, so that a small
document cannot cost more to measure than to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    VariableNode,
    get_named_type,
)
from graphql.language import SelectionSetNode

PAGE_SIZE = 20  # entries of a connection when the client does not say
MAX_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """depth: nested fields. duplicates: fields asked for again beside themselves.

    cost: fields that may be resolved: each counts 1, and what is below a list counts as
    often as its page may have entries.
    """

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    duplicates: int = 0
    fields: int = 0
    cost: int = 0

    def beside(self, other: Measure) -> Measure:
        return Measure(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.duplicates + other.duplicates,
            self.fields + other.fields,
            self.cost + other.cost,
        )


class Measuring:
    """Measures selection sets of one document, each fragment once."""

    def __init__(
        self,
        document: DocumentNode,
        variables: Mapping[str, Any],
        paged: frozenset[str],
    ) -> None:
        self._variables = variables
        self._paged = paged
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._known: dict[str, Measure] = {}

    def whole(self, document: DocumentNode) -> Measure:
        """All operations of the document together."""
        total = Measure()
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                total = total.beside(self.selected(definition.selection_set))
        return total

    def selected(self, selection_set: SelectionSetNode | None) -> Measure:
        total = Measure()
        seen: set[str] = set()
        for selection in selection_set.selections if selection_set else ():
            total = total.beside(self._of(selection))
            if isinstance(selection, FieldNode):
                name = (selection.alias or selection.name).value
                if name in seen:
                    total = total.beside(Measure(duplicates=1))
                seen.add(name)
        return total

    def _of(self, node: SelectionNode) -> Measure:
        directives = Measure(directives=len(node.directives or ()))
        if isinstance(node, FragmentSpreadNode):
            return directives.beside(self._fragment(node.name.value))
        inner = self.selected(getattr(node, "selection_set", None))
        if not isinstance(node, FieldNode):
            return directives.beside(inner)
        return directives.beside(
            Measure(
                depth=inner.depth + 1,
                aliases=inner.aliases + bool(node.alias),
                directives=inner.directives,
                duplicates=inner.duplicates,
                fields=inner.fields + 1,
                cost=1 + inner.cost * self._page_size(node),
            )
        )

    def _fragment(self, name: str) -> Measure:
        # A spread inside itself or of nothing measures nothing: other rules refuse it.
        if name not in self._known:
            self._known[name] = Measure()
            if fragment := self._fragments.get(name):
                self._known[name] = self.selected(fragment.selection_set)
        return self._known[name]

    def _page_size(self, node: FieldNode) -> int:
        """How often the fields inside are resolved, as far as the arguments say."""
        for argument in node.arguments or ():
            if argument.name.value not in ("first", "last"):
                continue
            value: object = None
            if isinstance(argument.value, IntValueNode):
                # A number of more digits than any page has is not even read.
                digits = argument.value.value
                value = int(digits) if len(digits) < 10 else None
            elif isinstance(argument.value, VariableNode):
                value = self._variables.get(argument.value.name.value)
            if isinstance(value, int):
                return min(max(value, 1), MAX_PAGE_SIZE)
            return MAX_PAGE_SIZE
        return PAGE_SIZE if node.name.value in self._paged else 1


@lru_cache(maxsize=4)
def paged_fields(schema: GraphQLSchema) -> frozenset[str]:
    """Names of the fields that answer with a page even when no size is asked for."""
    return frozenset(
        name
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
    )
