"""Enterprises to begin a test with: registered, organised, rated, found against."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.enterprise import Enterprise, enterprise_id
from domain.enterprise_words import OfficeKind
from domain.facts import Stamp
from domain.place import Place
from domain.rating_counts import RatingInput
from domain.roles import Actor, Role
from tests.scenario import NOW, RULES, stamp

CODE = "91350100M000100Y43"
"""The example of GB 32100-2015."""
CONTRACTOR = "91110000802100433B"
PLACE = Place(None, ("371000", "371002"), "national")
OFFICER = Actor("officer-1", Role.PROPERTY_OFFICER)
OTHER_OFFICER = Actor("officer-2", Role.PROPERTY_OFFICER)
MANAGER = Actor("manager-1", Role.SITE_MANAGER)
STRANGE_MANAGER = Actor("manager-9", Role.SITE_MANAGER)
DAY = date(2026, 3, 2)
APRIL = datetime(2026, 4, 7, 1, tzinfo=UTC)
"""A Tuesday after the first quarter."""
QUARTER = "2026-Q1"


def by(actor: Actor = OFFICER, *texts: str, at: datetime = NOW) -> Stamp:
    return stamp(actor, at, *texts)


def later(days: int, since: datetime = NOW) -> datetime:
    return since + timedelta(days=days)


def registered(**changes: Any) -> Enterprise:
    given: dict[str, Any] = {"credit_code": CODE, "name": "安居物业"}
    made = Enterprise.register(
        by(), id=enterprise_id(CODE), place=PLACE, **given | changes
    )
    made.collect_events()
    return made


def organised() -> Enterprise:
    """With a site office and its manager."""
    firm = registered()
    firm.set_up_office(
        by(),
        office="site-1",
        kind=OfficeKind.SITE,
        name="第一项目部",
        areas=("a-1", "a-2"),
        on=DAY,
    )
    firm.appoint_site_manager(by(), office="site-1", manager_id=MANAGER.id, on=DAY)
    firm.collect_events()
    return firm


def counts(met: int = 9, of: int = 10, **changes: Any) -> tuple[RatingInput, ...]:
    """The same share for every indicator, no complaints; `changes` by indicator."""
    usual = {}
    for name, item in RULES.catalogue("rating_indicators").items():
        unit = item.number("unit")
        sample = of * item.number("least")
        meets = met * item.number("least") * unit if item.flag("share") else 0
        usual[name] = RatingInput(name, meets, sample * unit, sample, 1)
    return tuple({**usual, **changes}.values())


def rate(
    firm: Enterprise,
    quarter: str = QUARTER,
    at: datetime = APRIL,
    inputs: tuple[RatingInput, ...] | None = None,
) -> None:
    firm.rate(by(at=at), quarter=quarter, inputs=counts() if inputs is None else inputs)


def publish(firm: Enterprise, quarter: str = QUARTER, at: datetime = APRIL) -> None:
    """After the time to object to what was rated at a moment."""
    firm.publish_rating(by(at=later(8, at)), quarter=quarter)


def opened(firm: Enterprise, entry: str = "N4", at: datetime = NOW) -> int:
    """Open a finding; its number."""
    firm.open_finding(by(at=at), entry=entry, acted_on=DAY, evidence=("sha256:ab",))
    return len(firm.findings)


def decided(firm: Enterprise, entry: str = "N4", **changes: Any) -> int:
    """Open, hear and decide a finding; its number."""
    at = changes.pop("at", NOW)
    number = opened(firm, entry, at)
    firm.hear_finding(by(at=at), finding=number, on=DAY, attended=True)
    given: dict[str, Any] = {
        "points": 5,
        "basis": "民944",
        "repair_by": date(2027, 3, 31),
    }
    firm.decide_finding(
        by(OFFICER, "correction", at=at), finding=number, **given | changes
    )
    return number


def final(firm: Enterprise, entry: str = "N4", **changes: Any) -> int:
    """The same, and nobody appealed; its number. at: of the decision."""
    number = decided(firm, entry, **changes)
    at = changes.get("at", NOW)
    firm.finalise_finding(by(at=later(9, at)), finding=number)
    return number
