"""What the stories of a place act with: use cases, actors, days, chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from application.billing import BillingRun
from application.cases import Cases
from application.commit import Receipt
from application.steps import Steps
from application.use_case_list import WITH_COMPOUNDS
from domain.calendar import CHINA
from domain.roles import Actor, Role
from interfaces.demo.place import Place
from interfaces.demo.stage import Act
from interfaces.runtime import Runtime

CAST = {
    "owner": Role.OWNER,
    "steward": Role.STEWARD,
    "manager": Role.SITE_MANAGER,
    "cashier": Role.CASHIER,
    "branch": Role.COMPOUND_BRANCH_SECRETARY,
    "community": Role.COMMUNITY_PARTY_SECRETARY,
    "neighbours": Role.NEIGHBOURHOOD_COMMITTEE,
    "street": Role.STREET_OFFICER,
    "housing": Role.PROPERTY_OFFICER,
    "department": Role.DEPARTMENT_OFFICER,
    "fund": Role.FUND_OFFICER,
    "grid": Role.GRID_WORKER,
    "auditor": Role.AUDITOR,
    "clerk": Role.HELP_CLERK,
    "mediator": Role.MEDIATOR,
    "volunteer": Role.VOLUNTEER,
    "hotline": Role.INTEGRATOR,
    "committee": Role.COMMITTEE_MEMBER,
    "pmc": Role.PMC_MEMBER,
    "operator": Role.OPERATOR,
}
"""Who acts, by the words that the stories use."""

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("文博", "淑芬", "建国", "秀英", "海涛", "雪梅", "志强", "桂兰", "晓东", "丽华")
"""Invented names of people: they go to the vault, never into the log."""


class World:
    """One place on one runtime.

    `world.cases`, `world.household`, ...: the use cases by their names, in steps.
    """

    def __init__(self, runtime: Runtime, place: Place, seed: int) -> None:
        self.runtime = runtime
        self.place = place
        self._seed = seed
        steps = runtime.commands.in_steps()
        self.cases = Cases(steps, runtime.files)
        self._uses: dict[str, Any] = {kind.name: kind(steps) for kind in WITH_COMPOUNDS}

    def __getattr__(self, name: str) -> Any:
        try:
            return self._uses[name]
        except KeyError:
            raise AttributeError(name) from None

    def random(self, *names: object) -> Random:
        """Chance of its own for what is named; the same for the same seed."""
        return Random(f"{self._seed}/{self.place.key}/{'/'.join(map(str, names))}")

    def name(self, random: Random) -> str:
        """An invented name of a person."""
        return random.choice(SURNAMES) + random.choice(GIVEN)

    def actor(self, who: str) -> Actor:
        """Somebody of the cast, as in `steward` or `steward-2`."""
        kind, _, _ = who.partition("-")
        return Actor(f"{self.place.code}-{who}", CAST[kind])

    def act(
        self,
        at: datetime,
        who: str,
        command: Callable[..., Steps[Receipt]],
        *target: Any,
        **given: Any,
    ) -> Act:
        """An act of somebody of the cast."""
        return Act(at, self.actor(who), command, target, given)

    def billing(self, who: str) -> BillingRun:
        """A billing run by somebody of the cast."""
        runtime = self.runtime
        return BillingRun(runtime.store, runtime.rules, runtime.clock, self.actor(who))


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A time of a day in China."""
    return datetime.combine(day, time(hour, minute), CHINA)


def spread(first: date, last: date, count: int) -> list[date]:
    """So many days, evenly over a period; some fall together if it is short."""
    days = (last - first).days
    return [
        first + timedelta(days=(2 * number + 1) * days // (2 * count))
        for number in range(count)
    ]


def portions(each: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The items in pieces of a size."""
    for start in range(0, len(each), size):
        yield each[start : start + size]


def shares(total: int, parts: int) -> list[int]:
    """A total in whole parts that differ by one at most."""
    least, more = divmod(total, parts)
    return [least + (number < more) for number in range(parts)]
