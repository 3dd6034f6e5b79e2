"""Which operations are answered by a plan, and the plans that are kept for them.

A document is compiled after the ordinary executor has answered it without an error:
then it is valid, and within the limits for the values that they depend on. Plans are
kept by document, operation and those values, and serve every role and language.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    get_operation_ast,
    get_variable_values,
    parse,
    visit,
)
from psycopg import Error
from strawberry.http import GraphQLRequestData
from strawberry.types import ExecutionResult

from domain.errors import Refusal
from interfaces.graphql.clean_text import is_clean, texts
from interfaces.graphql.compiled import Compiler
from interfaces.graphql.context import Context
from interfaces.graphql.limits import require_bounded
from interfaces.graphql.plans import Plan
from interfaces.graphql.schema import Schema
from interfaces.graphql.selections import Selections, Unknown

DOCUMENTS = 256
PLANS = 16  # of one document
LONGEST = 10_000  # characters of a document that is kept
FAILURES = (
    Unknown,
    Refusal,
    GraphQLError,
    Error,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""After any of these the ordinary executor is asked, which says what is wrong."""
Shape = tuple[Hashable, ...]


@dataclass
class Document:
    """A document that was answered once.

    shaping: variables that limits and directives look at. plans: by their values;
    None where there can be no plan.
    """

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    shaping: tuple[str, ...]
    plans: OrderedDict[Shape, Plan | None] = field(default_factory=OrderedDict)

    def shape(self, variables: Mapping[str, Any]) -> Shape:
        """The values that a plan depends on; their types, for 1 is not True."""
        given = (variables.get(name, Unknown) for name in self.shaping)
        return tuple((type(value), value) for value in given)


class CompiledReads:
    """The plans of a process."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._documents: OrderedDict[Hashable, Document | None] = OrderedDict()
        self.answered = 0

    async def answer(self, asked: GraphQLRequestData, context: Context) -> bytes | None:
        """The response; None if the ordinary executor must give it."""
        document = self._documents.get((asked.query, asked.operation_name))
        if document is None or context.tells_cost:
            return None
        try:
            variables = asked.variables or {}
            require_bounded(variables)
            plan = document.plans.get(document.shape(variables))
            if plan is None or not all(map(is_clean, texts(variables))):
                return None
            response = await plan.answer(context, self._coerced(document, variables))
        except FAILURES:
            return None
        self.answered += 1
        return response

    def learn(self, asked: GraphQLRequestData, result: ExecutionResult) -> None:
        """Keep a plan for what the ordinary executor has just answered like this."""
        if result.errors or result.extensions or result.data is None:
            return
        document = self._document(asked)
        if document is None:
            return
        try:
            variables = asked.variables or {}
            shape = document.shape(variables)
            if shape not in document.plans:
                plan = self._plan(document, variables)
                _keep(document.plans, shape, plan, PLANS)
        except (GraphQLError, TypeError):
            return

    def _document(self, asked: GraphQLRequestData) -> Document | None:
        query, key = asked.query, (asked.query, asked.operation_name)
        if query is None or len(query) > LONGEST:
            return None
        if key not in self._documents:
            parsed = parse(query, no_location=True)
            found = _document(parsed, asked.operation_name)
            _keep(self._documents, key, found, DOCUMENTS)
        self._documents.move_to_end(key)
        return self._documents[key]

    def _plan(self, document: Document, variables: dict[str, Any]) -> Plan | None:
        schema = self._schema._schema
        selections = Selections(
            schema, document.fragments, self._coerced(document, variables)
        )
        query = schema.query_type
        assert query is not None
        selected = selections.within(query, [document.operation.selection_set])
        try:
            return self._compiler(selections).plan(query, selected)
        except Unknown:
            return None

    def _compiler(self, selections: Selections) -> Compiler:
        known = self._schema.schema_converter.scalar_registry
        return Compiler(selections, self._schema.config, known)

    def _coerced(self, document: Document, variables: dict[str, Any]) -> Any:
        """The variables as graphql-core gives them. Raises Unknown."""
        definitions = document.operation.variable_definitions or ()
        found = get_variable_values(self._schema._schema, definitions, variables)
        if isinstance(found, list):
            raise Unknown
        return found


def _document(parsed: DocumentNode, name: str | None) -> Document | None:
    operation = get_operation_ast(parsed, name)
    if operation is None or operation.operation is not OperationType.QUERY:
        return None
    fragments = {
        each.name.value: each
        for each in parsed.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    return Document(operation, fragments, _shaping(parsed))


def _shaping(document: DocumentNode) -> tuple[str, ...]:
    """The variables in directives, and those that say how much is asked for."""
    found: set[str] = set()

    class Shaping(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> None:
            self._take(node.arguments)

        def enter_field(self, node: FieldNode, *_: Any) -> None:
            self._take(
                each for each in node.arguments or () if each.name.value in SIZES
            )

        def _take(self, arguments: Any) -> None:
            for each in arguments or ():
                if isinstance(each.value, VariableNode):
                    found.add(each.value.name.value)

    visit(document, Shaping())
    return tuple(sorted(found))


SIZES = ("first", "last")


def _keep(kept: OrderedDict[Any, Any], key: Hashable, value: Any, most: int) -> None:
    """Keep the value, and no more values than that: the oldest go."""
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)
