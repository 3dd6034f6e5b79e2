"""Cold loads: an aggregate that no cache knows, from all of its events."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

from bench import lives, machine, ours
from bench.results import Row, Section, alternating, compared
from bench.server import Server, opened
from bench.sizes import Sizes
from bench.stock import stock
from interfaces.runtime import Runtime

LENGTHS = (10, 100)
WIDTH = 300


def measure(server: Server, sizes: Sizes) -> Section:
    rows = [row for length in LENGTHS for row in loads(server, sizes, length)]
    notes = [
        f"{sizes.loads:,} aggregates one after another, in a service opened anew for "
        "each round."
    ]
    return Section(rows, notes)


def loads(server: Server, sizes: Sizes, length: int) -> list[Row]:
    """Aggregates of one length, against the rows alone and the stock repository."""
    with (
        server.runtime() as runtime,
        server.database() as other,
        stock(other, WIDTH) as library,
    ):
        ids = cases(runtime, sizes.loads, length)
        matters = library.matters(sizes.loads, length)

        def cold() -> float:
            with opened(runtime.settings) as fresh:
                return ours.load_all(fresh, ids)

        works = {
            "ours": cold,
            "raw": lambda: machine.read_streams(runtime.database.url, ids),
            "stock": lambda: library.load_all(matters),
        }
        found = alternating(sizes.rounds, works)
    work, raw = f"aggregates of {length} events", "raw select of the same rows"
    return [
        compared(work, found["ours"], raw, found["raw"], goal=0.3),
        compared(work, found["ours"], "stock repository", found["stock"]),
    ]


def cases(runtime: Runtime, count: int, length: int) -> list[UUID]:
    """Cases whose lives have so many events."""
    notes, category = length - lives.AROUND, lives.CATEGORIES[0]
    life = lives.life(ours.rules(runtime), lives.START, notes, category)
    ids = list(islice(lives.ids(length), count))
    ours.append(runtime, (fact for id in ids for fact in lives.renamed(life, id)))
    return ids
