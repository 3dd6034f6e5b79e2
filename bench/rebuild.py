"""All read models of a long log are built anew while pages are asked for.

In a process of its own, so that what was done before does not hide what it takes.
"""

from __future__ import annotations

import asyncio
import gc
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench import ours
from bench.footprint import Footprint
from bench.pages import Page, client_of, page
from bench.results import Row, Section, compared
from bench.server import Server, opened, settings
from bench.sizes import Sizes
from interfaces.runtime import Runtime

LIMIT = 512.0
PAUSE = 0.1  # seconds between two pages
WARM = 5


@dataclass(frozen=True)
class Rebuilt:
    """What was seen of one rebuild.

    added: MiB of service and database at their peak, beyond what they held before;
    by_service: the service's share. equal: the tables are what they were.
    """

    seconds: float
    added: float
    by_service: float
    pages: list[Page]
    equal: bool


def measure(server: Server, sizes: Sizes) -> Section:
    with server.runtime() as runtime:
        ours.fill(runtime, sizes.rebuilt)
        ours.catch_up(runtime)
        url = runtime.database.url
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            job = pool.submit(in_a_process, url, server.folder, server.data)
            found = job.result()
    return Section(_rows(found, sizes.rebuilt), _notes(found, sizes.rebuilt))


def in_a_process(url: str, folder: Path, data: Path) -> Rebuilt:
    with opened(settings(url, folder)) as runtime:
        return asyncio.run(rebuilt(runtime, data))


async def rebuilt(runtime: Runtime, data: Path) -> Rebuilt:
    digests = ours.digests(runtime.database)
    async with client_of(runtime) as client:
        for _ in range(WARM):
            await page(client)
        gc.collect()
        footprint = Footprint([os.getpid()], data)
        before, service = footprint.now(), footprint.service
        pages = []
        with footprint.watched():
            job = asyncio.create_task(asyncio.to_thread(ours.rebuild, runtime))
            while not job.done():
                pages.append(await page(client))
                await asyncio.sleep(PAUSE)
            seconds = await job
    return Rebuilt(
        seconds=seconds,
        added=footprint.peak - before,
        by_service=footprint.service - service,
        pages=pages,
        equal=ours.digests(runtime.database) == digests,
    )


def _rows(found: Rebuilt, events: int) -> list[Row]:
    whole = sum(each.whole for each in found.pages) / len(found.pages)
    slowest = max(each.milliseconds for each in found.pages)
    added = compared(
        "memory added", [found.added], "limit", [LIMIT], unit="MiB", goal=1.0
    )
    return [
        Row("rebuild of all read models", found.seconds, "s"),
        Row("events", events / found.seconds, "/s"),
        added,
        Row("memory added by the service alone", found.by_service, "MiB"),
        Row("slowest page meanwhile", slowest, "ms"),
        share("pages meanwhile that were whole", whole),
        share("digests equal to those before", float(found.equal)),
    ]


def share(work: str, part: float) -> Row:
    """What should be so always: 1."""
    return Row(work, part, "of 1", "always", 1.0, part, 1.0)


def _notes(found: Rebuilt, events: int) -> list[str]:
    return [
        f"{events:,} events; a page of 50 cases each {PAUSE * 1000:.0f} ms, "
        f"{len(found.pages):,} in all, answered by the process that rebuilds. Memory "
        "is PSS of the service and all processes of PostgreSQL."
    ]
