"""From a commit that was acknowledged to the read models that show it."""

from __future__ import annotations

import asyncio
import statistics
import time
from uuid import UUID

from bench import ours
from bench.results import Row, Section
from bench.server import Server
from bench.sizes import Sizes
from interfaces.runtime import Runtime
from interfaces.worker import Worker
from projections.progress import Progress

PAUSE = 0.05
PATIENCE = 10.0


def measure(server: Server, sizes: Sizes) -> Section:
    with server.runtime() as runtime:
        ids = ours.reported(runtime, sizes.visible)
        worker = Worker(runtime)
        worker.start()
        try:
            waits = asyncio.run(followed(runtime, ids))
        finally:
            worker.stop()
    shares = statistics.quantiles(waits, n=100, method="inclusive")
    rows = [
        Row("commit to visible, half within", shares[49], "ms"),
        Row("commit to visible, 99 in 100 within", shares[98], "ms"),
    ]
    notes = [f"{sizes.visible} commands, one each {PAUSE * 1000:.0f} ms."]
    return Section(rows, notes)


async def followed(runtime: Runtime, ids: list[UUID]) -> list[float]:
    """Give a command now and then; how long each took to be seen, in milliseconds."""
    progress = Progress(runtime.database.url)
    await progress.start()
    waits = []
    try:
        await progress.reached(runtime.store.position(), PATIENCE)
        for id in ids:
            receipt = await asyncio.to_thread(ours.accept, runtime, id)
            started = time.perf_counter()
            if not await progress.reached(receipt.position, PATIENCE):
                raise RuntimeError("the read models did not follow")
            waits.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(PAUSE)
    finally:
        await progress.stop()
    return waits
