"""The books of a maintenance fund: double entry, kept at three levels.

The general ledger has one account each for bank, sub-accounts, pools, common income and
works payable. What it holds for the sub-accounts together is kept by unit beside it;
buildings are sums of units. Every entry is balanced before it becomes a fact, so that
on every replay the books only add.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.fund_words import (
    OF_THE_FUND,
    BuildingAmount,
    FundAccount,
    FundPosting,
    FundUnit,
    UnitAmount,
)
from domain.quantities import Fen


class Unbalanced(ValueError):
    """An entry whose debits do not equal its credits: a mistake in the code."""


class FundBooks:
    """What every account holds now, in fen. Debits are above zero, credits below; the
    sub-accounts are told as what they hold, never below zero."""

    def __init__(self) -> None:
        self._accounts: dict[FundAccount, int] = dict.fromkeys(FundAccount, 0)
        self.units: dict[UUID, int] = {}

    def post(self, postings: Iterable[FundPosting]) -> None:
        """Add the lines of an entry to the general ledger."""
        for line in postings:
            self._accounts[line.account] += line.amount

    def post_units(self, amounts: Iterable[UnitAmount]) -> None:
        """Add what the sub-accounts gain or give."""
        for each in amounts:
            self.units[each.unit_id] = self.units.get(each.unit_id, 0) + each.amount

    def holds(self, account: FundAccount) -> Fen:
        """What an account holds; the bank on the debit side, all others on credit."""
        side = 1 if account is FundAccount.BANK else -1
        return Fen(side * self._accounts[account])

    @property
    def fund(self) -> Fen:
        """Sub-accounts and pools together."""
        return Fen(sum(self.holds(account) for account in OF_THE_FUND))

    def faults(self) -> list[str]:
        """What is wrong with the books; nothing, as long as the code is right."""
        found = [
            f"{account.value} is below zero"
            for account in FundAccount
            if self.holds(account) < 0
        ]
        if sum(self._accounts.values()):
            found.append("debits do not equal credits")
        if sum(self.units.values()) != self.holds(FundAccount.UNITS):
            found.append("the sub-accounts do not add up")
        found += [
            f"{unit} is below zero" for unit, held in self.units.items() if held < 0
        ]
        return found


def entry(amounts: Mapping[FundAccount, int]) -> tuple[FundPosting, ...]:
    """The lines of a balanced entry, without those of nothing. Raises `Unbalanced`."""
    if sum(amounts.values()):
        raise Unbalanced(str(dict(amounts)))
    return tuple(
        FundPosting(account, Fen(amounts[account]))
        for account in FundAccount
        if amounts.get(account)
    )


def by_unit(amounts: Mapping[UUID, int], side: int = 1) -> tuple[UnitAmount, ...]:
    """Amounts of units as facts store them; side: -1 for what they give."""
    return tuple(
        UnitAmount(unit, Fen(side * amount))
        for unit, amount in amounts.items()
        if amount
    )


def by_building(
    units: Mapping[UUID, FundUnit], amounts: Mapping[UUID, int], side: int = 1
) -> tuple[BuildingAmount, ...]:
    """The same summed by building, in the order of their names."""
    sums: dict[str, int] = defaultdict(int)
    for unit, amount in amounts.items():
        sums[units[unit].building] += side * amount
    return tuple(
        BuildingAmount(building, Fen(sums[building]))
        for building in sorted(sums)
        if sums[building]
    )
