"""Fee accounts: what does a household owe, for what, since when, and what was paid?

The document holds the account's lines and receipts as the domain has them: a fact is
applied by the domain's own rules, to the lines that it touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec

from application.event_store import Recorded
from domain.fee_account import FeeAccount
from domain.fee_lines import FeeLine
from domain.fee_state import FeeState
from domain.fee_words import FeeBook
from projections.documents import View, plain, stated
from projections.records import Records

BOOKS = {each.value: each for each in FeeBook}


def evolve(view: View, recorded: Recorded) -> View:
    """The document of an account after a fact."""
    fact: Any = recorded.fact
    match fact:
        case FeeAccount.Opened():
            view = {
                **stated(fact),
                "profile": fact.profile,
                "sort": fact.number,
                "kind": fact.use.value,
                "claims": [],
                "lines": [],
                "receipts": [],
                "books": {},
            }
        case FeeAccount.LiabilityPassed():
            view |= {"holder": fact.holder.value, "owners": list(fact.owners)}
        case FeeAccount.ClaimFiled():
            view["claims"] = [*view["claims"], fact.reference]
    state = _Account(view)
    fact.apply(state)
    lines = state.known.documents()
    if isinstance(fact, FeeAccount.Paid):
        view["receipts"] = [*view["receipts"], _receipt(fact, state)]
    elif isinstance(fact, FeeAccount.ReceiptVoided):
        view["receipts"] = [
            each | {"voided": each["voided"] or each["number"] == fact.receipt}
            for each in view["receipts"]
        ]
    view["lines"] = lines
    view["books"] = {code.value: fen for code, fen in state.books.items()}
    return view | _sums(view)


def _receipt(fact: Any, state: _Account) -> View:
    return {
        "number": fact.receipt,
        "verify": fact.verify,
        "on": fact.on.isoformat(),
        "amount_fen": fact.amount_fen,
        "method": fact.method.value,
        "reference": fact.reference,
        "payer": fact.payer.value,
        "cashier": fact.actor_id,
        "signature": fact.signature,
        "prepaid_fen": fact.prepaid_fen,
        "voided": False,
        "allocations": [
            plain(each) | _period(state.lines[each.line_id])
            for each in fact.allocations
        ],
    }


def _period(line: FeeLine) -> View:
    charge = line.charge
    return {
        "item": charge.item,
        "period_from": charge.period_from.isoformat(),
        "period_to": charge.period_to.isoformat(),
        "due_on": charge.due_on.isoformat(),
    }


def _sums(view: View) -> View:
    open_lines = [line for line in view["lines"] if line["open_fen"]]
    return {
        "open_fen": sum(line["open_fen"] for line in open_lines),
        "prepaid_fen": -view["books"].get(FeeBook.PREPAYMENT.value, 0),
        "oldest_due": min(
            (each["charge"]["due_on"] for each in open_lines), default=None
        ),
        "in_dispute": any(line["in_dispute"] for line in view["lines"]),
    }


def line_of(document: View) -> FeeLine:
    """A line of the document as the domain has it."""
    return msgspec.convert(document, FeeLine)


class _Account(FeeState):
    """An account as its document remembers it: enough to apply a fact to."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.known = _Lines(view["lines"])
        self.lines = self.known
        self.receipts = _Receipts(view["receipts"])
        self.books = {BOOKS[code]: fen for code, fen in view["books"].items()}


class _Lines(dict[UUID, FeeLine]):
    """The lines of a document; each is read when it is asked for."""

    def __init__(self, documents: Iterable[View]) -> None:
        self._documents = {each["charge"]["id"]: each for each in documents}

    def __missing__(self, id: UUID) -> FeeLine:
        line = line_of(self._documents[str(id)])
        super().__setitem__(id, line)
        return line

    def __setitem__(self, id: UUID, line: FeeLine) -> None:
        super().__setitem__(id, line)
        self._documents[str(id)] = plain(line) | {
            "open_fen": line.open_fen,
            "in_dispute": line.in_dispute,
        }

    def values(self) -> Any:
        return [self[UUID(id)] for id in self._documents]

    def __iter__(self) -> Iterator[UUID]:
        return map(UUID, self._documents)

    def documents(self) -> list[View]:
        return list(self._documents.values())


class _Receipts(dict[int, Any]):
    """The receipts of a document: of each what a counter-entry asks for."""

    def __init__(self, documents: Iterable[View]) -> None:
        self._documents = {each["number"]: each for each in documents}

    def __missing__(self, number: int) -> Any:
        on = date.fromisoformat(self._documents[number]["on"])
        return SimpleNamespace(on=on, method=None, reference=None)


FEE_ACCOUNTS = Records("fee_accounts", "FeeAccount", evolve)
