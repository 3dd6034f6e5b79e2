"""Which facts begin and end to owe the duties that a calendar brings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.civil_time import day_in_china
from domain.committee_facts import FormationFacts as Body
from domain.committee_life_facts import LifeFacts as Life
from domain.committee_words import BodyKind
from domain.compound_exit_facts import ExitFacts as Service
from domain.compound_facts import CompoundFacts
from domain.compound_site_facts import SiteFacts as Site
from domain.duty_heads import Head, compound_of, enterprise_of, region_of
from domain.duty_periods import (
    COMMITTEE,
    COMMUNITY,
    COUNTY,
    FUND,
    PARKING,
    SELF_MANAGED,
    SERVICE,
    DutySpan,
)
from domain.duty_subjects import COUNTY_DEPTH, subject_of
from domain.duty_words import DutySubject
from domain.fund_facts import FundFacts


@dataclass(frozen=True, slots=True)
class SpanBegan:
    """Something began that owes the calendar's duties, unless it had already."""

    span: DutySpan


@dataclass(frozen=True, slots=True)
class SpanEnded:
    """It ended; until: its last day."""

    group: str
    subject: str
    detail: str
    until: date
    known_at: datetime


SPANNED = (
    CompoundFacts.Registered,
    Service.ServiceStarted,
    Service.ServiceEnded,
    Site.ParkingStated,
    FundFacts.Opened,
    FundFacts.SelfManaged,
    Body.Constituted,
    Life.TermExpired,
    Life.Dissolved,
)


def spans_of(
    head: Head, fact: Any, known_at: datetime
) -> Iterator[SpanBegan | SpanEnded]:
    """What begins and ends to owe the calendar's duties."""
    owner = _Owner(head, fact, known_at)
    match fact:
        case CompoundFacts.Registered():
            # A community and a county owe them once, however many compounds they have.
            yield owner.began(COMMUNITY, subject=DutySubject.COMMUNITY)
            yield owner.began(COUNTY, subject=DutySubject.COUNTY)
        case Service.ServiceStarted():
            yield owner.ended(SERVICE)
            yield owner.began(SERVICE)
        case Service.ServiceEnded():
            yield owner.ended(SERVICE)
        case Site.ParkingStated():
            yield owner.began(PARKING)
        case FundFacts.Opened():
            yield owner.began(FUND)
        case FundFacts.SelfManaged():
            yield owner.ended(FUND)
            yield owner.began(SELF_MANAGED)
        case Body.Constituted() if head["kind"] == BodyKind.OWNERS_COMMITTEE:
            yield owner.began(COMMITTEE, detail=str(fact.originator_id))
        case Life.TermExpired() | Life.Dissolved():
            yield owner.ended(COMMITTEE, detail=str(fact.originator_id))


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whoever owes the calendar's duties because of a fact, from its day on."""

    head: Head
    fact: Any
    known_at: datetime

    @property
    def day(self) -> date:
        on: date = getattr(self.fact, "on", None) or day_in_china(self.fact.timestamp)
        return on

    def began(
        self,
        group: str,
        detail: str = "",
        subject: DutySubject = DutySubject.COMPOUND,
    ) -> SpanBegan:
        compound, region = compound_of(self.head), region_of(self.head)
        if subject is not DutySubject.COMPOUND:
            compound = None
        if subject is DutySubject.COUNTY:
            region = region[:COUNTY_DEPTH]
        return SpanBegan(
            DutySpan(
                group=group,
                subject=subject_of(subject, compound, None, region),
                detail=detail,
                compound_id=compound,
                enterprise_id=enterprise_of(self.head) if group == SERVICE else None,
                region_path=region,
                profile=self.fact.rules.split("@")[0],
                since=self.day,
                known_at=self.known_at,
            )
        )

    def ended(self, group: str, detail: str = "") -> SpanEnded:
        subject = str(compound_of(self.head) or "/".join(region_of(self.head)))
        return SpanEnded(group, subject, detail, self.day, self.known_at)
