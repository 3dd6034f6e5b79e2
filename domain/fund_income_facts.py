"""The facts of the common income of a compound (公共收益): received, moved into the
fund, spent. All of them are public (D10)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from domain.facts import Label
from domain.fund_facts import FundBooking
from domain.quantities import Fen
from domain.vote_based import OnVote

if TYPE_CHECKING:
    from domain.fund_state import FundState


class FundIncomeFacts:
    """The second part of the namespace: common income."""

    class IncomeReceived(FundBooking):
        """Common income: what came in and its reasonable cost; the rest is the owners'
        (民282).

        source: code of `income_sources`. contract: number of the contract, if any.
        """

        label = Label("公共收益入账", "Income received")
        source: str
        gross: Fen
        cost: Fen
        contract: str | None

        def tell(self, fund: FundState) -> None:
            fund.income(self.on.year).net += self.gross - self.cost

    class IncomeTransferred(FundBooking):
        """Common income of a year went into the fund, shared by area (民283)."""

        label = Label("公共收益转入", "Income transferred")
        year: int
        amount: Fen

        def tell(self, fund: FundState) -> None:
            fund.income(self.year).to_fund += self.amount

    class IncomeDistributed(OnVote, FundBooking):
        """Common income of a year was spent as the owners decided (V8).

        purpose: code of `income_purposes`.
        """

        label = Label("公共收益支出", "Income distributed")
        year: int
        amount: Fen
        purpose: str
        vote_id: UUID
        question: str | None

        def tell(self, fund: FundState) -> None:
            fund.income(self.year).spent += self.amount
