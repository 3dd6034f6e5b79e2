"""The read models of service forces, surveys, visits, claims, requests and absences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.absence import Absence
from domain.data_request import DataSubjectRequest
from domain.data_request_facts import DataRequestKind
from domain.duty_windows import DutyWindow
from domain.facts import Fact
from domain.household import Household
from domain.household_relations import Relation
from domain.quantities import Fen
from domain.service_dispatch import ServiceDispatch
from domain.service_dispatch_facts import DispatchEnd, DispatchResult
from domain.service_force import ServiceForce
from domain.service_force_facts import ForceKind
from domain.survey import Survey
from domain.visit import Visit
from projections.absences import ABSENCES
from projections.data_requests import DATA_REQUESTS
from projections.household_register import HOUSEHOLD_REGISTER, claims_of
from projections.records import Record, Records
from projections.service_dispatches import SERVICE_DISPATCHES
from projections.service_roster import SERVICE_ROSTER
from projections.survey_results import SURVEY_RESULTS
from projections.visit_book import VISIT_BOOK
from tests.projections.samples import NOW, fact, hours, recorded

UNIT, DAY = UUID(int=5), date(2026, 3, 2)
HOURS = (DutyWindow(1, 480, 720),)
Step = tuple[type[Fact], dict[str, Any]]


def folded(records: Records, *steps: Step) -> Record:
    row: Record | None = None
    facts = [
        fact(kind, version, UNIT, hours(version - 1), **given)
        for version, (kind, given) in enumerate(steps, start=1)
    ]
    for each in recorded(facts):
        row = records.evolve(row, each)
    assert row is not None
    return row


def test_a_roster_follows_who_comes_and_goes() -> None:
    row = folded(
        SERVICE_ROSTER,
        (ServiceForce.Founded, {"kind": ForceKind.HELP_POINT, "code": "p-1"}),
        (ServiceForce.DeskOpened, {"matters": ("id-card",), "hours": HOURS}),
        (ServiceForce.MemberAdmitted, {"member": "a", "skills": (), "hours": ()}),
        (ServiceForce.MemberAdmitted, {"member": "b", "skills": (), "hours": ()}),
        (ServiceForce.AvailabilitySet, {"member": "a", "hours": HOURS}),
        (ServiceForce.IdentityChecked, {"member": "a", "on": DAY}),
        (ServiceForce.MemberReleased, {"member": "b"}),
        (ServiceForce.ResourcePledged, {"unit": "u", "resource": "van"}),
        (ServiceForce.Disbanded, {}),
    )

    window = {"weekday": 1, "opens": 480, "closes": 720}
    assert (row.status, row.kind, row.sort) == ("disbanded", "help_point", "p-1")
    assert (row.view["matters"], row.view["hours"]) == (["id-card"], [window])
    assert row.view["members"] == [
        {"member": "a", "skills": [], "hours": [window], "checked_on": "2026-03-02"}
    ]
    assert [each["resource"] for each in row.view["pledges"]] == ["van"]


def test_a_dispatch_keeps_its_times_and_its_end() -> None:
    begun: list[Step] = [
        (ServiceDispatch.Sent, {"member": "a", "matter": None}),
        (ServiceDispatch.Accepted, {"unrelated": True}),
    ]
    finished = {"result": DispatchResult.DONE, "minutes": 30, "cost": Fen(0)}
    done = folded(
        SERVICE_DISPATCHES,
        *begun,
        (ServiceDispatch.Arrived, {}),
        (ServiceDispatch.Completed, finished),
    )
    assert (done.status, done.view["result"], done.view["minutes"]) == (
        "completed",
        "done",
        30,
    )
    times = [done.view[name] for name in ("sent_at", "arrived_at", "ended_at")]
    assert times == [hours(n).isoformat() for n in (0, 2, 3)]
    ended = (ServiceDispatch.Cancelled, {"end": DispatchEnd.DECLINED})
    gone = folded(SERVICE_DISPATCHES, *begun, ended)
    assert (gone.status, gone.view["end"]) == ("cancelled", "declined")


def test_a_survey_publishes_no_small_cell() -> None:
    question = {"question": "q", "answers": ("yes", "no"), "consent": "yes"}
    row = folded(
        SURVEY_RESULTS,
        (Survey.Begun, {}),
        (Survey.QuestionAsked, question),
        (Survey.FormsCounted, {"visited": 986, "valid": 942, "spoilt": 0}),
        (Survey.AnswersCounted, {"question": "q", "counts": (938, 4)}),
        (Survey.Closed, {"visited": 986, "valid": 942, "spoilt": 0, "least_cell": 5}),
        (Survey.RateQuoted, {"rate": "72.1%", "mismatch": True, "source": "s"}),
        (Survey.Concluded, {"matter": "m"}),
    )

    (asked,) = row.view["questions"]
    assert (asked["counts"], asked["published"]) == ([938, 4], [None, None])
    assert (row.view["visited"], row.view["conclusions"]) == (986, ["m"])
    assert row.view["quoted"] == [{"rate": "72.1%", "mismatch": True, "source": "s"}]
    assert row.status == "closed"


def test_visits_are_counted_over_the_years() -> None:
    made: Step = (Visit.Made, {"on": DAY, "needs": ("SRV-01",), "cases": ()})
    row = folded(
        VISIT_BOOK,
        (Visit.Planned, {"unit_id": UNIT, "on": DAY}),
        (Visit.NobodyMet, {}),
        made,
        (Visit.ReturnPromised, {}),
        (Visit.ReturnMade, {"on": DAY, "content": True}),
        (Visit.PlannedAgain, {"on": date(2027, 3, 2)}),
    )

    counts = {name: row.view[name] for name in ("planned", "made", "missed", "kept")}
    assert counts == {"planned": 2, "made": 1, "missed": 1, "kept": 1}
    assert (row.view["made_on"], row.view["needs"]) == (None, [])
    assert (row.view["planned_on"], row.status) == ("2027-03-02", "planned")
    assert row.unit_id == UNIT


def test_the_register_follows_claims_and_transfers() -> None:
    last = date(2026, 12, 31)
    said = [
        ("anna", Relation.OWNER, None),
        ("ben", Relation.TENANT, last),
        ("carl", Relation.FAMILY, None),
        ("dora", Relation.OWNER, None),
    ]
    row = folded(
        HOUSEHOLD_REGISTER,
        (Household.Registered, {}),
        *[
            (
                Household.ClaimMade,
                {"person": person, "relation": relation, "until": until},
            )
            for person, relation, until in said
        ],
        (Household.ClaimVerified, {"person": "anna"}),
        (Household.ClaimVerified, {"person": "ben"}),
        (Household.ClaimRefused, {"person": "carl"}),
        (Household.Transferred, {}),
    )

    claims = claims_of(row.view)
    assert row.view["people"] == [*claims] == ["ben", "dora"]
    assert claims["ben"].holds(last) and not claims["dora"].holds(last)
    assert "evidence" not in row.view["claims"][0]


def test_a_request_keeps_its_deadline_and_its_answer() -> None:
    later = NOW + timedelta(days=40)
    row = folded(
        DATA_REQUESTS,
        (
            DataSubjectRequest.Received,
            {"kind": DataRequestKind.ERASURE, "person": "anna", "due_at": NOW},
        ),
        (DataSubjectRequest.Extended, {"due_at": later}),
        (
            DataSubjectRequest.Refused,
            {"basis": "个保47", "retained_until": date(2031, 3, 2)},
        ),
    )

    assert (row.status, row.kind, row.view["people"]) == (
        "refused",
        "erasure",
        ["anna"],
    )
    assert (row.view["due_at"], row.view["extended"]) == (later.isoformat(), True)
    assert (row.view["basis"], row.view["retained_until"]) == ("个保47", "2031-03-02")
    granted = folded(
        DATA_REQUESTS,
        (DataSubjectRequest.Received, {}),
        (DataSubjectRequest.Granted, {}),
        (DataSubjectRequest.Fulfilled, {}),
    )
    assert granted.view["fulfilled_at"] == hours(2).isoformat()


def test_an_absence_ends() -> None:
    row = folded(
        ABSENCES,
        (Absence.Announced, {"person": "a", "starts_on": DAY, "ends_on": DAY}),
        (Absence.Ended, {"on": DAY}),
    )
    assert (row.status, row.sort, row.view["back_on"]) == (
        "ended",
        "2026-03-02",
        "2026-03-02",
    )
