"""A dispatch (派单): a member of a service force is sent to a case or an errand.

Rules: who enters a home had their identity checked (DOMAIN 2.17); the visit of a
talent pool is free for the resident (row 1-21); a mediator is neither party nor kin.
"""

from __future__ import annotations

from typing import Self
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.case import Case
from domain.case_words import UNSETTLED
from domain.duty_windows import on_duty
from domain.facts import Stamp, stamped
from domain.lifecycle import Living, require_between
from domain.place import Place
from domain.quantities import Fen
from domain.roles import Role
from domain.rulepack import RulePack
from domain.service_dispatch_facts import (
    CostBearer,
    DispatchEnd,
    DispatchResult,
    ServiceDispatchFacts,
)
from domain.service_force import ServiceForce, rules_of
from domain.service_force_facts import ForceKind, ForceMember, ForceStatus
from domain.service_refusals import (
    CaseNeedsNobody,
    CaseOrErrand,
    ForceDisbanded,
    IdentityUnchecked,
    KinshipNotDenied,
    MatterNotOffered,
    MediatorIsParty,
    MemberOffDuty,
    NotTheOneSent,
    OutsideForceArea,
    SkillMissing,
    TimeSpentMissing,
    VisitIsFree,
)

SERVING = frozenset(
    {Role.TALENT_POOL_WORKER, Role.VOLUNTEER, Role.HELP_CLERK, Role.MEDIATOR}
)
"""Roles that act only where they themselves were sent."""
LONGEST = 7 * 24 * 60
"""Minutes: more than any one visit takes."""
FREE = Fen(0)
DEAREST = 100_000_000
"""A million yuan: more than any one visit costs."""


class ServiceDispatch(ServiceDispatchFacts, Living, Aggregate):
    """One dispatch of one member."""

    def __init__(self) -> None:
        self.kind = ForceKind.VOLUNTEER_TEAM
        self.member = ""

    @classmethod
    def send(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        force: ServiceForce,
        member: str,
        case: Case | None,
        matter: str | None,
        skill: str | None,
        enters_home: bool,
        bearer: CostBearer,
    ) -> Self:
        """Send a member of a force to a case, or on an errand that its desk offers."""
        if force.status is not ForceStatus.STANDING:
            raise ForceDisbanded
        known = force.member(member)
        place = _place(force, case, matter)
        _require_able(stamp, known, skill)
        if _enters(stamp.rules, skill, enters_home) and known.checked_on is None:
            raise IdentityUnchecked
        kind = rules_of(stamp.rules, force.kind)
        label = force.kind.label
        if bearer is CostBearer.RESIDENT and kind.flag("free_visit"):
            raise VisitIsFree(kind=label.en, kind_zh=label.zh)
        if case is not None and kind.flag("impartial"):
            _require_impartial(case, member)
        return cls._create(
            cls.Sent,
            id=id,
            **stamped(stamp),
            **place.fields(),
            force_id=force.id,
            kind=force.kind,
            member=member,
            skill=skill,
            case_id=case.id if case is not None else None,
            matter=matter,
            enters_home=_enters(stamp.rules, skill, enters_home),
            bearer=bearer,
        )

    def accept(self, stamp: Stamp, *, unrelated: bool = False) -> None:
        """Go; a mediator states to be neither kin nor party."""
        self._allow(self.Accepted)
        self._require_the_one_sent(stamp)
        if rules_of(stamp.rules, self.kind).flag("impartial") and not unrelated:
            raise KinshipNotDenied
        self._record(self.Accepted, stamp, unrelated=unrelated)

    def arrive(self, stamp: Stamp) -> None:
        """Be there."""
        self._allow(self.Arrived)
        self._require_the_one_sent(stamp)
        self._record(self.Arrived, stamp)

    def complete(
        self,
        stamp: Stamp,
        *,
        result: DispatchResult,
        minutes: int | None = None,
        cost: Fen = FREE,
    ) -> None:
        """Say what came of it, how long it took, and what it cost."""
        self._allow(self.Completed)
        self._require_the_one_sent(stamp)
        if minutes is not None:
            require_between("minutes", minutes, 1, LONGEST)
        elif rules_of(stamp.rules, self.kind).flag("counts_time"):
            raise TimeSpentMissing
        require_between("cost", cost, 0, DEAREST)
        self._record(self.Completed, stamp, result=result, minutes=minutes, cost=cost)

    def cancel(self, stamp: Stamp, *, end: DispatchEnd) -> None:
        """Say that nobody goes, and why."""
        self._allow(self.Cancelled)
        self._require_the_one_sent(stamp)
        self._record(self.Cancelled, stamp, end=end)

    def _require_the_one_sent(self, stamp: Stamp) -> None:
        """Those who serve act for themselves; who sends them may act for them."""
        if stamp.actor.role in SERVING and stamp.actor.id != self.member:
            raise NotTheOneSent


def _place(force: ServiceForce, case: Case | None, matter: str | None) -> Place:
    """Where it is done: where the case lies, otherwise where the force is."""
    if (case is None) is (matter is None):
        raise CaseOrErrand
    if case is None:
        if matter not in force.matters:
            raise MatterNotOffered(matter=matter)
        return force.place
    if case.status not in UNSETTLED:
        raise CaseNeedsNobody
    reach = len(force.region_path)
    elsewhere = force.compound_id not in (None, case.compound_id)
    if elsewhere or tuple(case.region_path[:reach]) != force.region_path:
        raise OutsideForceArea
    return Place(case.compound_id, tuple(case.region_path), case.profile)


def _require_able(stamp: Stamp, known: ForceMember, skill: str | None) -> None:
    if skill is not None and skill not in known.skills:
        raise SkillMissing(skill=skill)
    if not on_duty(known.hours, stamp.at):
        raise MemberOffDuty


def _enters(rules: RulePack, skill: str | None, stated: bool) -> bool:
    """Whether it leads into a home: as stated, or as the skill always does."""
    if skill is None:
        return stated
    return stated or rules.catalogue("service_skills")[skill].flag("enters_homes")


def _require_impartial(case: Case, member: str) -> None:
    if member in case.handlers | case.reporters:
        raise MediatorIsParty
