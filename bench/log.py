"""The transparency log: from events to signed tiles on the disk, as the log grows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from application.log_keys import LogKeys
from bench import ours
from bench.results import Measured, Row, Section, compared
from bench.server import Server
from bench.sizes import Sizes
from domain.merkle import Frontier, leaf_hash
from interfaces.runtime import Runtime
from projections.transparency.folder import LogFolder
from projections.transparency.keeper import LogKeeper
from projections.transparency.proofs import Proofs
from projections.transparency.publisher import BATCH, Publisher

EACH = 256  # events of a checkpoint
PROOFS = 100
GOAL = 0.9
READ = "SELECT entry FROM event WHERE position > %s ORDER BY position LIMIT %s"


def measure(server: Server, sizes: Sizes) -> Section:
    """Catch-up beside mere hashing, then checkpoint by checkpoint at each size."""
    rows, notes = [], []
    short: Measured = {}
    with server.runtime() as runtime, TemporaryDirectory(dir=server.folder) as name:
        for exponent in range(sizes.growth_from, sizes.growth + 1):
            ours.fill(runtime, 10**exponent - runtime.store.position())
            folder = Path(name, f"{exponent}")
            keys = LogKeys.made(f"bench.example/{exponent}")
            rows.append(caught_up(runtime, folder, keys, sizes.rounds))
            found = steps(runtime, folder, keys, sizes.rounds)
            short = short or found
            rows += rows_of(f"10^{exponent}", f"10^{sizes.growth_from}", found, short)
    notes.append(
        f"A step is {EACH} events: read, hashed, written to tiles with fsync, signed, "
        "recorded in a file and in the database, published. A proof is read from the "
        "tiles and verified."
    )
    return Section(rows, notes)


def caught_up(runtime: Runtime, folder: Path, keys: LogKeys, rounds: int) -> Row:
    """The whole log published at once; the last round's folder stays."""
    published, hashed = [], []
    size = runtime.store.position()
    for number in range(rounds):
        last = number == rounds - 1
        place = folder if last else folder.with_suffix(f".{number}")
        named = keys if last else LogKeys.made(f"{keys.origin}/{number}")
        entries = [row[0] for row in runtime.database.fetch(READ, (0, 10**9))]
        started = time.perf_counter()
        frontier = Frontier()
        for entry in entries:
            frontier.append(leaf_hash(entry))
        hashed.append(len(entries) / (time.perf_counter() - started))
        with publishing(runtime, place, named) as publisher:
            started = time.perf_counter()
            while publisher.take() == BATCH:
                pass
            publisher.sign()
            published.append(len(entries) / (time.perf_counter() - started))
            assert publisher.signed and publisher.signed.root == frontier.root
    peer = "RFC 6962 hashing of the same entries in Python"
    return compared(f"{size:,} events published at once", published, peer, hashed)


def steps(runtime: Runtime, folder: Path, keys: LogKeys, rounds: int) -> Measured:
    """What a step and a proof cost, in ms."""
    found: Measured = {"step": [], "proof": []}
    with publishing(runtime, folder, keys) as publisher:
        publisher.recover()
        for _ in range(rounds):
            ours.fill(runtime, EACH)
            started = time.perf_counter()
            publisher.take()
            publisher.sign()
            found["step"].append((time.perf_counter() - started) * 1000)
            proofs, size = Proofs(LogFolder(folder)), runtime.store.position()
            started = time.perf_counter()
            for number in range(PROOFS):
                proofs.inclusion(number * (size - EACH) // PROOFS)
            found["proof"].append((time.perf_counter() - started) * 1000 / PROOFS)
    return found


@contextmanager
def publishing(runtime: Runtime, folder: Path, keys: LogKeys) -> Iterator[Publisher]:
    keeper = LogKeeper(runtime.database, LogFolder(folder), lambda: keys)
    with keeper.alone() as publisher:
        assert publisher is not None, "nobody else publishes"
        yield publisher


def rows_of(size: str, shortest: str, found: Measured, short: Measured) -> list[Row]:
    return [
        compared(
            f"{work}, {size} events",
            found[what],
            f"the same with {shortest} events",
            short[what],
            unit="ms",
            goal=goal,
        )
        for what, work, goal in (
            ("step", f"a checkpoint of {EACH} events", GOAL),
            ("proof", "an inclusion proof", None),
        )
    ]
