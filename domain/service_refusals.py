"""What is refused of service forces and of those whom they send."""

from __future__ import annotations

from domain.errors import Refusal


class ForceTaken(Refusal):
    zh = "此处已有该代码的服务队伍。"
    en = "There is a service force with this code here already."
    fields = ("code",)


class UnknownProgramme(Refusal):
    zh = "没有服务项目代码“{programme}”。"
    en = "There is no service programme {programme}."
    fields = ("programme",)


class UnknownSkill(Refusal):
    zh = "没有技能代码“{skill}”。"
    en = "There is no skill {skill}."
    fields = ("skills",)


class DeskNotKept(Refusal):
    zh = "“{kind_zh}”不设服务窗口。"
    en = "A force of the kind {kind} keeps no desk."
    fields = ("id",)


class MemberAdmittedAlready(Refusal):
    zh = "该人员已是成员。"
    en = "This person is a member already."
    fields = ("member",)


class NoSuchMember(Refusal):
    zh = "“{member}”不是该队伍的成员。"
    en = "{member} is no member of this force."
    fields = ("member",)


class OwnIdentityCheck(Refusal):
    zh = "不得由本人核验自己的身份。"
    en = "Nobody checks their own identity."
    fields = ("member",)


class ForceDisbanded(Refusal):
    zh = "该服务队伍已解散。"
    en = "This service force is disbanded."
    fields = ("force_id",)


class OutsideForceArea(Refusal):
    zh = "该诉求不在此服务队伍的服务范围内。"
    en = "The case lies outside the area of this service force."
    fields = ("case_id",)


class CaseNeedsNobody(Refusal):
    zh = "该诉求已了结，无需派人。"
    en = "The case is settled; nobody is sent."
    fields = ("case_id",)


class CaseOrErrand(Refusal):
    zh = "请指明一件诉求或一个帮办事项，不可两者兼有。"
    en = "Name a case or an errand, and not both."
    fields = ("case_id", "matter")


class MatterNotOffered(Refusal):
    zh = "该服务点不办理事项“{matter}”。"
    en = "This force does not offer {matter}."
    fields = ("matter",)


class SkillMissing(Refusal):
    zh = "该成员没有技能“{skill}”。"
    en = "This member does not have the skill {skill}."
    fields = ("skill",)


class MemberOffDuty(Refusal):
    zh = "该成员此时不在值守时间内。"
    en = "This member is not on duty now."
    fields = ("member",)


class IdentityUnchecked(Refusal):
    zh = "入户人员须先核验身份。"
    en = "Who enters a home must have their identity checked before."
    fields = ("member",)


class VisitIsFree(Refusal):
    zh = "“{kind_zh}”上门对居民免费，不得由居民承担费用。"
    en = "A visit of a {kind} is free for the resident, who does not bear the cost."
    fields = ("bearer",)


class MediatorIsParty(Refusal):
    zh = "当事人或经办人及其近亲属不得担任调解员。"
    en = "Parties, handlers and their kin do not mediate."
    fields = ("member",)


class KinshipNotDenied(Refusal):
    zh = "调解员须声明与各方无亲属等利害关系。"
    en = "A mediator must state to be neither kin nor party."
    fields = ("unrelated",)


class NotTheOneSent(Refusal):
    zh = "只有被派人员本人可以进行此操作。"
    en = "Only the one who was sent does this."
    fields = ("id",)


class TimeSpentMissing(Refusal):
    zh = "请填写服务时长（分钟）。"
    en = "Say how many minutes it took."
    fields = ("minutes",)
