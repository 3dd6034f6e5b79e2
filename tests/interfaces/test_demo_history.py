"""Simulated histories: on one clock, in a log of their own, the same for a seed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from application.clock import ManualClock
from application.simulation import (
    LogIsReal,
    LogIsSimulated,
    OtherSimulation,
    SimulatedClock,
    Simulation,
    simulated,
)
from domain.case import Case
from domain.case_words import Status
from domain.duty_register import Register
from domain.duty_words import DutyStatus
from interfaces.demo.first_screen import table
from interfaces.demo.generate import Generation, begins
from interfaces.demo.mechanisms.cases import part
from interfaces.demo.place import PLACES, Place, place_from, read_place
from interfaces.demo.stage import ActRefused
from interfaces.demo.world import shares, spread
from interfaces.runtime import Runtime, open_runtime
from projections.duty_packs import pack_of
from tests.scenarios.history import settings

ROOT = Path(__file__).parents[2]
HAMLET = """
code = "HM"
name = "小村"
profile = "weihai"
city = ["990000"]
ends = 2021-11-05T18:00:00+08:00
[regions]
990000 = "市"
990001 = "区"
990001001 = "街道"
990001001001 = "社区"
[estates.all]
count = 2
scales = true
names = ["甲", "乙"]
kind = "commodity"
households = 10
units = 10
completion_years = [2001]
regions = [[990000, 990001, 990001001, 990001001001]]
[[play]]
mechanism = "registered"
estates = ["all"]
on = 2018-11-20
[[play]]
mechanism = "served"
estates = ["all"]
on = 2018-12-01
starts_on = 2019-01-01
ends_on = 2025-12-31
rate = "1.30"
cycle = "half_year"
[[play]]
mechanism = "settled"
estates = ["all"]
on = 2018-12-10
[[play]]
mechanism = "billed"
estates = ["all"]
on = 2019-06-10
month = 2019-03-01
[[play]]
mechanism = "collected"
estates = ["all"]
on = 2019-06-20
periods = [2019-03-01]
rate = "1.30"
cycle = "half_year"
paying = 17
of = 20
[[play]]
mechanism = "complaints"
estates = ["all"]
first = 2019-01-03
last = 2019-06-14
of_1000 = 500
channels = { phone = 1, app = 1 }
levels = [50, 50]
fast = 60
satisfied = 50
[[figure]]
row = "0-8"
zh = "物业费收缴率"
quoted = "85%"
numerator = 17
denominator = 20
more = [17, 20]
invented = true
"""


def hamlet(scale: int = 1, text: str = HAMLET) -> Place:
    return place_from("hamlet", tomllib.loads(text), scale)


@contextmanager
def stage(url: str, home: Path, place: Place) -> Iterator[tuple[Runtime, Generation]]:
    clock = SimulatedClock(begins([place]))
    with open_runtime(
        settings(url, home), clock=clock, say=lambda line: None
    ) as runtime:
        made = Simulation(place.key, place.scale, 7)
        yield runtime, Generation(runtime, clock, made, [place])


def log(runtime: Runtime) -> list[tuple[bytes, bytes]]:
    """Entries and data, byte for byte."""
    return [
        (bytes(entry), bytes(data))
        for entry, data in runtime.database.fetch(
            "SELECT entry, data FROM event ORDER BY position"
        )
    ]


def test_the_same_seed_gives_the_same_log_byte_for_byte(
    database_url: str, prepared: str, server_url: str, tmp_path: Path
) -> None:
    from tests.conftest import copied

    with stage(database_url, tmp_path / "a", hamlet()) as (runtime, generation):
        generation.play(sample=False)
        first = log(runtime)
        facts = runtime.store.read(0, 10_000)
        cases = {
            each.fact.originator_id for each in facts if each.type == "Case.Reported"
        }
        assert simulated(runtime.database) == Simulation("hamlet", 1, 7, hamlet().ends)
        assert {
            case.status for case in runtime.store.load_many(Case, [*cases]).values()
        } == {Status.CLOSED}
    with (
        copied(server_url, prepared) as url,
        stage(url, tmp_path / "b", hamlet()) as (runtime, generation),
    ):
        generation.play(sample=False)
        second = log(runtime)

    assert len(cases) == 10
    assert first == second
    assert all(
        timedelta(0) <= each.recorded_at - each.fact.timestamp < timedelta(days=2)
        for each in facts
    )


def test_a_history_that_broke_off_goes_on_and_a_whole_one_is_left(
    database_url: str, tmp_path: Path
) -> None:
    class BreaksOff(Exception):
        pass

    played: list[int] = []

    def break_off() -> None:
        played.append(1)
        if len(played) == 20:
            raise BreaksOff

    place = hamlet()
    with stage(database_url, tmp_path, place) as (runtime, first):
        with pytest.raises(BreaksOff):
            first.play(break_off, sample=False)
        half = log(runtime)
    with stage(database_url, tmp_path, place) as (runtime, second):
        assert not second.whole
        second.play(sample=False)
        assert log(runtime)[: len(half)] == half
        length = runtime.store.position()
    with stage(database_url, tmp_path, place) as (runtime, third):
        assert third.whole
        assert runtime.store.position() == length > len(half)
        with pytest.raises(OtherSimulation):
            Generation(
                runtime, SimulatedClock(place.ends), Simulation("x", 1, 7), [place]
            )
    with pytest.raises(LogIsSimulated), stage_on_real_time(database_url, tmp_path):
        pass


@pytest.mark.slow
def test_a_place_that_publishes_does_so_in_time_though_it_broke_off(
    database_url: str, tmp_path: Path
) -> None:
    class BreaksOff(Exception):
        pass

    played: list[int] = []

    def break_off() -> None:
        played.append(1)
        if len(played) == 18:
            raise BreaksOff

    place = hamlet(text=f"publishes = true\n{HAMLET}")
    with stage(database_url, tmp_path, place) as (runtime, first):
        with pytest.raises(BreaksOff):
            first.play(break_off, sample=False)
        half = log(runtime)
    with stage(database_url, tmp_path, place) as (runtime, second):
        second.play(sample=False)
        assert log(runtime)[: len(half)] == half
        register = Register(pack_of)
        for each in runtime.store.read(0, 10_000):
            register.add(each.fact, each.recorded_at)
        found = register.standings(place.ends)

    assert any(entry for entry in half if b"Publication.Published" in entry[0])
    due = [each for each in found if each.duty.due_at < place.ends]  # type: ignore[operator]
    assert len(due) > 100
    assert {each.status for each in due} == {DutyStatus.VALID}


@contextmanager
def stage_on_real_time(url: str, home: Path) -> Iterator[None]:
    clock = ManualClock(hamlet().ends)
    with open_runtime(settings(url, home), clock=clock, say=lambda line: None):
        yield


def test_a_real_log_is_never_made_a_simulated_one(
    runtime: Runtime, tmp_path: Path
) -> None:
    assert simulated(runtime.database) is None
    runtime.database.fetch(
        "INSERT INTO event SELECT 1, gen_random_uuid(), 1, 'X', '', '', NULL, now()"
        " RETURNING position"
    )

    with pytest.raises(LogIsReal):
        Generation(
            runtime, SimulatedClock(hamlet().ends), Simulation("x", 1, 7), [hamlet()]
        )


def test_a_story_that_is_refused_says_where(database_url: str, tmp_path: Path) -> None:
    wrong = HAMLET.replace('rate = "1.30"', 'rate = "0"', 1)
    with (
        stage(database_url, tmp_path, hamlet(text=wrong)) as (_, generation),
        pytest.raises(ActRefused, match=r"2018-12-01 Compounds\.sign_contract"),
    ):
        generation.play(sample=False)


def test_every_place_has_regions_and_published_figures() -> None:
    for key in PLACES:
        place = read_place(key)
        assert place.regions
        assert place.figures, key
        made = table(place)
        assert made.row_count == len(place.figures)
        assert "模拟数据" in str(made.title)
        for figure in place.figures:
            assert figure.denominator is None or figure.denominator > 0
            assert (figure.numerator is None) <= (figure.denominator is None)


def test_scale_multiplies_what_scales() -> None:
    place = hamlet(3)

    assert len(place.estates["all"]) == 6
    assert len({estate.code for estate in place.estates["all"]}) == 6
    assert (place.figures[0].numerator, place.figures[0].denominator) == (51, 60)


def test_parts_and_shares_come_out_exactly() -> None:
    assert sum(part(number, 57) for number in range(300)) == 171
    assert shares(218, 5) == [44, 44, 44, 43, 43]
    first, last = hamlet().ends.date(), hamlet().ends.date() + timedelta(days=9)
    assert spread(first, last, 3) == [first + timedelta(days=n) for n in (1, 4, 7)]


def test_nobody_draws_from_a_seed_but_the_demo() -> None:
    using = {
        file.relative_to(ROOT)
        for folder in ("application", "domain", "interfaces", "projections")
        for file in (ROOT / folder).rglob("*.py")
        if "import seeded" in file.read_text("utf-8")
    }

    assert using == {Path("interfaces/demo/generate.py")}
