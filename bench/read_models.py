"""Read models that catch up from the first event, and are built anew."""

from __future__ import annotations

from collections.abc import Sequence

from bench import lives, machine, ours, stock_runner
from bench.results import Measured, Row, Section, compared
from bench.server import Server
from bench.sizes import Sizes
from projections.case_history import CASE_HISTORY
from projections.projection import Projection
from projections.read_models import READ_MODELS

COPY = "binary COPY of the same rows"
GOAL, GOAL_OF_RUNNER = 0.35, 50.0


def measure(server: Server, sizes: Sizes) -> Section:
    rows = of_history(server, sizes) + of_all(server, sizes)
    notes = [
        f"{sizes.projected:,} events; the stock runner has {sizes.stock_projected:,}. "
        "Rates against COPY are result rows of all tables of the read models, against "
        "the runner events."
    ]
    return Section(rows, notes)


def of_history(server: Server, sizes: Sizes) -> list[Row]:
    found: Measured = {}
    for _ in range(sizes.rounds):
        projected(server, sizes, [CASE_HISTORY], found)
        found.setdefault("stock", []).append(stock(server, sizes))
    name = "case history"
    return [
        *against_copy(name, found, GOAL),
        compared(
            f"{name}, catch-up, events",
            found["events"],
            "stock ProjectionRunner",
            found["stock"],
            goal=GOAL_OF_RUNNER,
        ),
    ]


def of_all(server: Server, sizes: Sizes) -> list[Row]:
    found: Measured = {}
    for _ in range(sizes.rounds):
        projected(server, sizes, READ_MODELS, found)
    return against_copy("all read models", found, None)


def against_copy(name: str, found: Measured, goal: float | None) -> list[Row]:
    return [
        compared(f"{name}, {what}, rows", found[what], COPY, found["copy"], goal=goal)
        for what in ("catch-up", "rebuild")
    ]


def projected(
    server: Server, sizes: Sizes, models: Sequence[Projection], found: Measured
) -> None:
    """One round on a new log; adds its rates to what was found."""
    with server.runtime() as runtime:
        ours.fill(runtime, sizes.projected)
        seconds = {
            "catch-up": ours.catch_up(runtime, models),
            "rebuild": ours.rebuild(runtime, models),
        }
        tables = [table.name for model in models for table in model.tables]
        copies = [machine.copied(runtime.database.url, table) for table in tables]
    rows = sum(copy.rows for copy in copies)
    seconds["copy"] = sum(copy.seconds for copy in copies)
    for what, spent in seconds.items():
        found.setdefault(what, []).append(rows / spent)
    found.setdefault("events", []).append(sizes.projected / seconds["catch-up"])


def stock(server: Server, sizes: Sizes) -> float:
    """Events a second of the library's runner, on a log of its own."""
    with server.runtime() as runtime:
        rules = ours.rules(runtime)
    with server.database() as url:
        return stock_runner.run(url, list(lives.log(rules, sizes.stock_projected, 1)))
