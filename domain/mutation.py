"""How a fact is made and how it changes its aggregate.

What the event-sourcing library's events do, checks and errors included, without what
it does only for its own generality: generated constructors that set field by field,
arguments picked by name, properties read and written one by one. It runs once for
each fact recorded and once for each fact read again, by the library's own trigger and
repository as well as by ours.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
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
    """Makes each class of facts a frozen dataclass, with our constructor.

    The library's own metaclass generates half a dozen methods and a signature for each
    class, which made the facts half of what a start takes.
    """

    def __new__(
        cls, name: str, bases: tuple[type[Any], ...], namespace: dict[str, Any]
    ) -> type[Any]:
        made: Any = super(MetaDomainEvent, cls).__new__(cls, name, bases, namespace)
        made = dataclass(frozen=True, init=False, repr=False, eq=False)(made)
        setattr(made, "__init__", _constructor(made))  # noqa: B010
        kind: type[Any] = made
        return kind


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

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self.originator_id, self.originator_version))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__qualname__}({values})"

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
