"""The ground of a compound: areas that somebody answers for, places that are open to
residents, and who answers for which matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from domain.compound_people_words import GovernanceAreaKind
from domain.compound_site_words import VenueKind
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment

OPENS, CLOSES = 8 * 60, 18 * 60
"""In minutes of the day."""


def drawn(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    kind: str,
    codes: Sequence[str],
) -> Iterable[Story]:
    """Every one of the compounds lies in one of these areas, one after the other."""

    def story() -> Story:
        yield [
            world.act(
                moment(on, 11), "community", world.compound.draw_area, estate.id,
                code=codes[number % len(codes)], kind=GovernanceAreaKind.of(kind),
                buildings=tuple(str(each + 1) for each in range(estate.buildings)),
                since=on, worker_id=f"{codes[number % len(codes)]}-worker",
            )
            for number, estate in enumerate(estates)
        ]  # fmt: skip

    return [story()]


def opened(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    kind: str,
    code: str,
    matters: Sequence[str],
    count: int,
) -> Iterable[Story]:
    """A place is opened in the first ones of the compounds."""

    def story() -> Story:
        yield [
            world.act(
                moment(on), "community", world.compound.open_help_point, estate.id,
                code=code, kind=VenueKind.of(kind), matters=tuple(matters),
                opens=OPENS, closes=CLOSES, since=on,
            )
            for estate in estates[:count]
        ]  # fmt: skip

    return [story()]


def helped(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    point: str,
    matters: Sequence[str],
) -> Iterable[Story]:
    """Clerks run one errand of each matter at the help point of every compound."""

    def story() -> Story:
        for number, matter in enumerate(matters):
            yield [
                world.act(
                    moment(on, 10 + number), "clerk", world.compound.do_errand,
                    estate.id, point=point, matter=matter,
                    clerk_id=f"{estate.code}-clerk", on=on,
                )
                for estate in estates
            ]  # fmt: skip

    return [story()]


def answered_for(
    world: World, estates: Sequence[Estate], *, on: date, matters: Mapping[str, str]
) -> Iterable[Story]:
    """Which party answers for which matter is fixed in every compound (三方责任)."""

    def story() -> Story:
        for matter, party in matters.items():
            yield [
                world.act(
                    moment(on), "community", world.compound.assign_responsibility,
                    estate.id, matter=matter, party=party, since=on,
                )
                for estate in estates
            ]  # fmt: skip

    return [story()]
