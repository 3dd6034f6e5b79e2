"""Imported history: prepared events appended in batches, and a file with its texts."""

from __future__ import annotations

import time
from pathlib import Path

from application.clock import system_clock
from application.import_job import ImportJob
from application.imports import ImportCases
from bench import lives, machine, ours
from bench.results import Row, Section, alternating, compared
from bench.server import Server
from bench.sizes import Sizes
from bench.stock import stock
from domain.roles import Actor, Role
from interfaces.importing.mapping_file import load_mapping
from interfaces.importing.source import ImportSource
from interfaces.runtime import Runtime

COPY = "binary COPY of the same rows"
HEADER = "工单编号,问题分类,标题,主要内容,来电时间,工单状态,办结时间,是否解决"
WIDTH = 300


def measure(server: Server, sizes: Sizes) -> Section:
    notes = [
        f"{sizes.appended:,} events in batches of {ours.APPENDED_AT_ONCE:,}; those of "
        "the library without the public entry that each row of ours carries. A row of "
        "a file brings its texts into the vault: reading, checking, sealing included."
    ]
    return Section([*appends(server, sizes), imports(server, sizes)], notes)


def appends(server: Server, sizes: Sizes) -> list[Row]:
    with (
        server.runtime() as runtime,
        server.database() as url,
        stock(url, WIDTH) as library,
    ):
        seeds = iter(range(100, 200))

        def append() -> float:
            log = lives.log(ours.rules(runtime), sizes.appended, next(seeds))
            events = list(log)
            return len(events) / ours.append(runtime, events)

        def copy() -> float:
            before = runtime.store.position() - sizes.appended
            done = machine.copied(runtime.database.url, "event", before)
            return done.rows / done.seconds

        def insert() -> float:
            log = lives.log(ours.rules(runtime), sizes.stock_appended, next(seeds))
            return library.insert(list(log))

        works = {"ours": append, "copy": copy, "stock": insert}
        found = alternating(sizes.rounds, works)
    work = "append of prepared events"
    return [
        compared(work, found["ours"], COPY, found["copy"], goal=0.35),
        compared(work, found["ours"], "stock insert_events", found["stock"]),
    ]


def imports(server: Server, sizes: Sizes) -> Row:
    """The import of a file into an empty service, all of it."""
    mine, copies = [], []
    file = complaints(server.folder / "complaints.csv", sizes.imported)
    for _ in range(sizes.rounds):
        with server.runtime() as runtime:
            started = time.perf_counter()
            imported(runtime, file)
            mine.append(sizes.imported / (time.perf_counter() - started))
            done = machine.copied(runtime.database.url, "event")
            copies.append(done.rows / done.seconds)
    return compared("import of a file, rows with texts", mine, COPY, copies)


def complaints(path: Path, count: int) -> Path:
    """A file in the form of a 12345 hotline's export."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for number in range(count):
            day = number % 9
            file.write(
                f"B-{number},物业管理->环境->垃圾,垃圾未清运{number},"
                f"三号楼前垃圾三天没人清,2024-03-0{day + 1} 09:12,已办结,"
                f"2024-03-1{day} 17:30,是\n"
            )
    return path


def imported(runtime: Runtime, file: Path) -> None:
    """As `gongshi import cases` does it, without its progress bars."""
    found = load_mapping("12345")
    source = ImportSource(file, found.mapping, system_clock())
    survey = source.survey(lambda _: None)
    service = ImportCases(
        store=runtime.store,
        vault=runtime.vault,
        rules=runtime.rules,
        clock=runtime.clock,
        actor=Actor("bench", Role.OPERATOR),
        find_by_name=lambda names: {},
    )
    job = ImportJob(
        system="12345",
        profile=None,
        file=source.digest(),
        mapping=found.digest,
        repeated=survey.repeated,
    )
    summary = service.run(job, source, lambda problem: None)
    if summary.new != survey.rows:
        raise RuntimeError(f"not every row was imported: {summary}")
