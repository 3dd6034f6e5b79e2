"""What a case counts for: intake, solution, call-back, the level at which it closed.

A case that is solved counts from the call-back that says so; opened again, it is no
longer solved. The last call-back of a case stands for all of them. What a row of
another system does not prove is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.case_facts import CaseFacts as Case
from domain.case_words import Channel, Satisfaction, Status
from domain.civil_time import day_in_china
from domain.indicators.bookings import Booking, Follower, day_number, month_of

LONGEST = 999
"""Hours or days to the solution beyond which nobody asks how many."""
FROM_ELSEWHERE = 0
"""The entry of a contact that a row of another system proves."""


@dataclass(frozen=True, slots=True)
class CallBack:
    """The last call-back. reached: the reporter answered."""

    at: datetime
    reached: bool
    solved: bool | None
    satisfaction: str | None


@dataclass(frozen=True, slots=True)
class CaseTally:
    """hotline: it came by 12345. sorted: into the taxonomy of property matters.
    counts: it must be settled, or a row says how it was. contacts: entries that say
    the reporter was spoken to. closed_level: as in `L0`."""

    compound_id: UUID | None
    region_path: tuple[str, ...]
    hotline: bool
    sorted: bool
    taken_in_at: datetime | None
    counts: bool
    merged: bool = False
    contacts: tuple[int, ...] = ()
    call_back: CallBack | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    closed_level: str = ""

    def bookings(self) -> Iterator[tuple[Booking, int]]:
        if self.taken_in_at is not None:
            yield from self._intake(self.taken_in_at)
        if self.call_back is not None:
            yield from self._call_back(self.call_back)
        if self.closed_at is not None:
            month = month_of(self.closed_at)
            yield Booking("case.closed", month, self.closed_level), 1

    def _intake(self, at: datetime) -> Iterator[tuple[Booking, int]]:
        month = month_of(at)
        if not self.merged:
            yield Booking("case.received", month), 1
        if self.hotline and self.sorted:
            yield Booking("hotline.orders", month), 1
        if not self.counts or self.merged:
            return
        taken_in_on = day_in_china(at)
        day = day_number(taken_in_on)
        yield Booking("case.due", day), 1
        if self.solved_at is None:
            return
        took = max(self.solved_at - at, timedelta())
        hours = -(-took // timedelta(hours=1))
        days = max((day_in_china(self.solved_at) - taken_in_on).days, 0)
        yield Booking("case.solved_hours", day, str(min(hours, LONGEST))), 1
        yield Booking("case.solved_days", day, str(min(days, LONGEST))), 1
        solved = month_of(self.solved_at)
        yield Booking("case.resolved", solved), 1
        yield Booking("case.seconds", solved), took // timedelta(seconds=1)

    def _call_back(self, last: CallBack) -> Iterator[tuple[Booking, int]]:
        month = month_of(last.at)
        yield Booking("callback.made", month), 1
        answered = last.satisfaction not in (None, Satisfaction.NOT_STATED.value)
        if last.reached and answered:
            yield Booking("callback.answer", month, str(last.satisfaction)), 1
        if not (self.hotline and last.reached):
            return
        yield Booking("hotline.callback", month), 1
        if self.contacts:
            yield Booking("hotline.contacted", month), 1
        if last.solved:
            yield Booking("hotline.solved", month), 1
        if answered:
            yield Booking("hotline.answer", month, str(last.satisfaction)), 1


def _reported(fact: Any) -> CaseTally:
    return CaseTally(**_place(fact), taken_in_at=fact.timestamp, counts=True)


def _proven(fact: Any) -> CaseTally:
    """What a row of another system's file says."""
    ended = fact.closed_at is not None and fact.solved is not None
    told = fact.solved is not None or fact.satisfaction is not None
    answer = None
    if fact.closed_at is not None and told:
        said = None if fact.satisfaction is None else fact.satisfaction.value
        answer = CallBack(fact.closed_at, True, fact.solved, said)
    return CaseTally(
        **_place(fact),
        taken_in_at=fact.reported_at,
        counts=ended and fact.status is not Status.WITHDRAWN,
        merged=fact.status is Status.MERGED,
        contacts=() if fact.replied_at is None else (FROM_ELSEWHERE,),
        call_back=answer,
        solved_at=fact.closed_at if fact.solved else None,
    )


def _place(fact: Any) -> dict[str, Any]:
    return {
        "compound_id": fact.compound_id,
        "region_path": fact.region_path,
        "hotline": fact.channel is Channel.HOTLINE_12345,
        "sorted": fact.category is not None,
    }


def _adopted(tally: CaseTally, fact: Any) -> CaseTally:
    return replace(
        tally,
        sorted=True,
        taken_in_at=tally.taken_in_at or fact.timestamp,
        counts=True,
        contacts=(),
        call_back=None,
        solved_at=None,
    )


def _verified(tally: CaseTally, fact: Any) -> CaseTally:
    answer = CallBack(fact.timestamp, True, fact.solved, fact.satisfaction.value)
    solved_at = fact.timestamp if fact.solved else None
    return replace(tally, call_back=answer, solved_at=solved_at)


def _closed(tally: CaseTally, fact: Any) -> CaseTally:
    level = f"L{fact.level.value}"
    return replace(tally, closed_at=fact.timestamp, closed_level=level)


def _reopened(tally: CaseTally, fact: Any) -> CaseTally:
    return replace(tally, solved_at=None, closed_at=None, closed_level="")


def _relocated(tally: CaseTally, fact: Any) -> CaseTally:
    place = {"compound_id": fact.compound_id, "region_path": fact.region_path}
    return replace(tally, **place)


def _contacted(tally: CaseTally, fact: Any) -> CaseTally:
    return replace(tally, contacts=(*tally.contacts, fact.originator_version))


def _voided(tally: CaseTally, fact: Any) -> CaseTally:
    if fact.entry not in tally.contacts:
        return tally
    left = tuple(each for each in tally.contacts if each != fact.entry)
    return replace(tally, contacts=left)


CASES = Follower(
    CaseTally,
    {Case.Reported: _reported, Case.Imported: _proven},
    {
        Case.ImportAmended: lambda tally, fact: _proven(fact),
        Case.Adopted: _adopted,
        Case.Contacted: _contacted,
        Case.EntryVoided: _voided,
        Case.Verified: _verified,
        Case.Unverified: lambda tally, fact: replace(
            tally, call_back=CallBack(fact.timestamp, False, None, None)
        ),
        Case.Closed: _closed,
        Case.Reopened: _reopened,
        Case.Recategorised: lambda tally, fact: replace(tally, sorted=True),
        Case.Relocated: _relocated,
        Case.Merged: lambda tally, fact: replace(tally, merged=True),
        Case.Withdrawn: lambda tally, fact: replace(tally, counts=False),
    },
)
