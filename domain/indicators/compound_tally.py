"""What a compound counts for: that it is there, its units, whether it is served and by
whom, whether the Party reaches it, the stars planned and reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.civil_time import day_in_china
from domain.compound_contract_facts import ContractFacts
from domain.compound_exit_facts import ExitFacts
from domain.compound_facts import CompoundFacts
from domain.compound_people_facts import PeopleFacts
from domain.compound_site_facts import SiteFacts
from domain.compound_words import SERVED
from domain.indicators.bookings import NOBODY, Booking, Follower, day_number

ALWAYS = 0
"""The day of what the register says without saying since when."""


@dataclass(frozen=True, slots=True)
class Spell:
    """From a day on, up to but not with another. party: the enterprise, if known."""

    since: date
    until: date | None = None
    party: UUID | None = None


@dataclass(frozen=True, slots=True)
class CompoundTally:
    """contracts: the enterprise of each, by its number. planned, reached: stars by
    year."""

    compound_id: UUID
    region_path: tuple[str, ...]
    registered_on: int
    households: int
    contracts: dict[str, UUID]
    planned: dict[str, int]
    reached: dict[str, int]
    served: tuple[Spell, ...] = ()
    party: tuple[Spell, ...] = ()

    def bookings(self) -> Iterator[tuple[Booking, int]]:
        yield Booking("register", self.registered_on), 1
        yield Booking("units", ALWAYS), self.households
        yield from _booked("served", self.served)
        yield from _booked("party", self.party)
        for year, target in self.planned.items():
            first = int(year) * 10_000 + 101
            yield Booking("star.planned", first), 1
            if self.reached.get(year, 0) >= target:
                yield Booking("star.reached", first), 1


def _booked(counter: str, spells: tuple[Spell, ...]) -> Iterator[tuple[Booking, int]]:
    for each in spells:
        party = each.party or NOBODY
        yield Booking(counter, day_number(each.since), party=party), 1
        if each.until is not None:
            yield Booking(counter, day_number(each.until), party=party), -1


def begun(
    spells: tuple[Spell, ...], since: date, party: UUID | None = None
) -> tuple[Spell, ...]:
    """One spell more from a day on; what is under way ends with it."""
    return (*ended(spells, since), Spell(since, None, party))


def ended(spells: tuple[Spell, ...], until: date) -> tuple[Spell, ...]:
    """The spell under way ends, if one is; ended before it began, it never was."""
    if not spells or spells[-1].until is not None:
        return spells
    *rest, last = spells
    return (*rest, replace(last, until=until)) if last.since < until else tuple(rest)


def _registered(fact: Any) -> CompoundTally:
    day = day_number(day_in_china(fact.timestamp))
    id, path = fact.originator_id, fact.region_codes
    return CompoundTally(id, path, day, fact.households, {}, {}, {})


def _signed(tally: CompoundTally, fact: Any) -> CompoundTally:
    contracts = {**tally.contracts, fact.number: fact.enterprise_id}
    return replace(tally, contracts=contracts)


def _started(tally: CompoundTally, fact: Any) -> CompoundTally:
    firm = tally.contracts.get(fact.number)
    return replace(tally, served=begun(tally.served, fact.on, firm))


def _left(tally: CompoundTally, fact: Any) -> CompoundTally:
    """The day on which the firm leaves is still a day of service (民950)."""
    after = fact.on + timedelta(days=1)
    return replace(tally, served=ended(tally.served, after))


def _stated(tally: CompoundTally, fact: Any) -> CompoundTally:
    """What the inventory says; of a firm that serves already, since when it does."""
    if fact.management not in SERVED:
        return replace(tally, served=ended(tally.served, fact.since))
    served = tally.served
    firm = None
    if served and served[-1].until is None:
        firm, served = served[-1].party, served[:-1]
    return replace(tally, served=begun(served, fact.since, firm))


def _planned(tally: CompoundTally, fact: Any) -> CompoundTally:
    planned = {**tally.planned, str(fact.year): fact.target_stars}
    return replace(tally, planned=planned)


def _assessed(tally: CompoundTally, fact: Any) -> CompoundTally:
    reached = {**tally.reached, str(fact.year): fact.stars}
    return replace(tally, reached=reached)


COMPOUNDS = Follower(
    CompoundTally,
    {CompoundFacts.Registered: _registered},
    {
        CompoundFacts.Corrected: lambda tally, fact: replace(
            tally, households=fact.households
        ),
        ContractFacts.ContractSigned: _signed,
        ExitFacts.ServiceStarted: _started,
        ExitFacts.ServiceEnded: _left,
        ExitFacts.ManagementStated: _stated,
        PeopleFacts.PartyCoverageStated: lambda tally, fact: replace(
            tally, party=begun(tally.party, fact.since)
        ),
        PeopleFacts.PartyCoverageEnded: lambda tally, fact: replace(
            tally, party=ended(tally.party, fact.on)
        ),
        SiteFacts.StarPlanned: _planned,
        SiteFacts.StarAssessed: _assessed,
    },
)
