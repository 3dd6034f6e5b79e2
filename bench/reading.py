"""The whole log, from the first event to the last, as facts."""

from __future__ import annotations

from bench import machine, ours
from bench.results import Section, alternating, compared
from bench.server import Server
from bench.sizes import Sizes
from bench.stock import stock

EVENTS = 10
WIDTH = 300


def measure(server: Server, sizes: Sizes) -> Section:
    with (
        server.runtime() as runtime,
        server.database() as other,
        stock(other, WIDTH) as library,
    ):
        ours.fill(runtime, sizes.read)
        library.matters(sizes.stock_read // EVENTS, EVENTS)
        url = runtime.database.url
        works = {
            "ours": lambda: ours.read_log(runtime),
            "raw": lambda: machine.read_log(url, ours.READ_AT_ONCE),
            "stock": library.read_log,
        }
        found = alternating(sizes.rounds, works)
    work, raw = "log to domain events", "raw keyset read of the same rows"
    rows = [
        compared(work, found["ours"], raw, found["raw"], goal=0.25),
        compared(work, found["ours"], "stock notifications, mapped", found["stock"]),
    ]
    notes = [f"{sizes.read:,} events in batches of {ours.READ_AT_ONCE:,}."]
    return Section(rows, notes)
