"""A service force: its people, their hours, and what is checked before they go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from domain.calendar import CHINA
from domain.duty_windows import DutyWindow, on_duty, parse_windows
from domain.errors import IllegalTransition, InvalidInput, TextRequired
from domain.place import Place
from domain.service_force import ServiceForce, force_id
from domain.service_force_facts import ForceKind, ForceStatus
from domain.service_refusals import (
    DeskNotKept,
    MemberAdmittedAlready,
    NoSuchMember,
    OwnIdentityCheck,
    UnknownProgramme,
    UnknownSkill,
)
from tests.scenario import COMPOUND_ID, SECRETARY, new_facts, refuses, stamp, then

PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "national")
TODAY = date(2026, 3, 10)


def founded(kind: ForceKind = ForceKind.TALENT_POOL, **changes: Any) -> ServiceForce:
    id = force_id(PLACE, "pool-1")
    usual: dict[str, Any] = {"kind": kind, "code": "pool-1"}
    made = ServiceForce.found(stamp(SECRETARY), id=id, place=PLACE, **usual | changes)
    made.collect_events()
    return made


def staffed(kind: ForceKind = ForceKind.TALENT_POOL, *hours: str) -> ServiceForce:
    made = founded(kind)
    made.admit_member(
        stamp(SECRETARY), member="w-1", skills=("lock_opening",), hours=hours
    )
    made.collect_events()
    return made


def test_a_force_is_founded_and_led() -> None:
    made = ServiceForce.found(
        stamp(SECRETARY),
        id=force_id(PLACE, "team-1"),
        place=PLACE,
        kind=ForceKind.VOLUNTEER_TEAM,
        code="team-1",
        programme="youth_volunteering",
        leaders=("organisation-department", "housing-department"),
    )

    assert new_facts(made) == [
        then(
            ServiceForce.Founded,
            **PLACE.fields(),
            kind=ForceKind.VOLUNTEER_TEAM,
            code="team-1",
            programme="youth_volunteering",
            leaders=("organisation-department", "housing-department"),
        )
    ]


def test_no_code_is_there_twice_in_one_place() -> None:
    region = Place(None, ("c", "d"), "heze")
    assert force_id(PLACE, "a") == force_id(PLACE, "a")
    assert len({force_id(PLACE, "a"), force_id(PLACE, "b"), force_id(region, "a")}) == 3


def test_a_programme_is_one_of_the_list() -> None:
    with pytest.raises(UnknownProgramme):
        founded(programme="dancing")


def test_a_desk_says_what_where_and_when() -> None:
    point = founded(ForceKind.HELP_POINT)
    point.open_desk(
        stamp(SECRETARY),
        spot="station-2",
        matters=("id-card", "pension"),
        hours=("1-2 08:00-12:00", "6 09:00-24:00"),
    )

    assert new_facts(point) == [
        then(
            ServiceForce.DeskOpened,
            spot="station-2",
            matters=("id-card", "pension"),
            hours=(
                DutyWindow(1, 480, 720),
                DutyWindow(2, 480, 720),
                DutyWindow(6, 540, 1440),
            ),
        )
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("spot", "王小明家"),
        ("matters", ()),
        ("matters", ("a", "a")),
        ("hours", ()),
        ("hours", ("8:00-12:00",)),
        ("hours", ("5-1 08:00-12:00",)),
        ("hours", ("1 12:00-08:00",)),
        ("hours", ("1 08:00-24:30",)),
    ],
)
def test_a_desk_that_is_not_said_well_is_refused(field: str, value: Any) -> None:
    point = founded(ForceKind.HELP_POINT)
    desk: dict[str, Any] = {
        "spot": "s",
        "matters": ("a",),
        "hours": ("1 08:00-12:00",),
    }
    with pytest.raises(InvalidInput) as refused:
        point.open_desk(stamp(SECRETARY), **desk | {field: value})
    assert refused.value.fields == (field,)


def test_a_talent_pool_keeps_no_desk() -> None:
    pool = founded()
    refuses(
        DeskNotKept,
        pool,
        pool.open_desk,
        stamp(SECRETARY),
        spot="s",
        matters=("a",),
        hours=("1 08:00-12:00",),
    )


def test_hours_hold_from_their_opening_until_their_closing() -> None:
    windows = parse_windows("hours", ("2 09:00-17:00",))

    def at(hour: int, day: int = 10) -> datetime:
        return datetime(2026, 3, day, hour, tzinfo=CHINA)

    assert [on_duty(windows, at(hour)) for hour in (8, 9, 16, 17)] == [
        False,
        True,
        True,
        False,
    ]
    assert not on_duty(windows, at(10, day=11))
    assert on_duty((), at(3))


def test_a_member_joins_is_checked_and_leaves() -> None:
    pool = staffed()
    pool.set_availability(stamp(SECRETARY), member="w-1", hours=("1-5 08:00-18:00",))
    pool.check_identity(stamp(SECRETARY), member="w-1", on=TODAY)
    assert pool.member("w-1").checked_on == TODAY
    assert len(pool.member("w-1").hours) == 5
    pool.release_member(stamp(SECRETARY), member="w-1")
    pool.collect_events()

    assert pool.members == {}
    commands: list[tuple[Any, dict[str, Any]]] = [
        (pool.release_member, {}),
        (pool.check_identity, {"on": TODAY}),
        (pool.set_availability, {"hours": ()}),
    ]
    for command, more in commands:
        refuses(NoSuchMember, pool, command, stamp(SECRETARY), member="w-1", **more)


def test_what_is_refused_of_members() -> None:
    pool = staffed()
    join = pool.admit_member
    refuses(
        MemberAdmittedAlready, pool, join, stamp(SECRETARY), member="w-1", skills=()
    )
    refuses(
        UnknownSkill, pool, join, stamp(SECRETARY), member="w-2", skills=("singing",)
    )
    pool.admit_member(stamp(SECRETARY), member=SECRETARY.id, skills=())
    pool.collect_events()
    check = pool.check_identity
    refuses(
        OwnIdentityCheck, pool, check, stamp(SECRETARY), member=SECRETARY.id, on=TODAY
    )
    tomorrow = date(2026, 3, 11)
    refuses(InvalidInput, pool, check, stamp(SECRETARY), member="w-1", on=tomorrow)


def test_a_pledge_has_a_period() -> None:
    pool = founded()
    pledge: dict[str, Any] = {"unit": "bureau-7", "resource": "ladder-truck"}
    pool.pledge_resource(
        stamp(SECRETARY), **pledge, starts_on=TODAY, ends_on=date(2026, 12, 31)
    )

    assert new_facts(pool) == [
        then(
            ServiceForce.ResourcePledged,
            **pledge,
            starts_on=TODAY,
            ends_on=date(2026, 12, 31),
        )
    ]
    refuses(
        InvalidInput,
        pool,
        pool.pledge_resource,
        stamp(SECRETARY),
        **pledge,
        starts_on=TODAY,
        ends_on=date(2026, 3, 9),
    )


def test_a_disbanded_force_does_nothing() -> None:
    pool = founded()
    refuses(TextRequired, pool, pool.disband, stamp(SECRETARY))
    pool.disband(stamp(SECRETARY, stamp().at, "reason"))
    pool.collect_events()

    assert pool.status is ForceStatus.DISBANDED
    refuses(
        IllegalTransition,
        pool,
        pool.admit_member,
        stamp(SECRETARY),
        member="w-1",
        skills=(),
    )
