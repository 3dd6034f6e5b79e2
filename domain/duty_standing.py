"""Where a duty stands at a moment, from what was recorded until then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.civil_time import day_in_china
from domain.duty import Duty, DutyEnd, DutyExemption, PackOf, Posting
from domain.duty_due import shown_until
from domain.duty_words import DutyDisplay, DutyStatus

AHEAD = "disclosure.ahead"
"""Rule value: how far the day that a publication names may lie from that of the event
which it was made ahead of."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a duty stands.

    published_at: since when it is, or last was, shown with all that it must have.
    shown_until: until when it must be shown at least, None while that is open.
    provisional: it counts, but that time is not over yet.
    lacking: required fields that its present publication lacks.
    board: whether somebody attests that it hung at a board.
    objections_overdue: objections that were not answered in time.
    """

    duty: Duty
    status: DutyStatus
    published_at: datetime | None
    shown_until: datetime | None
    provisional: bool
    lacking: tuple[str, ...]
    publications: tuple[UUID, ...]
    board: bool
    objections_overdue: int


class Run(NamedTuple):
    """A time in which a publication was shown whole; until: None while it is."""

    since: datetime
    until: datetime | None


class Evidence(NamedTuple):
    """What there is about one duty."""

    end: DutyEnd | None
    postings: Sequence[Posting]
    exemptions: Sequence[DutyExemption]


def answers(duty: Duty, posting: Posting, packs: PackOf) -> bool:
    """Whether a publication of the duty's item and subject is meant for it.

    It names its occasion; or, ahead of an event that nobody had recorded yet, a day
    near that of the event.
    """
    if posting.occasion == duty.occasion:
        return True
    if not duty.ahead or posting.named_day is None:
        return False
    most = timedelta(days=packs(duty.rules).values.span(AHEAD).amount)
    return abs(posting.named_day - day_in_china(duty.anchor_at)) <= most


def standing(duty: Duty, evidence: Evidence, at: datetime, packs: PackOf) -> Standing:
    """Where the duty stands at a moment; what was recorded later is not looked at."""
    end = evidence.end
    if end is not None and end.known_at > at:
        end = None
    known = [each for each in evidence.postings if each.versions[0].known_at <= at]
    known.sort(key=lambda each: (each.versions[0].known_at, each.id))
    runs = sorted(_runs(duty, known, at), key=lambda run: run.since)
    run = _counting(duty, end, runs, packs)
    until = _shown_until(duty, end, run, packs) if run else None
    published = run.since if run else None
    status = _status(duty, end, run, until, evidence.exemptions, at)
    counts = status in (DutyStatus.VALID, DutyStatus.LATE)
    return Standing(
        duty=duty,
        status=status,
        published_at=published,
        shown_until=until,
        provisional=counts and (until is None or at < until),
        lacking=() if counts else _lacking(duty, known, at),
        publications=tuple(each.id for each in known),
        board=any(moment <= at for each in known for moment in each.board),
        objections_overdue=sum(_overdue(each, at) for each in known),
    )


def _status(
    duty: Duty,
    end: DutyEnd | None,
    run: Run | None,
    until: datetime | None,
    exemptions: Iterable[DutyExemption],
    at: datetime,
) -> DutyStatus:
    if any(each.holds(at) for each in exemptions):
        return DutyStatus.EXEMPTED
    if end is not None and end.void:
        return DutyStatus.SUPERSEDED
    if run is None:
        if end is not None and (duty.due_at is None or end.at <= duty.due_at):
            return DutyStatus.SUPERSEDED
        if duty.due_at is None or at <= duty.due_at:
            return DutyStatus.PENDING
        return DutyStatus.MISSING
    if run.until is not None and (until is None or run.until < until):
        return DutyStatus.WITHDRAWN
    if duty.due_at is None or run.since <= duty.due_at:
        return DutyStatus.VALID
    return DutyStatus.LATE


def _counting(
    duty: Duty, end: DutyEnd | None, runs: Sequence[Run], packs: PackOf
) -> Run | None:
    """The first run that lasted as long as it had to; else the last one."""
    for run in runs:
        until = _shown_until(duty, end, run, packs)
        if run.until is None or (until is not None and run.until >= until):
            return run
    return runs[-1] if runs else None


def _shown_until(
    duty: Duty, end: DutyEnd | None, run: Run, packs: PackOf
) -> datetime | None:
    """Until when what was posted then must be shown; None: until something happens."""
    over = end.at if end is not None else None
    if duty.display is DutyDisplay.PLATFORM:
        return run.since
    if duty.display is not DutyDisplay.SPAN or duty.shown is None:
        return over
    until = shown_until(packs(duty.rules).calendar, duty.shown, run.since)
    return min(until, over) if duty.until and over else until


def _runs(duty: Duty, postings: Iterable[Posting], at: datetime) -> Iterable[Run]:
    """The times in which each publication was shown with all that is required."""
    for posting in postings:
        down = posting.taken_down
        over = down[0] if down is not None and down[1] <= at else None
        versions = [each for each in posting.versions if each.known_at <= at]
        begun: datetime | None = None
        for version in versions:
            whole = set(duty.required) <= set(version.filled)
            if whole and begun is None:
                begun = version.at
            elif not whole and begun is not None:
                yield Run(begun, version.at)
                begun = None
        if begun is not None:
            yield Run(begun, over)


def _lacking(duty: Duty, postings: Sequence[Posting], at: datetime) -> tuple[str, ...]:
    """What the publication that is shown lacks; nothing if none is."""
    shown = [
        each.versions
        for each in postings
        if each.taken_down is None or each.taken_down[1] > at
    ]
    if not shown:
        return ()
    latest = [each for each in shown[-1] if each.known_at <= at][-1]
    return tuple(field for field in duty.required if field not in latest.filled)


def _overdue(posting: Posting, at: datetime) -> int:
    return sum(
        each.known_at <= at
        and each.due_at < at
        and (each.answered is None or each.answered > at)
        for each in posting.objections
    )
