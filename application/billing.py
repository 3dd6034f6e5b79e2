"""A billing run: one command over the households of a compound.

What was charged is charged once: a line's period tells. So a run that broke off is
simply run again, and one that is repeated adds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast
from uuid import UUID

from application.append import StaleVersion
from application.clock import Clock
from application.event_store import EventStore
from application.refusals import Conflict
from application.rules import RulePacks
from domain.compound import Compound
from domain.errors import NotFound, Refusal
from domain.facts import Stamp
from domain.fee_account import FeeAccount, fee_account_id
from domain.fee_billing import Tariffed
from domain.household import Household
from domain.roles import Actor

BATCH = 100
ATTEMPTS = 5


@dataclass(slots=True)
class BillingSummary:
    """What became of the households. households = billed + unchanged + refused.

    lines, amount_fen: of the lines made. refused: code of a refusal -> how often.
    refusals: the first refusal of each code, to be shown.
    """

    households: int = 0
    billed: int = 0
    unchanged: int = 0
    lines: int = 0
    amount_fen: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    refusals: dict[str, Refusal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BillingRun:
    """Bills households of a compound for the billing period around a day."""

    store: EventStore
    rules: RulePacks
    clock: Clock
    actor: Actor

    def run(
        self,
        compound_id: UUID,
        households: Sequence[UUID],
        month: date,
        *,
        moved: Callable[[int], None] = lambda done: None,
        dry_run: bool = False,
    ) -> BillingSummary:
        """Charge every household what it is not charged yet; what became of them.

        households: ids of the units. moved: told how many are done.
        Raises `NotFound` for an unknown compound, `Conflict` and `LogUnavailable`; what
        was charged until then stays.
        """
        compound = self.store.load(Compound, compound_id)
        summary = BillingSummary()
        for ids in _batches(households):
            batch = self._saved(compound, ids, month, dry_run)
            _add(summary, batch)
            moved(summary.households)
        return summary

    def _saved(
        self, compound: Compound, ids: Sequence[UUID], month: date, dry_run: bool
    ) -> BillingSummary:
        """Decide and save; again on fresh state if an account moved meanwhile."""
        for _ in range(ATTEMPTS):
            summary, accounts = self._decided(compound, ids, month)
            if dry_run or not accounts:
                return summary
            try:
                self.store.save(*accounts)
                return summary
            except StaleVersion as stale:
                conflict = Conflict(expected=stale.expected, actual=stale.actual)
        raise conflict

    def _decided(
        self, compound: Compound, ids: Sequence[UUID], month: date
    ) -> tuple[BillingSummary, list[FeeAccount]]:
        units = self.store.load_many(Household, ids)
        known = self.store.load_many(FeeAccount, [fee_account_id(id) for id in ids])
        stamp = Stamp(
            self.actor, self.clock(), self.rules.for_profile(compound.profile)
        )
        summary, changed = BillingSummary(), []
        for id in ids:
            summary.households += 1
            try:
                unit = units.get(id)
                if unit is None or unit.compound_id != compound.id:
                    raise NotFound(what="household", id=id)
                account = known.get(fee_account_id(id))
                if account is None:
                    account = FeeAccount.open(stamp, unit=unit)
                made = account.bill(
                    stamp, unit=unit, compound=cast(Tariffed, compound), month=month
                )
            except Refusal as refusal:
                summary.refused[refusal.code] += 1
                summary.refusals.setdefault(refusal.code, refusal)
                continue
            summary.billed += bool(made)
            summary.unchanged += not made
            summary.lines += len(made)
            summary.amount_fen += sum(line.amount_fen for line in made)
            if account.pending_events:
                changed.append(account)
        return summary, changed


def _add(total: BillingSummary, batch: BillingSummary) -> None:
    for name in ("households", "billed", "unchanged", "lines", "amount_fen"):
        setattr(total, name, getattr(total, name) + getattr(batch, name))
    total.refused += batch.refused
    total.refusals = {**batch.refusals, **total.refusals}


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    each = list(dict.fromkeys(ids))
    for start in range(0, len(each), BATCH):
        yield each[start : start + BATCH]
