"""The visits (走访回访) to one household, one under way at a time (DOMAIN 2.16).

They are one aggregate a household, whose id follows from the household's: a second
visit cannot be open beside the first, since there is no second place for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.case import Case
from domain.case_words import Status
from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.errors import Refusal
from domain.facts import Stamp, stamped
from domain.lifecycle import Living, invalid, require_distinct
from domain.place import Place
from domain.visit_facts import OVER, VisitFacts, VisitPurpose

SETTLED_CASE = frozenset(
    {Status.VERIFIED, Status.UNVERIFIED, Status.CLOSED, Status.WITHDRAWN, Status.MERGED}
)


class VisitUnderWay(Refusal):
    zh = "该户已有未办结的走访任务。"
    en = "A visit to this household is under way already."
    fields = ("unit_id",)


class CaseStillOpen(Refusal):
    zh = "由走访形成的诉求尚未办结，办结后再回访。"
    en = "A case that came of the visit is still open; come back after it."
    fields = ("id",)


class CaseElsewhere(Refusal):
    zh = "该诉求不属于本户所在小区。"
    en = "The case is not one of the household's compound."
    fields = ("cases",)


class ReturnBeforeVisit(Refusal):
    zh = "回访日期不能早于走访日期 {made_on}。"
    en = "The return visit cannot be before the visit on {made_on}."
    fields = ("on",)


def visits_id(unit_id: UUID) -> UUID:
    """Where the visits to a household are kept."""
    return uuid5(unit_id, "visits")


class Visit(VisitFacts, Living, Aggregate):
    """The visits to one household. cases: those that came of the last one."""

    def __init__(self) -> None:
        self.unit_id: UUID | None = None
        self.visitor = ""
        self.made_on: date | None = None
        self.cases: tuple[UUID, ...] = ()

    @classmethod
    def plan(
        cls,
        stamp: Stamp,
        *,
        place: Place,
        unit_id: UUID,
        visitor: str,
        purpose: VisitPurpose,
        on: date,
    ) -> Self:
        """Plan the first visit to a household."""
        require_code("visitor", visitor)
        return cls._create(
            cls.Planned,
            id=visits_id(unit_id),
            **stamped(stamp),
            **place.fields(),
            unit_id=unit_id,
            visitor=visitor,
            purpose=purpose,
            on=on,
        )

    def plan_again(
        self, stamp: Stamp, *, visitor: str, purpose: VisitPurpose, on: date
    ) -> None:
        """Plan one more visit; none may be under way."""
        if self.status not in OVER:
            raise VisitUnderWay
        require_code("visitor", visitor)
        self._record(self.PlannedAgain, stamp, visitor=visitor, purpose=purpose, on=on)

    def miss(self, stamp: Stamp, *, on: date) -> None:
        """Say that nobody was at home."""
        self._allow(self.NobodyMet)
        _require_past("on", on, stamp)
        self._record(self.NobodyMet, stamp, on=on)

    def make(
        self,
        stamp: Stamp,
        *,
        on: date,
        needs: tuple[str, ...] = (),
        cases: Iterable[Case] = (),
        return_promised: bool = False,
    ) -> None:
        """Record a visit: what the household needs, which cases came of it, and
        whether somebody comes back."""
        self._allow(self.Made)
        _require_past("on", on, stamp)
        require_distinct("needs", needs)
        for need in needs:
            stamp.rules.category(need)
        linked = tuple(cases)
        if any(case.compound_id != self.compound_id for case in linked):
            raise CaseElsewhere
        ids = tuple(case.id for case in linked)
        self._record(self.Made, stamp, on=on, needs=needs, cases=ids)
        if return_promised:
            self._follow(self.ReturnPromised, stamp)

    def make_return(
        self, stamp: Stamp, *, on: date, content: bool, cases: Iterable[Case] = ()
    ) -> None:
        """Record the return visit; the cases of the visit are settled by then."""
        self._allow(self.ReturnMade)
        _require_past("on", on, stamp)
        assert self.made_on is not None, "who returns was there before"
        if on < self.made_on:
            raise ReturnBeforeVisit(made_on=self.made_on)
        if any(case.status not in SETTLED_CASE for case in cases):
            raise CaseStillOpen
        self._record(self.ReturnMade, stamp, on=on, content=content)

    def drop_return(self, stamp: Stamp) -> None:
        """Say that nobody comes back, and why."""
        self._record(self.ReturnDropped, stamp)

    def cancel(self, stamp: Stamp) -> None:
        """Say that the planned visit does not take place, and why."""
        self._record(self.Cancelled, stamp)


def _require_past(field: str, day: date, stamp: Stamp) -> None:
    if day > day_in_china(stamp.at):
        raise invalid(field, "不得晚于今天", "not later than today")
