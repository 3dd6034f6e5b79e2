"""Why an enterprise refuses a command; every class is a stable code (see `Refusal`).
What a rating refuses for its counts stands in `domain.rating`."""

from __future__ import annotations

from domain.errors import Refusal


class EnterpriseTaken(Refusal):
    zh = "该统一社会信用代码已登记。"
    en = "This unified social credit code is registered already."
    fields = ("credit_code",)


class NotOfThisEnterprise(Refusal):
    zh = "只有本企业的项目负责人才能代表本企业。"
    en = "Only a site manager of this enterprise acts for it."
    fields = ("authorization",)


class EnterpriseDayAhead(Refusal):
    zh = "日期 {day} 不能晚于今天。"
    en = "{day} is still to come."


class EnterpriseDayBefore(Refusal):
    zh = "日期 {day} 不能早于 {since}。"
    en = "{day} must not be before {since}."


class MandateMismatch(Refusal):
    zh = "国企兜底企业须注明授权文号，其他企业不填。"
    en = "A state backstop names its mandate; no other enterprise has one."
    fields = ("mandate",)


class EnterpriseUnchanged(Refusal):
    zh = "登记内容没有变化。"
    en = "The register says so already."
    fields = ("name",)


# --- organisation and subcontracts ----------------------------------------------------


class OfficeTaken(Refusal):
    zh = "部门代码“{office}”已使用。"
    en = "There is an office {office} already."
    fields = ("office",)


class OfficeUnknown(Refusal):
    zh = "没有部门“{office}”。"
    en = "There is no office {office}."
    fields = ("office",)


class OfficeAreasMismatch(Refusal):
    zh = "项目部须划定片区，其他部门不划片区。"
    en = "A site office has areas, and no other office has."
    fields = ("areas",)


class SiteAreaTaken(Refusal):
    zh = "片区“{area}”已由项目部“{office}”负责。"
    en = "The area {area} belongs to the site office {office}."
    fields = ("areas",)


class OfficeIsNoSite(Refusal):
    zh = "“{office}”不是项目部。"
    en = "{office} is no site office."
    fields = ("office",)


class SiteManagerUnchanged(Refusal):
    zh = "该项目负责人没有变化。"
    en = "The site manager is this one already."
    fields = ("manager_id",)


class NoSiteManagerReportDue(Refusal):
    zh = "项目部“{office}”没有待报到的负责人。"
    en = "No site manager of {office} has still to report."
    fields = ("office",)


class SiteAreaUnknown(Refusal):
    zh = "片区“{area}”不属于项目部“{office}”。"
    en = "The area {area} does not belong to the site office {office}."
    fields = ("area",)


class WholeServiceSubcontracted(Refusal):
    zh = "不得将全部物业服务分包给他人（负面清单 N1）。"
    en = "The whole of the service is never subcontracted (N1 of the negative list)."
    fields = ("service",)


class SubcontractServiceUnknown(Refusal):
    zh = "没有可分包的专项服务“{service}”。"
    en = "There is no service {service} that may be subcontracted."
    fields = ("service",)


class SubcontractToItself(Refusal):
    zh = "承包单位不能是本企业。"
    en = "The contractor must be another organisation."
    fields = ("contractor",)


class SubcontractTaken(Refusal):
    zh = "分包合同“{agreement}”已登记。"
    en = "There is a subcontract {agreement} already."
    fields = ("agreement",)


class SubcontractUnknown(Refusal):
    zh = "没有履行中的分包合同“{agreement}”。"
    en = "There is no running subcontract {agreement}."
    fields = ("agreement",)


# --- Party, training, growth ----------------------------------------------------------


class PartyBodyTaken(Refusal):
    zh = "党组织代码“{body}”已使用，或该范围已有党组织。"
    en = "The code {body} is used, or what it covers is covered already."
    fields = ("body",)


class PartyBodyUnknown(Refusal):
    zh = "没有党组织“{body}”。"
    en = "There is no Party body {body}."
    fields = ("body",)


class PartyBodyTooSmall(Refusal):
    zh = "单独组建须有至少 {least} 名正式党员。"
    en = "A body of its own needs at least {least} full members."
    fields = ("members",)


class PartyPartnersMismatch(Refusal):
    zh = "联合组建须注明联合单位，其他方式不填。"
    en = "A joint body names its partners; no other has any."
    fields = ("partners",)


class PartyInstructorMismatch(Refusal):
    zh = "派遣党建指导员须注明指导员和任期，其他方式不填。"
    en = "Where an instructor is sent, say who and until when; nowhere else."
    fields = ("instructor_id",)


class IndustryPartyMember(Refusal):
    zh = "企业已属于行业党组织“{organisation}”。"
    en = "It belongs to {organisation} already."
    fields = ("organisation",)


class NoIndustryPartyMember(Refusal):
    zh = "企业不属于行业党组织“{organisation}”。"
    en = "It does not belong to {organisation}."
    fields = ("organisation",)


class TrainingTaken(Refusal):
    zh = "培训场次“{session}”已登记。"
    en = "The session {session} is recorded already."
    fields = ("session",)


class GrowthPlanTaken(Refusal):
    zh = "攀登计划“{plan}”已登记。"
    en = "There is a growth plan {plan} already."
    fields = ("plan",)


class GrowthMilestoneNotOpen(Refusal):
    zh = "攀登计划“{plan}”没有未完成的节点“{milestone}”。"
    en = "The growth plan {plan} has no open milestone {milestone}."
    fields = ("milestone",)
