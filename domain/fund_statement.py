"""The yearly statement of a fund and its low balances: pure functions of its books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from domain.fund_words import FundAccount, FundLine, FundMovement, FundUnit
from domain.quantities import Fen

DEPOSITS = frozenset(
    {
        FundMovement.FIRST_DEPOSIT,
        FundMovement.TOP_UP,
        FundMovement.SELLER_DEPOSIT,
    }
)


@dataclass(frozen=True, slots=True)
class UseOfYear:
    """What one use drew from the fund in the year, less what came back."""

    use: int
    amount: Fen


@dataclass(frozen=True, slots=True)
class FundMoves:
    """What a period moved, in sub-accounts and pools together (D11):
    `opening + deposits + interest + from_income - uses = closing`."""

    opening: Fen
    deposits: Fen
    interest: Fen
    from_income: Fen
    uses: tuple[UseOfYear, ...]
    closing: Fen


@dataclass(frozen=True, slots=True)
class FundStatement:
    """The same of a calendar year."""

    year: int
    opening: Fen
    deposits: Fen
    interest: Fen
    from_income: Fen
    uses: tuple[UseOfYear, ...]
    closing: Fen


def statement(lines: Iterable[FundLine], year: int) -> FundStatement:
    """The statement of a calendar year, from all lines of the books."""
    moves = moves_between(lines, date(year, 1, 1), date(year, 12, 31))
    return FundStatement(
        year=year,
        opening=moves.opening,
        deposits=moves.deposits,
        interest=moves.interest,
        from_income=moves.from_income,
        uses=moves.uses,
        closing=moves.closing,
    )


def moves_between(lines: Iterable[FundLine], first: date, last: date) -> FundMoves:
    """What moved from the first day to the last, from all lines of the books."""
    opening = deposits = interest = from_income = 0
    uses: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.on < first:
            opening += line.amount
        elif line.on > last:
            continue
        elif line.movement in DEPOSITS:
            deposits += line.amount
        elif line.movement is FundMovement.INTEREST:
            interest += line.amount
        elif line.movement is FundMovement.FROM_INCOME:
            from_income += line.amount
        elif line.use is not None:
            uses[line.use] -= line.amount
    closing = opening + deposits + interest + from_income - sum(uses.values())
    return FundMoves(
        opening=Fen(opening),
        deposits=Fen(deposits),
        interest=Fen(interest),
        from_income=Fen(from_income),
        uses=tuple(UseOfYear(use, Fen(uses[use])) for use in sorted(uses) if uses[use]),
        closing=Fen(closing),
    )


@dataclass(frozen=True, slots=True)
class LowBalances:
    """Who is below: units and pools with what is missing up to their first deposit,
    and the buildings that are low as a whole."""

    units: Mapping[UUID, int]
    buildings: tuple[str, ...]
    pools: Mapping[FundAccount, int]

    @property
    def missing(self) -> Fen:
        return Fen(sum(self.units.values()) + sum(self.pools.values()))


def low_balances(
    units: Mapping[UUID, FundUnit],
    balances: Mapping[UUID, int],
    first: Mapping[UUID, int],
    pools: Mapping[FundAccount, tuple[int, int]],
    share: Fraction,
) -> LowBalances:
    """What lies below `share` of its first deposit; nothing is low of which nothing was
    deposited.

    pools: what each holds, and what was first deposited into it.
    """
    of_building: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for id, unit in units.items():
        of_building[unit.building][0] += balances[id]
        of_building[unit.building][1] += first[id]
    return LowBalances(
        units={
            id: first[id] - balances[id]
            for id in units
            if is_low(balances[id], first[id], share)
        },
        buildings=tuple(
            building
            for building, (held, paid) in sorted(of_building.items())
            if is_low(held, paid, share)
        ),
        pools={
            pool: paid - held
            for pool, (held, paid) in pools.items()
            if is_low(held, paid, share)
        },
    )


def is_low(balance: int, first: int, share: Fraction) -> bool:
    """Below the share of the first deposit; exactly at it is not below."""
    return balance < first * share
