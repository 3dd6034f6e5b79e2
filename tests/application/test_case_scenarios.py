"""Whole lives of cases on a real store, as those who handle them would tell them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from application.cases import Cases
from application.commands import Commands
from application.commit import Receipt
from application.compounds import Compounds
from application.files import FileStore
from application.order import Order
from domain.calendar import CHINA
from domain.case import Case
from domain.case_refusals import (
    AlreadyCalled,
    AlreadyReporter,
    NoEnforcementDuty,
    NoReporter,
    ReopenTooLate,
    RoleBelowLevel,
)
from domain.case_words import (
    Channel,
    DepartmentStep,
    EnforcementResult,
    Level,
    MediationOutcome,
    PauseReason,
    Side,
    Status,
)
from domain.compound_facts import CompoundKind
from domain.facts import Milestone
from domain.roles import Actor, Role
from tests.application.conftest import StandingClock

STEWARD = Order(Actor("steward", Role.STEWARD))
BRANCH = Order(Actor("branch", Role.COMPOUND_BRANCH_SECRETARY))
COMMUNITY = Order(Actor("community", Role.COMMUNITY_PARTY_SECRETARY))
COMMITTEE = Order(Actor("committee", Role.NEIGHBOURHOOD_COMMITTEE))
STREET = Order(Actor("street", Role.STREET_OFFICER))
BUREAU = Order(Actor("bureau", Role.PROPERTY_OFFICER))
WATER = Order(Actor("water", Role.DEPARTMENT_OFFICER))
MEDIATOR = Order(Actor("mediator", Role.MEDIATOR))


def owner(name: str) -> Order:
    return Order(Actor(name, Role.OWNER))


ANNA = owner("anna")


def china(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of 2026 in China; hour 24 is the end of the day."""
    days, hour = divmod(hour, 24)
    at = datetime(2026, month, day, hour, minute, tzinfo=CHINA)
    return at + timedelta(days=days)


class Town:
    """The use cases, the clock, and somebody who watches the deadlines."""

    def __init__(
        self, cases: Cases[Receipt], commands: Commands[Receipt], clock: StandingClock
    ) -> None:
        self.cases = cases
        self.commands = commands
        self.clock = clock

    def until(self, moment: datetime, *ids: UUID) -> None:
        """Let the time pass; what falls due fires at its own time."""
        for id in ids:
            while (due := self.case(id).next_due) is not None and due <= moment:
                self.clock.now = due
                self.cases.fire_due(id)
        self.clock.now = moment

    def reported(self, by: Order = ANNA, **changes: Any) -> UUID:
        usual: dict[str, Any] = {
            "channel": Channel.APP,
            "category": "BLD-03",
            "title": "楼上漏水",
        }
        return self.cases.report(by, **(usual | changes)).ids[0]

    def case(self, id: UUID) -> Case:
        return self.commands.store.load(Case, id)

    def due(self, id: UUID) -> dict[str, datetime]:
        return {name: each.due_at for name, each in self.case(id).milestones.items()}

    def kinds(self, id: UUID) -> list[str]:
        return [type(each.fact).__name__ for each in self.commands.store.stream(id)]

    def settled(self, id: UUID, by: Order = STEWARD, solved: bool = True) -> None:
        """Accepted if need be, done, and called back by the committee."""
        if self.case(id).status not in {Status.ACCEPTED, Status.IN_PROGRESS}:
            self.cases.accept(by, id)
        self.cases.resolve(by, id, outcome="已维修。")
        self.cases.verify(COMMITTEE, id, solved=solved)


@pytest.fixture
def town(commands: Commands[Receipt], files: FileStore, clock: StandingClock) -> Town:
    return Town(Cases(commands, files), commands, clock)


@pytest.fixture
def garden(commands: Commands[Receipt]) -> UUID:
    """A compound in Weihai."""
    receipt = Compounds(commands).register(
        STREET,
        code="WH-0001",
        name="和美家园",
        region_codes=("3710", "371002", "371002001", "371002001001"),
        region_names=("威海", "环翠", "竹岛", "塔山"),
        kind=CompoundKind.COMMODITY,
        buildings=12,
        households=1312,
        profile="weihai",
    )
    return receipt.ids[0]


