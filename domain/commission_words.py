"""The words of an account under commission (酬金制): what moves, and between which
accounts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from domain.coded import Coded
from domain.quantities import Fen, rounded

MONTHS = 12
SHARES = 10_000


class CommissionStatus(Coded):
    """Where an account under commission stands."""

    OPEN = "open", "使用中", "Open"
    CLOSED = "closed", "已结清", "Closed"


class CommissionBasis(Coded):
    """What the firm's commission is measured by."""

    PER_YEAR = "per_year", "每年定额", "A sum for a year"
    OF_FEES = "of_fees", "按预收费用比例", "A share of the fees prepaid"


class CommissionMove(Coded):
    """What a payment out of the shared account is for."""

    COST = "cost", "服务支出", "A cost of the service"
    ADVANCE = "advance", "企业垫付支出", "A cost that the firm advanced"
    COMMISSION = "commission", "提取酬金", "The firm's commission"
    REPAYMENT = "repayment", "归还垫付", "An advance paid back"
    RETURN = "return", "退还业主", "Money given back to owners"


class CommissionLedger(Coded):
    """The accounts of its double entry."""

    BANK = "bank", "共管账户", "The shared account"
    OWNERS = "owners", "业主资金", "The owners' money"
    FIRM = "firm", "应还企业", "Owed to the firm"


class CommissionRequestStage(Coded):
    """How far a request for a payment went."""

    REQUESTED = "requested", "待会签", "Requested"
    PAID = "paid", "已支付", "Countersigned and paid"
    REFUSED = "refused", "已拒绝", "Refused"


SIDES: dict[CommissionMove, tuple[CommissionLedger, CommissionLedger]] = {
    CommissionMove.COST: (CommissionLedger.OWNERS, CommissionLedger.BANK),
    CommissionMove.ADVANCE: (CommissionLedger.OWNERS, CommissionLedger.FIRM),
    CommissionMove.COMMISSION: (CommissionLedger.OWNERS, CommissionLedger.BANK),
    CommissionMove.REPAYMENT: (CommissionLedger.FIRM, CommissionLedger.BANK),
    CommissionMove.RETURN: (CommissionLedger.OWNERS, CommissionLedger.BANK),
}
"""Debit and credit of each."""

ITEMISED = frozenset({CommissionMove.COST, CommissionMove.ADVANCE})


@dataclass(frozen=True, slots=True)
class CommissionTerms:
    """What the contract says of the commission.

    basis: what it is measured by.
    rate: fen for a year, or hundredths of a percent of the fees prepaid.
    """

    basis: CommissionBasis
    rate: int

    def earned(self, months: int, fees: int) -> Fen:
        """The whole commission so far.

        months: whole months of service. fees: what owners prepaid.
        """
        if self.basis is CommissionBasis.PER_YEAR:
            return Fen(rounded(Fraction(self.rate * months, MONTHS)))
        return Fen(rounded(Fraction(self.rate * fees, SHARES)))


@dataclass(frozen=True, slots=True)
class CommissionItem:
    """What one source brought, or one item cost, in a year.

    code: of `commission_receipts` or `commission_costs`.
    """

    code: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class CommissionRequest:
    """A payment that the firm asks for.

    item: code of `commission_costs` where it is a cost.
    payee: code of who receives it.
    """

    move: CommissionMove
    item: str | None
    amount: Fen
    payee: str
    asked_by: str
    stage: CommissionRequestStage


@dataclass(frozen=True, slots=True)
class CommissionYear:
    """The open account of a year: `opening + receipts - costs - commission - returned
    = closing`.

    opening, closing: surplus of the owners, below zero a shortfall that they bear;
        it is carried into the next year.
    """

    year: int
    opening: Fen
    receipts: tuple[CommissionItem, ...]
    costs: tuple[CommissionItem, ...]
    commission: Fen
    returned: Fen
    closing: Fen
