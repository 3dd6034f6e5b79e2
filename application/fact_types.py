"""Every kind of fact: its names, its fields, and its data as canonical JSON.

The stored name of a fact is `Aggregate.Fact`, never a module path. When the fields of
a fact change, its class gets `class_version = 2` and a static method
`upcast_v1_v2(state)` that brings an old JSON object up to date in place; the stored
name of the new form is `Aggregate.Fact.v2`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import cached_property
from operator import contains, itemgetter
from typing import Any, TypedDict, get_type_hints
from uuid import UUID

import msgspec
from eventsourcing.domain import Aggregate
from eventsourcing.utils import get_topic

from application.canonical import NotCanonical, encoded
from application.fields import Codec, codec
from domain.facts import Audience, Fact, FirstFact

# These lie in columns of their own, or follow from the stored name.
NOT_IN_DATA = frozenset({"originator_id", "originator_version", "originator_topic"})
OCCURRED_AT = "occurred_at"
"""The key of a fact's `timestamp`; the others are stored under their own names."""

Read = Callable[[bytes], Any]
"""From stored data to the values by JSON key, typed as the fields are."""


class UnknownFact(LookupError):
    """The log holds a type that this version of the code does not know."""


class UnreadableFact(ValueError):
    """The stored data is not that of its type; the message names type and field."""


class FactType:
    """One kind of fact: its class, names and the codecs of its fields.

    name: as code and filters know it (`Case.Accepted`).
    stored: as the log knows it; ends in `.v2` and so on for later versions.
    public: whether anyone may read its data.
    fields: attribute, JSON key and codec of each field in `data`.
    topic: of the aggregate that a first fact begins, otherwise None.
    """

    def __init__(self, aggregate: type[Aggregate], cls: type[Fact]) -> None:
        self.cls = cls
        self.name = f"{aggregate.__name__}.{cls.__name__}"
        self.version: int = getattr(cls, "class_version", 1)
        self.stored = self.name + (f".v{self.version}" if self.version > 1 else "")
        self.public = cls.audience is Audience.PUBLIC
        self.topic = get_topic(aggregate) if issubclass(cls, FirstFact) else None
        self._upcasts = [
            getattr(cls, f"upcast_v{old}_v{old + 1}") for old in range(1, self.version)
        ]

    # Each is made when the first fact of its kind comes: a start meets few kinds.

    @cached_property
    def fields(self) -> tuple[tuple[str, str, Codec], ...]:
        return tuple(_fields(self.cls))

    @cached_property
    def _plain(self) -> list[frozenset[type]]:
        return [part.plain for _, _, part in self.fields if part.plain]

    @cached_property
    def _plain_values(self) -> itemgetter[Any]:
        return itemgetter(*(name for name, _, part in self.fields if part.plain))

    @cached_property
    def _others(self) -> list[tuple[str, str, Callable[[Any], Any]]]:
        return [
            (name, key, part.encode)
            for name, key, part in self.fields
            if not part.plain
        ]

    @cached_property
    def _left_out(self) -> list[str]:
        return [each.name for each in fields(self.cls) if each.name in NOT_IN_DATA]

    def encode(self, fact: Fact) -> bytes:
        """The canonical JSON of a fact's own fields; `NotCanonical` names the field."""
        try:
            # Most values are plain, which is seen without a call in Python for each.
            state = vars(fact).copy()
            if all(map(contains, self._plain, map(type, self._plain_values(state)))):
                for name in self._left_out:
                    del state[name]
                for name, key, encode in self._others:
                    state[key] = encode(state.pop(name))
                if len(state) == len(self.fields):
                    return encoded(state)
        except (ValueError, TypeError):
            pass  # the field will be named below
        return self._encode_each(fact)

    def _encode_each(self, fact: Fact) -> bytes:
        """The same field by field, for values of other types than they mostly are."""
        state: dict[str, Any] = {}
        for name, key, part in self.fields:
            try:
                state[key] = part.encode(getattr(fact, name))
                encoded(state[key])
            except (ValueError, TypeError) as error:
                raise NotCanonical(f"{self.name}.{name}: {error}") from error
        return encoded(state)

    def reads(self) -> dict[str, Read]:
        """How the data of each version is read, by stored name."""
        hints = get_type_hints(self.cls)
        members = {key: hints[name] for name, key, _ in self.fields}
        # Every member is required; what the data holds besides is left out.
        form: Any = TypedDict(self.name, members)  # type: ignore[misc]
        upcasts = self._upcasts
        names = [self.name, *(f"{self.name}.v{n + 2}" for n in range(len(upcasts)))]
        older = [_upcasting(upcasts[n:], form) for n in range(len(upcasts))]
        newest = msgspec.json.Decoder(form).decode
        return dict(zip(names, [*older, newest], strict=True))


class FactTypes:
    """Every kind of fact, by class and by stored name."""

    def __init__(self, aggregates: Iterable[type[Aggregate]] = ()) -> None:
        self._by_class: dict[type, FactType] = {}
        self._by_name: dict[str, FactType] = {}
        self._reads: dict[str, tuple[type[Fact], str | None, Read]] = {}
        for aggregate in aggregates:
            self.register(aggregate)

    def register(self, aggregate: type[Aggregate]) -> None:
        """Take in the facts nested in an aggregate, each under its stable name.

        An old version without its upcast is an `AttributeError`; a field that cannot
        be stored is a `TypeError` once the first fact of its kind is written.
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

    def fact(self, id: UUID, version: int, stored: str, data: bytes) -> Fact:
        """The fact stored under a name at a version of a stream.

        Raises `UnknownFact` also for a version of the name that is later than ours,
        `UnreadableFact`, and whatever an upcast raises.
        """
        try:
            cls, topic, read = self._reads[stored]
        except KeyError:
            cls, topic, read = self._reading(stored)
        try:
            state = read(data)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise UnreadableFact(f"{stored}: {error}") from error
        state["timestamp"] = state.pop(OCCURRED_AT)
        state["originator_id"] = id
        state["originator_version"] = version
        if topic is not None:
            state["originator_topic"] = topic
        # As the library does it: the constructor's checks were passed when recorded.
        fact: Fact = object.__new__(cls)
        object.__setattr__(fact, "__dict__", state)
        return fact

    def _reading(self, stored: str) -> tuple[type[Fact], str | None, Read]:
        """How a kind is read, from its first fact on. Raises `UnknownFact`."""
        kind = self.named(stored)
        for name, read in kind.reads().items():
            self._reads[name] = kind.cls, kind.topic, read
        if stored not in self._reads:
            raise UnknownFact(stored)
        return self._reads[stored]

    def __iter__(self) -> Iterator[FactType]:
        return iter(self._by_name.values())

    def _add(self, aggregate: type[Aggregate], cls: type[Fact]) -> None:
        kind = FactType(aggregate, cls)
        self._by_name[kind.name] = kind
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
            key = OCCURRED_AT if part.name == "timestamp" else part.name
            yield part.name, key, codec(hints[part.name])


def _upcasting(upcasts: Iterable[Callable[[dict[str, Any]], None]], form: Any) -> Read:
    def read(data: bytes) -> Any:
        state = msgspec.json.decode(data, type=dict[str, Any])
        for upcast in upcasts:
            upcast(state)
        return msgspec.convert(state, form)

    return read
