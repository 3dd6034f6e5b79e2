"""Counters in the database: the same as from a log cut at any moment, for any place."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from application.database import Database
from application.event_store import EventStore
from domain.indicators.formulas import FORMULAS
from domain.indicators.indicator import Figure, figure, formulas_of
from domain.indicators.periods import Period, PeriodStep
from projections.duties import DUTY_REGISTER
from projections.engine import Engine
from projections.indicator_counts import Asked, counts_of
from projections.indicator_duties import DUTIES
from projections.indicator_place import IndicatorPlace
from projections.indicators import INDICATORS
from projections.memory import Memory
from projections.projection import apply_or_park
from projections.proof import digest
from projections.read_models import READ_MODELS
from tests.domain import duties, duty_lives
from tests.domain.duties import published
from tests.projections import indicator_lives as lives
from tests.projections.logs import Redelivering, shuffled
from tests.projections.samples import append
from tests.projections.test_duties import recorded
from tests.scenario import DAY, NOW, RULES

YEAR = Period.parse("2021")
PLACES = (
    IndicatorPlace(),
    IndicatorPlace(compound_id=lives.GARDEN),
    IndicatorPlace(region="s"),
    IndicatorPlace(region="n"),
    IndicatorPlace(enterprise_id=lives.FIRM),
    IndicatorPlace(enterprise_id=lives.OTHER_FIRM),
)
BY_DUTIES = {
    code for code, formula in FORMULAS.items() if DUTIES.intersection(formula.flows)
}
"""Indicators that are counted by the register of duties."""
Found = dict[tuple[IndicatorPlace, str, str], Figure]
DUE = Period.parse("2026").steps(PeriodStep.QUARTER)
LATER = datetime(2021, 9, 1, tzinfo=UTC)


async def everything(
    conn: psycopg.AsyncConnection[Any], as_of: datetime | None = None
) -> Found:
    """Every indicator of every place, for each month and for the year."""
    found: Found = {}
    periods = [YEAR, *YEAR.steps(PeriodStep.MONTH)[5:8]]
    for place in PLACES:
        formulas = list(formulas_of(None).values())
        asked = Asked(place, formulas, periods, RULES, LATER, as_of)
        for period, counts in zip(periods, await counts_of(conn, asked), strict=True):
            for code in FORMULAS:
                made = figure(code, counts, RULES, period, LATER, open=True)
                found[place, code, period.name] = made
    return found


def of(found: Found, place: IndicatorPlace, code: str, period: str) -> tuple[Any, ...]:
    made = found[place, code, period]
    return made.numerator, made.denominator, made.value


async def test_indicators_of_places_and_periods(
    store: EventStore, engine: Engine, reader: psycopg.AsyncConnection[Any]
) -> None:
    append(store, shuffled(lives.everything(), 1))
    engine.run_until_caught_up()

    found = await everything(reader)

    city, garden, street, court, firm, other = PLACES
    assert of(found, city, "complaints_per_100_units", "2021-06") == (5, 252, "2.0")
    assert of(found, garden, "complaints_per_100_units", "2021-06") == (5, 201, "2.5")
    assert of(found, street, "three_day_rate", "2021") == (2, 5, "40.0")
    assert of(found, court, "three_day_rate", "2021") == (0, 1, "0.0"), "relocated"
    assert of(found, firm, "three_day_rate", "2021") == (2, 4, "50.0")
    assert of(found, other, "three_day_rate", "2021") == (0, 1, "0.0"), "in July"
    assert of(found, city, "coverage.service", "2021-06") == (2, 2, "100.0")
    assert of(found, city, "coverage.service", "2021-08") == (0, 2, "0.0")
    assert of(found, city, "coverage.party", "2021-06") == (2, 2, "100.0")
    assert of(found, city, "coverage.party", "2021-07") == (0, 2, "0.0")
    assert of(found, city, "coverage.formation", "2021-07") == (1, 2, "50.0")
    assert of(found, court, "coverage.formation", "2021-07") == (0, 1, "0.0")
    assert of(found, firm, "coverage.formation", "2021-06") == (1, 2, "50.0")
    assert of(found, firm, "coverage.formation", "2021-08") == (0, 0, None)
    assert of(found, city, "collection_rate", "2021") == (50_400, 79_000, "63.8")
    counted = {code for (_, code, _), each in found.items() if each.numerator}
    assert counted == FORMULAS.keys() - BY_DUTIES, "what is cut below is not empty"
    nothing = await everything(reader, lives.JUNE - timedelta(days=9000))
    assert all(not each.numerator for each in nothing.values())


async def test_what_was_due_is_counted_by_the_register_of_duties(
    database: Database, reader: psycopg.AsyncConnection[Any]
) -> None:
    # Of the contract itself; what was owed besides in that month is not published.
    notice = published("D04", f"{duties.COMPOUND}.2", NOW + DAY)
    with closing(EventStore(database, clock=lambda: NOW + 2 * DAY)) as store:
        append(store, [duties.registered(), duties.signed(), notice])
        Engine(database, store, READ_MODELS).run_until_caught_up()

    for code in ("publication_rate", "on_time_rate"):
        found = await duty_rate(reader, code, IndicatorPlace(region="01"))
        assert (found.numerator, found.denominator, found.value) == (1, 2, "50.0")
        elsewhere = await duty_rate(reader, code, IndicatorPlace(region="02"))
        assert (elsewhere.denominator, elsewhere.value) == (0, None), "no obligation"


async def duty_rate(
    reader: psycopg.AsyncConnection[Any], code: str, place: IndicatorPlace
) -> Figure:
    march, later = Period.parse("2026-03"), NOW + 60 * DAY
    asked = Asked(place, [FORMULAS[code]], [march], RULES, later)
    [counts] = await counts_of(reader, asked)
    return figure(code, counts, RULES, march, later, open=False)


class Clock:
    """Moves on by an hour whenever it is told to."""

    def __init__(self) -> None:
        self.now = lives.JUNE

    def __call__(self) -> datetime:
        return self.now

    def move_on(self) -> None:
        self.now += timedelta(hours=1)


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), cuts=st.sets(st.integers(1, 70), max_size=2))
def test_as_of_a_moment_is_what_a_log_cut_there_gives(
    database_url: str, seed: int, cuts: set[int]
) -> None:
    """The log is told piece by piece; what each indicator was at every stop is what
    `as_of` says of that moment in the end. Examples share a log that grows."""
    clock, stops = Clock(), dict[datetime, Found]()

    async def look(as_of: datetime | None = None) -> Found:
        async with await psycopg.AsyncConnection.connect(
            database_url, autocommit=True
        ) as conn:
            return await everything(conn, as_of)

    with (
        closing(Database(database_url)) as database,
        closing(EventStore(database, clock=clock)) as store,
    ):
        clock.now += timedelta(days=store.position())
        engine = Engine(database, store, [INDICATORS])
        facts = shuffled(lives.everything(store.position() * 100_000), seed)
        begin = 0
        for cut in sorted({*cuts, len(facts)}):
            append(store, facts[begin:cut])
            engine.run_until_caught_up()
            stops[clock()] = asyncio.run(look())
            clock.move_on()
            begin = cut

    for moment, seen in stops.items():
        assert asyncio.run(look(moment)) == seen


@settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(drawn=(1, 40))
@given(drawn=duty_lives.lives())
def test_as_of_a_moment_the_rates_of_duties_are_those_of_a_log_cut_there(
    database: Database, database_url: str, drawn: tuple[int, int]
) -> None:
    """The same for the indicators that no counter keeps: a duty falls due by the
    passing of time, so that both the log and the clock stand at the moment."""
    facts = duty_lives.life(*drawn)
    log = sorted(recorded(facts), key=lambda each: each.recorded_at)
    stops = dict[datetime, list[Figure]]()

    async def look(moment: datetime, as_of: datetime | None = None) -> list[Figure]:
        found = []
        async with await psycopg.AsyncConnection.connect(database_url) as conn:
            for place in (IndicatorPlace(), IndicatorPlace(region="01")):
                formulas = [FORMULAS[code] for code in sorted(BY_DUTIES)]
                asked = Asked(place, formulas, DUE, RULES, moment, as_of)
                for period, counts in zip(
                    DUE, await counts_of(conn, asked), strict=True
                ):
                    found += [
                        figure(code, counts, RULES, period, moment, open=True)
                        for code in sorted(BY_DUTIES)
                    ]
        return found

    with database.connection() as conn:
        DUTY_REGISTER.create(conn)
        conn.commit()
        at = sorted({each.recorded_at for each in log})
        cuts = sorted({*at[12::13], at[-1]})
        for begin, end in pairwise([at[0] - DAY, *cuts]):
            some = [each for each in log if begin < each.recorded_at <= end]
            assert apply_or_park(conn, Memory(conn, DUTY_REGISTER), some) == 0
            conn.commit()
            stops[end] = asyncio.run(look(end))

    for moment, seen in stops.items():
        assert asyncio.run(look(moment, moment)) == seen
    if drawn == (1, 40):
        rates = [each for seen in stops.values() for each in seen]
        assert any(each.numerator for each in rates), "the example publishes"


def test_the_counters_are_the_same_however_often_facts_come(
    database: Database, store: EventStore
) -> None:
    append(store, shuffled(lives.everything(), 2))
    alone = Engine(database, store, [INDICATORS])
    twice = Redelivering(database)
    with closing(twice):
        Engine(database, twice, [INDICATORS], batch=7).run_until_caught_up()
    with database.connection() as conn:
        before = digest(conn, INDICATORS)
    assert [each.wrong for each in alone.verify()] == [[]]
    with database.connection() as conn:
        assert digest(conn, INDICATORS) == before
