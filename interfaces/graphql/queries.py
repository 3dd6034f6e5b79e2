"""What may be asked."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import strawberry
from fastapi.concurrency import run_in_threadpool

from application.rules import NATIONAL
from interfaces.graphql import access, fund_account, transparency
from interfaces.graphql.as_of import AsOf
from interfaces.graphql.case import CaseNode
from interfaces.graphql.case_list import (
    CaseConnection,
    CaseFilterInput,
    CaseSortInput,
    found_case,
    list_cases,
)
from interfaces.graphql.catalogue import (
    CategoryNode,
    PartyNode,
    RegionNode,
    Viewer,
    ViewerGrant,
)
from interfaces.graphql.compound import (
    Compound,
    CompoundConnection,
    CompoundEdge,
    CompoundFilterInput,
)
from interfaces.graphql.context import Info
from interfaces.graphql.counting import Counting
from interfaces.graphql.duty_queries import QUERIES as DUTY_QUERIES
from interfaces.graphql.fee_reports import QUERIES as FEE_QUERIES
from interfaces.graphql.fields import resolved
from interfaces.graphql.indicators import QUERIES as INDICATOR_QUERIES
from interfaces.graphql.node import Node
from interfaces.graphql.notifications import QUERIES as NOTIFICATION_QUERIES
from interfaces.graphql.pagination import AFTER, FIRST, page_info, page_size
from interfaces.graphql.people_queries import PeopleQueries
from interfaces.graphql.publication_queries import QUERIES as PUBLICATION_QUERIES
from interfaces.graphql.record_kinds import NODES
from interfaces.graphql.records import node_of, queries
from interfaces.graphql.webhooks import QUERIES as WEBHOOK_QUERIES
from projections import case_board, case_lists, compound_directory
from projections.case_filters import CaseFilter, CaseSort

First = Annotated[int | None, FIRST]
After = Annotated[str | None, AFTER]
Profile = Annotated[
    str, strawberry.argument(description="Jurisdiction profile of the rules.")
]


@strawberry.type(description="Reads of cases, compounds and rules.")
class _Queries:
    @resolved("Cases, sorted and filtered; the newest first.", repeatable=True)
    async def cases(
        self,
        info: Info,
        filter: Annotated[
            CaseFilterInput | None, strawberry.argument(description="Which cases.")
        ] = None,
        sort: Annotated[
            CaseSortInput | None,
            strawberry.argument(description="How they are sorted."),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> CaseConnection:
        asked = filter.asked(info.context) if filter else CaseFilter()
        return await list_cases(
            info.context, asked, sort or CaseSortInput(), first, after
        )

    @resolved("One case; null if there is none.", repeatable=True)
    async def case(
        self,
        info: Info,
        id: Annotated[UUID, strawberry.argument(description="Its id.")],
        as_of: AsOf = None,
    ) -> CaseNode | None:
        services, beside = info.context.services, info.context.beside
        if as_of is None:
            async with services.pool.connection() as conn:
                found = await case_lists.one(conn, id, beside)
            return found_case(*found, info.context) if found else None
        row = await run_in_threadpool(case_board.as_of, services.store, id, as_of)
        return CaseNode.of(row, as_of) if row else None

    @resolved(
        "Open cases for you to act on: in your hands, or waiting at a "
        "level that your roles answer for. The most urgent first.",
        repeatable=True,
    )
    async def my_tasks(
        self, info: Info, first: First = None, after: After = None
    ) -> CaseConnection:
        rules = info.context.services.rules.for_profile(NATIONAL)
        tasks = CaseFilter(tasks=access.tasks_of(info.context.subject, rules))
        sort = CaseSortInput(by=CaseSort.DUE_AT, descending=False)
        return await list_cases(info.context, tasks, sort, first, after)

    @resolved("Compounds (小区) by name.")
    async def compounds(
        self,
        info: Info,
        filter: Annotated[
            CompoundFilterInput | None,
            strawberry.argument(description="Which compounds."),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> CompoundConnection:
        asked = (filter or CompoundFilterInput()).asked()
        size = page_size(first)
        async with info.context.services.pool.connection() as conn:
            page = await compound_directory.page(conn, asked, first=size, after=after)
        return CompoundConnection(
            counting=Counting(lambda conn: compound_directory.count(conn, asked)),
            edges=[
                CompoundEdge(cursor=cursor, node=Compound.of(row))
                for cursor, row in zip(page.cursors, page.rows, strict=True)
            ],
            page_info=page_info(page.cursors, more=page.has_next, after=after),
        )

    @resolved("One compound; null if there is none.")
    async def compound(
        self,
        info: Info,
        id: Annotated[UUID, strawberry.argument(description="Its id.")],
        as_of: AsOf = None,
    ) -> Compound | None:
        if as_of is None:
            row = await info.context.loaders.compounds.load(id)
        else:
            store = info.context.services.store
            row = await run_in_threadpool(compound_directory.as_of, store, id, as_of)
        return Compound.of(row, as_of) if row else None

    @resolved("Anything by its id (Relay); null if there is none, or not for you.")
    async def node(
        self,
        info: Info,
        id: Annotated[UUID, strawberry.argument(description="Its id.")],
    ) -> Node | None:
        if case := await info.context.loaders.cases.load(id):
            return CaseNode.of(case)
        if compound := await info.context.loaders.compounds.load(id):
            return Compound.of(compound)
        return await node_of(info.context, list(NODES.values()), id)

    @resolved("Regions in which compounds lie, cities first.")
    async def regions(self, info: Info) -> list[RegionNode]:
        async with info.context.services.pool.connection() as conn:
            found = await compound_directory.regions(conn)
        return [RegionNode.of(region) for region in found]

    @resolved("The taxonomy of cases, with its deadlines.")
    def categories(self, info: Info, profile: Profile = NATIONAL) -> list[CategoryNode]:
        rules = info.context.services.rules.for_profile(profile)
        return [CategoryNode.of(each, rules) for each in rules.categories.values()]

    @resolved("Who can receive a case or be called.")
    def parties(self, info: Info, profile: Profile = NATIONAL) -> list[PartyNode]:
        rules = info.context.services.rules.for_profile(profile)
        return [PartyNode.of(party) for party in rules.parties.values()]

    @resolved("The jurisdiction profiles that there are rules for.")
    def profiles(self, info: Info) -> list[str]:
        return list(info.context.services.rules.profiles)

    @resolved("Who you are, as your token says.")
    def viewer(self, info: Info) -> Viewer:
        subject, expires_at = info.context.subject, info.context.identity.expires_at
        return Viewer(
            id=subject.id,
            signed_in=expires_at is not None,
            expires_at=expires_at,
            grants=[
                ViewerGrant(role=grant.role.value, scope=grant.scope)
                for grant in subject.grants
            ],
        )


def _of_records() -> dict[str, Any]:
    """One and many of every other aggregate."""
    return {
        name: field
        for plural, node in NODES.items()
        for name, field in queries(node, plural).items()
    }


Query = strawberry.type(
    type(
        "Query",
        (_Queries, PeopleQueries),
        {
            **_of_records(),
            **fund_account.QUERIES,
            **FEE_QUERIES,
            **transparency.QUERIES,
            **PUBLICATION_QUERIES,
            **DUTY_QUERIES,
            **INDICATOR_QUERIES,
            **WEBHOOK_QUERIES,
            **NOTIFICATION_QUERIES,
        },
    ),
    description="Reads. What is public needs no sign-in.",
)
