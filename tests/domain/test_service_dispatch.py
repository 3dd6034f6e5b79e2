"""A dispatch: who may be sent where, by whom it is paid, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.case import Case
from domain.errors import IllegalTransition, InvalidInput, Refusal
from domain.place import Place
from domain.quantities import Fen
from domain.roles import Actor, Role
from domain.service_dispatch import ServiceDispatch
from domain.service_dispatch_facts import (
    CostBearer,
    DispatchEnd,
    DispatchResult,
    DispatchStatus,
)
from domain.service_force import ServiceForce
from domain.service_force_facts import ForceKind
from domain.service_refusals import (
    CaseNeedsNobody,
    CaseOrErrand,
    ForceDisbanded,
    IdentityUnchecked,
    KinshipNotDenied,
    MatterNotOffered,
    MediatorIsParty,
    MemberOffDuty,
    NoSuchMember,
    NotTheOneSent,
    OutsideForceArea,
    SkillMissing,
    TimeSpentMissing,
    VisitIsFree,
)
from tests.domain.test_service_force import staffed
from tests.scenario import (
    ANNA,
    COMPOUND_ID,
    SECRETARY,
    fact,
    given,
    new_facts,
    refuses,
    reported,
    stamp,
    then,
)

ID = UUID(int=50)
WORKER = Actor("w-1", Role.TALENT_POOL_WORKER)
PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "national")
SKILL: dict[str, Any] = {"skill": "lock_opening"}


def checked(kind: ForceKind = ForceKind.TALENT_POOL, *hours: str) -> ServiceForce:
    force = staffed(kind, *hours)
    force.check_identity(stamp(SECRETARY), member="w-1", on=date(2026, 3, 10))
    return force


def send(force: ServiceForce, **changes: Any) -> ServiceDispatch:
    usual: dict[str, Any] = {
        "member": "w-1",
        "case": given(reported()),
        "matter": None,
        "skill": None,
        "enters_home": False,
        "bearer": CostBearer.FIRM,
    }
    return ServiceDispatch.send(stamp(SECRETARY), id=ID, force=force, **usual | changes)


def sent(kind: ForceKind = ForceKind.TALENT_POOL) -> ServiceDispatch:
    made = send(checked(kind))
    made.collect_events()
    return made


def cannot(refusal: type[Refusal], force: ServiceForce, **changes: Any) -> None:
    with pytest.raises(refusal) as refused:
        send(force, **changes)
    assert type(refused.value) is refusal
    assert refused.value.message("zh") and refused.value.message("en")


def test_a_member_is_sent_to_a_case_where_the_case_lies() -> None:
    force = checked()
    made = send(force, **SKILL)

    assert new_facts(made) == [
        then(
            ServiceDispatch.Sent,
            **PLACE.fields(),
            force_id=force.id,
            kind=ForceKind.TALENT_POOL,
            member="w-1",
            skill="lock_opening",
            case_id=given(reported()).id,
            matter=None,
            enters_home=True,
            bearer=CostBearer.FIRM,
        )
    ]


def test_the_visit_of_a_talent_pool_is_free_for_the_resident() -> None:
    cannot(VisitIsFree, checked(), bearer=CostBearer.RESIDENT)
    squad = checked(ForceKind.SERVICE_SQUAD)
    assert send(squad, bearer=CostBearer.RESIDENT).status is DispatchStatus.SENT


def test_nobody_enters_a_home_unchecked() -> None:
    cannot(IdentityUnchecked, staffed(), enters_home=True)
    cannot(IdentityUnchecked, staffed(), **SKILL)
    assert send(staffed()).status is DispatchStatus.SENT


def test_who_cannot_go() -> None:
    cannot(NoSuchMember, checked(), member="w-9")
    cannot(SkillMissing, checked(), skill="water_repair")
    cannot(MemberOffDuty, checked(ForceKind.TALENT_POOL, "3 08:00-18:00"))
    assert send(checked(ForceKind.TALENT_POOL, "2 09:00-18:00"))
    ended = checked()
    ended.disband(stamp(SECRETARY, stamp().at, "reason"))
    cannot(ForceDisbanded, ended)


def test_where_nobody_is_sent() -> None:
    cannot(CaseOrErrand, checked(), matter="id-card")
    cannot(CaseOrErrand, checked(), case=None)
    cannot(MatterNotOffered, checked(), case=None, matter="id-card")
    cannot(OutsideForceArea, checked(), case=given(reported(compound_id=UUID(int=8))))
    elsewhere = given(reported(region_path=("c", "x")))
    cannot(OutsideForceArea, checked(), case=elsewhere)
    settled = given(reported(), fact(Case.Withdrawn))
    cannot(CaseNeedsNobody, checked(), case=settled)


def test_an_errand_is_one_that_the_desk_offers() -> None:
    point = checked(ForceKind.HELP_POINT)
    point.open_desk(
        stamp(SECRETARY), spot="s", matters=("id-card",), hours=("1 08:00-12:00",)
    )
    made = send(point, case=None, matter="id-card")
    assert (made.place, made.status) == (PLACE, DispatchStatus.SENT)


def test_a_mediator_is_neither_handler_nor_party() -> None:
    room = checked(ForceKind.MEDIATION_ROOM)
    handled = given(reported(), fact(Case.Assigned, party="P", handler_id="w-1"))
    cannot(MediatorIsParty, room, case=handled)
    cannot(MediatorIsParty, room, case=given(reported(reporter="w-1")))
    assert ANNA != "w-1"
    made = sent(ForceKind.MEDIATION_ROOM)
    refuses(KinshipNotDenied, made, made.accept, stamp(WORKER))
    made.accept(stamp(WORKER), unrelated=True)
    assert new_facts(made) == [then(ServiceDispatch.Accepted, unrelated=True)]


def test_from_accepting_to_the_end() -> None:
    made = sent()
    made.accept(stamp(WORKER))
    made.arrive(stamp(WORKER))
    made.collect_events()
    done: dict[str, Any] = {"result": DispatchResult.DONE, "cost": Fen(8000)}
    made.complete(stamp(WORKER), **done)

    assert new_facts(made) == [then(ServiceDispatch.Completed, minutes=None, **done)]
    assert made.status is DispatchStatus.COMPLETED
    refuses(
        IllegalTransition,
        made,
        made.cancel,
        stamp(WORKER),
        end=DispatchEnd.NOT_NEEDED,
    )


def test_volunteers_say_how_long_it_took() -> None:
    made = sent(ForceKind.VOLUNTEER_TEAM)
    made.accept(stamp(SECRETARY))
    made.arrive(stamp(SECRETARY))
    made.collect_events()
    done = DispatchResult.DONE
    refuses(TimeSpentMissing, made, made.complete, stamp(SECRETARY), result=done)
    refuses(InvalidInput, made, made.complete, stamp(SECRETARY), result=done, minutes=0)
    made.complete(stamp(SECRETARY), result=done, minutes=90)
    assert made.status is DispatchStatus.COMPLETED


def test_those_who_serve_act_for_themselves() -> None:
    made = sent()
    other = Actor("w-2", Role.TALENT_POOL_WORKER)
    refuses(NotTheOneSent, made, made.accept, stamp(other))
    refuses(NotTheOneSent, made, made.cancel, stamp(other), end=DispatchEnd.DECLINED)
    refuses(IllegalTransition, made, made.arrive, stamp(WORKER))
    made.cancel(stamp(WORKER), end=DispatchEnd.DECLINED)
    assert new_facts(made) == [
        then(ServiceDispatch.Cancelled, end=DispatchEnd.DECLINED)
    ]
