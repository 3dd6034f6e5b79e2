"""The registry of bodies: a document that follows every fact."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from domain.committee import Committee
from domain.committee_life_facts import CrossPost
from domain.committee_words import (
    BodyKind,
    BodyLevel,
    BodyOffice,
    BranchForm,
    MemberPartyStatus,
    PostOrganisation,
    SeatKind,
    SeatSource,
)
from domain.facts import Fact
from domain.meeting_words import MeetingKind
from projections.committee_registry import COMMITTEE_REGISTRY, milestones
from projections.records import Record
from tests.projections.samples import fact, hours, recorded

BODY, MEETING = UUID(int=80), UUID(int=81)
DAY = date(2026, 3, 2)


class Life:
    """Facts of one body, numbered as they come."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.add(
            Committee.Formed,
            compound_id=UUID(int=70),
            region_path=("c", "d"),
            profile="beijing",
            kind=BodyKind.OWNERS_COMMITTEE,
            level=BodyLevel.COMPOUND,
            number=1,
            parent_id=None,
            ground=None,
            started_on=DAY,
        )

    def add(self, fact_kind: type[Fact], /, **given: Any) -> None:
        version = len(self.facts) + 1
        self.facts.append(fact(fact_kind, version, BODY, hours(version), **given))

    def seat(self, person: str, **given: Any) -> None:
        usual = {"source": SeatSource.OWNER, "seat": SeatKind.MEMBER, "on": DAY}
        self.add(Committee.MemberSeated, person=person, **usual | given)

    def constitute(self, term: int, on: date = DAY) -> None:
        self.add(
            Committee.Constituted,
            term=term,
            seats=3,
            term_ends_on=date(2031, 3, 1),
            on=on,
        )

    def folded(self) -> Record:
        row: Record | None = None
        for each in recorded(self.facts):
            row = COMMITTEE_REGISTRY.evolve(row, each)
        assert row is not None
        return row


def in_office() -> Life:
    life = Life()
    for person in ("o-1", "o-2", "o-3"):
        life.add(Committee.MemberNominated, person=person, source=SeatSource.OWNER)
        life.seat(person)
    life.add(Committee.OfficerNamed, person="o-1", office=BodyOffice.CHAIR, on=DAY)
    life.seat("a-1", seat=SeatKind.ALTERNATE)
    life.constitute(1)
    life.add(Committee.Filed, filing="BA-1", on=DAY)
    return life


def persons(view: dict[str, Any], name: str) -> list[str]:
    return [each["person"] for each in view[name]]


def test_a_body_that_is_being_formed() -> None:
    life = Life()
    life.add(Committee.MemberNominated, person="o-1", source=SeatSource.OWNER)
    row = life.folded()

    assert (row.status, row.kind, row.sort) == (
        "forming",
        "owners_committee",
        "owners_committee/01",
    )
    assert row.view["nominated"] == [{"person": "o-1", "source": "owner"}]
    assert (row.view["electing"], row.view["term"]) == (True, 0)


def test_a_body_in_office_and_the_end_of_memberships() -> None:
    life = in_office()
    row = life.folded()
    assert row.status == "filed"
    assert persons(row.view, "members") == ["o-1", "o-2", "o-3", "a-1"]
    assert row.view["officers"] == [{"office": "chair", "person": "o-1"}]
    assert row.view["nominated"] == row.view["coming"] == []
    assert (row.view["filing"], row.view["term_ends_on"]) == ("BA-1", "2031-03-01")

    life.add(Committee.MemberSuspended, person="o-2")
    assert life.folded().view["members"][1]["suspended"] is True
    life.add(Committee.MemberReinstated, person="o-2")
    assert life.folded().view["members"][1]["suspended"] is False
    life.add(Committee.MemberEnded, person="o-1", on=DAY)
    life.add(Committee.EndGroundStated, person="o-1")
    life.add(Committee.AlternateMovedUp, person="a-1", on=date(2026, 4, 1))
    view = life.folded().view
    assert persons(view, "members") == ["o-2", "o-3", "a-1"] and not view["officers"]
    assert view["members"][2] == {
        "person": "a-1",
        "source": "owner",
        "seat": "member",
        "since": "2026-04-01",
        "suspended": False,
    }
    assert "ill_health" not in str(view) and "no_longer_owner" not in str(view)


