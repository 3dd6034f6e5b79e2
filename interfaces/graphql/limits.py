"""Bounds on what one operation may ask for, checked before anything is run.

The measures of a fragment are taken once, however often it is spread, so that a small
document cannot cost more to measure than to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    ValidationRule,
    VariableNode,
    get_named_type,
)
from graphql.language import SelectionSetNode
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension

PAGE_SIZE = 20  # entries of a connection when the client does not say
MAX_PAGE_SIZE = 100
MAX_TOKENS = 4_000


@dataclass(frozen=True, slots=True)
class Measure:
    """depth: nested fields. cost: fields that may be resolved, pages multiplied."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    cost: int = 0

    def beside(self, other: Measure) -> Measure:
        return Measure(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.fields + other.fields,
            self.cost + other.cost,
        )


ALLOWED = Measure(depth=12, aliases=50, directives=50, fields=500, cost=250_000)


class QueryLimits(SchemaExtension):
    """Refuses documents that are too long and operations that ask for too much."""

    def on_operation(self) -> Iterator[None]:
        operation = self.execution_context
        operation.parse_options["max_tokens"] = MAX_TOKENS
        variables = operation.variables or {}

        class WithinLimits(_WithinLimits):
            values = variables

        # First, so that a hostile document never reaches the costlier rules.
        operation.validation_rules = (WithinLimits, *operation.validation_rules)
        yield


class _WithinLimits(ValidationRule):
    values: Mapping[str, Any] = {}

    def enter_document(self, node: DocumentNode, *_: object) -> None:
        paged = _paged_fields(self.context.schema)
        measuring = _Measuring(node, self.values, paged)
        total = Measure()
        for definition in node.definitions:
            if isinstance(definition, OperationDefinitionNode):
                total = total.beside(measuring.selected(definition.selection_set))
        for name in ("depth", "aliases", "directives", "fields", "cost"):
            found, allowed = getattr(total, name), getattr(ALLOWED, name)
            if found > allowed:
                self.report_error(too_large(name, found, allowed))
                raise ValidationAbortedError("The operation was not looked at further.")


def too_large(what: str, found: int, allowed: int) -> GraphQLError:
    """The refusal of an operation over a limit."""
    en = f"The operation is too large: {what} is {found}, allowed are {allowed}."
    return GraphQLError(
        en,
        extensions={
            "code": "QUERY_TOO_LARGE",
            "messageZh": f"查询过大：{what} 为 {found}，上限 {allowed}。",
            "messageEn": en,
            "limit": what,
        },
    )


class _Measuring:
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

    def selected(self, selection_set: SelectionSetNode | None) -> Measure:
        total = Measure()
        for selection in selection_set.selections if selection_set else ():
            total = total.beside(self._of(selection))
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
                value = int(argument.value.value)
            elif isinstance(argument.value, VariableNode):
                value = self._variables.get(argument.value.name.value)
            if isinstance(value, int):
                return min(max(value, 1), MAX_PAGE_SIZE)
            return MAX_PAGE_SIZE
        return PAGE_SIZE if node.name.value in self._paged else 1


@lru_cache(maxsize=4)
def _paged_fields(schema: GraphQLSchema) -> frozenset[str]:
    """Names of the fields that answer with a page even when no size is asked for."""
    return frozenset(
        name
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
    )
