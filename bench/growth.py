"""What a long log costs: commands and pages beside those of a short one."""

from __future__ import annotations

from bench import ours, pages
from bench.results import Measured, Row, Section, alternating, compared
from bench.server import Server
from bench.sizes import Sizes
from interfaces.runtime import Runtime

IN_FLIGHT = 64
GOAL = 0.9
SIZE = "SELECT pg_size_pretty(pg_database_size(current_database()))"


def measure(server: Server, sizes: Sizes) -> Section:
    rows, notes = [], []
    with server.runtime() as grown:
        for exponent in range(sizes.growth_from + 1, sizes.growth + 1):
            grow(grown, 10**exponent)
            # Made anew each time: the commands of a measurement make it longer, too.
            with server.runtime() as short:
                grow(short, 10**sizes.growth_from)
                found = measured(short, grown, sizes)
            rows += rows_of(f"10^{exponent}", f"10^{sizes.growth_from}", found)
            size = grown.database.fetch(SIZE)[0][0]
            notes.append(f"The database of 10^{exponent} events has {size}.")
    return Section(rows, notes)


def grow(runtime: Runtime, events: int) -> None:
    """Let the log have so many events, and the read models all of them."""
    ours.fill(runtime, max(0, events - runtime.store.position()))
    ours.catch_up(runtime)


def measured(short: Runtime, grown: Runtime, sizes: Sizes) -> Measured:
    """The short and the long log in turn: pages, then commands.

    In that order: the newest cases of a page are of lives, not of the measurement.
    """

    def commands(runtime: Runtime) -> float:
        ids = ours.reported(runtime, sizes.growth_commands)
        return len(ids) / ours.accept_all(runtime, ids, IN_FLIGHT)

    found: Measured = {}
    for _ in range(sizes.rounds):
        for name, runtime in (("short", short), ("long", grown)):
            asked = pages.asked(runtime, sizes.pages)
            found.setdefault(f"{name} page", []).extend(asked.ours)
            found.setdefault(f"{name} SQL", []).extend(asked.sql)
    works = {"short": lambda: commands(short), "long": lambda: commands(grown)}
    return found | alternating(sizes.rounds, works)


def rows_of(size: str, shortest: str, found: Measured) -> list[Row]:
    peer = f"the same with {shortest} events"
    commands = compared(
        f"{IN_FLIGHT} commands in flight, {size} events",
        found["long"],
        peer,
        found["short"],
        goal=GOAL,
    )
    page, sql = (
        compared(
            f"{work}, {size} events",
            found[f"long {what}"],
            peer,
            found[f"short {what}"],
            unit="ms",
            goal=goal,
        )
        for what, work, goal in (
            ("page", "GraphQL page", GOAL),
            ("SQL", "bare SQL of the page", None),
        )
    )
    return [commands, page, sql]
