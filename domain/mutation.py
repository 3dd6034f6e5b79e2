"""How a fact is made and how it changes its aggregate.

What the event-sourcing library's events do, checks and errors included, without what
it does only for its own generality: generated constructors that set field by field,
arguments picked by name, properties read and written one by one. It runs once for
each fact recorded and once for each fact read again, by the library's own trigger and
repository as well as by ours.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.domain import (
    AggregateCreated,
    AggregateEvent,
    BaseAggregate,
    MetaDomainEvent,
    OriginatorIDError,
    OriginatorVersionError,
)
from eventsourcing.utils import resolve_topic

A = TypeVar("A", bound=BaseAggregate[Any])


class MetaMutation(MetaDomainEvent):
    """Gives each class of facts its constructor."""

    def __new__(
        cls, name: str, bases: tuple[type[Any], ...], namespace: dict[str, Any]
    ) -> type[Any]:
        made = super().__new__(cls, name, bases, namespace)
        setattr(made, "__init__", _constructor(made))  # noqa: B010
        return made


def _constructor(kind: type[Any]) -> Any:
    """Takes every field by name, as a frozen dataclass that has no defaults does."""
    for field in fields(kind):
        if field.default is not MISSING or field.default_factory is not MISSING:
            raise TypeError(f"{kind.__qualname__}.{field.name} must have no default")
    names = frozenset(field.name for field in fields(kind))

    def __init__(self: Any, /, **values: Any) -> None:
        if values.keys() != names:
            wrong = ", ".join(sorted(values.keys() ^ names))
            raise TypeError(f"missing or unexpected: {wrong}")
        if not isinstance(values["originator_id"], UUID):
            raise TypeError(f"originator_id: {values['originator_id']!r} is no UUID")
        object.__setattr__(self, "__dict__", values)

    return __init__


class Mutation(AggregateEvent, metaclass=MetaMutation):
    """A fact that changes an aggregate by its `apply`."""

    def mutate(self, aggregate: A | None) -> A | None:
        assert aggregate is not None
        id = aggregate._id
        if self.originator_id is not id and self.originator_id != id:
            raise OriginatorIDError(self.originator_id, id)
        version = aggregate._version + 1
        if self.originator_version != version:
            raise OriginatorVersionError(self.originator_version, version)
        self.apply(aggregate)
        aggregate._version = version
        aggregate._modified_on = self.timestamp
        return aggregate


class FirstMutation(Mutation, AggregateCreated):
    """A fact that begins an aggregate, whose constructor takes nothing."""

    def mutate(self, aggregate: A | None) -> A | None:
        assert aggregate is None
        kind: type[A] = resolve_topic(self.originator_topic)
        begun = kind.__new__(kind)
        begun.__base_init__(self.originator_id, self.originator_version, self.timestamp)
        begun.__init__()  # type: ignore[misc]
        self.apply(begun)
        return begun
