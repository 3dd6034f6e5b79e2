"""Invented lives of cases, as many as wanted, quickly and always the same.

Some hundred lives are decided by the domain itself, at different times and of different
lengths; each generated case repeats one of them under an id of its own. The events of
many cases lie between each other, as in a log that grew by itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from application.event_store import collected
from application.mapper import FactMapper
from domain.case import Case
from domain.case_words import Channel, Satisfaction
from domain.facts import Sealed, Stamp
from domain.roles import Actor, Role
from domain.rulepack import RulePack

START = datetime(2024, 3, 4, 1, 0, tzinfo=UTC)
TEMPLATES = 400
OPEN_AT_ONCE = 1_000
LONGEST_WORK = 6
CATEGORIES = ("ORD-05", "ORD-03", "BLD-01", "SRV-01")
STEWARD = Actor("steward-1", Role.STEWARD)
COMMITTEE = Actor("committee-1", Role.NEIGHBOURHOOD_COMMITTEE)
AROUND = 7
"""Events of a life beside its notes of progress."""
Life = Sequence[StoredEvent]


def life(rules: RulePack, start: datetime, notes: int, category: str) -> Life:
    """A case from intake to closing, with so many notes of progress between."""

    def stamp(hours: int, actor: Actor = STEWARD, *texts: str) -> Stamp:
        sealed = Sealed(UUID(int=hours), dict.fromkeys(texts, f"{hours:064x}"))
        at = start + timedelta(hours=hours)
        return Stamp(actor, at, rules, f"{hours:032x}", sealed if texts else None)

    case = Case.report(
        stamp(0, STEWARD, "title"),
        id=UUID(int=0),
        profile="national",
        channel=Channel.APP,
        category=category,
        compound_id=None,
        region_path=("990102",),
        reporter="reporter-1",
    )
    case.accept(stamp(1))
    case.contact(stamp(2))
    case.start(stamp(3))
    for number in range(notes):
        case.progress(stamp(4 + number, STEWARD, "note"))
    case.resolve(stamp(4 + notes, STEWARD, "outcome"))
    answer = stamp(5 + notes, COMMITTEE)
    case.verify(answer, solved=True, satisfaction=Satisfaction.SATISFIED)
    case.close(stamp(6 + notes, COMMITTEE))
    mapper = FactMapper()
    return [mapper.to_stored_event(fact) for fact in collected(case)]


def lives(rules: RulePack) -> Callable[[random.Random], Life]:
    """Draws one of the template lives; every fourth has not come to its end."""
    drawn = random.Random(TEMPLATES)
    templates = [
        life(
            rules,
            START + timedelta(minutes=97 * number),
            drawn.randrange(LONGEST_WORK + 1),
            drawn.choice(CATEGORIES),
        )
        for number in range(TEMPLATES)
    ]
    for number in range(0, TEMPLATES, 4):
        whole = templates[number]
        templates[number] = whole[: drawn.randrange(1, len(whole))]
    return lambda source: source.choice(templates)


def renamed(life: Life, id: UUID) -> list[StoredEvent]:
    """The same life as that of another case."""
    return [
        StoredEvent(id, each.originator_version, each.topic, each.state)
        for each in life
    ]


def ids(seed: int) -> Iterator[UUID]:
    """Ids without end, the same for the same seed."""
    source = random.Random(seed)
    while True:
        yield UUID(int=source.getrandbits(128), version=4)


def log(rules: RulePack, count: int, seed: int) -> Iterator[StoredEvent]:
    """So many events of many lives, each life in order, the lives side by side."""
    return islice(_endless(lives(rules), seed), count)


def _endless(draw: Callable[[random.Random], Life], seed: int) -> Iterator[StoredEvent]:
    source, fresh = random.Random(seed), ids(seed)
    while True:
        abreast = [renamed(draw(source), id) for id in islice(fresh, OPEN_AT_ONCE)]
        for step in range(max(map(len, abreast))):
            yield from (life[step] for life in abreast if step < len(life))
