"""What every community of a place has: its council, the meetings of that, its teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.service_force_facts import ForceKind
from interfaces.demo.mechanisms import forums
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment, shares

DIGITS = 12
"""Of the code of a community."""


def communities(world: World) -> list[tuple[str, ...]]:
    """The paths of the place's communities, from the city down."""
    codes = world.place.regions
    return [
        (*world.place.city, *_above(world, code))
        for code in codes
        if len(code) == DIGITS
    ]


def _above(world: World, community: str) -> Iterator[str]:
    for code in world.place.regions:
        if community.startswith(code):
            yield code


def forum_everywhere(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    kind: str,
    seats: Sequence[str],
) -> Iterable[Story]:
    """Every community has a forum of this kind."""
    for path in communities(world):
        yield from forums.set_up(
            world, estates, on=on, kind=kind, level="community", region=path,
            seats=seats,
        )  # fmt: skip


def met_everywhere(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    last: date,
    count: int,
    forum: str,
    meeting: str,
    attending: Sequence[str],
    subject: str,
) -> Iterable[Story]:
    """The forum of every community meets so many times."""
    for path in communities(world):
        yield from forums.met(
            world, estates, first=first, last=last, count=count, forum=forum,
            level="community", region=path, meeting=meeting, attending=attending,
            subject=subject,
        )  # fmt: skip


def teamed(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    count: int,
    kind: str,
    skills: Sequence[str],
) -> Iterable[Story]:
    """So many forces over all communities, each with a member of one of the skills."""
    paths = communities(world)
    forces = [
        (path, f"{kind}-{number + 1}")
        for path, own in zip(paths, shares(count, len(paths)), strict=True)
        for number in range(own)
    ]

    def story() -> Story:
        receipts = yield [
            world.act(
                moment(on), "community", world.service_force.found,
                region_path=path, profile=world.place.profile,
                kind=ForceKind.of(kind), code=code,
            )
            for path, code in forces
        ]  # fmt: skip
        yield [
            world.act(
                moment(on, 11), "community", world.service_force.admit_member,
                receipt.ids[0], member=f"{world.place.code}-{kind}-{number}",
                skills=(skills[number % len(skills)],),
            )
            for number, receipt in enumerate(receipts)
        ]  # fmt: skip

    return [story()]
