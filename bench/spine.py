"""Measure the spine against its machine; write `bench/RESULTS.md` (see README.md)."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import psycopg

from application.clock import system_clock
from application.commands import Order
from application.import_job import ImportJob
from application.imports import ImportCases
from bench import machine
from bench.results import Row, compared, written
from domain.case_words import Channel
from domain.roles import Actor, Role
from interfaces.http import create_app
from interfaces.importing.mapping_file import load_mapping
from interfaces.importing.source import ImportSource
from interfaces.server import Runtime, open_runtime, services
from interfaces.settings import Settings
from interfaces.worker import Worker

RESULTS = Path(__file__).with_name("RESULTS.md")
ROUNDS = 3
COMMANDS = {1: 400, 16: 3200, 64: 6400}
"""Threads -> commands of one round."""
PGBENCH_SECONDS = 3
IMPORTED = 20_000
PAGES = 100
STEWARD = Actor("bench-steward", Role.STEWARD)
QUERY = """{ cases(first: 50) { nodes {
  id status level channel category reportedAt changedAt dueAt
  history(first: 20) { nodes {
    position type occurredAt recordedAt actorRole level dueAt payload
  } }
} } }"""
BARE_SQL = """
    SELECT json_agg(page) FROM (
        SELECT b.case_id, status, level, channel, category, reported_at, changed_at,
               due_at, h.entries
        FROM (
            SELECT * FROM case_board
            ORDER BY coalesce(reported_at, '-infinity'::timestamptz) DESC, case_id DESC
            LIMIT 50
        ) b,
        LATERAL (SELECT json_agg(e) AS entries FROM (
            SELECT position, type, occurred_at, recorded_at, actor_role, level, due_at,
                   payload
            FROM case_history WHERE case_id = b.case_id ORDER BY version, part LIMIT 20
        ) e) h
    ) page
"""


def reported(runtime: Runtime, count: int, threads: int) -> list[UUID]:
    """Cases to be accepted, each with a sealed title."""
    ids: list[UUID] = []

    def report(_: int) -> None:
        for _ in range(count // threads):
            receipt = runtime.cases.report(
                Order(STEWARD, key=uuid4().hex),
                channel=Channel.APP,
                category="ORD-05",
                title="楼道堆放杂物",
                region_path=("990102",),
            )
            ids.append(receipt.ids[0])

    machine.at_once(threads, report)
    return ids


def accepted(runtime: Runtime, ids: list[UUID], threads: int) -> float:
    """Accept each case once, with an idempotency key: commands a second."""

    def accept(number: int) -> None:
        for id in ids[number::threads]:
            runtime.cases.accept(Order(STEWARD, key=uuid4().hex), id)

    return len(ids) / machine.at_once(threads, accept)


def row_of_the_log(runtime: Runtime) -> tuple[bytes, bytes]:
    """Data and entry of an acceptance, for the peers to write rows of the same size."""
    accepted(runtime, reported(runtime, 1, 1), 1)
    sql = "SELECT data, entry FROM event WHERE type = 'Case.Accepted' LIMIT 1"
    return tuple(runtime.database.fetch(sql)[0])


def measure_commands(runtime: Runtime) -> list[Row]:
    """Load, decide, save; ours and the peers' rounds alternate."""
    url, row = runtime.database.url, row_of_the_log(runtime)
    rows = []
    for threads, count in COMMANDS.items():
        ours, inserts, benched = [], [], []
        for _ in range(ROUNDS):
            say(f"commands with {threads} threads")
            ours.append(accepted(runtime, reported(runtime, count, 64), threads))
            inserts.append(machine.raw_inserts(url, threads, count // threads, row))
            clients = min(threads, 16)
            benched.append(machine.pgbench(url, clients, PGBENCH_SECONDS, row))
        work = f"commands, {threads} thread{'s' if threads > 1 else ''}"
        rows.append(compared(work, ours, "raw inserts, as many threads", inserts))
        peer = f"pgbench, {clients} client{'s' if clients > 1 else ''}"
        goal = 0.7 if threads == 64 else None
        rows.append(compared(work, ours, peer, benched, goal))
    return rows


def measure_import(folder: Path) -> Row:
    """The import of a file into a service of its own, all of it: rows a second."""
    ours, theirs = [], []
    for number in range(ROUNDS):
        say(f"import of {IMPORTED:,} rows")
        home = folder / f"import-{number}"
        with open_runtime(Settings(home=home), say=say) as runtime:
            file = complaints(folder / "complaints.csv")
            started = time.perf_counter()
            imported(runtime, file)
            ours.append(IMPORTED / (time.perf_counter() - started))
            theirs.append(machine.copied_log(runtime.database.url))
    return compared(
        "import, rows of a file", ours, "binary COPY of the log", theirs, 0.35
    )


def complaints(path: Path) -> Path:
    """A file in the form of a 12345 hotline's export."""
    lines = ["工单编号,问题分类,标题,主要内容,来电时间,工单状态,办结时间,是否解决"]
    lines += [
        f"B-{number},物业管理->环境->垃圾,垃圾未清运{number},三号楼前垃圾三天没人清,"
        f"2024-03-0{number % 9 + 1} 09:12,已办结,2024-03-1{number % 9} 17:30,是"
        for number in range(IMPORTED)
    ]
    path.write_text("\n".join(lines), "utf-8")
    return path


def imported(runtime: Runtime, file: Path) -> None:
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
    assert summary.new == IMPORTED, summary


async def measure_pages(runtime: Runtime) -> Row:
    """A page of 50 cases with their histories, one after another: milliseconds."""
    app = create_app(services(runtime))
    ours, theirs = [], []
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://bench") as client,
        await psycopg.AsyncConnection.connect(runtime.database.url) as connection,
    ):
        for _ in range(PAGES):
            started = time.perf_counter()
            response = await client.post("/graphql", json={"query": QUERY})
            ours.append((time.perf_counter() - started) * 1000)
            nodes = response.json()["data"]["cases"]["nodes"]
            assert len(nodes) == 50 and nodes[0]["history"]["nodes"], response.text
            started = time.perf_counter()
            await (await connection.execute(BARE_SQL)).fetchone()
            theirs.append((time.perf_counter() - started) * 1000)
    mine, its = statistics.median(ours), statistics.median(theirs)
    return Row(
        "GraphQL page, 50 cases with histories (ms)",
        mine,
        "the bare SQL that makes its JSON (ms)",
        its,
        its / mine,
        0.6,
    )


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    """Measure everything in a temporary folder, then write the results."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [measure_import(folder)]
        with open_runtime(Settings(home=folder / "home"), say=say) as runtime:
            rows = [*measure_commands(runtime), *rows]
            say("read models catch up, then pages")
            Worker(runtime).engine.run_until_caught_up()
            rows.append(asyncio.run(measure_pages(runtime)))
            server = runtime.database.fetch("SHOW server_version")[0][0]
    RESULTS.write_text(written(rows, server, ROUNDS, PAGES), "utf-8")
    print(RESULTS.read_text("utf-8"))


if __name__ == "__main__":
    main()
