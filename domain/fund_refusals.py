"""Why a command about the maintenance fund or the common income is refused; the source
of each rule stands in its message or beside its value in `rules/national/fund.toml`."""

from __future__ import annotations

from domain.errors import Refusal


class FundThere(Refusal):
    zh = "该小区的维修资金账簿已经建立。"
    en = "This compound's fund is kept already."
    fields = ("compound_id",)


class FundDayInFuture(Refusal):
    zh = "日期 {on} 尚未到来。"
    en = "{on} is still to come."
    fields = ("on",)


class YearReconciled(Refusal):
    zh = "{year} 年及以前的账目已对账，不能再入账。"
    en = "The books up to {year} are reconciled; nothing is booked there any more."
    fields = ("on",)


class YearNotOver(Refusal):
    zh = "{year} 年尚未结束，不能对账。"
    en = "{year} is not over yet and cannot be reconciled."
    fields = ("year",)


class AmountsDoNotMatch(Refusal):
    zh = "{units} 户对应 {amounts} 个金额，应一一对应。"
    en = "{units} units and {amounts} amounts were given; one for each is expected."
    fields = ("amounts",)


class NoSubAccount(Refusal):
    zh = "房屋 {unit} 没有分户账。"
    en = "The unit {unit} has no sub-account."
    fields = ("units",)


class NoUnitsThere(Refusal):
    zh = "没有受益的分户：楼栋或房屋未建分户账。"
    en = "No unit is concerned: these buildings have no sub-accounts."
    fields = ("buildings",)


class UnitElsewhere(Refusal):
    zh = "房屋 {number} 不属于本小区，或已注销。"
    en = "The unit {number} is not of this compound, or was removed."
    fields = ("units",)


class NotTransferredYet(Refusal):
    zh = "房屋登记中没有 {on} 的产权转移，分户账不能过户（165号令）。"
    en = "The register knows no transfer of the unit on {on} (decree 165)."
    fields = ("on",)


class TransferNoted(Refusal):
    zh = "该房屋 {on} 的过户已经登记。"
    en = "The transfer of {on} is noted already."
    fields = ("on",)


class VoteUsedBefore(Refusal):
    zh = "表决 {vote} 已经用于本基金的另一事项。"
    en = "The vote {vote} was relied on before, for another matter of this fund."
    fields = ("vote_id",)


class RaiseNotDecided(Refusal):
    zh = "续交须先经业主共同决定筹集（民法典278(6)）。"
    en = "A top-up needs a decision of the owners to raise money (Civil Code 278(6))."
    fields = ("vote_id",)


class NothingIsLow(Refusal):
    zh = "没有低于首期交存额规定比例的账户。"
    en = "No balance is below the share of its first deposit that the rules name."


class UnknownFundCause(Refusal):
    zh = "没有维修资金使用事由“{cause}”。"
    en = "There is no cause {cause} for a use of the fund."
    fields = ("cause",)


class NotPayable(Refusal):
    zh = "“{what_zh}”不得使用维修资金（{origin}）。"
    en = "The fund does not pay for {what} ({origin})."
    fields = ("cause",)


class FundFenced(Refusal):
    zh = "维修资金专款专用，不得用于“{what_zh}”（{origin}）。"
    en = "The fund is for its purpose alone, not for {what} ({origin})."
    fields = ("cause",)


class NotAnEmergency(Refusal):
    zh = "“{what_zh}”不在应急使用事由之列，应按一般程序使用（民法典281，{origin}）。"
    en = "{what} is no listed emergency; the ordinary way is open ({origin})."
    fields = ("cause",)


class NoSuchUse(Refusal):
    zh = "没有第 {use} 号维修资金使用事项。"
    en = "There is no use of the fund with the number {use}."
    fields = ("use",)


class TooFewQuotes(Refusal):
    zh = "方案应附至少 {least} 份报价，现有 {given} 份。"
    en = "A plan needs at least {least} quotes; it has {given}."
    fields = ("quotes",)


class PlanPostedTooShort(Refusal):
    zh = "方案自 {posted} 起须公示满 {days} 天，{earliest} 起方可开始表决。"
    en = (
        "The plan posted on {posted} stands {days} full days; a vote may open from "
        "{earliest} on."
    )
    fields = ("opens_on",)


class ReviewerIsApplicant(Refusal):
    zh = "申请人、提出人不能审核同一事项。"
    en = "Whoever asked for the money cannot review it."
    fields = ("authorization",)


class ConfirmerIsReporter(Refusal):
    zh = "应急使用的报告人或已确认人不能再作确认。"
    en = "Whoever reported the emergency, or confirmed it before, cannot confirm it."
    fields = ("authorization",)


class FirstPaymentTooLarge(Refusal):
    zh = "首款不得超过预算的 {percent}%，即 {most} 分。"
    en = "The first payment may be {percent}% of the budget at most: {most} fen."
    fields = ("amount",)


class OverRun(Refusal):
    zh = "结算超过预算 {percent}% 以上（最多 {most} 分），应重新申请（杭州条例）。"
    en = (
        "The settlement exceeds the budget by more than {percent}% ({most} fen at "
        "most): the use has to be applied for again (Hangzhou)."
    )
    fields = ("amount",)


class AuditRequired(Refusal):
    zh = "结算超过 {above} 分的须先经审计（杭州条例）。"
    en = "A settlement above {above} fen needs an audit first (Hangzhou)."
    fields = ("amount",)


class AboveAudit(Refusal):
    zh = "结算 {amount} 分高于审定的 {audited} 分。"
    en = "The settlement of {amount} fen is above the {audited} that the audit found."
    fields = ("amount",)


class SettledBelowPaid(Refusal):
    zh = "结算 {amount} 分低于已付的 {paid} 分。"
    en = "{amount} fen is less than the {paid} that are paid already."
    fields = ("amount",)


class UnknownIncomeSource(Refusal):
    zh = "没有公共收益来源“{source}”。"
    en = "There is no source of common income {source}."
    fields = ("source",)


class UnknownIncomePurpose(Refusal):
    zh = "没有公共收益用途“{purpose}”。"
    en = "There is no purpose {purpose} for common income."
    fields = ("purpose",)


class IncomeFenced(Refusal):
    zh = "公共收益属于全体业主，不得用于“{what_zh}”（民法典282）。"
    en = "Common income is the owners'; it is not for {what} (Civil Code 282)."
    fields = ("purpose",)


class CostAboveIncome(Refusal):
    zh = "合理成本 {cost} 分高于收入 {gross} 分。"
    en = "A cost of {cost} fen is above the income of {gross}."
    fields = ("cost",)


class IncomeTooSmall(Refusal):
    zh = "{year} 年公共收益结余 {left} 分，不足 {amount} 分。"
    en = "Of the common income of {year} {left} fen are left, less than {amount}."
    fields = ("amount",)


class IncomeOwedToFund(Refusal):
    zh = "维修资金余额不足期间，{year} 年公共收益至少 {percent}% 转入维修资金（京74）。"
    en = (
        "While the fund is low, at least {percent}% of the common income of {year} "
        "goes into it (Beijing 74)."
    )
    fields = ("amount",)
