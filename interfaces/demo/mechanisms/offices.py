"""How a firm is organised: its office, departments and site offices, the specialists
that it works with, and who sits on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain.committee import committee_id
from domain.committee_words import BodyKind, BodyLevel, PostOrganisation
from domain.enterprise_words import OfficeKind
from domain.place import Place
from interfaces.demo.mechanisms.communities import communities
from interfaces.demo.mechanisms.compounds import credit_code
from interfaces.demo.mechanisms.enterprises import firm
from interfaces.demo.mechanisms.forums import forum_id
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment

SPECIALIST = 900
"""Number of the first firm that does a part of another's service."""


def organised(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    number: int,
    departments: Sequence[str],
) -> Iterable[Story]:
    """A firm has one office, so many departments, and a site office for each of the
    communities, which together divide the place."""
    parts: list[tuple[OfficeKind, str, str, tuple[str, ...]]] = [
        (OfficeKind.OFFICE, "office", "办公室", ()),
        *(
            (OfficeKind.DEPARTMENT, f"department-{place}", name, ())
            for place, name in enumerate(departments, 1)
        ),
        *(
            (
                OfficeKind.SITE,
                f"site-{place}",
                f"{world.place.regions[path[-1]]}项目部",
                path[-1:],
            )
            for place, path in enumerate(communities(world), 1)
        ),
    ]

    def story() -> Story:
        for kind, office, name, areas in parts:
            yield [
                world.act(
                    moment(on), "housing", world.enterprise.set_up_office,
                    firm(world, number), office=office, kind=kind, name=name,
                    areas=areas, on=on,
                )
            ]  # fmt: skip

    return [story()]


def specialised(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    until: date,
    number: int,
    services: Sequence[str],
) -> Iterable[Story]:
    """A firm gives each of these services to a specialist, and keeps the others."""

    def story() -> Story:
        for place, service in enumerate(services):
            yield [
                world.act(
                    moment(on, 10), "housing", world.enterprise.agree_subcontract,
                    firm(world, number), agreement=f"part-{service}",
                    contractor=credit_code(world.place.code, SPECIALIST + place),
                    service=service, since=on, until=until,
                )
            ]  # fmt: skip

    return [story()]


def crossed(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    body: str,
    level: str,
    person: str,
    organisation: str,
    organisation_id: str,
    post: str,
    region: Sequence[str] = (),
) -> Iterable[Story]:
    """A member of a body has a second post elsewhere (交叉任职): of the forum of a
    region, or of the body of every one of the compounds.

    person: as the body was set up with; of a compound, what follows its code.
    """

    def act(id: UUID, who: str) -> Any:
        return world.act(
            moment(on, 14), "community", world.committee.appoint_crosswise, id,
            person=who, organisation=PostOrganisation.of(organisation),
            organisation_id=organisation_id, post=post, paid=False, since=on,
        )  # fmt: skip

    def story() -> Story:
        if region:
            yield [act(forum_id(world, region, body, level), person)]
        else:
            yield [
                act(body_of(world, estate, body), f"{estate.code}-{person}")
                for estate in estates
            ]

    return [story()]


def body_of(world: World, estate: Estate, kind: str) -> UUID:
    """The body of a kind that a compound has."""
    place = Place(estate.id, estate.region_codes, world.place.profile)
    return committee_id(place, BodyKind.of(kind), BodyLevel.COMPOUND, 1)
