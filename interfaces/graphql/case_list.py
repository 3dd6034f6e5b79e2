"""Lists of cases: filters, sorting, pages and counts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry

from domain.case_words import Channel, Level, Status
from interfaces.graphql import access
from interfaces.graphql.case import CaseNode
from interfaces.graphql.context import Context, Info
from interfaces.graphql.counting import IS_ESTIMATE, TOTAL
from interfaces.graphql.fields import resolved
from interfaces.graphql.pagination import PageInfo, page_info, page_size
from projections import case_lists
from projections.case_filters import CaseFilter, CaseSort
from projections.case_row import CaseRow
from projections.counting import Count


@strawberry.input(name="CaseFilter", description="Every condition given must hold.")
class CaseFilterInput:
    compound_id: UUID | None = strawberry.field(
        default=None, description="Cases of this compound."
    )
    region: str | None = strawberry.field(
        default=None, description="Code of a region of any level of the tree."
    )
    status: list[Status] | None = strawberry.field(
        default=None, description="In any of these statuses."
    )
    category: list[str] | None = strawberry.field(
        default=None, description="Of any of these categories."
    )
    level: list[Level] | None = strawberry.field(
        default=None, description="At any of these levels."
    )
    channel: list[Channel] | None = strawberry.field(
        default=None, description="Come in by any of these channels."
    )
    reported_after: datetime | None = strawberry.field(
        default=None, description="Reported then or later."
    )
    reported_before: datetime | None = strawberry.field(
        default=None, description="Reported earlier."
    )
    overdue: bool | None = strawberry.field(
        default=None, description="Whether the next deadline has passed."
    )
    due_before: datetime | None = strawberry.field(
        default=None, description="The next deadline is earlier (due soon)."
    )
    open: bool | None = strawberry.field(
        default=None, description="Not closed, withdrawn or merged."
    )
    adopted: bool | None = strawberry.field(
        default=None, description="False: imported and not yet taken on."
    )
    source_system: str | None = strawberry.field(
        default=None, description="Come from this system."
    )
    source_reference: str | None = strawberry.field(
        default=None, description="With this number there."
    )
    search: str | None = strawberry.field(
        default=None,
        description="A text holds these words; for those who may read the texts.",
    )

    def asked(self, context: Context) -> CaseFilter:
        """The condition on the board. Raises Forbidden for a search by the public."""
        now = context.services.clock()
        return CaseFilter(
            compound_id=self.compound_id,
            region=self.region,
            statuses=_values(self.status),
            categories=self.category,
            levels=_values(self.level),
            channels=_values(self.channel),
            reported_after=self.reported_after,
            reported_before=self.reported_before,
            overdue_at=now if self.overdue is True else None,
            on_time_at=now if self.overdue is False else None,
            due_before=self.due_before,
            open=self.open,
            adopted=self.adopted,
            source_system=self.source_system,
            source_reference=self.source_reference,
            search=self.search,
            scope=None if self.search is None else access.search_scope(context.subject),
        )


@strawberry.input(name="CaseSort", description="How a list of cases is sorted.")
class CaseSortInput:
    by: CaseSort = strawberry.field(
        default=CaseSort.REPORTED_AT, description="What is compared."
    )
    descending: bool = strawberry.field(
        default=True, description="The latest or largest first."
    )


@strawberry.type(description="A case and its cursor (Relay).")
class CaseEdge:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    node: CaseNode = strawberry.field(description="The case.")


@strawberry.type(description="Cases, sorted and filtered (Relay).")
class CaseConnection:
    edges: list[CaseEdge] = strawberry.field(description="Cases with cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")
    filter: strawberry.Private[CaseFilter]
    counting: strawberry.Private[asyncio.Future[Count] | None] = None

    @resolved("The cases without cursors.")
    def nodes(self) -> list[CaseNode]:
        return [edge.node for edge in self.edges]

    @resolved(TOTAL, repeatable=True)
    async def total_count(self, info: Info) -> int:
        return (await self._count(info)).value

    @resolved(IS_ESTIMATE, repeatable=True)
    async def total_count_is_estimate(self, info: Info) -> bool:
        return not (await self._count(info)).exact

    async def _count(self, info: Info) -> Count:
        # Asked for by two fields, counted once.
        if self.counting is None:
            count = info.context.loaders.case_count(self.filter)
            self.counting = asyncio.ensure_future(count)
        return await self.counting


async def list_cases(
    context: Context,
    filter: CaseFilter,
    sort: CaseSortInput,
    first: int | None,
    after: str | None,
) -> CaseConnection:
    """One page. Raises PageSizeRefused and BadCursor."""
    size = page_size(first)
    if filter.search is not None and context.beside.alone:
        # What a search finds is noted by the rows.
        context = replace(context, beside=context.beside._replace(alone=False))
    async with context.services.pool.connection() as conn:
        page = await case_lists.page(
            conn,
            filter,
            sort.by,
            descending=sort.descending,
            first=size,
            after=after,
            beside=context.beside,
        )
    if filter.search is not None:
        for row in page.rows:
            context.reads(
                "case.search",
                row.case_id,
                region_path=row.region_path,
                compound_id=row.compound_id,
            )
    return CaseConnection(
        filter=filter,
        edges=[
            CaseEdge(cursor=cursor, node=found_case(row, beside, context))
            for cursor, row, beside in zip(
                page.cursors, page.rows, page.beside, strict=True
            )
        ],
        page_info=page_info(page.cursors, more=page.has_next, after=after),
    )


def found_case(row: CaseRow, beside: tuple[Any, ...], context: Context) -> CaseNode:
    """A case that was found, with what the context wanted beside its row; with nothing
    else, if it wanted that alone."""
    if context.beside.staff:
        context.is_staff(row)
    if not context.beside.alone:
        return CaseNode.of(row, beside=beside)
    node = object.__new__(CaseNode)
    node.beside = beside
    return node


def _values(chosen: Sequence[Enum] | None) -> list[Any] | None:
    return None if chosen is None else [each.value for each in chosen]
