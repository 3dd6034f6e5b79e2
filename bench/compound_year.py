"""A compound lives through a year by the ordinary use cases, on a clock of its own.

Registered in December; from January on fees are billed on the first of each month and
paid on the twentieth. A vote is announced in the first month and held in the second.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import uvloop

from application.ballots import Ballots
from application.billing import BillingRun
from application.clock import ManualClock
from application.commit import Receipt
from application.fee_accounts import FeeAccounts
from application.households import Households
from application.order import Order
from application.steps import Steps
from application.votes import Votes
from bench import ours
from bench.compound_units import TARIFF, YEAR, Unit
from bench.ours import T
from domain.calendar import CHINA
from domain.compound_facts import CompoundKind
from domain.compound_words import ContractFeeMode, ContractModel, PriceRegime
from domain.fee_words import FeePaymentMethod
from domain.quantities import Fen
from domain.roles import Actor, Role
from domain.vote_words import VoteChannel, VoteChoice, VoteItem, VoteMark
from interfaces.runtime import Runtime

IN_FLIGHT = 64
BEGUN = datetime(YEAR - 1, 12, 15, 9, tzinfo=CHINA)
OPERATOR = Actor("bench-operator", Role.OPERATOR)
CASHIER = Actor("bench-cashier", Role.CASHIER)
CLERK = Actor("bench-clerk", Role.NEIGHBOURHOOD_COMMITTEE)
AUDITOR = Actor("bench-auditor", Role.AUDITOR)


@dataclass
class Year:
    """What is done, how long each kind of work took and how often it was done.

    owed: in fen, by household, as the cashier is told. charged_fen, paid_fen: in all.
    """

    runtime: Runtime
    clock: ManualClock
    households: int
    ballots: int
    months: int
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    times: Counter[str] = field(default_factory=Counter)
    owed: Counter[int] = field(default_factory=Counter)
    charged_fen: int = 0
    paid_fen: int = 0

    def live(self) -> None:
        """All of it, one after the other."""
        self._begin()
        for month in range(1, self.months + 1):
            self._turn(month, 1)
            self._bill(month)
            self._turn(month, 20)
            self._collect(month)
            if month == 1:
                self._announce()
            if month == 2:
                self._vote()
        with self._timed("read models caught up"):
            ours.catch_up(self.runtime)

    def _begin(self) -> None:
        order, compounds = Order(OPERATOR), self.runtime.compounds
        self.compound_id = compounds.register(
            order,
            code="BENCH-1",
            name="幸福里",
            region_codes=("370000", "370100", "370101", "370101001"),
            region_names=("省", "市", "区", "街"),
            kind=CompoundKind.COMMODITY,
            buildings=-(-self.households // 100),
            households=self.households,
        ).ids[0]
        self.units = [Unit(n, self.compound_id) for n in range(self.households)]
        compounds.sign_contract(
            order,
            self.compound_id,
            number="WY-1",
            enterprise_id=UUID(int=61),
            # The developer's contract, for which no owner has voted yet.
            model=ContractModel.FIRST_PERIOD,
            grade=2,
            items=("general", "cleaning"),
            tariff=TARIFF,
            price_regime=PriceRegime.MARKET,
            fee_mode=ContractFeeMode.LUMP_SUM,
            starts_on=date(YEAR, 1, 1),
            ends_on=date(YEAR + 2, 12, 31),
            signed_on=date(YEAR - 1, 12, 10),
        )
        units = Households(self.runtime.commands.in_steps())
        accounts = FeeAccounts(self.runtime.commands.in_steps())
        delivered = date(YEAR - 1, 11, 10)

        def register(order: Order, unit: Unit) -> Steps[Receipt]:
            steps: Steps[Receipt] = units.register(
                order,
                compound_id=self.compound_id,
                number=unit.number,
                area_dm2=unit.area_dm2,
                owners=(unit.owner,),
                owner_name=f"业主{unit.index}",
            )
            return steps

        def deliver(order: Order, unit: Unit) -> Steps[Receipt]:
            steps: Steps[Receipt] = units.deliver(order, unit.id, on=delivered)
            return steps

        def open_account(order: Order, unit: Unit) -> Steps[Receipt]:
            return accounts.open(order, unit_id=unit.id)

        self._each("households registered", OPERATOR, register, self.units)
        self._each("households delivered", OPERATOR, deliver, self.units)
        self._each("fee accounts opened", CASHIER, open_account, self.units)

    def _bill(self, month: int) -> None:
        runtime = self.runtime
        run = BillingRun(runtime.store, runtime.rules, runtime.clock, CASHIER)
        ids = [unit.id for unit in self.units]
        with self._timed("bills", len(ids)):
            done = run.run(self.compound_id, ids, date(YEAR, month, 1))
        if done.billed != len(ids):
            raise RuntimeError(f"not everybody was billed: {done.refused}")
        self.charged_fen += done.amount_fen
        for unit in self.units:
            self.owed[unit.index] += unit.month_fen

    def _collect(self, month: int) -> None:
        """Most pay what they owe; who has paid the year in January pays no more."""
        accounts = FeeAccounts(self.runtime.commands.in_steps())
        today = date(YEAR, month, 20)

        def pay(order: Order, payment: tuple[Unit, int]) -> Steps[Receipt]:
            unit, fen = payment
            return accounts.pay(
                order,
                unit.account_id,
                amount_fen=Fen(fen),
                method=FeePaymentMethod.ONLINE,
                on=today,
                reference=f"{month}-{unit.index}",
            )

        payments = [
            (unit, fen)
            for unit in self.units
            if (fen := unit.brings(month, self.owed[unit.index]))
        ]
        self._each("payments", CASHIER, pay, payments)
        for unit, fen in payments:
            self.owed[unit.index] -= fen
            self.paid_fen += fen

    def _announce(self) -> None:
        with self._timed("vote announced, its roll frozen"):
            receipt = Votes(self.runtime.commands).announce(
                Order(CLERK),
                compound_id=self.compound_id,
                title="续聘物业服务企业",
                text="表决事项全文",
                items=(VoteItem("A", "V3", (), 0),),
                channels=(VoteChannel.ONLINE, VoteChannel.PAPER),
                opens_at=datetime(YEAR, 2, 20, tzinfo=CHINA),
                closes_at=datetime(YEAR, 2, 27, tzinfo=CHINA),
            )
        self.vote_id = receipt.ids[0]

    def _vote(self) -> None:
        votes = Votes(self.runtime.commands)
        ballots = Ballots(self.runtime.commands.in_steps())
        votes.open(Order(CLERK), self.vote_id)
        heads = [unit for unit in self.units if not unit.second][: self.ballots]

        def enter(order: Order, unit: Unit) -> Steps[Receipt]:
            choice = VoteChoice.YES if unit.index % 4 else VoteChoice.NO
            return ballots.enter(
                order,
                vote_id=self.vote_id,
                unit_id=unit.id,
                marks=(VoteMark("A", None, choice),),
                channel=VoteChannel.PAPER,
                paper=f"P-{unit.index}",
            )

        self._each("ballots entered", CLERK, enter, heads)
        self._turn(2, 27)
        with self._timed("vote closed and counted"):
            votes.close(Order(CLERK), self.vote_id)
        with self._timed("vote counted again by the auditor"):
            votes.audit(Order(AUDITOR), self.vote_id)

    def _turn(self, month: int, day: int) -> None:
        """To nine o'clock of a day of the year."""
        self.clock.moment = datetime(YEAR, month, day, 9, tzinfo=CHINA)

    def _each(
        self,
        work: str,
        actor: Actor,
        command: Callable[[Order, T], Steps[Receipt]],
        items: Iterable[T],
    ) -> None:
        """Give a command for each, many in flight."""
        each = list(items)
        self.seconds[work] += uvloop.run(ours.given(command, each, IN_FLIGHT, actor))
        self.times[work] += len(each)

    @contextmanager
    def _timed(self, work: str, times: int = 1) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[work] += time.perf_counter() - started
        self.times[work] += times
