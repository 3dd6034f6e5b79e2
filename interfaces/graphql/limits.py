"""Bounds on what one operation may ask for, checked before anything is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from graphql import DocumentNode, GraphQLError, IntValueNode, ValidationRule
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension

from interfaces.graphql.context import Context
from interfaces.graphql.measuring import Measure, Measuring, paged_fields

MAX_TOKENS = 2_000
MAX_LENGTH = 50_000  # characters of a document
MAX_DEFINITIONS = 50  # operations and fragments of a document
MAX_DIGITS = 20  # of a number
MAX_VALUES = 20_000  # in variables, members and items together
MAX_DEPTH_OF_VALUES = 30

ALLOWED = Measure(
    depth=12, aliases=50, directives=50, duplicates=50, fields=500, cost=250_000
)


class QueryLimits(SchemaExtension):
    """Refuses documents that are too long and operations that ask for too much.

    Who sends the header `X-Query-Cost` is told the measures in `extensions`.
    """

    measure: Measure | None = None

    def on_operation(self) -> Iterator[None]:
        operation, limits = self.execution_context, self
        operation.parse_options["max_tokens"] = MAX_TOKENS
        variables = operation.variables or {}

        class WithinLimits(_WithinLimits):
            values = variables
            told = limits

        # First, so that a hostile document never reaches the costlier rules.
        operation.validation_rules = (WithinLimits, *operation.validation_rules)
        yield

    def on_parse(self) -> Iterator[None]:
        length = len(self.execution_context.query or "")
        if length > MAX_LENGTH:
            raise too_large("length", length, MAX_LENGTH)
        require_bounded(self.execution_context.variables)
        yield

    def get_results(self) -> dict[str, Any]:
        context: Context | None = self.execution_context.context
        if self.measure is None or not getattr(context, "tells_cost", False):
            return {}
        return {"cost": {**asdict(self.measure), "allowed": asdict(ALLOWED)}}


class _WithinLimits(ValidationRule):
    values: Mapping[str, Any] = {}
    told: QueryLimits

    def enter_document(self, node: DocumentNode, *_: object) -> None:
        if len(node.definitions) > MAX_DEFINITIONS:
            self._refuse("definitions", len(node.definitions), MAX_DEFINITIONS)
        paged = paged_fields(self.context.schema)
        total = self.told.measure = Measuring(node, self.values, paged).whole(node)
        for name in asdict(ALLOWED):
            found, allowed = getattr(total, name), getattr(ALLOWED, name)
            if found > allowed:
                self._refuse(name, found, allowed)

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        if len(node.value) > MAX_DIGITS:
            self._refuse("digits", len(node.value), MAX_DIGITS)

    def _refuse(self, what: str, found: int, allowed: int) -> None:
        self.report_error(too_large(what, found, allowed))
        raise ValidationAbortedError("The operation was not looked at further.")


def require_bounded(variables: object) -> None:
    """Raises the refusal of variables that are too many or nested too deep."""
    layer, values, depth = [variables], 0, 0
    while layer:
        below: list[object] = []
        for value in layer:
            if isinstance(value, dict):
                below += value.values()
            elif isinstance(value, list):
                below += value
        values, depth, layer = values + len(below), depth + 1, below
        if values > MAX_VALUES:
            raise too_large("variables", values, MAX_VALUES)
        if depth > MAX_DEPTH_OF_VALUES:
            raise too_large("variables' depth", depth, MAX_DEPTH_OF_VALUES)


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