def test_the_next_term_takes_the_place_of_the_last() -> None:
    life = in_office()
    life.add(Committee.ReelectionBegun, on=DAY)
    life.seat("n-1")
    life.add(Committee.OfficerNamed, person="n-1", office=BodyOffice.CHAIR, on=DAY)
    view = life.folded().view
    assert persons(view, "coming") == ["n-1"] and len(view["members"]) == 4
    assert view["coming_officers"] == [{"office": "chair", "person": "n-1"}]
    life.constitute(2, date(2031, 3, 1))
    view = life.folded().view
    assert persons(view, "members") == ["n-1"] and view["filing"] is None
    assert milestones(view)["relieved"] == date(2031, 3, 1)


def test_what_a_body_goes_through() -> None:
    life = in_office()
    post = CrossPost(
        "o-2", PostOrganisation.FIRM_PARTY_BODY, "f", "p", False, DAY, None
    )
    life.add(Committee.FellBelowHalf, on=DAY)
    life.add(Committee.Certified, certificate="C-1", on=DAY)
    life.add(Committee.SealMade, seal="YZ-1", keeper="o-1", on=DAY)
    life.add(Committee.SealHandedOver, keeper="o-2", on=DAY)
    life.add(Committee.CrossAppointed, post=post)
    life.add(
        Committee.MeetingHeld,
        meeting_id=MEETING,
        meeting=MeetingKind.COMMITTEE_SESSION,
        on=DAY,
    )
    life.add(Committee.BranchStated, branch="br-1", form=BranchForm.GROUP, on=DAY)
    life.add(Committee.SuccessorFiled, successor_id=MEETING, on=DAY)
    view = life.folded().view

    assert view["electing"] is True
    assert view["certificate"] == "C-1"
    assert (view["seal"], view["seal_keeper"]) == ("YZ-1", "o-2")
    assert view["posts"][0]["organisation"] == "firm_party_body"
    assert view["held"] == [
        {"meeting_id": str(MEETING), "meeting": "committee_session", "on": "2026-03-02"}
    ]
    assert (view["branch"], view["branch_form"]) == ("br-1", "group")
    assert view["successor_id"] == str(MEETING)
    assert view["milestones"]["session"] == view["milestones"]["filed"] == "2026-03-02"

    life.add(Committee.CrossAppointmentEnded, person="o-2", organisation_id="f", on=DAY)
    life.add(Committee.BranchStated, branch="br-1", form=None, on=DAY)
    view = life.folded().view
    assert (view["posts"], view["branch"], view["branch_form"]) == ([], None, None)


def test_party_membership_is_folded_and_forgotten() -> None:
    life = in_office()
    full = MemberPartyStatus.FULL
    life.add(Committee.PartyStatusStated, person="o-1", party_status=full)
    life.add(Committee.PartyStatusStated, person="o-2", party_status=full)
    assert life.folded().view["party"] == {"o-1": "full", "o-2": "full"}
    life.add(Committee.PartyStatusStated, person="o-1", party_status=None)
    life.add(Committee.MemberEnded, person="o-2", on=DAY)
    assert life.folded().view["party"] == {"o-1": None}


def test_the_document_keeps_the_days_that_the_aggregate_keeps() -> None:
    life = in_office()
    aggregate: Any = None
    for each in life.facts:
        if isinstance(each, Committee.Formed):
            vars(each)["originator_topic"] = "domain.committee:Committee"
        aggregate = each.mutate(aggregate)
    assert milestones(life.folded().view) == aggregate.milestones
