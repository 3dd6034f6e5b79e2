"""Why a command on an account under commission (酬金制) is refused."""

from __future__ import annotations

from domain.errors import Refusal


class NotOnCommission(Refusal):
    zh = "合同 {contract} 不是酬金制合同。"
    en = "The contract {contract} is not one under commission."
    fields = ("contract",)


class CommissionAccountThere(Refusal):
    zh = "该合同已有共管账户 {id}。"
    en = "The contract has a shared account already: {id}."
    fields = ("contract",)


class CommissionCodeUnknown(Refusal):
    zh = "目录中没有“{code}”。"
    en = "The catalogue has no {code}."
    fields = ("code",)


class CommissionItemAmiss(Refusal):
    """A cost names its item, and nothing else does."""

    zh = "服务支出须列明项目，其他支付不列项目。"
    en = "A cost names its item, and no other payment does."
    fields = ("item",)


class CommissionPaymentUnknown(Refusal):
    zh = "没有第 {payment} 号支付申请。"
    en = "There is no payment request {payment}."
    fields = ("payment",)


class CommissionPaymentDecided(Refusal):
    zh = "第 {payment} 号支付申请已处理。"
    en = "The payment request {payment} is decided already."
    fields = ("payment",)


class CommissionSelfSigned(Refusal):
    zh = "共管账户须由业主方另行会签，申请人不能会签自己的申请。"
    en = "The account is shared: who asked for a payment cannot countersign it."
    fields = ("authorization",)


class SharedAccountShort(Refusal):
    zh = "共管账户余额 {left} 分，不足 {amount} 分；不足部分可由企业垫付。"
    en = (
        "The shared account holds {left} fen, less than {amount}; the firm may advance"
        " what is missing."
    )
    fields = ("amount",)


class CommissionNotEarned(Refusal):
    zh = "按合同尚可提取酬金 {left} 分，不能提取 {amount} 分；预收费用属于业主。"
    en = (
        "By the contract {left} fen of commission may be taken, not {amount}: what is"
        " prepaid belongs to the owners."
    )
    fields = ("amount",)


class CommissionNotAdvanced(Refusal):
    zh = "应还企业垫付 {owed} 分，不能归还 {amount} 分。"
    en = "The firm is owed {owed} fen of advances, less than {amount}."
    fields = ("amount",)


class CommissionDayOutside(Refusal):
    zh = "日期应在 {first} 至 {last} 之间；已公布账目的年度不再变动。"
    en = (
        "A day from {first} to {last} expected; a year whose account is open to the"
        " owners does not change any more."
    )
    fields = ("on",)


class CommissionYearNotNext(Refusal):
    zh = "下一个应公布账目的年度是 {year}。"
    en = "The next year to be closed is {year}."
    fields = ("year",)


class CommissionYearRuns(Refusal):
    zh = "{year} 年尚未结束。"
    en = "The year {year} is not over yet."
    fields = ("year",)


class CommissionContractRuns(Refusal):
    zh = "合同 {contract} 尚在履行，不能结清共管账户。"
    en = "The contract {contract} still runs, so its account cannot be settled."


class CommissionPaymentsWait(Refusal):
    zh = "尚有 {count} 项支付申请未会签。"
    en = "{count} payment requests are not decided yet."


class AdvanceBeforeHandOver(Refusal):
    zh = "共管账户尚有余额，须先归还企业垫付 {owed} 分。"
    en = "The account holds money: the firm's advances of {owed} fen come first."
