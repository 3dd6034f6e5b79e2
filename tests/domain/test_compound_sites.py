"""Places, devices, works, plans, stars and events of a compound."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.compound import Compound
from domain.compound_facts import CompoundKind
from domain.compound_site_refusals import (
    CommonAreaNeedsVote,
    DeviceBasisMissing,
    ErrandNotOffered,
    FaceOnlyEntry,
    FindingNotOpen,
    IncidentAlreadyClosed,
    NotInChecklist,
    PlatformUnchanged,
    SiteCodeTaken,
    SpacesDoNotFit,
    StarAssessedAlready,
    UnknownSiteCode,
    WorkAlreadyAccepted,
)
from domain.compound_site_words import (
    CompoundRecordKind,
    EntryDeviceKind,
    HomeCareService,
    IncidentKind,
    QuantityUnit,
    SiteInspectionKind,
    VenueKind,
    WorkKind,
    WorkPayer,
)
from domain.errors import InvalidInput
from domain.facts import Audience
from domain.quantities import Dm2, Fen
from domain.rulepack import UnknownParty
from tests.domain.compound_samples import DAY, FAILED, TODAY, VOTE, compound
from tests.scenario import NOW, STREET, new_facts, refuses, stamp, then

UNIT = UUID(int=8)


# --- help points ----------------------------------------------------------------------


def test_a_help_point_runs_the_errands_that_it_offers() -> None:
    made = compound()
    point: dict[str, Any] = {
        "code": "hp-1",
        "kind": VenueKind.HELP_POINT,
        "matters": ("id-card", "pension"),
        "opens": 510,
        "closes": 1050,
        "since": TODAY,
    }
    errand: Any = {"point": "hp-1", "clerk_id": "c-1", "on": TODAY}
    open_point: Any = made.open_help_point
    refuses(
        UnknownSiteCode, made, made.do_errand, stamp(STREET), matter="pension", **errand
    )
    open_point(stamp(STREET), **point)
    assert new_facts(made) == [then(Compound.HelpPointOpened, **point)]
    refuses(SiteCodeTaken, made, open_point, stamp(STREET), **point)
    refuses(
        ErrandNotOffered, made, made.do_errand, stamp(STREET), matter="tax", **errand
    )
    made.do_errand(stamp(STREET), matter="pension", **errand)
    made.close_help_point(stamp(STREET), code="hp-1", on=TODAY)
    made.collect_events()
    refuses(
        UnknownSiteCode,
        made,
        made.close_help_point,
        stamp(STREET),
        code="hp-1",
        on=TODAY,
    )
    for hours in ({"closes": 510}, {"opens": -1}, {"closes": 1441}):
        with pytest.raises(InvalidInput):
            open_point(stamp(STREET), **point | hours)


# --- entry devices --------------------------------------------------------------------


def install(made: Compound, code: str, kind: EntryDeviceKind, **changes: Any) -> None:
    given: dict[str, Any] = {"entrance": "east", "since": TODAY, "basis": "个保26"}
    made.install_entry_device(stamp(STREET), code=code, kind=kind, **given | changes)
    made.collect_events()


def test_a_face_is_never_the_only_way_in() -> None:
    made = compound()
    face = EntryDeviceKind.FACE
    refuses(FaceOnlyEntry, made, install, made, "f-1", face)
    install(made, "c-1", EntryDeviceKind.CARD, entrance="west", basis=None)
    install(made, "v-1", EntryDeviceKind.CAMERA)
    install(made, "p-1", EntryDeviceKind.PLATE, basis=None)
    refuses(FaceOnlyEntry, made, install, made, "f-1", face)
    install(made, "c-2", EntryDeviceKind.CARD, basis=None)
    refuses(DeviceBasisMissing, made, install, made, "f-1", face, basis=None)
    refuses(SiteCodeTaken, made, install, made, "c-2", EntryDeviceKind.KEY)
    install(made, "f-1", face)
    remove: Any = made.remove_entry_device
    refuses(FaceOnlyEntry, made, remove, stamp(STREET), code="c-2", on=TODAY)
    remove(stamp(STREET), code="v-1", on=TODAY)
    remove(stamp(STREET), code="c-1", on=TODAY)
    install(made, "g-1", EntryDeviceKind.GUARD, basis=None)
    remove(stamp(STREET), code="c-2", on=TODAY)
    remove(stamp(STREET), code="f-1", on=TODAY)
    remove(stamp(STREET), code="g-1", on=TODAY)
    made.collect_events()
    refuses(UnknownSiteCode, made, remove, stamp(STREET), code="g-1", on=TODAY)


def test_a_platform_is_connected_once() -> None:
    made = compound()
    connect: Any = made.connect_platform
    given = {"platform": "city", "on": TODAY}
    refuses(PlatformUnchanged, made, connect, stamp(STREET), connected=False, **given)
    connect(stamp(STREET), **given)
    made.collect_events()
    refuses(PlatformUnchanged, made, connect, stamp(STREET), **given)
    connect(stamp(STREET), connected=False, **given)


# --- works, plan, stars ---------------------------------------------------------------


def test_a_work_is_planned_and_accepted_once() -> None:
    made = compound()
    work: dict[str, Any] = {
        "code": "w-1",
        "kind": WorkKind.PARKING,
        "quantity": 300,
        "unit": QuantityUnit.SPACE,
        "payer": WorkPayer.STATE,
        "on": TODAY,
    }
    accept: Any = made.accept_work
    done = {"code": "w-1", "quantity": 312, "on": TODAY, "cost": Fen(4_500_000)}
    refuses(UnknownSiteCode, made, accept, stamp(STREET), **done)
    made.plan_work(stamp(STREET), **work)
    assert new_facts(made) == [then(Compound.WorkPlanned, cost=None, **work)]
    refuses(SiteCodeTaken, made, made.plan_work, stamp(STREET), **work)
    with pytest.raises(InvalidInput):
        accept(stamp(STREET), **done | {"cost": Fen(-1)})
    accept(stamp(STREET), **done)
    assert new_facts(made) == [then(Compound.WorkAccepted, **done)]
    refuses(WorkAlreadyAccepted, made, accept, stamp(STREET), **done)


def test_each_plan_replaces_the_last() -> None:
    made = compound()
    given: Any = {"from_on": TODAY, "until": TODAY + 90 * DAY, "mode": "mode-2"}
    for measures in (("drains",), ("drains", "entry")):
        made.adopt_plan(stamp(STREET), measures=measures, **given)
    assert [fact["number"] for _, fact in new_facts(made)] == [1, 2]
    assert made.plan == 2


@pytest.mark.parametrize(
    ("kind", "year", "target"),
    [
        (CompoundKind.COMMODITY, 2019, 3),
        (CompoundKind.COMMODITY, 2020, 4),
        (CompoundKind.OLD, None, 3),
        (CompoundKind.FORMER_PUBLIC, None, 3),
        (CompoundKind.COMMODITY, None, 4),
    ],
)
def test_old_compounds_reach_for_three_stars_and_new_ones_for_four(
    kind: CompoundKind, year: int | None, target: int
) -> None:
    made = compound(kind=kind, completion_year=year)
    made.plan_star(stamp(STREET), year=2027)
    assert new_facts(made) == [
        then(Compound.StarPlanned, year=2027, target_stars=target)
    ]


def test_a_star_is_assessed_once_a_year() -> None:
    made = compound()
    star: Any = {"standard": "DB-1", "year": 2026, "score": 81, "stars": 3}
    assess: Any = made.assess_star
    assess(stamp(STREET), **star)
    assert new_facts(made) == [then(Compound.StarAssessed, target_stars=3, **star)]
    refuses(StarAssessedAlready, made, assess, stamp(STREET), **star)
    refuses(StarAssessedAlready, made, made.plan_star, stamp(STREET), year=2026)
    for wrong in ({"year": 2027}, {"score": 101}, {"stars": 6}):
        with pytest.raises(InvalidInput):
            assess(stamp(STREET), **star | {"year": 2025} | wrong)


def test_spaces_are_no_more_than_there_are() -> None:
    made = compound()
    given: Any = {"spaces": 300, "sold": 100, "leased": 150, "on": TODAY}
    state: Any = made.state_parking
    refuses(SpacesDoNotFit, made, state, stamp(STREET), self_managed=51, **given)
    state(stamp(STREET), self_managed=50, **given)
    assert new_facts(made) == [then(Compound.ParkingStated, self_managed=50, **given)]


def test_a_common_part_changes_its_use_by_vote() -> None:
    made = compound()
    given: Any = {
        "code": "green-1",
        "purpose": "charging",
        "area_dm2": Dm2(12_000),
        "approvals": ("street",),
        "on": TODAY,
    }
    change: Any = made.change_common_area
    refuses(CommonAreaNeedsVote, made, change, stamp(STREET), **given)
    change(stamp(STREET), vote_id=VOTE, **given)
    assert new_facts(made) == [
        then(Compound.CommonAreaChanged, vote_id=VOTE, question=None, **given)
    ]


def test_what_is_on_record_has_a_code_and_an_end() -> None:
    made = compound()
    pledge: Any = {
        "kind": CompoundRecordKind.RESOURCE_PLEDGE,
        "code": "bus-1",
        "party": "unit-7",
        "quantity": 2,
        "unit": QuantityUnit.PIECE,
        "since": TODAY,
        "until": TODAY + DAY,
    }
    keep: Any = made.keep_record
    keep(stamp(STREET), **pledge)
    assert new_facts(made) == [then(Compound.RecordKept, **pledge)]
    refuses(SiteCodeTaken, made, keep, stamp(STREET), **pledge)
    model = {"kind": CompoundRecordKind.MODEL_4321, "since": TODAY}
    refuses(NotInChecklist, made, keep, stamp(STREET), code="slogan", **model)
    keep(stamp(STREET), code="study", **model)
    end: Any = {"kind": CompoundRecordKind.RESOURCE_PLEDGE, "code": "bus-1"}
    made.end_record(stamp(STREET), on=TODAY, **end)
    made.collect_events()
    refuses(UnknownSiteCode, made, made.end_record, stamp(STREET), on=TODAY, **end)
    with pytest.raises(InvalidInput):
        keep(stamp(STREET), **pledge | {"unit": None})


# --- what happens ---------------------------------------------------------------------


def test_findings_of_an_inspection_are_fixed() -> None:
    made = compound()
    given: Any = {
        "code": "i-1",
        "kind": SiteInspectionKind.JOINT,
        "squad": "squad-2",
        "checklist": FAILED,
        "on": TODAY,
    }
    inspect: Any = made.inspect
    with pytest.raises(InvalidInput):
        inspect(stamp(STREET), **given)
    refuses(UnknownParty, made, inspect, stamp(STREET), departments=("ZZ",), **given)
    inspect(stamp(STREET), departments=("G", "K"), **given)
    assert new_facts(made) == [
        then(Compound.Inspected, departments=("G", "K"), **given)
    ]
    refuses(SiteCodeTaken, made, inspect, stamp(STREET), departments=("G",), **given)
    fix: Any = made.fix_findings
    refuses(
        FindingNotOpen, made, fix, stamp(STREET), code="i-1", items=("gate",), on=TODAY
    )
    fix(stamp(STREET), code="i-1", items=("lifts",), on=TODAY)
    made.collect_events()
    refuses(
        FindingNotOpen, made, fix, stamp(STREET), code="i-1", items=("lifts",), on=TODAY
    )
    refuses(
        UnknownSiteCode, made, fix, stamp(STREET), code="i-9", items=("x",), on=TODAY
    )


def test_an_incident_says_what_and_never_to_whom() -> None:
    made = compound()
    given: Any = {
        "code": "t-1",
        "kind": IncidentKind.THEFT,
        "count": 11,
        "on": TODAY,
        "police_at": NOW - timedelta(minutes=5),
    }
    record: Any = made.record_incident
    record(stamp(STREET), **given)
    assert new_facts(made) == [then(Compound.IncidentRecorded, **given)]
    refuses(SiteCodeTaken, made, record, stamp(STREET), **given)
    with pytest.raises(InvalidInput):
        record(stamp(STREET), **given | {"police_at": NOW + timedelta(minutes=1)})
    close: Any = made.close_incident
    close(stamp(STREET), code="t-1", on=TODAY)
    made.collect_events()
    refuses(IncidentAlreadyClosed, made, close, stamp(STREET), code="t-1", on=TODAY)
    refuses(UnknownSiteCode, made, close, stamp(STREET), code="t-2", on=TODAY)


def test_home_care_is_restricted_and_says_nothing_of_health() -> None:
    made = compound()
    order: Any = {
        "code": "h-1",
        "service": HomeCareService.MEAL,
        "unit_id": UNIT,
        "provider": "canteen-1",
        "scheduled_on": TODAY,
    }
    give: Any = made.order_home_care
    give(stamp(STREET), **order)
    assert new_facts(made) == [then(Compound.HomeCareOrdered, **order)]
    refuses(SiteCodeTaken, made, give, stamp(STREET), **order)
    made.finish_home_care(stamp(STREET), code="h-1", on=TODAY, cost=Fen(800))
    give(stamp(STREET), **order)
    made.cancel_home_care(stamp(STREET), code="h-1")
    made.collect_events()
    finish: Any = made.finish_home_care
    refuses(UnknownSiteCode, made, finish, stamp(STREET), code="h-1", on=TODAY)
    cancel: Any = made.cancel_home_care
    refuses(UnknownSiteCode, made, cancel, stamp(STREET), code="h-1")
    for kind in (
        Compound.HomeCareOrdered,
        Compound.HomeCareDone,
        Compound.HomeCareCancelled,
    ):
        assert kind.audience is Audience.RESTRICTED
        assert kind.texts == {}
    with pytest.raises(InvalidInput):
        give(stamp(STREET), **order | {"scheduled_on": TODAY - DAY})
    give(stamp(STREET), **order)
    with pytest.raises(InvalidInput):
        finish(stamp(STREET), code="h-1", on=TODAY, cost=Fen(-1))
