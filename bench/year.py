"""A year of a large compound through the ordinary commands: its time, its memory, and
whether money, receipts and votes come out right.

In a process of its own, so that what was done before does not hide what it takes.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from application.clock import ManualClock
from bench.compound_year import BEGUN, IN_FLIGHT, Year
from bench.footprint import Footprint
from bench.rebuild import share
from bench.results import Row, Section
from bench.server import Server, opened, settings
from bench.sizes import Sizes
from domain.fee_account import FeeAccount
from domain.fee_words import FeeBook
from domain.ledger import balanced
from domain.receipts import ReceiptBook, receipt_book_id, volume_of
from domain.vote import Vote


@dataclass(frozen=True)
class Lived:
    """What was seen of the year.

    work: kind -> (how often, seconds in all). added: MiB of service and database at
    their peak, beyond what they held before; by_service: the service's share.
    checks: what should be so -> whether it was.
    """

    work: Mapping[str, tuple[int, float]]
    seconds: float
    events: int
    added: float
    by_service: float
    checks: Mapping[str, bool]


def measure(server: Server, sizes: Sizes) -> Section:
    with server.database() as url:
        context = get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            job = pool.submit(in_a_process, url, server.folder, server.data, sizes)
            found = job.result()
    return Section(_rows(found), [_note(sizes)])


def in_a_process(url: str, folder: Path, data: Path, sizes: Sizes) -> Lived:
    clock = ManualClock(BEGUN)
    with opened(settings(url, folder), clock) as runtime:
        year = Year(runtime, clock, sizes.households, sizes.ballots, sizes.months)
        gc.collect()
        footprint = Footprint([os.getpid()], data)
        before, service = footprint.now(), footprint.service
        started = time.perf_counter()
        with footprint.watched():
            year.live()
        seconds = time.perf_counter() - started
        return Lived(
            work={
                kind: (times, year.seconds[kind]) for kind, times in year.times.items()
            },
            seconds=seconds,
            events=runtime.store.position(),
            added=footprint.peak - before,
            by_service=footprint.service - service,
            checks=money(year) | receipts(year) | tally(year),
        )


def money(year: Year) -> dict[str, bool]:
    """Whether the books balance, and say what was charged and paid."""
    accounts = _accounts(year)
    on = {
        book: sum(account.books.get(book, 0) for account in accounts)
        for book in FeeBook
    }
    open_fen = sum(account.open_fen for account in accounts)
    prepaid = sum(account.prepaid_fen for account in accounts)
    return {
        "accounts whose debits equal their credits": all(
            balanced(account.books) for account in accounts
        ),
        "charged = paid - prepaid + open": (
            year.charged_fen == year.paid_fen - prepaid + open_fen
            and on[FeeBook.INCOME] == -year.charged_fen
            and on[FeeBook.CASH] == year.paid_fen
            and on[FeeBook.RECEIVABLE] == open_fen
        ),
    }


def receipts(year: Year) -> dict[str, bool]:
    """Whether the receipts are numbered without a gap, in books and accounts alike."""
    last = year.times["payments"]
    given = sorted(number for account in _accounts(year) for number in account.receipts)
    book = receipt_book_id(year.compound_id, volume_of(last))
    present = year.runtime.store.load(ReceiptBook, book)
    whole = given == list(range(1, last + 1)) and present.last == last
    return {"receipts numbered 1 to the last, none missing": whole}


def tally(year: Year) -> dict[str, bool]:
    """Whether every ballot was counted, and the recount found the same."""
    vote = year.runtime.store.load(Vote, year.vote_id)
    audited = year.runtime.store.stream(year.vote_id)[-1].fact
    cast = year.times["ballots entered"]
    counted = vote.ballots == cast == vote.outcomes[0].part_heads
    same = isinstance(audited, Vote.Audited) and audited.equal
    return {"ballots counted = ballots entered, twice": counted and same}


def _accounts(year: Year) -> list[FeeAccount]:
    ids = [unit.account_id for unit in year.units]
    return list(year.runtime.store.load_many(FeeAccount, ids).values())


def _rows(found: Lived) -> list[Row]:
    rows = []
    for work, (times, seconds) in found.work.items():
        if times > 1:
            rows.append(Row(f"{work}: {times:,}", times / seconds, "/s"))
        rows.append(Row(f"{work}, time", seconds, "s"))
    return [
        *rows,
        Row("the whole year, time", found.seconds, "s"),
        Row("events recorded", found.events, "in all"),
        Row("memory added at its peak", found.added, "MiB"),
        Row("memory added by the service alone", found.by_service, "MiB"),
        *(share(work, float(held)) for work, held in found.checks.items()),
    ]


def _note(sizes: Sizes) -> str:
    return (
        f"{sizes.households:,} households, {sizes.months} monthly billing runs, a vote "
        f"with {sizes.ballots:,} ballots entered by staff; {IN_FLIGHT} commands in "
        "flight, one process. One run, no median, on a machine that other work shared. "
        "Memory is PSS of the service and all processes of PostgreSQL."
    )
