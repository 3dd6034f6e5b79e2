"""The four-colour rating of firms (四色管理), from counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.rating_counts import RatingInput
from interfaces.demo.mechanisms.enterprises import firm
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment

SAMPLE = 100
"""Things counted for each indicator."""
OBJECTED = timedelta(days=8)
"""From a rating to its publication: the time to object is over."""


def rated(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    quarter: str,
    reached: Sequence[int],
) -> Iterable[Story]:
    """The first firms are rated for a quarter that is over, and it is published.

    reached: of a hundred, how much of every indicator each firm reached; nobody
    complained of it.
    """
    rules = world.runtime.rules.for_profile(world.place.profile)

    def inputs(of_100: int) -> tuple[RatingInput, ...]:
        return tuple(
            RatingInput(
                name,
                of_100 * item.number("unit") if item.flag("share") else 0,
                SAMPLE * item.number("unit"),
                SAMPLE,
                SAMPLE,
            )
            for name, item in rules.catalogue("rating_indicators").items()
        )

    def story() -> Story:
        firms = list(enumerate(reached, 1))
        yield [
            world.act(
                moment(on), "housing", world.enterprise.rate, firm(world, number),
                quarter=quarter, inputs=inputs(of_100),
            )
            for number, of_100 in firms
        ]  # fmt: skip
        yield [
            world.act(
                moment(on + OBJECTED), "housing", world.enterprise.publish_rating,
                firm(world, number), quarter=quarter,
            )
            for number, _ in firms
        ]  # fmt: skip

    return [story()]
