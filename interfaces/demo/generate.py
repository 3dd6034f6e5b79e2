"""Generates a simulated history: the stories of places, played on one stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from application import simulation
from application.chance import seeded
from application.simulation import SimulatedClock, Simulation
from interfaces.demo.mechanisms.registry import MECHANISMS
from interfaces.demo.place import ALL, PLACES, Place, read_place
from interfaces.demo.stage import Stage, Story
from interfaces.demo.world import World
from interfaces.runtime import Runtime

DEFAULT_SEED = 1


def places(key: str, scale: int = 1) -> list[Place]:
    """One place, or all of them."""
    return [read_place(each, scale) for each in (PLACES if key == ALL else (key,))]


class Generation:
    """One history: made once in an empty log, and finished where it broke off.

    added: how many acts were played.
    """

    def __init__(
        self, runtime: Runtime, clock: SimulatedClock, made: Simulation,
        some: Sequence[Place],
    ) -> None:  # fmt: skip
        """runtime: opened on this clock. Raises `LogIsReal` and `OtherSimulation`."""
        self._runtime = runtime
        self._clock = clock
        self._places = some
        self._made = made
        self._stage = Stage(clock, f"demo:{made.seed}")
        found = simulation.begin(runtime.database, made)
        self.whole = found.whole_at is not None

    @property
    def added(self) -> int:
        return self._stage.played

    def play(self, each: Callable[[int], object] = int) -> None:
        """Play all stories to their end, unless that was done. each: told how many
        acts were played, again and again."""
        if self.whole:
            return
        with seeded(f"{self._made.place}/{self._made.scale}/{self._made.seed}"):
            self._stage.play(self._stories(), each)
        self._clock.moment = max(place.ends for place in self._places)

    def end(self) -> None:
        """Say in the log that its history is whole."""
        if not self.whole:
            simulation.end(self._runtime.database, self._clock())
            self.whole = True

    def _stories(self) -> Iterator[Story]:
        for place in self._places:
            world = World(self._runtime, place, self._made.seed)
            for play in place.plays:
                yield from stories(world, play)


def stories(world: World, play: Any) -> Iterator[Story]:
    """The stories that an entry `[[play]]` of a place's file asks for."""
    given = dict(play)
    mechanism = MECHANISMS[given.pop("mechanism")]
    estates = world.place.of(given.pop("estates", ()))
    yield from mechanism(world, estates, **given)


def first_moment(some: Sequence[Place]) -> Any:
    """A moment before everything that is played."""
    return min(place.ends for place in some) - timedelta(days=365 * 30)
