"""The register of enterprises, folded from what the domain records."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from application.event_store import EventStore
from domain.enterprise import Enterprise
from domain.enterprise_words import (
    CreditList,
    EnterpriseKind,
    FindingAppeal,
    GrowthMilestone,
    ListingEnd,
    ListingSubject,
    ObjectionSubject,
    OfficeKind,
    TrainingTrack,
)
from domain.facts import Fact
from domain.party_coverage import PartyCoverageMode
from domain.rating import RatingColour
from projections.engine import Engine
from projections.enterprise_register import ENTERPRISE_REGISTER
from projections.record_filter import RecordFilter
from projections.records import Record
from tests.domain.enterprise_lives import (
    APRIL,
    CODE,
    CONTRACTOR,
    DAY,
    MANAGER,
    OFFICER,
    OTHER_OFFICER,
    PLACE,
    QUARTER,
    by,
    counts,
    decided,
    final,
    later,
    publish,
    rate,
)
from tests.projections.samples import append, recorded
from tests.scenario import RULES

ID = UUID(int=50)


def begun(name: str = "安居物业", id: UUID = ID) -> Enterprise:
    return Enterprise.register(by(), id=id, place=PLACE, credit_code=CODE, name=name)


def folded(firm: Enterprise) -> Record:
    row: Record | None = None
    for each in recorded(facts(firm)):
        row = ENTERPRISE_REGISTER.evolve(row, each)
    assert row is not None
    return row


def facts(firm: Enterprise) -> list[Fact]:
    return [each for each in firm.collect_events() if isinstance(each, Fact)]


def test_the_entry_and_what_becomes_of_it() -> None:
    firm = begun()
    firm.correct(
        by(), name="安居服务", kind=EnterpriseKind.STATE_BACKSTOP, mandate="2022年第3号"
    )
    firm.exit(by(), on=DAY)

    row = folded(firm)

    assert (row.status, row.kind, row.sort) == ("exited", "", "安居服务")
    assert (row.compound_id, row.region_path) == (None, PLACE.region_path)
    assert row.view["enterprise_kind"] == "state_backstop"
    assert row.view["exited_on"] == "2026-03-02"


def test_the_organisation() -> None:
    firm = begun()
    for office in ("site-1", "site-2"):
        firm.set_up_office(
            by(),
            office=office,
            kind=OfficeKind.SITE,
            name="项目部",
            areas=(f"{office}-area",),
            on=DAY,
        )
    firm.appoint_site_manager(by(), office="site-1", manager_id="m-1", on=DAY)
    firm.report_site_manager(by(), office="site-1", area="site-1-area", on=DAY)
    firm.close_office(by(), office="site-2", on=DAY)
    firm.agree_subcontract(
        by(),
        agreement="s-1",
        contractor=CONTRACTOR,
        service="cleaning",
        since=DAY,
        until=date(2027, 1, 1),
    )
    firm.end_subcontract(by(), agreement="s-1", on=date(2026, 3, 9))

    view = folded(firm).view

    assert view["offices"] == [
        {
            "office": "site-1",
            "kind": "site",
            "name": "项目部",
            "areas": ["site-1-area"],
            "on": "2026-03-02",
            "manager_id": "m-1",
            "manager_since": "2026-03-02",
            "report_due_at": "2026-03-05T16:00:00+00:00",
            "reported_on": "2026-03-02",
        }
    ]
    assert [each["until"] for each in view["subcontracts"]] == ["2026-03-09"]


def test_party_training_and_growth() -> None:
    firm = begun()
    for body in ("p-1", "p-2"):
        firm.form_party_body(
            by(),
            body=body,
            coverage=PartyCoverageMode.OWN,
            superior="street",
            members=3,
            probationary=1,
            founded_on=DAY,
        )
        if body == "p-1":
            firm.dissolve_party_body(by(), body="p-1", on=DAY)
    firm.count_party_members(by(), body="p-2", members=4, probationary=0, on=DAY)
    for organisation in ("trade-1", "trade-2"):
        firm.join_industry_party(by(), organisation=organisation, on=DAY)
    firm.leave_industry_party(by(), organisation="trade-1", on=DAY)
    for number, track in enumerate(
        (TrainingTrack.SEED, TrainingTrack.SEED, TrainingTrack.PILLAR)
    ):
        firm.hold_training(
            by(), session=f"t-{number}", track=track, attended=10, passed=7, on=DAY
        )
    aims = (GrowthMilestone("merge", DAY), GrowthMilestone("list", DAY))
    firm.plan_growth(by(), plan="g-1", year=2026, key=True, milestones=aims)
    firm.reach_growth_milestone(by(), plan="g-1", milestone="merge", on=DAY)

    view = folded(firm).view

    assert [(each["body"], each["members"]) for each in view["party_bodies"]] == [
        ("p-2", 4)
    ]
    assert [each["organisation"] for each in view["industry_party"]] == ["trade-2"]
    assert view["trainings"] == [
        {"track": "seed", "year": 2026, "sessions": 2, "attended": 20, "passed": 14},
        {"track": "pillar", "year": 2026, "sessions": 1, "attended": 10, "passed": 7},
    ]
    (plan,) = view["growth_plans"]
    assert [each["reached_on"] for each in plan["milestones"]] == ["2026-03-02", None]


def judged() -> Enterprise:
    """Found against twice, rated twice, objected to, listed."""
    firm = begun()
    firm.set_up_office(
        by(), office="s", kind=OfficeKind.SITE, name="s", areas=("a",), on=DAY
    )
    firm.appoint_site_manager(by(), office="s", manager_id=MANAGER.id, on=DAY)
    final(firm)
    number = decided(firm)
    firm.appeal_finding(by(MANAGER, "grounds"), finding=number)
    firm.decide_finding_appeal(
        by(OTHER_OFFICER, "answer"),
        finding=number,
        outcome=FindingAppeal.ANNULLED,
        points=0,
    )
    firm.publish_finding(by(at=APRIL), finding=1)
    rate(firm, inputs=counts(6))
    firm.raise_objection(
        by(MANAGER, "grounds", at=APRIL),
        subject=ObjectionSubject.RATING,
        reference=QUARTER,
    )
    firm.answer_objection(by(OFFICER, "answer", at=APRIL), objection=1, upheld=True)
    rate(firm, inputs=counts(7))
    publish(firm)
    firm.put_on_list(
        by(at=later(9, APRIL)),
        credit_list=CreditList.BLACK,
        subject=ListingSubject.ORGANISATION,
        finding=1,
        until=date(2027, 1, 1),
    )
    firm.repair_finding(by(OFFICER, "measure", at=later(9, APRIL)), finding=1, on=DAY)
    firm.take_off_list(
        by(OFFICER, "reason", at=later(9, APRIL)), listing=1, end=ListingEnd.REPAIRED
    )
    return firm


def test_ratings_findings_and_lists() -> None:
    row = folded(judged())

    assert (row.kind, row.view["colour"]) == ("yellow", "yellow")
    (card,) = row.view["ratings"]
    assert (card["quarter"], card["round"], card["score"]) == (QUARTER, 2, 6800)
    assert card["rules"] == RULES.id
    assert len(card["inputs"]) == len(card["lines"]) == 7
    assert card["deductions"] == [{"finding": 1, "marks": 500}]
    assert card["published_at"] and card["plan_due_at"]
    first, second = row.view["findings"]
    assert (first["stage"], first["final_on"]) == ("repaired", "2026-03-18")
    assert first["published_at"] == APRIL.isoformat()
    assert (second["stage"], second["points"]) == ("annulled", 0)
    assert second["appeal_outcome"] == "annulled"
    assert [each["upheld"] for each in row.view["objections"]] == [True]
    assert [each["end"] for each in row.view["listings"]] == ["repaired"]
    assert len(row.texts) == 8


async def test_lists_are_asked_for_by_colour(
    store: EventStore, engine: Engine, reader: psycopg.AsyncConnection[Any]
) -> None:
    append(store, facts(judged()) + facts(begun("和美物业", UUID(int=51))))
    engine.run_until_caught_up()
    register = ENTERPRISE_REGISTER

    counted = {
        kind: (
            await register.count(reader, RecordFilter(kind=kind, region="371002"))
        ).value
        for kind in (None, "", *(colour.value for colour in RatingColour))
    }
    assert counted == {None: 2, "": 1, "red": 0, "yellow": 1, "blue": 0, "green": 0}
    page = await register.page(reader, RecordFilter(kind="yellow"))
    assert page.rows[0].view == folded(judged()).view
