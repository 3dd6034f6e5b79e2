"""What comes into the fund: deposits of owners and of sellers, interest, and the
decision to raise more (DOMAIN 2.9, decree 165)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.facts import Stamp
from domain.fund_refusals import AmountsDoNotMatch, RaiseNotDecided
from domain.fund_shares import Shared, paid_in, pro_rata
from domain.fund_state import LARGEST_FEN, FundState, require_amount
from domain.fund_words import POOLS, FundAccount, FundMovement
from domain.lifecycle import require_between, require_distinct
from domain.quantities import Fen


class FundDeposits(FundState):
    """The commands of paying in."""

    def deposit_first(
        self,
        stamp: Stamp,
        *,
        units: tuple[UUID, ...],
        amounts: tuple[Fen, ...],
        on: date,
    ) -> None:
        """Record what owners first paid in; low balances are measured by it."""
        self._deposit(stamp, units, amounts, on, FundMovement.FIRST_DEPOSIT, None)

    def deposit_top_up(
        self,
        stamp: Stamp,
        *,
        units: tuple[UUID, ...],
        amounts: tuple[Fen, ...],
        vote_id: UUID | None = None,
        on: date,
    ) -> None:
        """Record what owners paid in again, by their decision where one is needed."""
        self._allow(self.Deposited)
        needed = stamp.rules.values.flag("fund.top_up_by_vote")
        if (needed or vote_id is not None) and vote_id not in self.raises:
            raise RaiseNotDecided
        self._deposit(stamp, units, amounts, on, FundMovement.TOP_UP, vote_id)

    def deposit_seller(self, stamp: Stamp, *, amount: Fen, on: date) -> None:
        """Record what the unit that sold public housing paid into its pool."""
        self._allow(self.Deposited)
        require_amount(amount)
        self._require_day(stamp, on)
        self._book(
            self.Deposited,
            stamp,
            on,
            FundMovement.SELLER_DEPOSIT,
            {FundAccount.BANK: amount},
            Shared({}, {FundAccount.POOL_FORMER_PUBLIC: amount}),
            vote_id=None,
        )

    def credit_interest(self, stamp: Stamp, *, amount: Fen, on: date) -> None:
        """Share interest by what sub-accounts and pools hold."""
        self._allow(self.InterestCredited)
        require_amount(amount)
        self._require_day(stamp, on)
        pools = {pool: self.books.holds(pool) for pool in POOLS}
        self._book(
            self.InterestCredited,
            stamp,
            on,
            FundMovement.INTEREST,
            {FundAccount.BANK: amount},
            pro_rata(amount, self.books.units, pools),
        )

    def decide_raise(
        self,
        stamp: Stamp,
        *,
        vote_id: UUID,
        question: str | None = None,
        per_m2: Fen = Fen(0),  # noqa: B008
        on: date,
    ) -> None:
        """Record that the owners decided to raise money (V5); top-ups then name it."""
        self._allow(self.RaiseDecided)
        require_between("per_m2", per_m2, 0, LARGEST_FEN)
        self._require_new_vote(vote_id, question)
        self._require_come(stamp, on)
        self._record(
            self.RaiseDecided,
            stamp,
            vote_id=vote_id,
            question=question,
            per_m2=per_m2,
            on=on,
        )

    def _deposit(
        self,
        stamp: Stamp,
        units: tuple[UUID, ...],
        amounts: tuple[Fen, ...],
        on: date,
        movement: FundMovement,
        vote_id: UUID | None,
    ) -> None:
        self._allow(self.Deposited)
        require_distinct("units", units)
        if not units or len(units) != len(amounts):
            raise AmountsDoNotMatch(units=len(units), amounts=len(amounts))
        for amount in amounts:
            require_amount(amount, "amounts")
        self._require_units(units)
        self._require_day(stamp, on)
        paid = dict(zip(units, amounts, strict=True))
        self._book(
            self.Deposited,
            stamp,
            on,
            movement,
            {FundAccount.BANK: sum(amounts)},
            paid_in(paid, self.units, stamp.rules.values),
            vote_id=vote_id,
        )
