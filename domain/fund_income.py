"""Common income (公共收益): received, spent as the owners decide, and moved into the
fund (民282, 283, 条例, 京74)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.codes import require_number
from domain.facts import Stamp
from domain.fund_refusals import (
    CostAboveIncome,
    IncomeFenced,
    IncomeOwedToFund,
    IncomeTooSmall,
    UnknownIncomePurpose,
    UnknownIncomeSource,
)
from domain.fund_shares import by_area, paid_in
from domain.fund_state import LARGEST_FEN, FundState, require_amount
from domain.fund_words import FundAccount, FundMovement
from domain.lifecycle import require_between
from domain.quantities import Fen


class FundIncome(FundState):
    """The commands of common income; each year's is kept apart."""

    def receive_income(
        self,
        stamp: Stamp,
        *,
        source: str,
        gross: Fen,
        cost: Fen = Fen(0),  # noqa: B008
        contract: str | None = None,
        on: date,
    ) -> None:
        """Record what common parts brought in, and its reasonable cost."""
        self._allow(self.IncomeReceived)
        if source not in stamp.rules.catalogue("income_sources"):
            raise UnknownIncomeSource(source=source)
        require_amount(gross, "gross")
        require_between("cost", cost, 0, LARGEST_FEN)
        require_number("contract", contract)
        if cost > gross:
            raise CostAboveIncome(cost=cost, gross=gross)
        self._require_day(stamp, on)
        net = gross - cost
        self._book(
            self.IncomeReceived,
            stamp,
            on,
            FundMovement.INCOME_RECEIVED,
            {FundAccount.BANK: net, FundAccount.INCOME: -net},
            source=source,
            gross=gross,
            cost=cost,
            contract=contract,
        )

    def transfer_income(
        self, stamp: Stamp, *, year: int, amount: Fen, on: date
    ) -> None:
        """Move common income of a year into the fund, shared by area."""
        self._allow(self.IncomeTransferred)
        self._require_left(year, amount)
        self._require_day(stamp, on)
        shares = by_area(amount, self.units)
        self._book(
            self.IncomeTransferred,
            stamp,
            on,
            FundMovement.FROM_INCOME,
            {FundAccount.INCOME: amount},
            paid_in(shares, self.units, stamp.rules.values),
            year=year,
            amount=amount,
        )

    def distribute_income(
        self,
        stamp: Stamp,
        *,
        year: int,
        amount: Fen,
        purpose: str,
        vote_id: UUID,
        question: str | None = None,
        on: date,
    ) -> None:
        """Spend common income of a year as the owners decided (V8); while the fund is
        low, no more than the rules leave."""
        self._allow(self.IncomeDistributed)
        listed = stamp.rules.catalogue("income_purposes").get(purpose)
        if listed is None:
            raise UnknownIncomePurpose(purpose=purpose)
        if listed.flag("fenced"):
            raise IncomeFenced(what=listed.en, what_zh=listed.zh)
        self._require_left(year, amount)
        self._require_day(stamp, on)
        rules = stamp.rules.values
        owed = rules.share("fund.income_share")
        income = self.incomes[year]
        spendable = income.net * (1 - owed)
        if self.is_low(rules) and income.spent + amount > spendable:
            raise IncomeOwedToFund(percent=int(owed * 100), year=year)
        self._book(
            self.IncomeDistributed,
            stamp,
            on,
            FundMovement.INCOME_SPENT,
            {FundAccount.INCOME: amount, FundAccount.BANK: -amount},
            year=year,
            amount=amount,
            purpose=purpose,
            vote_id=vote_id,
            question=question,
        )

    def _require_left(self, year: int, amount: int) -> None:
        require_amount(amount)
        income = self.incomes.get(year)
        left = income.left if income else 0
        if amount > left:
            raise IncomeTooSmall(year=year, left=left, amount=amount)
