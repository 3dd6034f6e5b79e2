"""Who answers for what in a compound, and who must not sit in two places."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.compound import Compound
from domain.compound_people_words import (
    FivePartyFramework,
    GovernanceAreaKind,
    PartySlot,
)
from domain.compound_refusals import CompoundDayAhead
from domain.compound_site_refusals import (
    AreaCodeTaken,
    BuildingInTwoAreas,
    CoverageNotStated,
    InstructorMissing,
    OrganisationMissing,
    PartySlotTaken,
    PartySlotVacant,
    SeatsConflict,
    SlotNotInFramework,
    StewardsMissing,
    UnknownArea,
)
from domain.errors import InvalidInput
from domain.party_coverage import PartyCoverageMode
from domain.rulepack import UnknownParty
from tests.domain.compound_samples import DAY, TODAY, compound
from tests.scenario import PACKS, STREET, new_facts, refuses, stamp, then

FIVE = FivePartyFramework.FIVE_IN_ONE


def fill(made: Compound, slot: PartySlot, *holders: str, **changes: Any) -> None:
    given: dict[str, Any] = {"framework": FIVE, "slot": slot, "since": TODAY}
    made.fill_party_slot(stamp(STREET), holders=holders, **given | changes)
    made.collect_events()


@pytest.mark.parametrize("framework", FivePartyFramework)
def test_every_framework_has_five_seats(framework: FivePartyFramework) -> None:
    known = PACKS.for_profile("heze").catalogue("five_party")[framework.value]
    seats = [PartySlot(each) for each in known.words("slots")]  # type: ignore[call-arg]
    assert len(set(seats)) == 5
    made = compound()
    for number, seat in enumerate(seats):
        fill(made, seat, f"p-{number}", framework=framework)
    assert len(made.slots) == 5


def test_a_seat_is_filled_and_vacated() -> None:
    made = compound()
    seat: Any = {"framework": FIVE, "slot": PartySlot.FIRM, "since": TODAY}
    made.fill_party_slot(stamp(STREET), holders=("m-1",), **seat)
    assert new_facts(made) == [then(Compound.PartySlotFilled, holders=("m-1",), **seat)]
    refuses(PartySlotTaken, made, fill, made, PartySlot.FIRM, "m-2")
    made.vacate_party_slot(stamp(STREET), **seat)
    assert new_facts(made) == [then(Compound.PartySlotVacated, **seat)]
    refuses(PartySlotVacant, made, made.vacate_party_slot, stamp(STREET), **seat)
    refuses(SlotNotInFramework, made, fill, made, PartySlot.RESIDENTS, "r-1")
    refuses(CompoundDayAhead, made, fill, made, PartySlot.FIRM, "m", since=TODAY + DAY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PartySlot.SUPERVISION, PartySlot.FIRM),
        (PartySlot.SUPERVISION, PartySlot.OWNERS_BODY),
        (PartySlot.NEIGHBOURHOOD, PartySlot.SUPERVISION),
        (PartySlot.PARTY_ORGANISATION, PartySlot.SUPERVISION),
        (PartySlot.FIRM, PartySlot.OWNERS_BODY),
        (PartySlot.OWNERS_BODY, PartySlot.FIRM),
    ],
)
def test_nobody_sits_where_it_does_not_go_together(
    one: PartySlot, other: PartySlot
) -> None:
    made = compound()
    fill(made, one, "p-1", "p-2")
    refuses(SeatsConflict, made, fill, made, other, "p-2", "p-3")
    fill(made, other, "p-3")


def test_a_secretary_may_sit_for_the_party_and_the_neighbourhood() -> None:
    made = compound()
    fill(made, PartySlot.PARTY_ORGANISATION, "p-1")
    fill(made, PartySlot.NEIGHBOURHOOD, "p-1")


# --- areas ----------------------------------------------------------------------------


def draw(made: Compound, code: str, *buildings: str, **changes: Any) -> None:
    given: dict[str, Any] = {"kind": GovernanceAreaKind.GRID, "since": TODAY}
    made.draw_area(stamp(STREET), code=code, buildings=buildings, **given | changes)
    made.collect_events()


def test_no_building_lies_in_two_areas_of_one_kind() -> None:
    made = compound()
    draw(made, "g-1", "1", "2", worker_id="w-1")
    refuses(AreaCodeTaken, made, draw, made, "g-1", "3")
    refuses(BuildingInTwoAreas, made, draw, made, "g-2", "2", "3")
    draw(made, "net-1", "1", "2", "3", kind=GovernanceAreaKind.REPAIR_NET)
    made.dissolve_area(stamp(STREET), code="g-1", on=TODAY)
    made.collect_events()
    draw(made, "g-2", "2", "3")
    refuses(UnknownArea, made, made.dissolve_area, stamp(STREET), code="g-1", on=TODAY)


def test_an_area_has_three_red_stewards() -> None:
    made = compound()
    name: Any = made.name_red_stewards
    refuses(UnknownArea, made, name, stamp(STREET), area="g-1", since=TODAY)
    draw(made, "g-1", "1")
    refuses(StewardsMissing, made, name, stamp(STREET), area="g-1", since=TODAY)
    with pytest.raises(InvalidInput):
        name(
            stamp(STREET),
            area="g-1",
            since=TODAY,
            commissioner_id="p-1",
            steward_id="p-1",
        )
    name(stamp(STREET), area="g-1", since=TODAY, grid_worker_id="p-2")
    assert new_facts(made) == [
        then(
            Compound.RedStewardsNamed,
            area="g-1",
            commissioner_id=None,
            grid_worker_id="p-2",
            steward_id=None,
            since=TODAY,
        )
    ]


# --- people ---------------------------------------------------------------------------


def test_a_site_manager_reports_within_three_days() -> None:
    made = compound()
    made.name_site_manager(stamp(STREET), manager_id="m-1", since=TODAY)
    assert new_facts(made) == [
        then(
            Compound.SiteManagerNamed,
            manager_id="m-1",
            since=TODAY,
            reported_on=None,
            report_by=datetime(2026, 3, 13, 16, tzinfo=UTC),
        )
    ]
    with pytest.raises(InvalidInput):
        made.name_site_manager(
            stamp(STREET), manager_id="m-1", since=TODAY, reported_on=TODAY - DAY
        )


def test_a_building_leader_has_a_term() -> None:
    made = compound()
    given: Any = {"building": "3", "leader_id": "l-1", "since": TODAY}
    made.name_building_leader(stamp(STREET), term_ends_on=TODAY + DAY, **given)
    assert new_facts(made) == [
        then(Compound.BuildingLeaderNamed, term_ends_on=TODAY + DAY, **given)
    ]
    with pytest.raises(InvalidInput):
        made.name_building_leader(stamp(STREET), term_ends_on=TODAY - DAY, **given)


def test_the_party_reaches_a_compound_by_one_of_three_modes() -> None:
    made = compound()
    state: Any = made.state_party_coverage
    by_instructor = {"mode": PartyCoverageMode.INSTRUCTOR, "since": TODAY}
    refuses(InstructorMissing, made, state, stamp(STREET), **by_instructor)
    for mode in (PartyCoverageMode.OWN, PartyCoverageMode.JOINT):
        given = {"mode": mode, "since": TODAY, "instructor_id": "i-1"}
        refuses(OrganisationMissing, made, state, stamp(STREET), **given)
    refuses(CoverageNotStated, made, made.end_party_coverage, stamp(STREET), on=TODAY)
    state(stamp(STREET), instructor_id="i-1", **by_instructor)
    state(
        stamp(STREET),
        mode=PartyCoverageMode.OWN,
        since=TODAY,
        organisation="branch-1",
        members=9,
    )
    assert len(new_facts(made)) == 2
    made.end_party_coverage(stamp(STREET), on=TODAY)
    assert made.covered_since is None
    with pytest.raises(InvalidInput):
        state(stamp(STREET), instructor_id="i-1", members=-1, **by_instructor)


def test_a_matter_has_a_party_that_answers_for_it() -> None:
    made = compound()
    given: Any = {"matter": "BLD-01", "since": TODAY, "basis": "京98(3)"}
    refuses(
        UnknownParty,
        made,
        made.assign_responsibility,
        stamp(STREET),
        party="?",
        **given,
    )
    made.assign_responsibility(stamp(STREET), party="E", **given)
    assert new_facts(made) == [
        then(Compound.ResponsibilityAssigned, party="E", **given)
    ]
