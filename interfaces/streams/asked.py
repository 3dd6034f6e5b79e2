"""What a follower wants to see of the stream, and from where to where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from domain.codes import require_code
from domain.errors import Refusal
from interfaces.streams.envelope import Sent, public_kinds


class EventTypeUnknown(Refusal):
    zh = "没有事件类型 {type}；全部类型见 /asyncapi.json。"
    en = "There is no type of event {type}; all of them are in /asyncapi.json."
    fields = ("type",)


class AggregateUnknown(Refusal):
    zh = "没有这类对象：{aggregate}；可用：{known}。"
    en = "Nothing is called {aggregate}; there are: {known}."
    fields = ("aggregate",)


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters, of which each must match; an empty one matches everything.

    types: whole types (`gongshi.case.accepted.v1`), or without their version.
    regions: codes of any level. sources: systems that cases came from.
    """

    types: frozenset[str] = frozenset()
    aggregates: frozenset[str] = frozenset()
    compounds: frozenset[UUID] = frozenset()
    regions: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    sources: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        types: Iterable[str] = (),
        aggregates: Iterable[str] = (),
        compounds: Iterable[UUID] = (),
        regions: Iterable[str] = (),
        levels: Iterable[int] = (),
        sources: Iterable[str] = (),
    ) -> Asked:
        """Raises EventTypeUnknown, AggregateUnknown, InvalidInput."""
        asked = cls(
            frozenset(types),
            frozenset(aggregates),
            frozenset(compounds),
            frozenset(regions),
            frozenset(levels),
            frozenset(sources),
        )
        known, things = _known()
        for type in sorted(asked.types - known):
            raise EventTypeUnknown(type=type)
        for aggregate in sorted(asked.aggregates - things):
            words = ", ".join(sorted(things))
            raise AggregateUnknown(aggregate=aggregate, known=words)
        for region in sorted(asked.regions):
            require_code("region", region)
        return asked

    def among(self, events: Sequence[Sent]) -> Sequence[Sent]:
        """Those that the follower wants to see."""
        return events if self == EVERYTHING else list(filter(self.matches, events))

    def matches(self, event: Sent) -> bool:
        """Whether the follower wants to see an event."""
        return (
            _among(self.aggregates, event.aggregate)
            and _among(self.compounds, event.compound_id)
            and _among(self.levels, event.level)
            and _among(self.sources, event.source_system)
            and (not self.regions or not self.regions.isdisjoint(event.region_path))
            and (
                not self.types
                or event.type in self.types
                or unversioned(event.type) in self.types
            )
        )


EVERYTHING = Asked()


def unversioned(type: str) -> str:
    """`gongshi.case.accepted` of `gongshi.case.accepted.v1`."""
    return type.rpartition(".v")[0]


def _among(wanted: Collection[object], value: object) -> bool:
    return not wanted or value in wanted


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Types that may be asked for, older versions and none included, and aggregates."""
    types: set[str] = set()
    for type, kind in public_kinds().items():
        stem = unversioned(type)
        types |= {stem, *(f"{stem}.v{n}" for n in range(1, kind.version + 1))}
    return frozenset(types), frozenset(type.split(".")[1] for type in types)
