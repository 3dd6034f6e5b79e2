"""A service force (服务力量): people who can be sent to a case or an errand.

A talent pool, a volunteer team, a mediation room, a help point: what each sort may do
and must keep is data (`service_forces`). Who is sent where is a `ServiceDispatch`.
"""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.duty_windows import parse_windows
from domain.facts import Stamp, require_text, stamped
from domain.lifecycle import invalid, require_distinct
from domain.place import Place
from domain.rule_values import Item
from domain.rulepack import RulePack
from domain.service_force_facts import ForceKind, ForceMember, ServiceForceFacts
from domain.service_refusals import (
    DeskNotKept,
    MemberAdmittedAlready,
    NoSuchMember,
    OwnIdentityCheck,
    UnknownProgramme,
    UnknownSkill,
)
from domain.text_release import Releasing

NAMESPACE = uuid5(NAMESPACE_URL, "gongshi:service-force")


def force_id(place: Place, code: str) -> UUID:
    """A force's id follows from its place and its code, so that no code is there
    twice in one place."""
    where = str(place.compound_id or "/".join(place.region_path))
    return uuid5(NAMESPACE, f"{where} {code}")


def rules_of(rules: RulePack, kind: ForceKind) -> Item:
    """What a sort of force may do and must keep."""
    return rules.catalogue("service_forces")[kind.value]


class ServiceForce(ServiceForceFacts, Releasing, Aggregate):
    """One force. members: by opaque id. matters: what its desk does."""

    def __init__(self) -> None:
        self.kind = ForceKind.VOLUNTEER_TEAM
        self.code = ""
        self.matters: tuple[str, ...] = ()
        self.members: dict[str, ForceMember] = {}

    @classmethod
    def found(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        kind: ForceKind,
        code: str,
        programme: str | None = None,
        leaders: tuple[str, ...] = (),
    ) -> Self:
        """Set up a force of a compound or a region."""
        require_code("code", code)
        _require_codes("leaders", leaders)
        if programme not in (None, *stamp.rules.catalogue("service_programmes")):
            raise UnknownProgramme(programme=programme)
        return cls._create(
            cls.Founded,
            id=id,
            **stamped(stamp),
            **place.fields(),
            kind=kind,
            code=code,
            programme=programme,
            leaders=leaders,
        )

    def open_desk(
        self,
        stamp: Stamp,
        *,
        spot: str,
        matters: tuple[str, ...],
        hours: tuple[str, ...],
    ) -> None:
        """Say where its desk is, what is done there, and when it is open."""
        self._allow(self.DeskOpened)
        if not rules_of(stamp.rules, self.kind).flag("keeps_desk"):
            raise DeskNotKept(kind=self.kind.label.en, kind_zh=self.kind.label.zh)
        require_code("spot", spot)
        _require_codes("matters", matters)
        if not matters:
            raise invalid("matters", "至少一项", "at least one expected")
        if not hours:
            raise invalid("hours", "请填写服务时间", "say when it is open")
        self._record(
            self.DeskOpened,
            stamp,
            spot=spot,
            matters=matters,
            hours=parse_windows("hours", hours),
        )

    def admit_member(
        self,
        stamp: Stamp,
        *,
        member: str,
        skills: tuple[str, ...],
        hours: tuple[str, ...] = (),
    ) -> None:
        """Take somebody in, with skills and the hours in which they may be called."""
        self._allow(self.MemberAdmitted)
        require_code("member", member)
        require_distinct("skills", skills)
        for skill in skills:
            if skill not in stamp.rules.catalogue("service_skills"):
                raise UnknownSkill(skill=skill)
        if member in self.members:
            raise MemberAdmittedAlready
        self._record(
            self.MemberAdmitted,
            stamp,
            member=member,
            skills=skills,
            hours=parse_windows("hours", hours),
        )

    def set_availability(
        self, stamp: Stamp, *, member: str, hours: tuple[str, ...]
    ) -> None:
        """Say when a member may be called; no hours: at any time."""
        self._allow(self.AvailabilitySet)
        self.member(member)
        windows = parse_windows("hours", hours)
        self._record(self.AvailabilitySet, stamp, member=member, hours=windows)

    def check_identity(self, stamp: Stamp, *, member: str, on: date) -> None:
        """Record that the papers of a member were seen, by somebody else."""
        self._allow(self.IdentityChecked)
        self.member(member)
        if stamp.actor.id == member:
            raise OwnIdentityCheck
        if on > day_in_china(stamp.at):
            raise invalid("on", "不得晚于今天", "not later than today")
        self._record(self.IdentityChecked, stamp, member=member, on=on)

    def release_member(self, stamp: Stamp, *, member: str) -> None:
        """Let a member go."""
        self._allow(self.MemberReleased)
        self.member(member)
        self._record(self.MemberReleased, stamp, member=member)

    def pledge_resource(
        self,
        stamp: Stamp,
        *,
        unit: str,
        resource: str,
        starts_on: date,
        ends_on: date,
    ) -> None:
        """Record what a unit brings to the force, and for how long (资源下沉)."""
        self._allow(self.ResourcePledged)
        require_code("unit", unit)
        require_code("resource", resource)
        if ends_on < starts_on:
            raise invalid("ends_on", "不得早于开始", "not before the beginning")
        self._record(
            self.ResourcePledged,
            stamp,
            unit=unit,
            resource=resource,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    def disband(self, stamp: Stamp) -> None:
        """End the force."""
        self._allow(self.Disbanded)
        require_text(stamp, "reason")
        self._record(self.Disbanded, stamp)

    def member(self, id: str) -> ForceMember:
        """A member by id. Raises `NoSuchMember`."""
        try:
            return self.members[id]
        except KeyError:
            raise NoSuchMember(member=id) from None


def _require_codes(field: str, codes: tuple[str, ...]) -> None:
    require_distinct(field, codes)
    for code in codes:
        require_code(field, code)
