"""Why a compound refuses a command about its management and its contract."""

from __future__ import annotations

from domain.errors import Refusal


class CompoundDayAhead(Refusal):
    zh = "日期 {day} 尚未到来。"
    en = "The day {day} is still to come."


class SameManagement(Refusal):
    zh = "管理状态没有变化。"
    en = "It is managed this way already."
    fields = ("management",)


class ManagementNotLater(Refusal):
    zh = "日期 {day} 不能早于上一状态的起始日期 {since}。"
    en = "{day} must not be before {since}, when the last status began."
    fields = ("since",)


class StillServed(Refusal):
    zh = "服务合同 {number} 仍在履行，不能核定为失管。"
    en = "Contract {number} is still running: the compound is not unmanaged."
    fields = ("management",)


# --- contract -----------------------------------------------------------------------


class NoContract(Refusal):
    zh = "该小区没有服务合同。"
    en = "The compound has no service contract."
    fields = ("id",)


class ContractRuns(Refusal):
    zh = "服务合同 {number} 尚未终止，一个小区只能有一家物业。"
    en = "Contract {number} has not ended; one compound has one firm."
    fields = ("starts_on",)


class ContractNumberUsed(Refusal):
    zh = "合同编号 {number} 已使用。"
    en = "The contract number {number} is used already."
    fields = ("number",)


class ContractNeedsVote(Refusal):
    zh = "选聘、续聘、解聘物业和调整收费须经业主共同决定。"
    en = "This needs a decision of the owners: name their vote."
    fields = ("vote_id",)


class LegalBasisMissing(Refusal):
    zh = "未经业主表决的合同须写明法律依据。"
    en = "A contract without a vote of the owners must name the article it rests on."
    fields = ("legal_basis",)


class UnvotedTooLong(Refusal):
    zh = "未经业主表决的服务最长 {months} 个月。"
    en = "Without a vote of the owners the service lasts at most {months} months."
    fields = ("ends_on",)


class BackstopNotNeeded(Refusal):
    zh = "只有失管小区才能由国企兜底。"
    en = "The state backstop is for unmanaged compounds alone."
    fields = ("model",)


class BackstopNeedsPlan(Refusal):
    zh = "国企兜底进驻前须有“一区一策”方案。"
    en = "The backstop needs a plan for the compound before it enters."
    fields = ("model",)


class UnknownService(Refusal):
    zh = "服务目录中没有“{service}”。"
    en = "The catalogue has no service {service}."
    fields = ("items",)


class SharesDoNotFit(Refusal):
    zh = "收益分成合计应为 100%，实为 {sum}%。"
    en = "The shares of the income must sum to 100 percent, not {sum}."
    fields = ("income_shares",)


class SharesNotExpected(Refusal):
    zh = "只有职业经理人模式约定收益分成。"
    en = "Only a professional manager's contract splits the income."
    fields = ("income_shares",)


class AlreadyFiled(Refusal):
    zh = "该合同已备案。"
    en = "The contract is filed already."
    fields = ("id",)


class RenewalNotLonger(Refusal):
    zh = "续签后的期限应晚于 {ends_on}。"
    en = "A renewed contract must end after {ends_on}."
    fields = ("ends_on",)


class PriceNoticeTooShort(Refusal):
    zh = "调价须提前 {days} 天公示。"
    en = "A price change must be posted {days} full days before it holds."
    fields = ("effective_on",)


class TariffNotLater(Refusal):
    zh = "新标准的起始日期应晚于 {first}。"
    en = "The new tariff must begin after {first}."
    fields = ("effective_on",)


class TariffBackdated(Refusal):
    zh = "新标准不能溯及已计费的周期，起始日期最早为 {earliest}。"
    en = "A price does not reach back into billed periods: {earliest} at the earliest."
    fields = ("effective_on",)


class FullSubcontracting(Refusal):
    zh = "不得将全部物业服务转委托。"
    en = "The whole service must not be handed on to others (N1)."
    fields = ("services",)


class NotContracted(Refusal):
    zh = "合同中没有服务“{service}”。"
    en = "The contract does not have the service {service}."
    fields = ("services",)
