"""Why a command of a fee account is refused."""

from __future__ import annotations

from domain.errors import Refusal


class FeeAccountTaken(Refusal):
    zh = "该户已有物业费账户。"
    en = "This household has a fee account already."
    fields = ("unit_id",)


class AlreadyCharged(Refusal):
    zh = "项目 {item} 在 {first} 至 {last} 已计费。"
    en = "{item} is charged already within {first} to {last}."
    fields = ("period_from",)


class ChargeNotListed(Refusal):
    zh = "项目 {item} 不在收费标准内，不得收取。"
    en = "{item} is not listed for this unit: it must not be charged."
    fields = ("item",)


class NoTariff(Refusal):
    zh = "{day} 没有生效的收费标准。"
    en = "No tariff holds on {day}."
    fields = ("period_from",)


class ChargeInTrial(Refusal):
    zh = "试服务期内不得收费：{day}。"
    en = "Nothing is charged during the trial service, which covers {day}."
    fields = ("period_from",)


class BeforeChargedFrom(Refusal):
    zh = "收费自 {charged_from} 起，此前不得收费。"
    en = "Charges begin on {charged_from}; nothing before it is charged."
    fields = ("period_from",)


class PeriodBeyondCycle(Refusal):
    zh = "计费期间应在一个计费周期内：{first} 至 {last}。"
    en = "A line lies within one billing period, here {first} to {last}."
    fields = ("period_to",)


class UnitRemoved(Refusal):
    zh = "该户已注销。"
    en = "This unit is no longer in the register."
    fields = ("id",)


class NoSuchLine(Refusal):
    zh = "账户中没有这笔费用：{line}。"
    en = "The account has no such line: {line}."
    fields = ("lines",)


class LineNotOpen(Refusal):
    zh = "这笔费用已结清或已冲销：{line}。"
    en = "This line is settled or taken back: {line}."
    fields = ("lines",)


class PaymentNotPositive(Refusal):
    zh = "金额必须大于零。"
    en = "An amount above zero is expected."
    fields = ("amount_fen",)


class PaymentKnown(Refusal):
    zh = "流水号 {reference} 的付款已入账。"
    en = "The payment {reference} is recorded already."
    fields = ("reference",)


class ReferenceMissing(Refusal):
    zh = "非现金付款必须填写流水号。"
    en = "A payment that is not cash needs its reference."
    fields = ("reference",)


class SignatureMissing(Refusal):
    zh = "收据须由交费人签名。"
    en = "The payer signs the receipt."
    fields = ("signature",)


class PrepaymentForced(Refusal):
    zh = "付清欠费后余 {rest} 分，交费人同意预交 {chosen} 分；不得强制预交。"
    en = (
        "After what is owed {rest} fen remain, and the payer chose to prepay {chosen}: "
        "a prepayment must not be forced."
    )
    fields = ("prepay_fen",)


class PrepaymentTooLong(Refusal):
    zh = "预交最多 {months} 个月（{limit} 分），将达 {fen} 分。"
    en = "At most {months} months ({limit} fen) are prepaid; it would be {fen} fen."
    fields = ("prepay_fen",)


class NothingPrepaid(Refusal):
    zh = "没有可冲抵的预交款，或没有到期费用。"
    en = "There is no prepayment to release, or no line is due."
    fields = ("on",)


class RefundBeyondPrepayment(Refusal):
    zh = "预交余额为 {balance} 分，不能退 {fen} 分。"
    en = "{balance} fen are prepaid; {fen} cannot be paid back."
    fields = ("amount_fen",)


class WaiverBeyondLine(Refusal):
    zh = "该笔费用尚欠 {balance} 分，不能减免 {fen} 分。"
    en = "{balance} fen of the line are open; {fen} cannot be waived."
    fields = ("amount_fen",)


class NoSuchReceipt(Refusal):
    zh = "账户中没有收据 {number}。"
    en = "The account has no receipt {number}."
    fields = ("receipt",)


class ReceiptVoidAlready(Refusal):
    zh = "收据 {number} 已作废。"
    en = "The receipt {number} is void already."
    fields = ("receipt",)


class PrepaymentSpent(Refusal):
    zh = "该收据的预交款已使用，余额 {balance} 分，须先冲回。"
    en = (
        "What the receipt prepaid has been used: {balance} fen are left, so it cannot "
        "be made void."
    )
    fields = ("receipt",)


class LineDisputed(Refusal):
    zh = "这笔费用正在争议中：{line}。"
    en = "This line is in dispute: {line}."
    fields = ("lines",)


class LineNotDisputed(Refusal):
    zh = "这笔费用没有争议：{line}。"
    en = "This line is not in dispute: {line}."
    fields = ("lines",)


class NotAFeeDispute(Refusal):
    zh = "诉求的类别应为 {category}，且属于同一小区。"
    en = "The case must be of the category {category}, in the same compound."
    fields = ("case_id",)


class AccountElsewhere(Refusal):
    zh = "账户不属于本小区。"
    en = "The account belongs to another compound."
    fields = ("account_id",)


class NothingDue(Refusal):
    zh = "没有到期且无争议的欠费，不得催告。"
    en = "Nothing undisputed is due: there is nothing to demand."
    fields = ("lines",)


class DemandRunning(Refusal):
    zh = "上一次催告的期限到 {until} 才届满。"
    en = "The time set by the last demand ends on {until}."
    fields = ("sent_on",)


class DemandsMissing(Refusal):
    zh = "起诉或申请仲裁前须书面催告 {needed} 次且期限届满，现为 {sent} 次。"
    en = "A claim needs {needed} written demands whose time has run out; so far {sent}."
    fields = ("lines",)


class ClaimMissing(Refusal):
    zh = "费用须在起诉或申请仲裁之后登记。"
    en = "Costs are recorded after a lawsuit or an arbitration."
    fields = ("reference",)


class MeasureForbidden(Refusal):
    zh = "禁止以此方式催收：{measure_zh}（{origin}）。"
    en = "This must not be done to collect a debt: {measure} ({origin})."
    fields = ("measure",)


class TransferNotSettled(Refusal):
    zh = "尚有欠费 {open} 分，请说明由出让人还是受让人承担。"
    en = "{open} fen are open: say whether seller or buyer bears them."
    fields = ("bearer",)


class OwnersUnchanged(Refusal):
    zh = "户籍登记的产权人没有变化。"
    en = "The register of households names the same owners."
    fields = ("id",)


class AccountNotSettled(Refusal):
    zh = "账户尚有欠费 {open} 分、预交 {prepaid} 分，不能销户。"
    en = "{open} fen are open and {prepaid} prepaid: the account cannot be closed."
    fields = ("id",)


class NothingToRebill(Refusal):
    zh = "更正面积不影响已计的费用。"
    en = "The areas that hold change none of the lines."
    fields = ("id",)


class ReceiptNumberTaken(Refusal):
    zh = "收据号 {number} 已使用，不得重复；下一号为 {next}。"
    en = "The receipt number {number} was used; the next one is {next}."
    fields = ("receipt_number",)


class ReceiptNumberGap(Refusal):
    zh = "收据号必须连续：下一号为 {next}，不是 {number}。"
    en = "Receipt numbers leave no gap: the next one is {next}, not {number}."
    fields = ("receipt_number",)


class NoSuchPayment(Refusal):
    zh = "待查款项中没有这笔付款：{payment}。"
    en = "No such payment is held: {payment}."
    fields = ("payment_id",)


class PaymentNotHeld(Refusal):
    zh = "这笔付款已匹配或已退回：{payment}。"
    en = "This payment was matched or returned: {payment}."
    fields = ("payment_id",)
