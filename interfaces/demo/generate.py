"""Generates a simulated history: the stories of places, played on one stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from application import simulation
from application.chance import seeded
from application.simulation import SimulatedClock, Simulation
from interfaces.demo.mechanisms.registry import MECHANISMS
from interfaces.demo.notices import NoticeOffice
from interfaces.demo.place import ALL, PLACES, Place, read_place
from interfaces.demo.player import Player
from interfaces.demo.stage import Stage, Story
from interfaces.demo.world import World, moment
from interfaces.runtime import Runtime


def places(key: str, scale: int = 1) -> list[Place]:
    """One place, or all of them."""
    return [read_place(each, scale) for each in (PLACES if key == ALL else (key,))]


class Generation:
    """One history: made once in an empty log, and finished where it broke off. After
    the places, the small sample of cases is played: those that are under way today.

    whole: whether it was there already. cases: of the sample.
    """

    def __init__(
        self,
        runtime: Runtime,
        clock: SimulatedClock,
        made: Simulation,
        some: Sequence[Place],
    ) -> None:
        """runtime: opened on this clock. Raises `LogIsReal` and `OtherSimulation`."""
        self._runtime = runtime
        self._clock = clock
        self._places = some
        self._made = made
        self._stage = Stage(clock, f"demo:{made.seed}")
        self._begins = begins(some)
        self._ends = max(place.ends for place in some)
        found = simulation.begin(runtime.database, made)
        self.whole = found.whole_at is not None
        self.cases = 0
        if self.whole:
            clock.moment = simulation.last_recorded(runtime.database) or clock()

    @property
    def acts(self) -> int:
        """How many were played of the places."""
        return self._stage.played

    @property
    def day(self) -> int:
        """The day that is told, from 0."""
        return (self._clock.recorded() - self._begins).days

    @property
    def days(self) -> int:
        """How many days the history has, without the sample's."""
        return (self._ends - self._begins).days

    def play(self, each: Callable[[], object] = bool, *, sample: bool = True) -> None:
        """Play all stories to their end. each: called again and again meanwhile."""
        name = f"{self._made.place}/{self._made.scale}/{self._made.seed}"
        with seeded(name):
            offices = [
                NoticeOffice(self._world(place), self._begins.date())
                for place in self._places
                if place.publishes
            ]
            notices = [office.story(self._ends) for office in offices]
            self._stage.play([*self._stories(), *notices], each)
        self._clock.moment = self._ends
        if sample:
            with seeded(f"{name}/sample"):
                player = Player(self._runtime, self._clock)
                for office in offices:
                    office.cities |= player.cities
                player.play(each, lambda until: self._publish(offices, until))
                self.cases = player.cases
        simulation.end(self._runtime.database, self._clock())

    def _stories(self) -> Iterator[Story]:
        for place in self._places:
            world = self._world(place)
            for play in place.plays:
                yield from stories(world, play)

    def _world(self, place: Place) -> World:
        return World(self._runtime, place, self._made.seed)

    def _publish(self, offices: Sequence[NoticeOffice], until: datetime) -> None:
        """What falls due while the sample is played."""
        self._stage.play([office.story(until) for office in offices])


def stories(world: World, play: Any) -> Iterator[Story]:
    """The stories that an entry `[[play]]` of a place's file asks for."""
    given = dict(play)
    mechanism = MECHANISMS[given.pop("mechanism")]
    estates = world.place.of(given.pop("estates", ()))
    yield from mechanism(world, estates, **given)


def begins(some: Sequence[Place]) -> datetime:
    """A month before the first day that a place's file names."""
    days = [day for place in some for play in place.plays for day in _days(play)]
    first = min(days, default=min(place.ends for place in some).date())
    return moment(first - timedelta(days=30))


def _days(value: Any) -> Iterator[date]:
    if isinstance(value, date):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _days(each)
