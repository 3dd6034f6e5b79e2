"""Every kind of fact: its names, its fields, and its data as canonical JSON.

The stored name of a fact is `Aggregate.Fact`, never a module path. When the fields of
a fact change, its class gets `class_version = 2` and a static method
`upcast_v1_v2(state)` that brings an old JSON object up to date in place; the stored
name of the new form is `Aggregate.Fact.v2`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, TypedDict, get_type_hints

import msgspec
from eventsourcing.domain import Aggregate
from eventsourcing.utils import get_topic

from application.canonical import NotCanonical, encoded
from application.fields import Codec, Layout, codec
from domain.facts import Audience, Fact, FirstFact

# These lie in columns of their own, or follow from the stored name.
NOT_IN_DATA = frozenset({"originator_id", "originator_version", "originator_topic"})
STORED_AS = {"timestamp": "occurred_at"}

Read = Callable[[bytes], Any]
"""From stored data to the values by JSON key, typed as the fields are."""


class UnknownFact(LookupError):
    """The log holds a type that this version of the code does not know."""


class UnreadableFact(ValueError):
    """The stored data is not that of its type; the message names type and field."""


@dataclass(frozen=True, slots=True, eq=False)
class FactType:
    """One kind of fact: its class, names and the codecs of its fields.

    name: as code and filters know it (`Case.Accepted`).
    stored: as the log knows it; ends in `.v2` and so on for later versions.
    public: whether anyone may read its data.
    fields: attribute, JSON key and codec of each field in `data`.
    topic: of the aggregate that a first fact begins, otherwise None.
    """

    name: str
    stored: str
    version: int
    cls: type[Fact]
    public: bool
    fields: tuple[tuple[str, str, Codec], ...]
    topic: str | None
    _layout: Layout = field(repr=False)

    def encode(self, fact: Fact) -> bytes:
        """The canonical JSON of a fact's own fields; `NotCanonical` names the field."""
        try:
            return encoded(self._layout.encode(fact))
        except NotCanonical as refused:
            try:
                # What only the writing of the whole found is now found in its field.
                self._layout.encode_each(fact)
            except NotCanonical as error:
                raise NotCanonical(f"{self.name}.{error}") from error
            raise NotCanonical(f"{self.name}: {refused}") from refused

    def reads(self) -> dict[str, Read]:
        """How the data of each version is read, by stored name."""
        hints = get_type_hints(self.cls)
        members = {key: hints[attribute] for attribute, key, _ in self.fields}
        # Every member is required; what the data holds besides is left out.
        form: Any = TypedDict(self.name, members)  # type: ignore[operator]
        upcasts = [
            getattr(self.cls, f"upcast_v{old}_v{old + 1}")
            for old in range(1, self.version)
        ]
        names = [self.name, *(f"{self.name}.v{n + 2}" for n in range(len(upcasts)))]
        older = [_upcasting(upcasts[n:], form) for n in range(len(upcasts))]
        newest = msgspec.json.Decoder(form).decode
        return dict(zip(names, [*older, newest], strict=True))


class FactTypes:
    """Every kind of fact, by class and by stored name."""

    def __init__(self, aggregates: Iterable[type[Aggregate]] = ()) -> None:
        self._by_class: dict[type, FactType] = {}
        self._by_name: dict[str, FactType] = {}
        self._reads: dict[str, tuple[FactType, Read]] = {}
        for aggregate in aggregates:
            self.register(aggregate)

    def register(self, aggregate: type[Aggregate]) -> None:
        """Take in the facts nested in an aggregate, each under its stable name.

        A field that cannot be stored is a `TypeError`, an old version without its
        upcast an `AttributeError`.
        """
        for name in dir(aggregate):
            cls = getattr(aggregate, name)
            if isinstance(cls, type) and issubclass(cls, Fact) and _is_concrete(cls):
                self._add(aggregate, cls)

    def of(self, cls: type) -> FactType:
        """The kind of a fact's class; `UnknownFact` if it was never registered."""
        try:
            return self._by_class[cls]
        except KeyError:
            raise UnknownFact(cls.__qualname__) from None

    def named(self, name: str) -> FactType:
        """The kind with this name, whichever version the name speaks of."""
        try:
            return self._by_name[name]
        except KeyError:
            known = self._by_name.get(name.rpartition(".v")[0])
            if known is None:
                raise UnknownFact(name) from None
            return known

    def knows(self, name: str) -> bool:
        return name in self._by_name or name.rpartition(".v")[0] in self._by_name

    def read(self, stored: str, data: bytes) -> tuple[FactType, dict[str, Any]]:
        """The kind stored under this name, and the attributes that the data holds.

        Raises `UnknownFact` also for a version later than ours, `UnreadableFact`, and
        whatever an upcast raises.
        """
        try:
            kind, read = self._reads[stored]
        except KeyError:
            raise UnknownFact(stored) from None
        try:
            state = read(data)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise UnreadableFact(f"{stored}: {error}") from error
        for attribute, key in STORED_AS.items():
            state[attribute] = state.pop(key)
        return kind, state

    def __iter__(self) -> Iterator[FactType]:
        return iter(self._by_name.values())

    def _add(self, aggregate: type[Aggregate], cls: type[Fact]) -> None:
        name = f"{aggregate.__name__}.{cls.__name__}"
        version = getattr(cls, "class_version", 1)
        parts = tuple(_fields(cls))
        kind = FactType(
            name=name,
            stored=name if version == 1 else f"{name}.v{version}",
            version=version,
            cls=cls,
            public=cls.audience is Audience.PUBLIC,
            fields=parts,
            topic=get_topic(aggregate) if issubclass(cls, FirstFact) else None,
            _layout=Layout(parts),
        )
        self._by_name[name] = kind
        self._reads.update({stored: (kind, r) for stored, r in kind.reads().items()})
        # The library derives a subclass for each fact that an aggregate inherits
        # from its namespace of facts: both are the same kind.
        for known in cls.__mro__:
            if known.__name__ == cls.__name__ and _is_concrete(known):
                self._by_class.setdefault(known, kind)


def _is_concrete(cls: type) -> bool:
    return issubclass(cls, Fact) and hasattr(cls, "label")


def _fields(cls: type[Fact]) -> Iterable[tuple[str, str, Codec]]:
    hints = get_type_hints(cls)
    for part in fields(cls):
        if part.name not in NOT_IN_DATA:
            key = STORED_AS.get(part.name, part.name)
            yield part.name, key, codec(hints[part.name])


def _upcasting(upcasts: Iterable[Callable[[dict[str, Any]], None]], form: Any) -> Read:
    def read(data: bytes) -> Any:
        state = msgspec.json.decode(data, type=dict[str, Any])
        for upcast in upcasts:
            upcast(state)
        return msgspec.convert(state, form)

    return read
