"""Households are asked and visited: surveys, visits and return visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from domain.survey_facts import SurveyKind
from domain.visit_facts import VisitPurpose
from interfaces.demo.mechanisms.cases import part
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment, portions, spread

DAY = timedelta(days=1)
A_DAY = 100
"""Households visited on one day."""


def surveyed(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    kind: str,
    title: str,
    organiser: str,
    visited: int,
    spoilt: int = 0,
    answers: Mapping[str, int],
    consent: str | None = None,
    quoted: str | None = None,
    source: str = "",
    region: Sequence[str] = (),
    conclusion: tuple[str, str] | None = None,
) -> Iterable[Story]:
    """A survey of a region, in the whole place unless one is named, with one question;
    it is closed a week later.

    answers: code -> forms that gave it. consent: the answer that agrees. quoted,
        source: the rate as it was printed, kept beside what the counts give.
    conclusion: the code of a matter, and what is done about it.
    """

    def story() -> Story:
        survey = world.survey
        (begun,) = yield [
            world.act(
                moment(on),
                "housing",
                survey.begin,
                region_path=tuple(region) or world.place.city,
                profile=world.place.profile,
                kind=SurveyKind.of(kind),
                organiser=organiser,
                title=title,
            )
        ]
        id = begun.ids[0]
        end = on + 7 * DAY
        yield [
            world.act(
                moment(on, 11), "housing", survey.ask, id,
                question=kind, answers=tuple(answers), consent=consent,
            )
        ]  # fmt: skip
        yield [
            world.act(
                moment(end, 9), "housing", survey.count_forms, id,
                visited=visited, valid=sum(answers.values()), spoilt=spoilt,
            )
        ]  # fmt: skip
        yield [
            world.act(
                moment(end, 11), "housing", survey.count_answers, id,
                question=kind, counts=tuple(answers.values()),
            )
        ]  # fmt: skip
        yield [world.act(moment(end, 14), "housing", survey.close, id)]
        if quoted is not None:
            yield [
                world.act(
                    moment(end, 16), "housing", survey.quote_rate, id,
                    rate=quoted, source=source,
                )
            ]  # fmt: skip
        if conclusion is not None:
            matter, text = conclusion
            yield [
                world.act(
                    moment(end + 21 * DAY), "housing", survey.conclude, id,
                    matter=matter, conclusion=text,
                )
            ]  # fmt: skip

    return [story()]


def visited(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    last: date,
    per_estate: int,
    promised: int,
) -> Iterable[Story]:
    """So many households of each compound are visited, `promised` of every hundred are
    promised a return visit, and every promise is kept two weeks later. The promises go
    round: what one compound is promised, the next one is in the next round."""
    count = len(estates)
    homes = [
        (estate.unit_id(unit), part(unit * count + (place + unit) % count, promised))
        for unit in range(per_estate)
        for place, estate in enumerate(estates)
    ]
    days = spread(first, last, -(-len(homes) // A_DAY))

    def story(day: date, some: Sequence[tuple[UUID, bool]]) -> Story:
        visit = world.visit
        receipts = yield [
            world.act(
                moment(day), "volunteer", visit.plan, on=day, visitor="team-1",
                unit_id=unit_id, purpose=VisitPurpose.ROUTINE,
            )
            for unit_id, _ in some
        ]  # fmt: skip
        made = [
            (receipt.ids[0], is_promised)
            for receipt, (_, is_promised) in zip(receipts, some, strict=True)
        ]
        yield [
            world.act(
                moment(day, 15), "volunteer", visit.make, id,
                on=day, return_promised=is_promised,
            )
            for id, is_promised in made
        ]  # fmt: skip
        again = day + 14 * DAY
        yield [
            world.act(
                moment(again, 15), "volunteer", visit.make_return, id,
                on=again, content=True,
            )
            for id, is_promised in made
            if is_promised
        ]  # fmt: skip

    return [
        story(day, some) for day, some in zip(days, portions(homes, A_DAY), strict=True)
    ]
