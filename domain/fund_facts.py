"""The facts of a maintenance fund (维修资金): accounts, payments, statements.

Totals, down to the building, are public; what a unit holds is restricted. So a fact
that moves money comes with a second one, `UnitsBooked`, that says by how much for each
unit. The facts of common income and of uses have modules of their own.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.facts import Audience, Label
from domain.fund_statement import DEPOSITS, FundStatement
from domain.fund_words import (
    POOLS,
    BuildingAmount,
    FundAccount,
    FundBuilding,
    FundLine,
    FundMovement,
    FundPosting,
    FundStatus,
    FundUnit,
    UnitAmount,
)
from domain.lifecycle import Beginning, Step
from domain.quantities import Fen
from domain.vote_based import OnVote

if TYPE_CHECKING:
    from domain.fund_state import FundState

KEPT = frozenset(FundStatus)
AT_FIRST = (FundMovement.FIRST_DEPOSIT, FundMovement.SELLER_DEPOSIT)
"""What the thirty percent of a low balance are measured by."""


class FundBooking(Step):
    """A fact that moves money: a balanced entry.

    on: the day of the money. buildings: what their sub-accounts gain or give.
    """

    sources = KEPT
    on: date
    movement: FundMovement
    postings: tuple[FundPosting, ...]
    buildings: tuple[BuildingAmount, ...]

    def change(self, fund: FundState) -> None:
        before = fund.books.fund
        fund.books.post(self.postings)
        grown = Fen(fund.books.fund - before)
        number = getattr(self, "use", None)
        fund.lines.append(FundLine(self.on, self.movement, grown, number))
        for line in self.postings:
            if line.account is FundAccount.BANK:
                fund.bank_by_year[self.on.year] += line.amount
        self.tell(fund)

    def tell(self, fund: FundState) -> None:
        """Assign what the fact makes true beside the books."""


class FundFacts:
    """The first part of the namespace: accounts, payments, statements."""

    class Opened(Beginning):
        """The fund of a compound is kept from now on; the authority keeps it until the
        owners decide to (京84)."""

        label = Label("建立账簿", "Opened")
        target = FundStatus.AUTHORITY

    class SelfManaged(OnVote, Step):
        """The owners decided to manage the fund themselves; accounts are then due every
        quarter instead of every half year (D11)."""

        label = Label("划转业主自行管理", "Managed by the owners")
        sources = frozenset({FundStatus.AUTHORITY})
        target = FundStatus.SELF_MANAGED
        vote_id: UUID
        question: str | None
        on: date

        def change(self, fund: FundState) -> None:
            fund.votes.add((self.vote_id, self.question))

    class RollChanged(Step):
        """Units entered or brought up to date; buildings: all, as they are now."""

        label = Label("更新分户名册", "Roll changed")
        sources = KEPT
        buildings: tuple[FundBuilding, ...]

    class UnitsEntered(Step):
        """The same unit by unit: each has a sub-account from now on. Areas are those
        by which later uses are shared."""

        label = Label("建立分户账", "Units entered")
        audience = Audience.RESTRICTED
        sources = KEPT
        units: tuple[FundUnit, ...]

        def change(self, fund: FundState) -> None:
            for unit in self.units:
                fund.units[unit.unit_id] = unit
                fund.books.units.setdefault(unit.unit_id, 0)

    class UnitsBooked(Step):
        """What the fact before it means for each sub-account."""

        label = Label("分户入账", "Booked by unit")
        audience = Audience.RESTRICTED
        sources = KEPT
        movement: FundMovement
        use: int | None
        amounts: tuple[UnitAmount, ...]

        def change(self, fund: FundState) -> None:
            fund.books.post_units(self.amounts)
            if self.use is not None:
                given = fund.uses[self.use].units
                for each in self.amounts:
                    given[each.unit_id] = given.get(each.unit_id, 0) - each.amount
            for each in self.amounts if self.movement in DEPOSITS else ():
                fund.paid_units[fund.units[each.unit_id].housing] += each.amount
                if self.movement in AT_FIRST:
                    fund.first[each.unit_id] += each.amount

    class Deposited(FundBooking):
        """Owners, or the unit that sold public housing, paid in.

        vote_id: by which a top-up was decided; None if the place needs none.
        """

        label = Label("交存", "Deposited")
        vote_id: UUID | None

        def tell(self, fund: FundState) -> None:
            for line in self.postings:
                if line.account in POOLS:
                    fund.paid_pools[line.account] -= line.amount
                    if self.movement in AT_FIRST:
                        fund.first_pools[line.account] -= line.amount

    class InterestCredited(FundBooking):
        """Interest, shared by what sub-accounts and pools held."""

        label = Label("结息", "Interest credited")

    class RaiseDecided(OnVote, Step):
        """The owners decided to raise money for the fund (V5, 民278(6)).

        per_m2: in fen for a square metre, 0 if the decision says otherwise.
        """

        label = Label("决定筹集", "Raise decided")
        sources = KEPT
        vote_id: UUID
        question: str | None
        per_m2: Fen
        on: date

        def change(self, fund: FundState) -> None:
            fund.votes.add((self.vote_id, self.question))
            fund.raises.add(self.vote_id)

    class LowBalancesFound(Step):
        """Balances below the share of the first deposit that the rules name: owners are
        to be urged to top up (京83).

        units: how many are low; buildings, pools: which are, as a whole.
        missing: up to the first deposits, of all low units and pools.
        """

        label = Label("余额不足", "Low balances found")
        sources = KEPT
        on: date
        units: int
        buildings: tuple[str, ...]
        pools: tuple[FundAccount, ...]
        missing: Fen

    class TopUpNoticed(Step):
        """The same unit by unit: what each was urged to pay."""

        label = Label("催告续交", "Top-up noticed")
        audience = Audience.RESTRICTED
        sources = KEPT
        on: date
        amounts: tuple[UnitAmount, ...]

    class UnitTransferred(Step):
        """A unit changed hands; its sub-account, with this balance, went with it."""

        label = Label("分户账过户", "Sub-account transferred")
        audience = Audience.RESTRICTED
        sources = KEPT
        unit_id: UUID
        on: date
        balance: Fen

        def change(self, fund: FundState) -> None:
            fund.transferred[self.unit_id] = self.on

    class Reconciled(Step):
        """A year's books were compared with the bank's statement (D11).

        bank: what the bank says of the last day; in_books: what the books say.
        """

        label = Label("年度对账", "Reconciled")
        sources = KEPT
        statement: FundStatement
        bank: Fen
        in_books: Fen

        def change(self, fund: FundState) -> None:
            fund.reconciled.add(self.statement.year)
