"""How a compound is governed, folded from its facts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.event_store import EventStore
from application.mapper import REGISTRY
from domain.compound import Compound
from domain.compound_contract import CheckedItem
from domain.compound_people_words import FivePartyFramework, PartySlot
from domain.compound_site_words import HomeCareService
from domain.compound_words import (
    HandoverTo,
    Management,
    NoticeSide,
    TrialOutcome,
    UnmanagedCause,
)
from domain.facts import Fact
from projections import compound_directory
from projections.compound_care import COMPOUND_CARE
from projections.compound_directory import CompoundFilter
from projections.compound_row import CompoundRow
from projections.compound_row import evolve as evolve_row
from projections.engine import Engine
from projections.listed import SHOWN
from projections.records import Record
from tests.domain.compound_samples import FIRM, OTHER_FIRM, VOTE, tariff
from tests.projections.samples import append, fact, hours, recorded, sealing

ID = UUID(int=501)
DAY = date(2026, 3, 2)
KINDS = [kind for kind in REGISTRY if kind.name.startswith("Compound.")]
Step = tuple[type[Fact], dict[str, Any]]

REGISTERED: Step = (Compound.Registered, {"region_codes": ("c", "d", "s", "m")})
SIGNED: Step = (
    Compound.ContractSigned,
    {
        "number": "A",
        "enterprise_id": FIRM,
        "tariff": tariff(),
        "starts_on": DAY,
        **sealing("note"),
    },
)
NEXT: Step = (
    Compound.ContractSigned,
    {
        "number": "B",
        "enterprise_id": OTHER_FIRM,
        "tariff": tariff(7),
        "starts_on": date(2026, 6, 1),
    },
)


def facts(*steps: Step) -> list[Fact]:
    return [
        fact(kind, version, ID, hours(version), **given)
        for version, (kind, given) in enumerate(steps, start=1)
    ]


def folded(*steps: Step) -> Record:
    row: Record | None = None
    for each in recorded(facts(REGISTERED, *steps)):
        row = COMPOUND_CARE.evolve(row, each)
    assert row is not None
    return row


BEFORE: dict[str, list[Step]] = {
    "Compound.FindingsFixed": [
        (Compound.Inspected, {"checklist": (CheckedItem("word", False),)})
    ],
    "Compound.ServiceEnded": [SIGNED],
    "Compound.ContractCancelled": [(Compound.ContractSigned, {})],
    "Compound.ContractRenewed": [SIGNED],
    "Compound.TrialChecked": [(Compound.TrialBegun, {})],
    "Compound.TrialSurveyed": [(Compound.TrialBegun, {})],
    "Compound.TrialEnded": [(Compound.TrialBegun, {})],
    "Compound.ServiceAccepted": [SIGNED, (Compound.ServeFirstAgreed, {})],
    "Compound.ChargeDatePosted": [SIGNED, (Compound.ServeFirstAgreed, {})],
}
"""What must have been true before a fact."""
NEEDS_MORE = {
    # They change what a fact before them made; the stories below tell.
    "Compound.ManagementStated",
    "Compound.ContractFiled",
    "Compound.TakeoverInspected",
    "Compound.PartyCoverageEnded",
    "Compound.AreaDissolved",
    "Compound.HelpPointClosed",
    "Compound.EntryDeviceRemoved",
    "Compound.WorkAccepted",
    "Compound.RecordEnded",
    "Compound.IncidentClosed",
    "Compound.HomeCareCancelled",
    "Compound.TextReleased",
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_fact_leaves_a_document_and_a_row(kind: Any) -> None:
    first = kind.name == "Compound.Registered"
    steps = [] if first else [*BEFORE.get(kind.name, []), (kind.cls, {})]
    before, after = folded(*steps[:-1]), folded(*steps)

    assert json.loads(json.dumps(after.view)) == after.view
    assert after.version == len(steps) + 1
    if steps and kind.name != "Compound.Corrected":
        # What a document does not show of a fact would be lost.
        assert (after.view != before.view) is (kind.name not in NEEDS_MORE)
    row: CompoundRow | None = None
    for each in recorded(facts(REGISTERED, *steps)):
        row = evolve_row(row, each)
    assert row is not None
    assert (row.version, row.management) == (after.version, after.status)


def test_a_firm_comes_and_goes() -> None:
    row = folded(
        (
            Compound.ManagementStated,
            {
                "management": Management.UNMANAGED,
                "since": date(2025, 1, 1),
                "cause": UnmanagedCause.WITHDREW,
            },
        ),
        SIGNED,
        (Compound.ContractFiled, {"number": "A", "on": DAY}),
        (Compound.TakeoverInspected, {"number": "A", "on": DAY}),
        (Compound.ServiceStarted, {"number": "A", "on": DAY}),
        (
            Compound.TerminationNoticed,
            {
                "number": "A",
                "side": NoticeSide.OWNERS,
                "noticed_on": date(2026, 3, 10),
                "last_day": date(2026, 5, 31),
            },
        ),
        NEXT,
        (
            Compound.HandedOver,
            {"items": ("premises", "papers"), "to": HandoverTo.NEW_FIRM},
        ),
        (Compound.HandoverRefused, {"items": ("prepaid",)}),
        (
            Compound.ServiceEnded,
            {
                "number": "A",
                "management": Management.BEING_LEFT,
                "cause": UnmanagedCause.DISMISSED,
                "on": date(2026, 6, 1),
                "charged_until": date(2026, 5, 31),
            },
        ),
        (Compound.ServiceStarted, {"number": "B", "on": date(2026, 6, 2)}),
    )
    view = row.view

    assert row.status == "managed"
    assert [
        (each["management"], each["since"]) for each in view["management_history"]
    ] == [
        ("unmanaged", "2025-01-01"),
        ("managed", "2026-03-02"),
        ("being_left", "2026-03-10"),
        ("managed", "2026-06-02"),
    ]
    assert (view["contract"]["number"], view["next_contract"]) == ("B", None)
    assert view["contract"]["started_on"] == "2026-06-02"
    [past] = view["past_contracts"]
    assert past["filed_on"] == past["inspected_on"] == "2026-03-02"
    assert (past["end_cause"], past["refused"]) == ("dismissed", ["prepaid"])
    assert (view["contract"]["end_cause"], view["contract"]["refused"]) == (None, [])
    assert [(each["number"], each["last"]) for each in view["tariffs"]] == [
        ("A", "2026-05-31"),
        ("B", None),
    ]
    assert view["handed_over"] == view["hand_over_refused"] == []
    assert [each[3] for each in row.texts] == [["note"]]


def test_a_cancelled_contract_leaves_no_price() -> None:
    cancelled: Step = (Compound.ContractCancelled, {"number": "B"})
    view = folded(SIGNED, NEXT, cancelled).view
    assert (view["contract"]["number"], view["next_contract"]) == ("A", None)
    assert [each["number"] for each in view["tariffs"]] == ["A"]
    view = folded(SIGNED, NEXT, (Compound.ContractCancelled, {"number": "A"})).view
    assert view["contract"]["number"] == "B"


def test_a_trial_goes_its_way() -> None:
    view = folded(
        (Compound.TrialBegun, {"enterprise_id": FIRM, "tariff": None}),
        (Compound.TrialChecked, {"on": DAY}),
        (Compound.TrialSurveyed, {"visited": 986, "returned": 942, "satisfied": 669}),
        (
            Compound.TrialEnded,
            {"outcome": TrialOutcome.CONTRACT, "vote_id": VOTE, "on": DAY},
        ),
        SIGNED,
        (Compound.ServeFirstAgreed, {"number": "A", "free_from": DAY}),
        (
            Compound.ServiceAccepted,
            {"on": DAY, "checklist": (CheckedItem("gate", True),)},
        ),
        (Compound.ChargeDatePosted, {"first_charge_on": date(2026, 5, 1)}),
    ).view
    [trial] = view["trials"]
    assert (trial["checked_on"], trial["outcome"]) == ("2026-03-02", "contract")
    assert trial["survey"]["satisfied"] == 669
    assert view["serve_first"]["accepted_on"] == "2026-03-02"
    assert view["serve_first"]["first_charge_on"] == "2026-05-01"


def test_lists_keep_what_holds() -> None:
    seat = {"framework": FivePartyFramework.FIVE_IN_ONE, "slot": PartySlot.FIRM}
    view = folded(
        (Compound.PartySlotFilled, {**seat, "holders": ("m-1",)}),
        (Compound.PartySlotVacated, seat),
        (Compound.AreaDrawn, {"code": "g-1"}),
        (Compound.RedStewardsNamed, {"area": "g-1"}),
        (Compound.AreaDissolved, {"code": "g-1"}),
        (Compound.WorkPlanned, {"code": "w-1", "quantity": 300}),
        (Compound.WorkAccepted, {"code": "w-1", "quantity": 312, "on": DAY}),
        (Compound.StarPlanned, {"year": 2026}),
        (Compound.StarAssessed, {"year": 2026, "stars": 3}),
        (Compound.ErrandDone, {"point": "hp-1", "settled": True}),
        (Compound.ErrandDone, {"point": "hp-1", "settled": False}),
        (
            Compound.HomeCareOrdered,
            {"code": "h-1", "service": HomeCareService.MEAL},
        ),
        (Compound.HomeCareOrdered, {"code": "h-2"}),
        (Compound.HomeCareDone, {"code": "h-1"}),
    ).view
    assert [each["holders"] for each in view["party_slots"]] == [[]]
    assert view["areas"] == view["red_stewards"] == []
    [work] = view["works"]
    assert (work["quantity"], work["accepted_on"]) == (312, "2026-03-02")
    [star] = view["stars"]
    assert (star["planned"], star["stars"]) == (True, 3)
    assert view["errands"] == [{"point": "hp-1", "done": 2, "settled": 1}]
    assert [each["code"] for each in view["home_care"]] == ["h-2"]
    assert view["home_care_done"] == 1


def test_old_inspections_make_room_unless_something_is_open() -> None:
    failed, passed = CheckedItem("gate", False), CheckedItem("gate", True)
    first: Step = (Compound.Inspected, {"code": "i-0", "checklist": (failed,)})
    others: list[Step] = [
        (Compound.Inspected, {"code": f"i-{number}", "checklist": (passed,)})
        for number in range(1, SHOWN + 3)
    ]
    kept = [each["code"] for each in folded(first, *others).view["inspections"]]
    assert len(kept) == SHOWN + 1
    assert kept[:2] == ["i-0", "i-3"]
    fixed: Step = (Compound.FindingsFixed, {"code": "i-0", "items": ("gate",)})
    kept = [each["code"] for each in folded(first, fixed, *others).view["inspections"]]
    assert len(kept) == SHOWN


async def test_compounds_are_found_by_their_management(
    store: EventStore, engine: Engine, reader: psycopg.AsyncConnection[Any]
) -> None:
    stated = {"management": Management.UNMANAGED}
    append(store, facts(REGISTERED, (Compound.ManagementStated, stated), SIGNED))
    engine.run_until_caught_up()
    counted = {
        each: await compound_directory.count(reader, CompoundFilter(management=each))
        for each in ("unmanaged", "managed")
    }
    assert counted == {"unmanaged": (1, True), "managed": (0, True)}
    found = await COMPOUND_CARE.by_ids(reader, [ID])
    assert found[ID].view == folded((Compound.ManagementStated, stated), SIGNED).view
    assert COMPOUND_CARE.as_of(store, ID, hours(9999)) == found[ID]
