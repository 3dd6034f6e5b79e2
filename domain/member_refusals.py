"""Why a command on the members of a body is refused."""

from __future__ import annotations

from domain.committee_words import MemberCondition
from domain.errors import Refusal


class SourceNotForBody(Refusal):
    zh = "“{source_zh}”不能作为该组织成员的来源。"
    en = "Nobody sits in this body for: {source}."
    fields = ("source",)


class NominationNeeded(Refusal):
    zh = "{person} 未经提名和资格审查。"
    en = "{person} was not nominated and checked."
    fields = ("person",)


class AlreadySeated(Refusal):
    zh = "{person} 已是成员。"
    en = "{person} has a seat already."
    fields = ("person",)


class NotSeated(Refusal):
    zh = "{person} 不是该组织成员。"
    en = "{person} has no seat in this body."
    fields = ("person",)


class OwnersMustElect(Refusal):
    zh = "业委会委员由业主共同决定选举,须指明表决。"
    en = "The owners elect the members of their committee: name the vote."
    fields = ("vote_id",)


class ResidentsMustElect(Refusal):
    zh = "成员由居民选举,须记明应到、实到和赞成人数。"
    en = "The residents elect: give how many may, were present and were in favour."
    fields = ("eligible", "present", "in_favour")


class ResidentsQuorumMissed(Refusal):
    zh = "应到 {eligible} 人,实到 {present} 人,未过半数。"
    en = "{present} of {eligible} were present: not more than half."
    fields = ("present",)


class NotElected(Refusal):
    zh = "到会 {present} 人,赞成 {in_favour} 人,未过半数。"
    en = "{in_favour} of {present} present were in favour: not more than half."
    fields = ("in_favour",)


class NoSeatFree(Refusal):
    zh = "委员名额 {seats} 个已满。"
    en = "All {seats} seats are taken."
    fields = ("person",)


class AlternateHoldsNoOffice(Refusal):
    zh = "候补委员不能担任主任、副主任。"
    en = "An alternate holds no office."
    fields = ("person",)


class MemberUnfit(Refusal):
    zh = "{person} 复核后不符合任职条件。"
    en = "{person} was found not to fulfil the conditions."
    fields = ("person",)


class EndNeedsVote(Refusal):
    zh = "因“{ground_zh}”终止职务须由业主大会决定。"
    en = "Only the assembly ends a membership for: {ground}. Name the vote."
    fields = ("vote_id",)


class NotSentHere(Refusal):
    zh = "选举产生的成员不能由派出单位调换。"
    en = "A member who was elected cannot be recalled by a sender."
    fields = ("ground",)


class AlreadySuspended(Refusal):
    zh = "{person} 已暂停履职。"
    en = "{person} is suspended already."
    fields = ("person",)


class NotSuspended(Refusal):
    zh = "{person} 未被暂停履职。"
    en = "{person} is not suspended."
    fields = ("person",)


class NotAnAlternate(Refusal):
    zh = "{person} 不是候补委员。"
    en = "{person} is no alternate."
    fields = ("person",)


class PaidByFirm(Refusal):
    zh = "业委会委员不能在物业企业领取报酬(京39(4)、47(7))。"
    en = "The firm may pay no member of an owners' body (Beijing 39(4), 47(7))."
    fields = ("paid",)


class SupervisionStandsApart(Refusal):
    zh = "监督委员不能在其他组织任职。"
    en = "A member of the supervision committee is in no other body."
    fields = ("organisation",)


class PostHeldAlready(Refusal):
    zh = "该兼职已登记。"
    en = "This second post is recorded already."
    fields = ("organisation_id",)


class NoSuchPost(Refusal):
    zh = "没有登记该兼职。"
    en = "No such second post is recorded."
    fields = ("organisation_id",)


class ConsentNeeded(Refusal):
    zh = "登记党员身份须经本人同意。"
    en = "Party membership is told by consent only."
    fields = ("consent",)


class NotAnOfficeHolder(Refusal):
    zh = "只登记任职者的党员身份。"
    en = "Party membership is kept of office holders only."
    fields = ("person",)


# --- the conditions of a member (京39), each with a code of its own -------------------


class CapacityUnproven(Refusal):
    zh = "{person} 未确认具有完全民事行为能力。"
    en = "{person} was not found to have full legal capacity."
    fields = ("met",)


class NotLawAbiding(Refusal):
    zh = "{person} 未确认遵纪守法。"
    en = "{person} was not found to be law-abiding."
    fields = ("met",)


class ResidenceTooShort(Refusal):
    zh = "{person} 未达到规定的居住年限。"
    en = "{person} has not lived here for as long as the rules ask."
    fields = ("met",)


class ProhibitedUse(Refusal):
    zh = "{person} 的房屋存在违规使用。"
    en = "{person} was not found free of a prohibited use of the home."
    fields = ("met",)


class TiedToFirm(Refusal):
    zh = "{person} 与物业企业存在利害关系或者未经核查。"
    en = "{person} was not found free of ties to the firm."
    fields = ("met",)


class JudgementDebtor(Refusal):
    zh = "{person} 是失信被执行人或者未经核查。"
    en = "{person} was not found free of judgement default."
    fields = ("met",)


class FeesOwed(Refusal):
    zh = "{person} 未按时交纳费用或者未经核查。"
    en = "{person} was not found to have paid the fees."
    fields = ("met",)


class InAnotherBody(Refusal):
    zh = "{person} 在其他组织任职或者未经核查。"
    en = "{person} was not found to be in no other body."
    fields = ("met",)


UNMET: dict[MemberCondition, type[Refusal]] = {
    MemberCondition.FULL_CAPACITY: CapacityUnproven,
    MemberCondition.LAW_ABIDING: NotLawAbiding,
    MemberCondition.LONG_RESIDENT: ResidenceTooShort,
    MemberCondition.NO_PROHIBITED_USE: ProhibitedUse,
    MemberCondition.NO_FIRM_TIE: TiedToFirm,
    MemberCondition.NO_JUDGEMENT_DEFAULT: JudgementDebtor,
    MemberCondition.PAID_UP: FeesOwed,
    MemberCondition.NO_OTHER_BODY: InAnotherBody,
}
