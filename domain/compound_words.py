"""The words of a compound's management: status, contract, trial, exit."""

from __future__ import annotations

from domain.coded import Coded


class Management(Coded):
    """Whether a firm answers for a compound (有管、失管、脱管)."""

    UNSTATED = "unstated", "未核定", "Not stated yet"
    MANAGED = "managed", "有物业管理", "Managed"
    UNMANAGED = "unmanaged", "失管", "Unmanaged"
    BEING_LEFT = "being_left", "脱管", "Being left by its firm"


class UnmanagedCause(Coded):
    """Why no firm answers for a compound, or its firm leaves it."""

    NEVER_HAD_ONE = "never_had_one", "从未引入物业", "Never had a firm"
    DISMISSED = "dismissed", "业主解聘", "Dismissed by the owners"
    WITHDREW = "withdrew", "物业撤管", "The firm withdrew"
    EXPIRED = "expired", "合同到期未续", "The contract ended and was not renewed"
    OTHER = "other", "其他", "Other"


class ContractModel(Coded):
    """By which model a compound is served; it says who must have decided on it."""

    FIRST_PERIOD = "first_period", "前期物业服务", "Developer's first-period service"
    ORDINARY = "ordinary", "业主选聘", "Chosen by the owners"
    MANAGER = "manager", "职业经理人", "Professional manager"
    STATE_BACKSTOP = "state_backstop", "国企兜底", "State backstop"
    EMERGENCY = "emergency", "应急物业服务", "Emergency service"


class ContractFeeMode(Coded):
    """Who bears gain and loss of the service (F8)."""

    LUMP_SUM = "lump_sum", "包干制", "Lump sum"
    COMMISSION = "commission", "酬金制", "Commission"


class PriceRegime(Coded):
    """How the price of the service is set (鲁59-64)."""

    GUIDED = "guided", "政府指导价", "Guided price"
    MARKET = "market", "市场调节价", "Market price"
    AGREED = "agreed", "协商定价", "Agreed with the owners"


class ShareHolder(Coded):
    """Who has a share of the income under a professional manager."""

    OWNERS = "owners", "全体业主", "All owners"
    MANAGER = "manager", "职业经理人", "The manager"
    FUND = "fund", "维修资金", "The maintenance fund"
    WELFARE = "welfare", "社区公益", "Welfare of the community"


class NoticeSide(Coded):
    """Who gives notice that a contract ends."""

    OWNERS = "owners", "业主", "The owners"
    FIRM = "firm", "物业服务人", "The firm"


class HandoverTo(Coded):
    """Who takes over what a leaving firm hands over (民949)."""

    OWNERS_BODY = "owners_body", "业委会或物管会", "The owners' body"
    NEW_FIRM = "new_firm", "新物业服务人", "The new firm"
    NEIGHBOURHOOD = "neighbourhood", "居委会", "The neighbourhood committee"
    STREET = "street", "街道", "The street"


class TrialOutcome(Coded):
    """How a trial service ended (先尝后买)."""

    CONTRACT = "contract", "签约", "A contract is to be signed"
    EXIT = "exit", "退出", "The firm leaves"


EVERY = frozenset(Management)
UNSERVED = frozenset({Management.UNSTATED, Management.UNMANAGED})
SERVED = frozenset({Management.MANAGED, Management.BEING_LEFT})
