"""Commands: load, decide, save, each with an idempotency key, so many in flight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bench import machine, ours
from bench.emmett import Emmett, installed
from bench.npm import PeerMissing
from bench.results import Measured, Row, Section, alternating, compared
from bench.second import Second
from bench.server import Server
from bench.sizes import Sizes
from bench.stock import Stock, stock
from interfaces.runtime import Runtime

GOALS = {"pgbench": 0.7, "stock": 15.0, "emmett": 2.0}
GOALS_AT = 64
KEPT = 3_000
"""Cases of which every one is still at hand when its next command comes."""
CLIENTS = 16
"""At most so many clients of pgbench, and threads of the library."""


@dataclass(frozen=True)
class Parties:
    """All who take part, each on a database of its own on one server.

    row: data and entry of an acceptance, for the others to write as much.
    """

    server: Server
    sizes: Sizes
    runtime: Runtime
    second: Second
    stock: Stock
    emmett: Emmett | None
    row: tuple[bytes, bytes]


def measure(server: Server, sizes: Sizes) -> Section:
    notes, emmett = [], None
    try:
        emmett = installed()
    except PeerMissing as missing:
        notes.append(f"emmett is missing: {missing}.")
    with taking_part(server, sizes, emmett) as parties:
        rows = [
            row
            for in_flight in sizes.commands
            for row in rows_of(in_flight, measured(parties, in_flight))
        ]
    notes.append(
        "A command of ours is an acceptance with an idempotency key, of a case that is "
        "loaded from the log; where it is at hand, a note of progress after that. "
        "pgbench inserts "
        "and commits one row as wide and as indexed as ours; the library and emmett "
        "load, decide and save an event of as many bytes, without a key."
    )
    return Section(rows, notes, emmett.versions if emmett else {})


@contextmanager
def taking_part(
    server: Server, sizes: Sizes, emmett: Emmett | None
) -> Iterator[Parties]:
    with ExitStack() as stack:
        runtime = stack.enter_context(server.runtime())
        second = stack.enter_context(Second.of(runtime.settings))
        row = row_of_the_log(runtime)
        other = stack.enter_context(server.database())
        library = stack.enter_context(stock(other, len(row[0])))
        yield Parties(server, sizes, runtime, second, library, emmett, row)


def measured(parties: Parties, in_flight: int) -> Measured:
    """Rounds with so many commands in flight, all parties in turn."""
    sizes, runtime = parties.sizes, parties.runtime
    count, clients = sizes.commands[in_flight], min(in_flight, CLIENTS)

    def one_process() -> float:
        ids = ours.reported(runtime, count)
        return count / ours.accept_all(runtime, ids, in_flight)

    def at_hand() -> float:
        ids = ours.reported(runtime, min(count, KEPT))
        return len(ids) / ours.note_all(runtime, ids, in_flight)

    def two_processes() -> float:
        ids = ours.reported(runtime, count)
        return count / parties.second.beside(runtime, ids, in_flight)

    def library() -> float:
        ids = parties.stock.matters(sizes.stock_commands[clients], 1)
        return len(ids) / parties.stock.accept_all(ids, clients)

    works: dict[str, Callable[[], float]] = {"ours": one_process, "kept": at_hand}
    works["pgbench"] = lambda: machine.pgbench(
        runtime.database.url, clients, sizes.pgbench_seconds, parties.row
    )
    if in_flight > 1:
        works["two"] = two_processes
    works["stock"] = library
    if parties.emmett and in_flight > 1:
        works["emmett"] = lambda: of_emmett(parties, parties.emmett, in_flight)
    return alternating(sizes.rounds, works)


def of_emmett(parties: Parties, emmett: Emmett | None, in_flight: int) -> float:
    assert emmett is not None
    with parties.server.database() as url:
        count, width = parties.sizes.emmett_commands, len(parties.row[0])
        return emmett.accept_all(url, in_flight, count, width)


def rows_of(in_flight: int, found: Measured) -> list[Row]:
    """One process against each peer, then two against the machine."""
    clients = min(in_flight, CLIENTS)
    peers = {
        "pgbench": f"pgbench, {_many(clients, 'client')}",
        "stock": f"stock recorder, {_many(clients, 'thread')}",
        "emmett": f"emmett-postgresql, {in_flight} in flight",
    }
    goals = GOALS if in_flight == GOALS_AT else {}
    work = f"{in_flight} in flight"
    rows = [
        compared(work, found["ours"], name, found[peer], goal=goals.get(peer))
        for peer, name in peers.items()
        if peer in found
    ]
    kept = f"{work}, the case at hand"
    rows.insert(
        1,
        compared(
            kept,
            found["kept"],
            peers["pgbench"],
            found["pgbench"],
            goal=goals.get("pgbench"),
        ),
    )
    if "two" in found:
        both = f"{work}, two processes"
        rows.append(compared(both, found["two"], peers["pgbench"], found["pgbench"]))
    return rows


def row_of_the_log(runtime: Runtime) -> tuple[bytes, bytes]:
    ours.accept_all(runtime, ours.reported(runtime, 1), 1)
    sql = "SELECT data, entry FROM event WHERE type = 'Case.Accepted' LIMIT 1"
    data, entry = runtime.database.fetch(sql)[0]
    return data, entry


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
