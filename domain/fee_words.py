"""The words of a fee account (物业费账户) that facts store as codes."""

from __future__ import annotations

from domain.coded import Coded


class FeeAccountStatus(Coded):
    """Where a fee account stands."""

    OPEN = "open", "使用中", "Open"
    CLOSED = "closed", "已结清销户", "Settled and closed"


class FeeBook(Coded):
    """Accounts of the books of fees, debits positive."""

    CASH = "cash", "货币资金", "Cash and bank"
    RECEIVABLE = "receivable", "应收物业费", "Fees receivable"
    PREPAYMENT = "prepayment", "预收物业费", "Prepayments, owed to the payer"
    INCOME = "income", "物业费收入", "Fee income"
    LATE_FEE = "late_fee", "违约金收入", "Late fees received"
    WAIVED = "waived", "减免", "Waivers and discounts"
    SUSPENSE = "suspense", "待查收款", "Payments not matched yet"


class ChargeKind(Coded):
    """What a line is charged for."""

    FEE = "fee", "收费项目", "A listed item"
    COSTS = "costs", "实现债权的费用", "Costs of enforcing the debt"


class FeePaymentMethod(Coded):
    """How a payment came."""

    CASH = "cash", "现金", "Cash"
    CARD = "card", "刷卡", "Card"
    TRANSFER = "transfer", "银行转账", "Bank transfer"
    ONLINE = "online", "线上支付", "Online"


class FeePayer(Coded):
    """Who pays; a tenant may, and the owner stays liable (F7)."""

    OWNER = "owner", "业主", "Owner"
    TENANT = "tenant", "承租人", "Tenant"
    DEVELOPER = "developer", "建设单位", "Developer"
    OTHER = "other", "代付人", "Somebody else"


class ReversalCause(Coded):
    """Why a line is taken back by a counter-line."""

    AREA_CORRECTED = "area_corrected", "面积更正", "The area was corrected"
    CHARGED_WRONGLY = "charged_wrongly", "计费错误", "Charged by mistake"
    UNLAWFUL = "unlawful", "违规收费", "Not listed or not lawful (F10)"
    CONTRACT_ENDED = "contract_ended", "合同终止", "The contract ended"


class WaiverAuthority(Coded):
    """Who decided that less is paid."""

    FIRM = "firm", "物业企业", "Property firm"
    CONTRACT = "contract", "服务合同", "Service contract"
    ASSEMBLY = "assembly", "业主大会", "Owners' assembly"
    MEDIATION = "mediation", "调解协议", "Mediated agreement"
    COURT = "court", "法院、仲裁机构", "Court or arbitrator"
    REGULATION = "regulation", "法规、政策", "Regulation"


class WaiverReason(Coded):
    """Why less is paid."""

    SERVICE_FAULT = "service_fault", "服务瑕疵", "Fault of the service"
    HARDSHIP = "hardship", "困难减免", "Hardship"
    EMPTY_UNIT = "empty_unit", "空置减免", "The unit stands empty"
    PROMOTION = "promotion", "预交优惠", "Discount for paying ahead"
    DISPUTE = "dispute", "争议处理", "Outcome of a dispute"
    JUDGMENT = "judgment", "裁判", "Judgment or award"


class RefundCause(Coded):
    """Why a prepayment is paid back."""

    CONTRACT_ENDED = "contract_ended", "合同终止", "The contract ended"
    TRANSFERRED = "transferred", "产权转移", "The unit changed hands"
    UNLAWFUL_CHARGE = "unlawful_charge", "违规收费退还", "An unlawful charge"
    ON_REQUEST = "on_request", "交费人要求", "The payer asks for it"


class ArrearsBearer(Coded):
    """Who bears what is open when a unit changes hands (条例41)."""

    SELLER = "seller", "出让人", "Seller"
    BUYER = "buyer", "受让人", "Buyer"


class ClaimForum(Coded):
    """Where a debt is claimed after the demands (民944)."""

    LAWSUIT = "lawsuit", "诉讼", "Lawsuit"
    ARBITRATION = "arbitration", "仲裁", "Arbitration"


class Interruption(Coded):
    """What makes the limitation run anew (民195)."""

    DEMAND = "demand", "催告", "Demand"
    PAYMENT = "payment", "部分履行", "Payment"
    ACKNOWLEDGEMENT = "acknowledgement", "同意履行", "Acknowledgement"
    CLAIM = "claim", "诉讼或仲裁", "Lawsuit or arbitration"


class LimitationState(Coded):
    """How near a debt is to its limitation (F13); it never stops a payment."""

    RUNNING = "running", "时效内", "Within the limitation"
    WATCH = "watch", "时效临近", "Near the limitation"
    RISK = "risk", "时效风险", "Time-barred risk"


class DisputeOutcome(Coded):
    """How a dispute about a line ended."""

    UPHELD = "upheld", "异议成立", "The payer is right"
    REJECTED = "rejected", "异议不成立", "The line stands"
    WITHDRAWN = "withdrawn", "撤回异议", "Withdrawn"
