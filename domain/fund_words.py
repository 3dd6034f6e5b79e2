"""The words of the maintenance fund (维修资金): its accounts, what moves its money, the
stages of a use, and the lines that its facts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.coded import Coded
from domain.household_facts import Housing
from domain.quantities import Dm2, Fen


class FundStatus(Coded):
    """Who keeps the fund (京84)."""

    AUTHORITY = "authority", "主管部门代管", "Kept by the authority"
    SELF_MANAGED = "self_managed", "业主自行管理", "Managed by the owners"


class FundAccount(Coded):
    """An account of the fund's general ledger. What is in `UNITS` lies in the
    sub-accounts of the units, which are kept beside it."""

    BANK = "bank", "银行存款", "Bank"
    UNITS = "units", "分户账合计", "Sub-accounts of the units"
    POOL_COMMODITY = "pool_commodity", "商品房统筹", "Pooled, commodity housing"
    POOL_FORMER_PUBLIC = (
        "pool_former_public",
        "房改房统筹",
        "Pooled, former public housing",
    )
    INCOME = "income", "公共收益", "Common income"
    PAYABLE = "payable", "应付维修款", "Works payable"


class FundMovement(Coded):
    """What moves the money of the fund or of the common income."""

    FIRST_DEPOSIT = "first_deposit", "首期交存", "First deposit"
    TOP_UP = "top_up", "续交", "Top-up"
    SELLER_DEPOSIT = "seller_deposit", "售房单位交存", "Deposit of the selling unit"
    INTEREST = "interest", "利息", "Interest"
    FROM_INCOME = "from_income", "公共收益转入", "From common income"
    USE = "use", "维修使用", "Use"
    PAYMENT = "payment", "支付", "Payment"
    INCOME_RECEIVED = "income_received", "公共收益收入", "Common income received"
    INCOME_SPENT = "income_spent", "公共收益支出", "Common income spent"


class FundUseStage(Coded):
    """Where one use of the fund stands."""

    REQUESTED = "requested", "已提出", "Requested"
    SURVEYED = "surveyed", "已勘验", "Surveyed"
    PLANNED = "planned", "已编方案", "Planned"
    POSTED = "posted", "方案公示", "Plan posted"
    VOTING = "voting", "表决中", "Being voted on"
    PASSED = "passed", "表决通过", "Vote passed"
    FAILED = "failed", "表决未通过", "Vote failed"
    APPLIED = "applied", "已申请", "Applied for"
    REPORTED = "reported", "应急已报", "Emergency reported"
    ON_SITE = "on_site", "现场已确认", "Confirmed on site"
    CONFIRMED = "confirmed", "街道已确认", "Confirmed by the street"
    APPROVED = "approved", "审核通过", "Approved"
    DENIED = "denied", "审核不通过", "Denied"
    FIRST_PAID = "first_paid", "首款已付", "First payment made"
    WORKS_DONE = "works_done", "施工完成", "Works done"
    ACCEPTED = "accepted", "已验收", "Accepted"
    AUDITED = "audited", "已审计", "Audited"
    SETTLED = "settled", "已结算", "Settled"
    PAID = "paid", "已付清", "Paid"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


POOL_OF = {
    Housing.COMMODITY: FundAccount.POOL_COMMODITY,
    Housing.FORMER_PUBLIC: FundAccount.POOL_FORMER_PUBLIC,
}
"""The pooled account of each kind of housing."""

POOLS = tuple(POOL_OF.values())
OF_THE_FUND = (FundAccount.UNITS, *POOLS)
"""What together is the fund; common income and works payable are not of it."""


@dataclass(frozen=True, slots=True)
class FundUnit:
    """A unit that has a sub-account, as it was when it was entered."""

    unit_id: UUID
    number: str
    building: str
    area_dm2: Dm2
    housing: Housing


@dataclass(frozen=True, slots=True)
class FundBuilding:
    """How many units of a building have sub-accounts, and their area together."""

    building: str
    units: int
    area_dm2: Dm2


@dataclass(frozen=True, slots=True)
class FundPosting:
    """One line of an entry: a debit is above zero, a credit below."""

    account: FundAccount
    amount: Fen


@dataclass(frozen=True, slots=True)
class UnitAmount:
    """What a sub-account gains (above zero) or gives; or a unit's share."""

    unit_id: UUID
    amount: Fen


@dataclass(frozen=True, slots=True)
class BuildingAmount:
    """The same for the sub-accounts of a building together."""

    building: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class FundLine:
    """One movement of the fund's money in its books.

    amount: by which sub-accounts and pools together grew; 0 for what only passes
        between the others. use: number of the use, if it is about one.
    """

    on: date
    movement: FundMovement
    amount: Fen
    use: int | None
