"""The maintenance fund of a compound (维修资金), with the common income beside it.

One aggregate a compound. Read the facts first; their stages are the table of a use.

    fund_words        accounts, movements, stages, and the lines of facts
    fund_facts        accounts, payments, statements
    fund_income_facts common income
    fund_use_facts    a use up to its review
    fund_works_facts  a use up to its last payment
    fund_books        double entry
    fund_shares       who bears how much, exactly to the fen
    fund_statement    the yearly statement and low balances
    fund_state        what the fund remembers, and how it books
    fund_deposits     commands: payments of owners, interest, raises
    fund_uses         commands: request, plan, vote, emergency, review
    fund_works        commands: payments, works, acceptance, settlement
    fund_income       commands: common income
    fund_refusals     why a command is refused
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.calendar import CHINA
from domain.civil_time import day_in_china
from domain.facts import Stamp, stamped
from domain.fund_books import by_unit
from domain.fund_deposits import FundDeposits
from domain.fund_income import FundIncome
from domain.fund_refusals import (
    NothingIsLow,
    NotTransferredYet,
    TransferNoted,
    YearNotOver,
    YearReconciled,
)
from domain.fund_state import LARGEST_FEN
from domain.fund_statement import statement
from domain.fund_uses import FundUses
from domain.fund_words import (
    FundBuilding,
    FundUnit,
)
from domain.fund_works import FundWorks
from domain.lifecycle import require_between, require_distinct
from domain.place import Place
from domain.quantities import Dm2, Fen


def fund_id(compound_id: UUID) -> UUID:
    """A compound's fund has an id that follows from it: there is only one."""
    return uuid5(compound_id, "maintenance_fund")


class MaintenanceFund(FundDeposits, FundUses, FundWorks, FundIncome, Aggregate):
    """The fund. Commands take a `Stamp` and their own arguments, record facts, and
    raise a `Refusal` where a rule says no. `on` is the day of the money."""

    @classmethod
    def open(cls, stamp: Stamp, *, id: UUID, place: Place) -> Self:
        """Begin to keep the fund of a compound."""
        return cls._create(cls.Opened, id=id, **stamped(stamp), **place.fields())

    def manage_by_owners(
        self, stamp: Stamp, *, vote_id: UUID, on: date, question: str | None = None
    ) -> None:
        """Let the owners manage the fund, as their assembly decided."""
        self._allow(self.SelfManaged)
        self._require_new_vote(vote_id, question)
        self._require_come(stamp, on)
        self._record(self.SelfManaged, stamp, vote_id=vote_id, question=question, on=on)

    def enter_units(self, stamp: Stamp, *, units: tuple[FundUnit, ...]) -> None:
        """Give units their sub-accounts, or bring what is known of them up to date."""
        self._allow(self.RollChanged)
        require_distinct("units", [unit.unit_id for unit in units])
        roll = self.units | {unit.unit_id: unit for unit in units}
        self._record(self.RollChanged, stamp, buildings=_buildings(roll))
        self._follow(self.UnitsEntered, stamp, units=units)

    def urge_top_up(self, stamp: Stamp) -> None:
        """Find the low balances and urge their owners to top up."""
        self._allow(self.LowBalancesFound)
        low = self.low(stamp.rules.values)
        if not low.units and not low.pools:
            raise NothingIsLow
        on = day_in_china(stamp.at)
        self._record(
            self.LowBalancesFound,
            stamp,
            on=on,
            units=len(low.units),
            buildings=low.buildings,
            pools=tuple(low.pools),
            missing=low.missing,
        )
        self._follow(self.TopUpNoticed, stamp, on=on, amounts=by_unit(low.units))

    def transfer_account(
        self, stamp: Stamp, *, unit: UUID, on: date, held_since: date | None
    ) -> None:
        """Note that a sub-account went with its unit to another owner.

        held_since: what the register says of the unit.
        """
        self._allow(self.UnitTransferred)
        self._require_units((unit,))
        if held_since != on:
            raise NotTransferredYet(on=on)
        if self.transferred.get(unit) == on:
            raise TransferNoted(on=on)
        balance = Fen(self.books.units[unit])
        self._record(self.UnitTransferred, stamp, unit_id=unit, on=on, balance=balance)

    def reconcile(self, stamp: Stamp, *, year: int, bank: Fen) -> None:
        """Close a year: its statement, and what bank and books say of its end."""
        self._allow(self.Reconciled)
        require_between("bank", bank, 0, LARGEST_FEN)
        if year >= stamp.at.astimezone(CHINA).year:
            raise YearNotOver(year=year)
        if self.reconciled and year <= max(self.reconciled):
            raise YearReconciled("year", year=max(self.reconciled))
        self._record(
            self.Reconciled,
            stamp,
            statement=statement(self.lines, year),
            bank=bank,
            in_books=self.bank_at_end_of(year),
        )


def _buildings(units: Mapping[UUID, FundUnit]) -> tuple[FundBuilding, ...]:
    counts: dict[str, list[int]] = {}
    for unit in units.values():
        count = counts.setdefault(unit.building, [0, 0])
        count[0] += 1
        count[1] += unit.area_dm2
    return tuple(
        FundBuilding(building, counts[building][0], Dm2(counts[building][1]))
        for building in sorted(counts)
    )
