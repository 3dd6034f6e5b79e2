"""Giving all that one person has in hand to another, a case at a time.

Each case is assigned by the ordinary command, so that its own rules hold and its
history says so. What is done stays done: given again, it goes on with what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from application.authorisation import Subject
from application.cases import Cases
from application.commit import Receipt
from application.steps import Steps, soon
from domain.case import Case
from domain.errors import Refusal
from interfaces import giving
from interfaces.services import Services
from projections import case_lists
from projections.case_filters import CaseFilter, CaseSort, Scope, Tasks

PAGE = 100


@dataclass(slots=True)
class Reassigned:
    """moved: cases that changed hands. refused: those that could not, and why.

    left: those that somebody else had taken meanwhile. position: of the last fact.
    """

    moved: list[UUID] = field(default_factory=list)
    refused: list[tuple[UUID, Refusal]] = field(default_factory=list)
    left: list[UUID] = field(default_factory=list)
    position: int = 0


async def reassign(
    services: Services,
    subject: Subject,
    scope: Scope | None,
    *,
    from_id: str,
    to_id: str,
    reason: str,
    party: str | None = None,
) -> Reassigned:
    """Assign every open case in somebody's hands to another.

    scope: where the subject may assign; None: everywhere.
    party: code of the new handler's party; each case's own unless. A case that is
    refused holds up no other.
    """
    done = Reassigned()
    for id in await in_hand(services, from_id, scope):
        steps = _move(services, subject, id, from_id, to_id, reason, party)
        try:
            receipt = await soon(steps)
        except Refusal as refusal:
            done.refused.append((id, refusal))
            continue
        if receipt is None:
            done.left.append(id)
        else:
            done.moved.append(id)
            done.position = max(done.position, receipt.position)
    return done


async def in_hand(
    services: Services, handler_id: str, scope: Scope | None
) -> list[UUID]:
    """The open cases that somebody has in hand there and has not resolved."""
    found: list[UUID] = []
    mine = CaseFilter(tasks=Tasks(handler_id), scope=scope)
    after: str | None = None
    async with services.pool.connection() as conn:
        while True:
            page = await case_lists.page(
                conn, mine, CaseSort.REPORTED_AT, first=PAGE, after=after
            )
            found += [row.case_id for row in page.rows]
            if not page.has_next:
                return found
            after = page.cursors[-1]


def _move(
    services: Services,
    subject: Subject,
    case_id: UUID,
    from_id: str,
    to_id: str,
    reason: str,
    party: str | None,
) -> Steps[Receipt | None]:
    """Assign one case; None if it is in other hands already."""
    case = yield from services.commands.loading(Case, case_id)
    if case.handler_id != from_id:
        return None
    arguments = {
        "party": party or case.receiver,
        "handler_id": to_id,
        "note": reason,
    }
    return (
        yield from giving.to_case(services, subject, Cases.assign, case_id, arguments)
    )