def test_a_leak_climbs_from_the_firm_to_the_district(town: Town, garden: UUID) -> None:
    cases = town.cases
    town.clock.now = china(3, 10, 9)
    leak = town.reported(compound_id=garden)
    assert town.due(leak) == {
        "contact": china(3, 10, 11),
        "visit": china(3, 11, 9),
        "done": china(3, 17, 24),
    }

    # L0: the firm comes in time, and does not finish.
    town.clock.now = china(3, 10, 10)
    cases.accept(STEWARD, leak)
    cases.contact(STEWARD, leak)
    cases.start(STEWARD, leak)
    cases.progress(STEWARD, leak, meets="visit", note="已上门。")
    town.until(china(3, 18, 9), leak)
    assert town.case(leak).level is Level.L1
    with pytest.raises(RoleBelowLevel):
        cases.accept(STEWARD, leak)

    # L1: nobody decides anything for two days.
    town.until(china(3, 21, 9), leak)
    assert town.case(leak).level is Level.L2

    # L2: the community whistles, which brings in the street and two bureaus.
    cases.accept(COMMUNITY, leak)
    cases.contact(COMMUNITY, leak)
    cases.whistle(COMMUNITY, leak, departments=("H", "W"), reason="须现场会诊。")
    with pytest.raises(AlreadyCalled):
        cases.whistle(COMMUNITY, leak, departments=("H",), reason="再次。")
    assert town.kinds(leak)[-2:] == ["Whistled", "Escalated"]
    case = town.case(leak)
    assert (case.level, case.receiver) == (Level.L3, "S")

    # L3: one bureau is there in time, the other late; neither waits for the street.
    town.until(china(3, 21, 14), leak)
    cases.report_in(BUREAU, leak, department="H")
    town.until(china(3, 22, 15), leak)
    assert town.kinds(leak)[-1] == "DeadlineMissed"  # report_in:W, which never climbs
    cases.report_in(WATER, leak, department="W")
    assert town.due(leak)["plan:H"] == china(3, 25, 24)  # 3 wd from a Saturday
    cases.act_as_department(BUREAU, leak, department="H", step=DepartmentStep.PLAN)

    cases.accept(STREET, leak)
    cases.contact(STREET, leak)
    cases.progress(STREET, leak, meets="action_plan", note="三方会诊，先关总阀。")
    town.until(china(4, 1, 9), leak)
    assert {"result", "result:H", "result:W"} < set(town.due(leak))
    with pytest.raises(NoEnforcementDuty):
        cases.hand_to_enforcement(STREET, leak, department="H", violation="拆墙。")
    cases.recategorise(STREET, leak, category="BLD-02", reason="拆改承重墙所致。")
    cases.hand_to_enforcement(
        STREET, leak, department="H", violation="拆墙。", basis="京98(1)"
    )
    assert town.due(leak)["answer:H"] == china(4, 9, 24)  # 5 wd, less 清明
    town.until(china(4, 3, 9), leak)
    cases.answer_enforcement(
        BUREAU, leak, department="H", result=EnforcementResult.ORDERED_CORRECTION
    )
    cases.act_as_department(BUREAU, leak, department="H", step=DepartmentStep.RESULT)
    town.settled(leak, STREET, solved=False)

    # L4: not solved, so the district; now it is.
    case = town.case(leak)
    assert (case.level, case.status) == (Level.L4, Status.ESCALATED)
    assert "result:W" in town.due(leak)
    town.settled(leak, BUREAU)
    cases.close(COMMITTEE, leak)
    assert town.case(leak).closed_at == china(4, 3, 9)

    # Fifteen days are 3 to 18 April, a Saturday: so until Monday's end.
    town.until(china(4, 20, 23, 59), leak)
    cases.reopen(ANNA, leak, reason="又漏了。")
    town.settled(leak, BUREAU)
    cases.close(COMMITTEE, leak)
    # From 20 April fifteen days end within the holiday of May, so on its next day.
    town.until(china(5, 7, 0, 1), leak)
    with pytest.raises(ReopenTooLate):
        cases.reopen(ANNA, leak, reason="还漏。")

    facts = [each.fact for each in town.commands.store.stream(leak)]
    assert {fact.rules.partition("@")[0] for fact in facts} == {"weihai"}
    climbs = [fact for fact in facts if isinstance(fact, Case.Escalated)]
    assert [(each.level, each.cause.value) for each in climbs] == [
        (1, "deadline"),
        (2, "deadline"),
        (3, "whistle"),
        (4, "unsolved"),
    ]
    assert all(each.timestamp >= before.timestamp for before, each in pairwise(facts))


def test_deadlines_over_the_holidays_of_2026(town: Town) -> None:
    town.clock.now = china(9, 29, 10)
    national_day = town.reported(category="SRV-01")
    town.clock.now = china(2, 12, 10)
    spring_festival = town.reported(category="SRV-04")

    assert town.due(national_day)["done"] == china(10, 8, 24)
    # Friday 13, Saturday 14 (worked instead), and the first day after the festival.
    assert town.due(spring_festival)["done"] == china(2, 24, 24)


def test_a_deadline_in_a_year_not_announced_says_so(town: Town) -> None:
    town.clock.now = china(12, 30, 10)

    unsure = town.case(town.reported(category="SRV-01"))
    hours = town.case(town.reported(category="SAF-02"))

    monday = datetime(2027, 1, 5, tzinfo=CHINA)
    assert unsure.milestones["done"] == Milestone("done", monday, True)
    assert not hours.milestones["done"].provisional


