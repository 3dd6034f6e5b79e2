"""Everything that one person has in hand, given to another (批量改派)."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import strawberry

from domain.codes import require_code
from domain.errors import TextRequired
from domain.lifecycle import invalid
from interfaces.graphql.access import area_of
from interfaces.graphql.commands import INPUT
from interfaces.graphql.context import Info
from interfaces.graphql.errors import Refusal
from interfaces.reassigning import reassign


@strawberry.input(description="Input of `reassignCases`.")
class ReassignCasesInput:
    from_id: str = strawberry.field(description="Id of who has them in hand.")
    to_id: str = strawberry.field(description="Id of who takes them.")
    reason: str = strawberry.field(
        description="Why, for every case. Free text; sealed."
    )
    party: str | None = strawberry.field(
        default=None,
        description="Code of the new handler's party; each case's own unless given.",
    )


@strawberry.type(description="A case that stays in the same hands.")
class CaseNotReassigned:
    id: UUID = strawberry.field(description="The case.")
    code: str = strawberry.field(description="Stable name of the refusal.")
    message: str = strawberry.field(description="Why, in the client's language.")


@strawberry.type(
    description="What became of each case; given again, it goes on with what is left."
)
class CasesReassigned:
    moved: list[UUID] = strawberry.field(description="Cases that changed hands.")
    refused: list[CaseNotReassigned] = strawberry.field(
        description="Cases that could not."
    )
    left: list[UUID] = strawberry.field(
        description="Cases that somebody else had taken meanwhile."
    )
    visible: bool = strawberry.field(
        description="False if the read models are late and what you read is older."
    )


Result = Annotated[
    CasesReassigned | Refusal,
    strawberry.union(
        "CasesReassignedResult", description="Done, or refused with the reason."
    ),
]


async def _reassign(info: Info, input: ReassignCasesInput) -> Any:
    context = info.context
    services = context.services
    scope = area_of(context.subject, "case.assign")
    require_code("from_id", input.from_id)
    require_code("to_id", input.to_id)
    if input.from_id == input.to_id:
        raise invalid("to_id", "应为另一人", "somebody else expected")
    if not input.reason.strip():
        raise TextRequired("reason", path="reason")
    done = await reassign(
        services,
        context.subject,
        scope,
        from_id=input.from_id,
        to_id=input.to_id,
        reason=input.reason,
        party=input.party,
    )
    seen = await services.progress.reached(done.position, services.wait)
    return CasesReassigned(
        moved=done.moved,
        refused=[
            CaseNotReassigned(
                id=id, code=refusal.code, message=refusal.message(context.language)
            )
            for id, refusal in done.refused
        ],
        left=done.left,
        visible=seen,
    )


_reassign.__annotations__ = {
    "info": Info,
    "input": Annotated[ReassignCasesInput, strawberry.argument(description=INPUT)],
    "return": Result,
}
REASSIGN_CASES = strawberry.mutation(
    _reassign,
    description="Assign every open case in somebody's hands to another (批量改派).",
)
