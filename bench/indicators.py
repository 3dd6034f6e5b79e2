"""The counters of the indicators: kept up to date on a city's cases, and asked for.

Every compound of the city is registered; the cases are lives decided by the domain,
each in one of the compounds.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent

from application.event_store import collected
from application.mapper import FactMapper
from bench import lives, machine, ours
from bench.results import Row, Section, compared
from bench.server import Server
from bench.sizes import Sizes
from domain.compound import Compound
from domain.compound_facts import CompoundKind
from domain.facts import Stamp
from domain.indicators.periods import Period, PeriodStep
from domain.roles import Actor, Role
from interfaces.indicators import Question, answered
from interfaces.runtime import Runtime
from projections.compound_directory import COMPOUND_DIRECTORY
from projections.duties import DUTY_REGISTER
from projections.hotline_ranking import ranking
from projections.indicator_place import IndicatorPlace
from projections.indicators import INDICATORS

NOW = datetime(2024, 12, 31, tzinfo=UTC)
YEAR, MONTH = Period.parse("2024"), Period.parse("2024-03")
CITY, STREETS = "990100", 150
NOWHERE = b'"compound_id":null'
COPY = "binary COPY of the same rows"
Read = Callable[[psycopg.AsyncConnection[Any]], Awaitable[object]]


def measure(server: Server, sizes: Sizes) -> Section:
    with server.runtime() as runtime:
        compounds = registered(runtime, sizes.city_compounds)
        ours.append(runtime, city(runtime, compounds, sizes.city_cases))
        log = runtime.store.position()
        spent = ours.catch_up(runtime, [INDICATORS])
        # They say by whose rules, as they were when, a place is counted.
        ours.catch_up(runtime, [COMPOUND_DIRECTORY, DUTY_REGISTER])
        tables = [table.name for table in INDICATORS.tables]
        copies = [machine.copied(runtime.database.url, table) for table in tables]
        rows = sum(copy.rows for copy in copies)
        theirs = rows / sum(copy.seconds for copy in copies)
        asked = asyncio.run(all_asked(runtime, compounds[0], sizes.rounds))
    return Section(
        [
            compared("catch-up, rows", [rows / spent], COPY, [theirs]),
            Row("catch-up, events", log / spent, "/s"),
            *(Row(what, milliseconds, "ms") for what, milliseconds in asked.items()),
        ],
        [
            f"{log:,} events of {sizes.city_cases:,} cases in "
            f"{sizes.city_compounds:,} compounds; {rows:,} rows of counters."
        ],
    )


def registered(runtime: Runtime, count: int) -> list[UUID]:
    """The compounds of the city, in its streets."""
    stamp = Stamp(Actor("clerk", Role.STREET_OFFICER), lives.START, ours.rules(runtime))
    mapper, found, events = FactMapper(), [], []
    for number in range(count):
        street = f"990101{number % STREETS:03}"
        made = Compound.register(
            stamp,
            code=f"B-{number}",
            name=f"花园{number}",
            region_codes=(CITY, "990101", street, f"{street}001"),
            region_names=("市", "区", f"街道{number % STREETS}", "社区"),
            kind=CompoundKind.COMMODITY,
            buildings=10,
            households=300 + number % 700,
            completion_year=2005,
            profile="national",
        )
        found.append(made.id)
        events += [mapper.to_stored_event(fact) for fact in collected(made)]
    ours.append(runtime, events)
    return found


def city(runtime: Runtime, compounds: list[UUID], cases: int) -> Iterator[StoredEvent]:
    """So many cases, each in one of the compounds."""
    draw, source = lives.lives(ours.rules(runtime)), random.Random(1)
    for number, id in zip(range(cases), lives.ids(1), strict=False):
        where = b'"compound_id":"%b"' % str(compounds[number % len(compounds)]).encode()
        for each in lives.renamed(draw(source), id):
            state = each.state.replace(NOWHERE, where)
            yield StoredEvent(id, each.originator_version, each.topic, state)


async def all_asked(runtime: Runtime, compound: UUID, rounds: int) -> dict[str, float]:
    """How long each question takes, in milliseconds."""

    def asks(
        place: IndicatorPlace,
        periods: list[Period],
        codes: tuple[str, ...] | None = ("three_day_rate",),
        as_of: datetime | None = None,
    ) -> Read:
        question = Question(place, periods, codes, as_of)
        return lambda conn: answered(
            conn, runtime.rules, question, NOW, lambda kind, where: True
        )

    whole, one = IndicatorPlace(region=CITY), IndicatorPlace(compound_id=compound)
    questions: dict[str, Read] = {
        "one indicator of the city, a month": asks(whole, [MONTH]),
        "one indicator of the city, a year": asks(whole, [YEAR]),
        "one indicator of the city, twelve months": asks(
            whole, YEAR.steps(PeriodStep.MONTH)
        ),
        "one indicator of the city, a year, as of a moment": asks(
            whole, [YEAR], as_of=NOW
        ),
        "every indicator of the city, a year": asks(whole, [YEAR], None),
        "every indicator of a compound, a year": asks(one, [YEAR], None),
        "the ranking of a month": lambda conn: ranking(conn, MONTH, 30, region=CITY),
    }
    found: dict[str, float] = {}
    async with await psycopg.AsyncConnection.connect(
        runtime.database.url, autocommit=True
    ) as conn:
        await conn.execute("ANALYZE")
        for what, read in questions.items():
            spent = []
            for _ in range(max(rounds, 3)):
                started = time.perf_counter()
                await read(conn)
                spent.append((time.perf_counter() - started) * 1000)
            found[what] = statistics.median(spent)
    return found
