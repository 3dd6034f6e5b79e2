"""The facts of a service force (服务力量) and the words they use.

What a help point offers and when it is open is public (D45); who its people are is not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from domain.coded import Coded
from domain.duty_windows import DutyWindow
from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.text_release import ReleasedText

if TYPE_CHECKING:
    from domain.service_force import ServiceForce


class ForceStatus(Coded):
    """Whether a force is there to be called."""

    STANDING = "standing", "在役", "Standing"
    DISBANDED = "disbanded", "已解散", "Disbanded"


class ForceKind(Coded):
    """Which sort of force it is (DOMAIN 1.6, service forces)."""

    TALENT_POOL = "talent_pool", "技术服务人才库", "Talent pool"
    VOLUNTEER_TEAM = "volunteer_team", "志愿服务队", "Volunteer team"
    MEDIATION_ROOM = "mediation_room", "邻里矛盾调解室", "Mediation room"
    HELP_POINT = "help_point", "红色帮办点", "Help point"
    ONE_STOP_DESK = "one_stop_desk", "一站式服务大厅", "One-stop desk"
    SECURITY_TEAM = "security_team", "党员安保服务队", "Party security team"
    SERVICE_SQUAD = "service_squad", "服务小队", "Service squad"
    SERVICE_NET = "service_net", "服务网", "Service net"


@dataclass(frozen=True, slots=True)
class ForceMember:
    """skills: of `service_skills`. hours: empty, at any time. checked_on: when the
    member's identity was checked; None: never."""

    skills: tuple[str, ...]
    hours: tuple[DutyWindow, ...]
    checked_on: date | None


STANDING_FORCE = frozenset({ForceStatus.STANDING})


class ServiceForceFacts:
    """The namespace that makes the facts read `ServiceForce.Founded`, ..."""

    class Founded(Beginning):
        """A force is there.

        code: as its organiser calls it. programme: an entry of `service_programmes`.
        leaders: codes of the bodies that lead it.
        """

        label = Label("组建", "Founded")
        target = ForceStatus.STANDING
        kind: ForceKind
        code: str
        programme: str | None
        leaders: tuple[str, ...]

        def change(self, force: ServiceForce) -> None:
            force.kind = self.kind
            force.code = self.code

    class DeskOpened(Step):
        """A help point says where it is, what it does and when (D45); a change says
        all of it anew."""

        label = Label("公布服务事项", "Desk opened")
        sources = STANDING_FORCE
        spot: str
        matters: tuple[str, ...]
        hours: tuple[DutyWindow, ...]

        def change(self, force: ServiceForce) -> None:
            force.matters = self.matters

    class MemberAdmitted(Step):
        """Somebody joins; member: an opaque id. skills: of `service_skills`."""

        label = Label("成员加入", "Member admitted")
        audience = Audience.RESTRICTED
        texts = sealable(member_name=Mask.NEVER, member_phone=Mask.NEVER)
        sources = STANDING_FORCE
        member: str
        skills: tuple[str, ...]
        hours: tuple[DutyWindow, ...]

        def change(self, force: ServiceForce) -> None:
            new = ForceMember(self.skills, self.hours, None)
            force.members = {**force.members, self.member: new}

    class AvailabilitySet(Step):
        """When a member may be called; no hours: at any time."""

        label = Label("值守时间", "Availability set")
        audience = Audience.RESTRICTED
        sources = STANDING_FORCE
        member: str
        hours: tuple[DutyWindow, ...]

        def change(self, force: ServiceForce) -> None:
            known = replace(force.members[self.member], hours=self.hours)
            force.members = {**force.members, self.member: known}

    class IdentityChecked(Step):
        """The actor saw a member's papers on a day (DOMAIN 2.17)."""

        label = Label("身份核验", "Identity checked")
        audience = Audience.RESTRICTED
        sources = STANDING_FORCE
        member: str
        on: date

        def change(self, force: ServiceForce) -> None:
            known = replace(force.members[self.member], checked_on=self.on)
            force.members = {**force.members, self.member: known}

    class MemberReleased(Step):
        """Somebody left, and is sent nowhere any more."""

        label = Label("成员退出", "Member released")
        audience = Audience.RESTRICTED
        sources = STANDING_FORCE
        member: str

        def change(self, force: ServiceForce) -> None:
            left = force.members.items()
            force.members = {id: each for id, each in left if id != self.member}

    class ResourcePledged(Step):
        """A unit brings a resource for a time (资源下沉); unit, resource: codes."""

        label = Label("资源下沉承诺", "Resource pledged")
        sources = STANDING_FORCE
        unit: str
        resource: str
        starts_on: date
        ends_on: date

    class Disbanded(Step):
        """The force is no more; what it did stays."""

        label = Label("解散", "Disbanded")
        texts = sealable(reason=Mask.M0)
        sources = STANDING_FORCE
        target = ForceStatus.DISBANDED

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item."""

        sources = frozenset(ForceStatus)
