"""Votes of the owners, on paper, that come to exact counts."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from application.commit import Receipt
from domain.quantities import Dm2
from domain.vote_words import VoteChannel, VoteChoice, VoteItem, VoteMark
from interfaces.demo.mechanisms.compounds import tariff
from interfaces.demo.place import Estate
from interfaces.demo.stage import Act, Story
from interfaces.demo.world import World, moment, portions

DAY = timedelta(days=1)
NOTICE, WINDOW = 17 * DAY, 14 * DAY
A_DAY = 250
"""Ballots entered on one day."""


def held(
    world: World,
    estate: Estate,
    *,
    on: date,
    matter: str,
    title: str,
    text: str,
    yes: int,
    no: int,
    abstain: int,
    options: Sequence[str] = (),
) -> Generator[Sequence[Act], list[Receipt], UUID]:
    """A part of a story: a vote from its notice to its certificate; the vote's id.

    yes, no, abstain: ballots entered; the other owners return none. options: of an
        election; who says yes says so to all of them.
    """
    opens, closes = on + NOTICE, on + NOTICE + WINDOW
    (noticed,) = yield [
        world.act(
            moment(on), "neighbours", world.vote.announce,
            compound_id=estate.id, title=title, text=text,
            items=(VoteItem("A", matter, tuple(options), len(options)),),
            channels=(VoteChannel.PAPER,),
            opens_at=moment(opens), closes_at=moment(closes, 18),
        )
    ]  # fmt: skip
    id = noticed.ids[0]
    yield [world.act(moment(opens), "neighbours", world.vote.open, id)]
    choices = (
        [VoteChoice.YES] * yes + [VoteChoice.NO] * no + [VoteChoice.ABSTAIN] * abstain
    )
    ballots = list(enumerate(choices))
    world.random("ballots", estate.code, on).shuffle(ballots)
    for day, some in enumerate(portions(ballots, A_DAY)):
        yield [
            world.act(
                moment(opens + day * DAY, 14), "neighbours", world.ballot.enter,
                vote_id=id, unit_id=estate.unit_id(unit),
                marks=tuple(
                    VoteMark("A", option, choice) for option in options or (None,)
                ),
                channel=VoteChannel.PAPER, paper=f"P-{unit + 1}",
            )
            for unit, choice in some
        ]  # fmt: skip
    end = closes + DAY
    yield [world.act(moment(end, 9), "neighbours", world.vote.close, id)]
    yield [world.act(moment(end, 11), "auditor", world.vote.audit, id)]
    yield [world.act(moment(end + 10 * DAY), "street", world.vote.certify, id)]
    return id


def area_changed(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    title: str,
    text: str,
    yes: int,
    no: int,
    abstain: int,
    code: str,
    purpose: str,
    area_dm2: int,
    approvals: Sequence[str],
) -> Iterable[Story]:
    """The owners let a common part serve another purpose (V7), and then it does."""

    def story(estate: Estate) -> Story:
        id = yield from held(
            world, estate, on=on, matter="V7", title=title, text=text,
            yes=yes, no=no, abstain=abstain,
        )  # fmt: skip
        day = on + NOTICE + WINDOW + 15 * DAY
        yield [
            world.act(
                moment(day), "street", world.compound.change_common_area, estate.id,
                code=code, purpose=purpose, area_dm2=Dm2(area_dm2), on=day,
                vote_id=id, approvals=tuple(approvals),
            )
        ]  # fmt: skip

    return [story(estate) for estate in estates]


def repriced(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    title: str,
    text: str,
    yes: int,
    no: int,
    abstain: int,
    rate: str,
    cycle: str,
    effective_on: date,
) -> Iterable[Story]:
    """The owners agree to another price (V3); it is posted, and holds from a day on."""

    def story(estate: Estate) -> Story:
        id = yield from held(
            world, estate, on=on, matter="V3", title=title, text=text,
            yes=yes, no=no, abstain=abstain,
        )  # fmt: skip
        day = on + NOTICE + WINDOW + 15 * DAY
        yield [
            world.act(
                moment(day), "street", world.compound.change_tariff, estate.id,
                tariff=tariff(rate, cycle), effective_on=effective_on,
                posted_on=day, vote_id=id,
            )
        ]  # fmt: skip

    return [story(estate) for estate in estates]
