"""Lists of records: which are asked for, which may be seen, and their pages."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import strawberry

from application.authorisation import TABLE, Forbidden, Subject
from application.roles_allowed import Scope
from interfaces.graphql import access
from interfaces.graphql.context import Info
from interfaces.graphql.counting import IS_ESTIMATE, TOTAL, Counting
from interfaces.graphql.fields import resolved
from interfaces.graphql.pagination import PageInfo, page_info
from interfaces.graphql.record import Kind, RecordNode
from projections.record_filter import Reach, RecordFilter

UNIT = "unit:"


@strawberry.input(description="Every condition must hold.")
class RecordFilterInput:
    region: str | None = strawberry.field(
        default=None, description="Code of a region of any level."
    )
    compound_id: UUID | None = strawberry.field(
        default=None, description="Those of this compound."
    )
    unit_id: UUID | None = strawberry.field(
        default=None, description="Those of this household."
    )
    status: str | None = strawberry.field(
        default=None, description="Those that stand there: the code, in lower case."
    )
    kind: str | None = strawberry.field(
        default=None, description="Those of this kind: the code, in lower case."
    )

    def asked(self, reach: Reach | None) -> RecordFilter:
        return RecordFilter(
            region=self.region,
            compound_id=self.compound_id,
            unit_id=self.unit_id,
            status=self.status and self.status.lower(),
            kind=self.kind and self.kind.lower(),
            reach=reach,
        )


Filter = Annotated[
    RecordFilterInput | None, strawberry.argument(description="Which ones.")
]


def reach_of(subject: Subject, kind: Kind) -> Reach | None:
    """Where the subject may read records of a kind; None: everywhere.

    Raises Forbidden if nowhere.
    """
    if kind.use_cases.public:
        return None
    action = f"{kind.name}.read"
    row = TABLE[action]
    areas = [each for each in subject.grants if row.get(each.role) is Scope.AREA]
    units = [
        unit
        for each in subject.grants
        if row.get(each.role) is Scope.UNIT
        and (unit := access.named(each.scope, UNIT)) is not None
    ]
    if not areas and not units:
        raise Forbidden(action=action)
    scope = access.scope_of(areas)
    if scope is None:
        return None
    return Reach(scope.regions, scope.compounds, units)


def connection_of(node: type[RecordNode]) -> Any:
    """The Relay connection of a node."""
    title, kind = node.__name__, node.shown_of
    edge: Any = strawberry.type(
        type(
            f"{title}Edge",
            (),
            {
                "__annotations__": {"cursor": str, "node": node},
                "cursor": strawberry.field(
                    description="Give it as `after` to go on from here."
                ),
                "node": strawberry.field(description="The record."),
            },
        ),
        description="A record and its cursor (Relay).",
    )

    def nodes(self: Any) -> Any:
        return [each.node for each in self.edges]

    nodes.__annotations__ = {"return": list[node]}  # type: ignore[valid-type]

    async def total_count(self: Any, info: Info) -> int:
        return await self.counting.total(info)  # type: ignore[no-any-return]

    async def is_estimate(self: Any, info: Info) -> bool:
        return await self.counting.is_estimate(info)  # type: ignore[no-any-return]

    def of(cls: Any, filter: RecordFilter, page: Any, after: str | None) -> Any:
        return cls(
            counting=Counting(lambda conn: kind.records.count(conn, filter)),
            edges=[
                edge(cursor=cursor, node=node.of(row))
                for cursor, row in zip(page.cursors, page.rows, strict=True)
            ],
            page_info=page_info(page.cursors, more=page.has_next, after=after),
        )

    return strawberry.type(
        type(
            f"{title}Connection",
            (),
            {
                "__annotations__": {
                    "edges": list[edge],
                    "page_info": PageInfo,
                    "counting": strawberry.Private[Counting],
                },
                "edges": strawberry.field(description="Records with cursors."),
                "page_info": strawberry.field(description="Where this page lies."),
                "nodes": resolved("The records without cursors.")(nodes),
                "total_count": resolved(TOTAL)(total_count),
                "total_count_is_estimate": resolved(IS_ESTIMATE)(is_estimate),
                "of": classmethod(of),
            },
        ),
        description="Records in order (Relay).",
    )
