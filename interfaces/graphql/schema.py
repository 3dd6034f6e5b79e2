"""The schema, put together; `docs/schema.graphql` is its text."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import DisableIntrospection, SchemaExtension
from strawberry.schema.config import StrawberryConfig

from interfaces.graphql.case import CaseNode
from interfaces.graphql.clean_text import CleanText
from interfaces.graphql.compound import Compound
from interfaces.graphql.errors import CodedErrors, Refuse
from interfaces.graphql.limits import QueryLimits
from interfaces.graphql.mutations import Mutation
from interfaces.graphql.queries import Query
from interfaces.graphql.record_kinds import NODES
from interfaces.graphql.scalars import SCALARS
from interfaces.graphql.subscriptions import Subscription


class Schema(strawberry.Schema):
    """Strawberry's schema; what it would log, `CodedErrors` has logged where due."""

    @cached_property
    def text(self) -> str:
        """The schema in SDL, printed when somebody first asks for it."""
        return self.as_str()

    def process_errors(self, errors: list[GraphQLError], *_: Any) -> None:
        """A refused query is no event for the operator."""


@cache
def build_schema(*, production: bool = False) -> Schema:
    """The schema; production: without introspection and without suggestions."""
    extensions: list[type[SchemaExtension]] = [CodedErrors, QueryLimits, CleanText]
    if production:
        extensions.append(DisableIntrospection)
    return Schema(
        Query,
        Mutation,
        Subscription,
        types=[CaseNode, Compound, *NODES.values()],
        extensions=extensions,
        exception_handlers=[Refuse()],
        config=StrawberryConfig(
            scalar_map=SCALARS, disable_field_suggestions=production
        ),
    )
