"""The use cases of the visits (走访回访) to a household."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.roles_allowed import (
    COORDINATORS,
    FIRM,
    READERS,
    SERVICE,
    Row,
    row,
)
from application.steps import Steps
from application.use_cases import UseCases, changing
from domain.case import Case
from domain.facts import Stamp
from domain.household import Household
from domain.place import Place
from domain.roles import Role
from domain.visit import Visit, visits_id
from domain.visit_facts import VisitPurpose

_VISITORS = COORDINATORS | FIRM | SERVICE | {Role.BUILDING_LEADER}


class Visits(UseCases[R]):
    """Visiting households, and coming back."""

    kind = Visit
    name = "visit"
    public = False
    rows: ClassVar[Mapping[str, Row]] = {
        "plan": row(COORDINATORS | FIRM),
        "miss": row(_VISITORS),
        "make": row(_VISITORS),
        "make_return": row(_VISITORS),
        "drop_return": row(COORDINATORS | FIRM),
        "cancel": row(COORDINATORS | FIRM),
        "read": row(READERS | {Role.BUILDING_LEADER}),
        "read_restricted": row(READERS | {Role.BUILDING_LEADER}),
        "read_text": row(_VISITORS),
    }
    mutations: ClassVar[Mapping[str, str]] = {
        "make_return": "make_return_visit",
        "drop_return": "drop_return_visit",
    }

    def place(self, given: Mapping[str, Any]) -> Steps[Place]:
        """Where the household is."""
        household = yield from self._commands.loading(Household, given["unit_id"])
        return household.place

    def plan(
        self,
        order: Order,
        *,
        unit_id: UUID,
        visitor: str,
        on: date,
        purpose: VisitPurpose = VisitPurpose.ROUTINE,
    ) -> R:
        """Plan a visit to a household, if none is under way."""
        id = visits_id(unit_id)
        data: dict[str, Any] = {"visitor": visitor, "purpose": purpose, "on": on}

        def plan(found: dict[UUID, Any], stamp: Stamp) -> None:
            # The household says where it is, and is not changed itself.
            household = found.pop(unit_id)
            household.require_standing()
            if id in found:
                found[id].plan_again(stamp, **data)
            else:
                found[id] = Visit.plan(
                    stamp, place=household.place, unit_id=unit_id, **data
                )

        kinds = {unit_id: Household, id: Visit}
        name = f"{self.name}.plan"
        return self._commands.change_together(
            order, name, kinds, data, {}, plan, new=(id,)
        )

    miss = changing(Visit.miss)

    def make(
        self,
        order: Order,
        id: UUID,
        *,
        on: date,
        needs: tuple[str, ...] = (),
        cases: tuple[UUID, ...] = (),
        return_promised: bool = False,
        note: str | None = None,
    ) -> R:
        """Record a visit: what the household needs, which cases came of it, and
        whether somebody comes back."""
        data: dict[str, Any] = {
            "on": on,
            "needs": needs,
            "return_promised": return_promised,
        }

        def steps() -> Steps[Receipt]:
            linked = yield from self._cases(cases)

            def make(visit: Visit, stamp: Stamp) -> None:
                visit.make(stamp, cases=linked, **data)

            body = data | {"cases": cases}
            return (yield from self._changed(order, id, "make", body, note, make))

        return self._commands.run(steps())

    def make_return(
        self,
        order: Order,
        id: UUID,
        *,
        on: date,
        content: bool,
        note: str | None = None,
    ) -> R:
        """Record the return visit; the cases of the visit are settled by then."""
        data: dict[str, Any] = {"on": on, "content": content}

        def steps() -> Steps[Receipt]:
            visit = yield from self._commands.loading(Visit, id)
            linked = yield from self._cases(visit.cases)

            def make(visit: Visit, stamp: Stamp) -> None:
                visit.make_return(stamp, cases=linked, **data)

            return (
                yield from self._changed(order, id, "make_return", data, note, make)
            )

        return self._commands.run(steps())

    drop_return = changing(Visit.drop_return, reason=True)
    cancel = changing(Visit.cancel, reason=True)

    def _cases(self, ids: Iterable[UUID]) -> Steps[list[Case]]:
        found = []
        for id in ids:
            found.append((yield from self._commands.loading(Case, id)))
        return found

    def _changed(
        self,
        order: Order,
        id: UUID,
        command: str,
        body: Mapping[str, object],
        note: str | None,
        decide: Any,
    ) -> Steps[Receipt]:
        texts = {"note": note} if note else {}
        name = f"{self.name}.{command}"
        return self._commands.changing(order, name, Visit, id, body, texts, decide)
