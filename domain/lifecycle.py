"""Aggregates that move from one status to the next, and the facts that move them.

Each fact lists the statuses in which it may be recorded and the one that it leads to:
together they are the aggregate's state table (`docs/domain.md`), and what it does not
list is refused. A command checks its rules and records; a fact, applied now and on
every replay, only assigns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.civil_time import day_in_china
from domain.coded import Coded
from domain.errors import IllegalTransition, InvalidInput
from domain.facts import Fact, FirstFact, Stamp, stamped
from domain.place import Place

if TYPE_CHECKING:
    _Aggregate = Aggregate
else:
    _Aggregate = object

Statuses = frozenset[Coded]


class Beginning(FirstFact):
    """The fact that begins such an aggregate, in the status `target`."""

    target: ClassVar[Coded]

    compound_id: UUID | None
    region_path: tuple[str, ...]
    profile: str

    def apply(self, aggregate: Any) -> None:
        aggregate.status = self.target
        aggregate.place = Place(self.compound_id, self.region_path, self.profile)
        if self.sealed:
            aggregate.note_texts(self)
        self.change(aggregate)

    def change(self, aggregate: Any) -> None:
        """Assign what the fact makes true, apart from status and place."""


class Step(Fact):
    """A fact in the life of such an aggregate.

    sources: statuses in which it may be recorded; target: where it leads, None if the
    status stays.
    """

    sources: ClassVar[Statuses]
    target: ClassVar[Coded | None] = None

    def apply(self, aggregate: Any) -> None:
        if self.target is not None:
            aggregate.status = self.target
        if self.sealed:
            aggregate.note_texts(self)
        self.change(aggregate)

    def change(self, aggregate: Any) -> None:
        """Assign what the fact makes true, apart from the status."""


class Living(_Aggregate):
    """What every such aggregate has: a status, a place, and how it records a fact."""

    status: Coded
    place: Place

    def __init_subclass__(cls, **options: Any) -> None:
        # The library would derive a class from each fact that an aggregate inherits,
        # which takes as long as making the fact did; from its own it derives none.
        if issubclass(cls, Aggregate):
            setattr(cls, "Event", Fact)  # noqa: B010
            for base in cls.__mro__[1:]:
                for name, part in vars(base).items():
                    known = not isinstance(part, type) or name in vars(cls)
                    if not known and issubclass(part, Fact):
                        setattr(cls, name, part)
        super().__init_subclass__(**options)

    @property
    def compound_id(self) -> UUID | None:
        return self.place.compound_id

    @property
    def region_path(self) -> tuple[str, ...]:
        return self.place.region_path

    @property
    def profile(self) -> str:
        """The jurisdiction profile of its rules."""
        return self.place.profile

    def note_texts(self, fact: Fact) -> None:
        """Remember what a fact sealed, where texts can be released."""

    def _allow(self, fact: type[Step]) -> None:
        """Refuse what the state table does not list for the present status."""
        if self.status not in fact.sources:
            allowed = sorted(fact.sources, key=list(type(self.status)).index)
            raise IllegalTransition(
                status=self.status.label.en,
                status_zh=self.status.label.zh,
                allowed=", ".join(each.label.en for each in allowed),
                allowed_zh="、".join(each.label.zh for each in allowed),
            )

    def _record(self, fact: type[Step], stamp: Stamp, **payload: Any) -> None:
        """Record a fact if it is allowed. A command with rules of its own asks
        `_allow` first, so that a wrong status is refused before anything else."""
        self._allow(fact)
        self.trigger_event(fact, **stamped(stamp), **payload)

    def _follow(self, fact: type[Step], stamp: Stamp, **payload: Any) -> None:
        """Record a further fact of the same command; the first carries the texts."""
        self._record(fact, replace(stamp, sealed=None), **payload)


def invalid(field: str, zh: str, en: str) -> InvalidInput:
    """The refusal of one input; to be raised."""
    return InvalidInput(field, field=field, problem=en, problem_zh=zh)


def require_between(field: str, value: int, least: int, most: int) -> None:
    """Refuse a number outside the bounds, which it may equal."""
    if not least <= value <= most:
        raise invalid(field, f"应为 {least} 至 {most}", f"{least} to {most} expected")


def require_distinct(field: str, values: Iterable[object]) -> None:
    """Refuse a list that names something twice."""
    named = list(values)
    if len(set(named)) < len(named):
        raise invalid(field, "有重复", "every entry once expected")


def require_past(
    field: str, day: date, stamp: Stamp, earliest: date = date(1900, 1, 1)
) -> None:
    """Refuse a day that is not here yet in China, or that nobody means."""
    if not earliest <= day <= day_in_china(stamp.at):
        raise invalid(
            field,
            f"应在 {earliest} 与今日之间",
            f"a day from {earliest} to today expected",
        )
