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
    ValueNode,
    VariableNode,
    get_named_type,
)
from graphql.language import SelectionSetNode

from domain.errors import Refusal
from domain.indicators.indicator import formulas_of
from domain.indicators.periods import MOST_STEPS, Period, PeriodStep

PAGE_SIZE = 20  # entries of a connection when the client does not say
MAX_PAGE_SIZE = 100

A_FIGURE = 100
"""An indicator is counted over the rows of its place with statements of its own."""
FIGURES = {"indicator": 1, "indicators": len(formulas_of(None))}
"""How many figures a field works out; of a series its arguments say so."""
SERIES = "indicatorSeries"
INTROSPECTION = frozenset({"__schema", "__type"})
"""Every tool asks for the schema, and deeply: graphql-core's own rule bounds that."""


@dataclass(frozen=True, slots=True)
class Measure:
    """depth: nested fields. duplicates: fields asked for again beside themselves.

    cost: fields that may be resolved: each counts 1, and what is below a list counts as
    often as its page may have entries. A figure counts `A_FIGURE` more.
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
                depth=1 if node.name.value in INTROSPECTION else inner.depth + 1,
                aliases=inner.aliases + bool(node.alias),
                directives=inner.directives,
                duplicates=inner.duplicates,
                fields=inner.fields + 1,
                cost=1 + self._below(node, inner.cost),
            )
        )

    def _fragment(self, name: str) -> Measure:
        # A spread inside itself or of nothing measures nothing: other rules refuse it.
        if name not in self._known:
            self._known[name] = Measure()
            if fragment := self._fragments.get(name):
                self._known[name] = self.selected(fragment.selection_set)
        return self._known[name]

    def _below(self, node: FieldNode, inner: int) -> int:
        name = node.name.value
        if name != SERIES and name not in FIGURES:
            return inner * self._page_size(node)
        figures = self._steps(node) if name == SERIES else FIGURES[name]
        return figures * (A_FIGURE + inner)

    def _steps(self, node: FieldNode) -> int:
        """How many figures a series has; as many as any where that is not clear."""
        given = {each.name.value: each.value for each in node.arguments or ()}
        try:
            period = Period.parse(str(self._given(given["period"])))
            step = given.get("step")
            named = str(self._given(step)) if step else PeriodStep.MONTH.name
            return len(period.steps(PeriodStep[named]))
        except (KeyError, Refusal):
            return MOST_STEPS

    def _given(self, value: ValueNode) -> object:
        if isinstance(value, VariableNode):
            return self._variables.get(value.name.value)
        return getattr(value, "value", None)

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
