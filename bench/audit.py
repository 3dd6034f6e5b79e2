"""An audit: the integrity of a log, beside mere RFC 6962 hashing of its entries."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from application.log_keys import LogKeys
from application.tlog_tiles import ENTRIES, Tile, entries_in, tiles_of
from bench import ours
from bench.footprint import MIB
from bench.log import publishing
from bench.memory import process
from bench.results import Measured, Row, Section, compared
from bench.server import Server
from bench.sizes import Sizes
from domain.merkle import Frontier, leaf_hash
from interfaces.audit.audit import Audit, Auditor, audited
from interfaces.audit.entries import PublicFact
from interfaces.audit.rules_held import HeldPacks
from interfaces.audit.source import FolderSource
from interfaces.audit.state import AuditState
from interfaces.cli.audit import WANTING
from projections.transparency.publisher import BATCH

GOAL = 0.25  # A quarter of its speed: at most four times the time of hashing.
FLAT = 0.9
PEER = "RFC 6962 hashing of the same entries in Python, one thread"


def measure(server: Server, sizes: Sizes) -> Section:
    """Steps 2 to 6, then all ten, then what one more event costs, at each size."""
    rows = []
    first: Measured = {}
    with server.runtime() as runtime, TemporaryDirectory(dir=server.folder) as name:
        folder = Path(name, "log")
        keys = LogKeys.made("bench.example/audit")
        for exponent in range(sizes.growth_from, sizes.growth + 1):
            size = 10**exponent
            ours.fill(runtime, size - runtime.store.position())
            with publishing(runtime, folder, keys) as publisher:
                publisher.recover()
                started = time.perf_counter()
                while publisher.take() == BATCH:
                    pass
                publisher.sign()
                spent = time.perf_counter() - started
                publisher.publish()
            found = audits(folder, size, sizes.rounds)
            first = first or found
            work = f"{size:,} entries"
            rows += [
                compared(
                    f"integrity (steps 2 to 6) of {work}",
                    found["integrity"],
                    PEER,
                    found["hashing"],
                    goal=GOAL,
                ),
                compared(
                    f"all ten steps of {work}", found["all"], PEER, found["hashing"]
                ),
                compared(
                    f"integrity of {work}",
                    found["integrity"],
                    f"the same of 10^{sizes.growth_from}",
                    first["integrity"],
                    goal=FLAT,
                ),
            ]
            peak = peak_of(folder, Path(name, f"auditor-{exponent}"))
            rows.append(Row(f"peak memory of all ten steps of {work}", peak, "MiB"))
            first.setdefault("append", [size / spent])
            rows.append(
                compared(
                    f"appended to the published log, until {work}",
                    [size / spent],
                    f"the same until 10^{sizes.growth_from}",
                    first["append"],
                )
            )
    notes = [
        "The audit reads tiles and entries from files, hashes them, compares every "
        "tile, checks form, place and stream of each entry; all ten steps replay the "
        "duties besides. The peer hashes entries that are in memory already."
    ]
    return Section(rows, notes)


def audits(folder: Path, size: int, rounds: int) -> Measured:
    """Entries a second."""
    found: Measured = {"hashing": [], "integrity": [], "all": []}
    for _ in range(rounds):
        entries = list(_entries(folder, size))
        with _timed(found["hashing"], size):
            _hashed(entries)
        del entries
        by = _auditor()  # Its rule packs are step 1, and cost the same at any size.
        with _timed(found["integrity"], size):
            Audit(FolderSource(folder), by).integrity(_nothing)
        by = _auditor()
        with _timed(found["all"], size):
            report = audited(FolderSource(folder), by)
        assert report.sound, report.found.faults
        assert report.entries == size
    return found


def peak_of(folder: Path, home: Path) -> float:
    """What `gongshi audit verify` holds at most, in MiB."""
    audit = process(["audit", "verify", str(folder)], home)
    _, status, used = os.wait4(audit.pid, 0)
    code = audit.returncode = os.waitstatus_to_exitcode(status)
    if code not in (0, WANTING):
        raise RuntimeError(f"the audit ended with {code}")
    return used.ru_maxrss * 1024 / MIB


def _nothing(fact: PublicFact) -> None:
    """As if nobody needed it."""


def _auditor() -> Auditor:
    return Auditor(HeldPacks(), AuditState(), datetime.now(UTC))


def _entries(folder: Path, size: int) -> Iterator[bytes]:
    for tile in tiles_of(size):
        if tile.level == ENTRIES:
            yield from entries_in(_content(folder, tile), tile.width)


def _content(folder: Path, tile: Tile) -> bytes:
    return (folder / "public" / tile.path).read_bytes()


def _hashed(entries: Sequence[bytes]) -> bytes:
    frontier = Frontier()
    for entry in entries:
        frontier.append(leaf_hash(entry))
    return frontier.root


@contextmanager
def _timed(into: list[float], size: int) -> Iterator[None]:
    started = time.perf_counter()
    yield
    into.append(size / (time.perf_counter() - started))
