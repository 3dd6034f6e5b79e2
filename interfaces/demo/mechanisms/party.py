"""How the Party reaches firms and compounds, and who sits for the five parties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from domain.compound_people_words import FivePartyFramework, PartySlot
from domain.party_coverage import PartyCoverageMode
from interfaces.demo.mechanisms.enterprises import TRADE, firm
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment


def reached(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    until: date,
    joint: Sequence[int],
    instructed: Sequence[int],
) -> Iterable[Story]:
    """Firms that have no branch of their own: `joint` form one together with another
    firm, and an instructor is sent to those `instructed`, until a day."""

    def story() -> Story:
        form = world.enterprise.form_party_body
        yield [
            world.act(
                moment(on), "street", form, firm(world, number),
                body=f"joint-{number}", superior=TRADE,
                coverage=PartyCoverageMode.JOINT, partners=(f"partner-{number}",),
                members=3, probationary=0, founded_on=on,
            )
            for number in joint
        ]  # fmt: skip
        yield [
            world.act(
                moment(on, 11), "street", form, firm(world, number),
                body=f"instructor-{number}", superior=TRADE,
                coverage=PartyCoverageMode.INSTRUCTOR, until=until,
                instructor_id=f"instructor-{number}", members=0, probationary=0,
                founded_on=on,
            )
            for number in instructed
        ]  # fmt: skip

    return [story()]


def five_parties(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    framework: str,
    slots: Mapping[str, str],
) -> Iterable[Story]:
    """Seats of a framework of five parties are filled in every one of the compounds.

    slots: the seat, and who holds it.
    """

    def story() -> Story:
        for slot, holder in slots.items():
            yield [
                world.act(
                    moment(on), "community", world.compound.fill_party_slot, estate.id,
                    framework=FivePartyFramework.of(framework),
                    slot=PartySlot.of(slot), holders=(f"{estate.code}-{holder}",),
                    since=on,
                )
                for estate in estates
            ]  # fmt: skip

    return [story()]
