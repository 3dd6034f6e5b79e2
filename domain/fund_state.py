"""What a maintenance fund remembers, and what its commands have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from domain.civil_time import day_in_china
from domain.errors import IllegalTransition
from domain.facts import Stamp
from domain.fund_books import FundBooks, by_building, by_unit, entry
from domain.fund_facts import FundBooking, FundFacts
from domain.fund_income_facts import FundIncomeFacts
from domain.fund_refusals import (
    FundDayInFuture,
    NoSubAccount,
    NoSuchUse,
    VoteUsedBefore,
    YearReconciled,
)
from domain.fund_shares import Held, Shared
from domain.fund_statement import LowBalances, is_low, low_balances
from domain.fund_use_facts import FundUseFacts, UseBooking, UseStep
from domain.fund_words import (
    POOL_OF,
    POOLS,
    FundAccount,
    FundLine,
    FundMovement,
    FundUnit,
    FundUseStage,
)
from domain.fund_works_facts import FundWorksFacts
from domain.household_facts import Housing
from domain.lifecycle import require_between
from domain.matters import for_all
from domain.quantities import Fen
from domain.rule_values import Values
from domain.text_release import Releasing
from domain.vote_refusals import VoteOfOtherBuildings

LARGEST_FEN = 10**13
"""A hundred billion yuan: more than any fund holds."""


@dataclass(slots=True)
class IncomeYear:
    """Common income of a year: net of cost, and where it went."""

    net: int = 0
    to_fund: int = 0
    spent: int = 0

    @property
    def left(self) -> int:
        return self.net - self.to_fund - self.spent


@dataclass(slots=True)
class FundUse:
    """One use of the fund.

    people: who asked for it, or confirmed it; none of them may review it.
    buildings, picked: whose units, and which units, are affected.
    shares: of the affected units by area. units, pools: what each gave.
    planned, budget: what was planned, and what was approved. paid: to the firm so far.
    """

    emergency: bool
    people: set[str]
    stage: FundUseStage
    buildings: tuple[str, ...]
    picked: tuple[UUID, ...]
    planned: int = 0
    budget: int = 0
    posted_on: date | None = None
    shares: dict[UUID, int] = field(default_factory=dict)
    units: dict[UUID, int] = field(default_factory=dict)
    pools: dict[FundAccount, int] = field(default_factory=dict)
    payee: str | None = None
    paid: int = 0
    audited: int | None = None
    settled: int = 0


class FundState(FundFacts, FundIncomeFacts, FundUseFacts, FundWorksFacts, Releasing):
    """The state, and how facts are recorded."""

    def __init__(self) -> None:
        self.books = FundBooks()
        self.units: dict[UUID, FundUnit] = {}
        self.first: dict[UUID, int] = defaultdict(int)
        self.first_pools: dict[FundAccount, int] = defaultdict(int)
        self.paid_pools: dict[FundAccount, int] = defaultdict(int)
        self.paid_units: dict[Housing, int] = defaultdict(int)
        self.lines: list[FundLine] = []
        self.bank_by_year: dict[int, int] = defaultdict(int)
        self.uses: dict[int, FundUse] = {}
        self.votes: set[tuple[UUID, str | None]] = set()
        self.use_votes: dict[int, tuple[UUID, str | None]] = {}
        self.raises: set[UUID] = set()
        self.transferred: dict[UUID, date] = {}
        self.incomes: dict[int, IncomeYear] = {}
        self.reconciled: set[int] = set()

    def income(self, year: int) -> IncomeYear:
        return self.incomes.setdefault(year, IncomeYear())

    def begin_use(
        self, fact: FundUseFacts.UseRequested | FundUseFacts.EmergencyReported
    ) -> FundUse:
        """Remember a use that was asked for."""
        begun = FundUse(
            emergency=isinstance(fact, FundUseFacts.EmergencyReported),
            people={fact.actor_id},
            stage=fact.first,
            buildings=fact.buildings,
            picked=fact.units,
        )
        self.uses[fact.use] = begun
        return begun

    def use(self, number: int) -> FundUse:
        """A use by its number. Raises `NoSuchUse`."""
        if number not in self.uses:
            raise NoSuchUse(use=number)
        return self.uses[number]

    def bank_at_end_of(self, year: int) -> Fen:
        """What the books say the bank held at the end of a year."""
        moved = self.bank_by_year.items()
        return Fen(sum(amount for each, amount in moved if each <= year))

    def low(self, rules: Values) -> LowBalances:
        """Which balances are below the share that the rules name."""
        pools = {
            pool: (self.books.holds(pool), self.first_pools[pool]) for pool in POOLS
        }
        share = rules.share("fund.low_share")
        return low_balances(self.units, self.books.units, self.first, pools, share)

    def is_low(self, rules: Values) -> bool:
        """Whether the fund as a whole is."""
        first = sum(self.first.values()) + sum(self.first_pools.values())
        return is_low(self.books.fund, first, rules.share("fund.low_share"))

    @property
    def held(self) -> Held:
        """What can be drawn on, and what was paid into each kind's accounts."""
        pools = {pool: self.books.holds(pool) for pool in POOLS}
        paid = {housing: self.paid_pools[pool] for housing, pool in POOL_OF.items()}
        return Held(self.books.units, pools, self.paid_units, paid)

    def _book(
        self,
        fact: type[FundBooking],
        stamp: Stamp,
        on: date,
        movement: FundMovement,
        ledger: Mapping[FundAccount, int],
        shared: Shared | None = None,
        side: int = 1,
        **payload: Any,
    ) -> None:
        """Record an entry and, unit by unit, what it means for sub-accounts.

        ledger: lines without those of `shared`. side: 1 if units and pools gain.
        """
        lines = dict(ledger)
        for account, amount in (shared.ledger(-side) if shared else {}).items():
            lines[account] = lines.get(account, 0) + amount
        units = shared.units if shared else {}
        self._record(
            fact,
            stamp,
            on=on,
            movement=movement,
            postings=entry(lines),
            buildings=by_building(self.units, units, side),
            **payload,
        )
        if any(units.values()):
            self._follow(
                self.UnitsBooked,
                stamp,
                movement=movement,
                use=payload.get("use"),
                amounts=by_unit(units, side),
            )

    def _allow_use(self, fact: type[UseStep | UseBooking], number: int) -> FundUse:
        """Refuse what the table of stages does not list for the use as it stands."""
        self._allow(fact)
        use = self.use(number)
        if use.stage not in fact.stages:
            allowed = [stage for stage in FundUseStage if stage in fact.stages]
            raise IllegalTransition(
                "use",
                status=use.stage.label.en,
                status_zh=use.stage.label.zh,
                allowed=", ".join(each.label.en for each in allowed),
                allowed_zh="、".join(each.label.zh for each in allowed),
            )
        return use

    def _require_come(self, stamp: Stamp, on: date) -> None:
        """Refuse a day that is still to come."""
        if on > day_in_china(stamp.at):
            raise FundDayInFuture(on=on)

    def _require_day(self, stamp: Stamp, on: date) -> None:
        """The same for a day of money, which lies in no year that is reconciled."""
        self._require_come(stamp, on)
        if self.reconciled and on.year <= max(self.reconciled):
            raise YearReconciled(year=max(self.reconciled))

    def _require_new_vote(self, vote_id: UUID, question: str | None) -> None:
        """One question of a vote decides one thing."""
        if (vote_id, question) in self.votes:
            raise VoteUsedBefore(vote=vote_id)

    def require_asked(self, stamp: Stamp, use: int, buildings: tuple[str, ...]) -> None:
        """Refuse a vote of others than those who decide on a use: the buildings that
        it affects, or the compound if all are or the place lets all decide.

        buildings: of the vote; none: of all.
        """
        found = self.use(use)
        picked = (self.units[unit].building for unit in found.picked)
        affected = {*found.buildings, *picked}
        every = {unit.building for unit in self.units.values()}
        if for_all(stamp.rules, "V4"):
            affected = every
        if (set(buildings) or every) != affected:
            raise VoteOfOtherBuildings(buildings=", ".join(sorted(affected)))

    def _require_units(self, units: tuple[UUID, ...]) -> None:
        for unit in units:
            if unit not in self.units:
                raise NoSubAccount(unit=unit)


def require_amount(value: int, field: str = "amount") -> Fen:
    """Refuse money that is nothing, less, or more than any fund holds."""
    require_between(field, value, 1, LARGEST_FEN)
    return Fen(value)