def test_what_comes_back_three_times_goes_to_the_district(town: Town) -> None:
    town.clock.now = china(3, 10, 9)
    heating = town.reported(category="PIP-03")
    town.settled(heating)
    town.cases.close(COMMITTEE, heating)

    for day, level in ((11, Level.L1), (12, Level.L1), (13, Level.L4)):
        town.until(china(3, day, 9), heating)
        town.cases.reopen(ANNA, heating, reason="又不热了。")
        assert town.case(heating).level is level
        if level is not Level.L4:
            town.settled(heating, BRANCH)
            town.cases.close(COMMITTEE, heating)


def test_ten_owners_of_whom_two_come_with_a_duplicate(town: Town) -> None:
    cases = town.cases
    town.clock.now = china(3, 10, 9)
    parking, again = (town.reported(by, category="ORD-01") for by in (ANNA, owner("b")))
    cases.join(owner("c"), again)
    for name in "defghij":
        cases.join(owner(name), parking)
    assert not town.case(parking).joint

    cases.merge(COMMUNITY, again, into=parking)

    case = town.case(parking)
    assert (case.joint, len(case.reporters)) == (True, 10)
    assert town.due(parking)["acceptance:joint"] == china(3, 12, 24)
    assert town.due(parking)["answer:joint"] == china(3, 17, 24)
    assert town.case(again).status is Status.MERGED
    assert town.case(again).next_due is None
    with pytest.raises(AlreadyReporter):
        cases.join(owner("c"), parking)
    cases.accept(STEWARD, parking, answer="已受理。")
    cases.progress(STEWARD, parking, meets="answer:joint", note="书面答复。")
    assert set(town.due(parking)) == {"contact", "reply", "plan"}
    cases.resolve(STEWARD, parking, outcome="已划线。")
    cases.verify(owner("c"), parking, solved=True)


def test_a_mediation_that_the_clocks_wait_for_ends_in_agreement(town: Town) -> None:
    cases = town.cases
    town.clock.now = china(3, 10, 9)
    quarrel = town.reported(category="DIS-01")
    cases.accept(BRANCH, quarrel)
    cases.offer_mediation(BRANCH, quarrel, mediator_id="mediator")
    cases.consent_to_mediation(ANNA, quarrel, side=Side.REPORTER)
    cases.consent_to_mediation(owner("b"), quarrel, side=Side.OTHER)
    reply = town.due(quarrel)["reply"]
    cases.pause(BRANCH, quarrel, reason=PauseReason.MEDIATION, until=china(3, 20))
    town.until(china(3, 12, 9), quarrel)

    cases.end_mediation(
        MEDIATOR, quarrel, outcome=MediationOutcome.AGREED, agreement="九点后不练琴。"
    )

    assert town.kinds(quarrel)[-2:] == ["MediationEnded", "Continued"]
    assert town.due(quarrel)["reply"] == reply + timedelta(days=2)
    ended, continued = (each.fact for each in town.commands.store.stream(quarrel)[-2:])
    assert set(ended.sealed) == {"agreement"} and continued.sealed == {}
    assert ended.sealed_id is not None
    texts = town.commands.vault.open(
        MEDIATOR.actor, "test", [(ended.sealed_id, "agreement")]
    )
    assert list(texts.values()) == ["九点后不练琴。"]


def test_a_finding_of_the_grid_worker_has_nobody_to_contact(town: Town) -> None:
    grid = Order(Actor("grid", Role.GRID_WORKER))
    town.clock.now = china(3, 10, 9)
    cables = town.reported(grid, channel=Channel.PROACTIVE, category="SAF-03")

    assert set(town.due(cables)) == {"done"}
    town.cases.accept(STEWARD, cables)
    with pytest.raises(NoReporter):
        town.cases.contact(STEWARD, cables)
    town.settled(cables)
    town.cases.close(COMMITTEE, cables)
    assert town.case(cables).status is Status.CLOSED


def test_nobody_answers_three_call_backs(town: Town) -> None:
    town.clock.now = china(3, 10, 9)
    lamp = town.reported(category="SRV-01")
    town.cases.accept(STEWARD, lamp)
    town.cases.resolve(STEWARD, lamp, outcome="已修。")

    for day in (11, 12, 13):
        town.until(china(3, day, 9), lamp)
        town.cases.fail_call_back(COMMITTEE, lamp)

    assert town.case(lamp).status is Status.UNVERIFIED
    town.cases.close(COMMITTEE, lamp)
    town.cases.reopen(ANNA, lamp, reason="没有修好。")
    assert town.case(lamp).level is Level.L1


def test_a_fire_that_nobody_touches_climbs_after_ten_minutes(town: Town) -> None:
    town.clock.now = china(3, 10, 9)
    fire = town.reported(category="SAF-01", urgent=True)

    town.until(china(3, 10, 9, 10), fire)

    assert town.case(fire).level is Level.L1
