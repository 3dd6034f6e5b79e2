"""Importing a bank's list of payments: each goes to the account that it names, or to
the list of unmatched payments; none is dropped, and none counts twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any, cast
from uuid import UUID

from application.append import StaleVersion
from application.clock import Clock
from application.event_store import EventStore
from application.fee_commands import receipted
from application.import_compounds import CompoundFinder
from application.receipt_books import book_among, books_from, present_volume
from application.refusals import Conflict
from application.rules import RulePacks
from application.sealing import SealedText
from application.vault import Vault
from domain.compound import Compound
from domain.errors import Refusal
from domain.facts import Stamp
from domain.fee_account import FeeAccount, fee_account_id
from domain.fee_billing import Tariffed, month_fen
from domain.fee_words import FeePayer, FeePaymentMethod
from domain.household import Household, household_id
from domain.place import Place
from domain.quantities import Fen
from domain.receipts import ReceiptBook
from domain.roles import Actor
from domain.suspense import HoldCause, SuspenseList, suspense_list_id

BATCH = 200
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment of a bank's list.

    reference: tells it from every other payment of the compound.
    units: the units that it may be for, as the register writes them.
    texts: `payer_name` and `said`, as the bank has them; they are sealed.
    """

    row: int
    reference: str
    amount_fen: Fen
    paid_on: date
    units: tuple[str, ...]
    texts: Mapping[str, str]


@dataclass(slots=True)
class PaymentSummary:
    """What became of the payments. read = paid + held + known.

    known: came with an earlier list. held: on the list of unmatched payments.
    causes: code of why one is held -> how often.
    """

    read: int = 0
    paid: int = 0
    paid_fen: int = 0
    held: int = 0
    held_fen: int = 0
    known: int = 0
    causes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportPayments:
    """Imports lists of payments of one compound after another."""

    store: EventStore
    vault: Vault
    rules: RulePacks
    clock: Clock
    actor: Actor

    def run(
        self,
        code: str,
        rows: Iterable[PaymentRow],
        *,
        moved: Callable[[int], None] = lambda done: None,
    ) -> PaymentSummary:
        """Take every payment of the compound with this code.

        Raises `NotFound` for an unknown compound, `Conflict` and `LogUnavailable`;
        what was taken until then stays, and the same list may be given again.
        """
        finder = CompoundFinder(self.store, lambda names: {}, by_code=True)
        compound = finder.require(code)
        summary, source = PaymentSummary(), iter(rows)
        while batch := list(islice(source, BATCH)):
            self._saved(compound, batch, summary)
            moved(summary.read)
        return summary

    def _saved(
        self, compound: Compound, rows: Sequence[PaymentRow], summary: PaymentSummary
    ) -> None:
        for _ in range(ATTEMPTS):
            batch = _Batch(self, compound, rows)
            made = PaymentSummary()
            for row in rows:
                batch.take(row, made)
            try:
                batch.save()
            except StaleVersion as stale:
                conflict = Conflict(expected=stale.expected, actual=stale.actual)
                continue
            _add(summary, made)
            return
        raise conflict


class _Batch:
    """Payments under decision, on the accounts as they are."""

    def __init__(
        self, service: ImportPayments, compound: Compound, rows: Sequence[PaymentRow]
    ) -> None:
        self._service, self._compound = service, compound
        store, id = service.store, compound.id
        self._stamp = Stamp(
            service.actor, service.clock(), service.rules.for_profile(compound.profile)
        )
        named = {unit: household_id(id, unit) for row in rows for unit in row.units}
        self._units = store.load_many(Household, list(set(named.values())))
        self._accounts = store.load_many(
            FeeAccount, [fee_account_id(unit) for unit in self._units]
        )
        place = Place(id, compound.region_path, compound.profile)
        self._place = place
        self._volume = present_volume(store, id)
        kinds = books_from(id, self._volume)
        self._books: dict[UUID, Any] = {**store.load_many(ReceiptBook, [*kinds])}
        list_id = suspense_list_id(id)
        self._list = store.load_many(SuspenseList, [list_id]).get(
            list_id
        ) or SuspenseList.begin(self._stamp, place=place)
        self._sealed: list[SealedText] = []

    def take(self, row: PaymentRow, summary: PaymentSummary) -> None:
        summary.read += 1
        found = self._found(row)
        account = found if isinstance(found, FeeAccount) else None
        if self._list.knows(row.reference) or (
            account is not None and account.has_seen(row.reference)
        ):
            summary.known += 1
            return
        cause = found if isinstance(found, HoldCause) else HoldCause.REFUSED
        refusal = None
        if account is not None:
            try:
                self._pay(account, row)
            except Refusal as refused:
                refusal = refused.code
            else:
                summary.paid += 1
                summary.paid_fen += row.amount_fen
                return
        self._list.hold(
            self._sealing(row.texts),
            reference=row.reference,
            amount_fen=row.amount_fen,
            paid_on=row.paid_on,
            cause=cause,
            refusal=refusal,
        )
        summary.held += 1
        summary.held_fen += row.amount_fen
        summary.causes[cause.value] = summary.causes.get(cause.value, 0) + 1

    def save(self) -> None:
        touched = [
            each
            for each in (*self._accounts.values(), *self._books.values(), self._list)
            if each.pending_events
        ]
        if touched:
            self._service.store.save(*touched, sealed=self._sealed)

    def _found(self, row: PaymentRow) -> FeeAccount | HoldCause:
        if not row.units:
            return HoldCause.UNIT_MISSING
        named = {household_id(self._compound.id, unit) for unit in row.units}
        units = [id for id in named if id in self._units]
        if not units:
            return HoldCause.UNIT_UNKNOWN
        if len(units) > 1:
            return HoldCause.UNIT_AMBIGUOUS
        account = self._accounts.get(fee_account_id(units[0]))
        return account if account is not None else HoldCause.NO_ACCOUNT

    def _pay(self, account: FeeAccount, row: PaymentRow) -> None:
        compound = cast(Tariffed, self._compound)
        tariff = compound.tariff_on(row.paid_on)
        unit = self._units[account.unit_id]
        month = None if tariff is None else month_fen(unit, tariff, row.paid_on)
        before = len(self._sealed)
        payer = {name: row.texts[name] for name in row.texts if name == "payer_name"}
        try:
            receipted(
                account,
                book_among(self._books, self._place, self._volume, self._stamp),
                self._sealing(payer),
                amount_fen=row.amount_fen,
                method=FeePaymentMethod.TRANSFER,
                payer=FeePayer.OWNER,
                on=row.paid_on,
                reference=row.reference,
                month_fen=month,
            )
        except Refusal:
            del self._sealed[before:]  # no fact carries them
            raise

    def _sealing(self, texts: Mapping[str, str]) -> Stamp:
        sealed, rows = self._service.vault.seal(texts)
        self._sealed += rows
        return replace(self._stamp, sealed=sealed)


def _add(total: PaymentSummary, batch: PaymentSummary) -> None:
    for name in ("read", "paid", "paid_fen", "held", "held_fen", "known"):
        setattr(total, name, getattr(total, name) + getattr(batch, name))
    for cause, count in batch.causes.items():
        total.causes[cause] = total.causes.get(cause, 0) + count
