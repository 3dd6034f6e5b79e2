"""Facts and their stored form: stable names, canonical JSON, upcasting.

The stored name of a fact is `Aggregate.Fact`, never a module path. When the fields of
a fact change, its class gets `class_version = 2` and a static method
`upcast_v1_v2(state)` that brings an old JSON object up to date in place; the stored
name of the new form is `Aggregate.Fact.v2`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, NamedTuple, get_type_hints
from uuid import UUID

import orjson
from eventsourcing.domain import Aggregate, DomainEventProtocol
from eventsourcing.persistence import (
    Cipher,
    Compressor,
    JSONTranscoder,
    Mapper,
    StoredEvent,
    Transcoder,
)
from eventsourcing.utils import get_topic

from application.canonical import NotCanonical, encoded
from application.fields import Codec, codec
from domain.case import Case
from domain.compound import Compound
from domain.facts import Fact, FirstFact
from domain.personal_data import PersonalData

# These lie in columns of their own, or follow from the stored name.
NOT_IN_DATA = frozenset({"originator_id", "originator_version", "originator_topic"})
STORED_AS = {"timestamp": "occurred_at"}


class FactType(NamedTuple):
    """One kind of fact: its class, names and the codecs of its fields.

    name: as code and filters know it (`Case.Accepted`).
    stored: as the log knows it; ends in `.v2` and so on for later versions.
    fields: attribute, JSON key and codec of each field in `data`.
    topic: of the aggregate that a first fact begins, otherwise None.
    """

    name: str
    stored: str
    version: int
    cls: type[Fact]
    fields: tuple[tuple[str, str, Codec], ...]
    topic: str | None

    def encode(self, fact: Fact) -> bytes:
        """The canonical JSON of a fact's own fields; `NotCanonical` names the field."""
        state: dict[str, Any] = {}
        for attribute, key, (encode, _) in self.fields:
            try:
                state[key] = encode(getattr(fact, attribute))
            except (NotCanonical, ValueError, TypeError) as error:
                raise NotCanonical(f"{self.name}.{attribute}: {error}") from error
        return encoded(state)

    def decode(self, state: dict[str, Any]) -> dict[str, Any]:
        decoded = {
            attribute: decode(state[key]) for attribute, key, (_, decode) in self.fields
        }
        if self.topic is not None:
            decoded["originator_topic"] = self.topic
        return decoded


class UnknownFact(LookupError):
    """The log holds a type that this version of the code does not know."""


class FactTypes:
    """Every kind of fact, by class and by stored name."""

    def __init__(self, aggregates: Iterable[type[Aggregate]] = ()) -> None:
        self._by_class: dict[type, FactType] = {}
        self._by_name: dict[str, FactType] = {}
        for aggregate in aggregates:
            self.register(aggregate)

    def register(self, aggregate: type[Aggregate]) -> None:
        """Take in the facts nested in an aggregate, each under its stable name."""
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

    def __iter__(self) -> Iterator[FactType]:
        return iter(dict.fromkeys(self._by_name.values()))

    def _add(self, aggregate: type[Aggregate], cls: type[Fact]) -> None:
        name = f"{aggregate.__name__}.{cls.__name__}"
        version = getattr(cls, "class_version", 1)
        kind = FactType(
            name=name,
            stored=name if version == 1 else f"{name}.v{version}",
            version=version,
            cls=cls,
            fields=tuple(_fields(cls)),
            topic=get_topic(aggregate) if issubclass(cls, FirstFact) else None,
        )
        self._by_name[name] = kind
        # The library derives a subclass for each fact that an aggregate inherits
        # from its namespace of facts: both are the same kind.
        for known in cls.__mro__:
            if known.__name__ == cls.__name__ and _is_concrete(known):
                self._by_class.setdefault(known, kind)


def _is_concrete(cls: type) -> bool:
    return issubclass(cls, Fact) and hasattr(cls, "label")


def _fields(cls: type[Fact]) -> Iterable[tuple[str, str, Codec]]:
    hints = get_type_hints(cls)
    for field in fields(cls):
        if field.name not in NOT_IN_DATA:
            key = STORED_AS.get(field.name, field.name)
            yield field.name, key, codec(hints[field.name])


REGISTRY = FactTypes((Case, Compound, PersonalData))
"""The facts of this service. The aggregates are listed here and nowhere else."""


def type_name(cls: type[Fact]) -> str:
    """`Case.Accepted` for the class of that fact."""
    return REGISTRY.of(cls).name


def fact_class(name: str) -> type[Fact]:
    """The class of the fact with this name; `UnknownFact` if there is none."""
    return REGISTRY.named(name).cls


class FactMapper(Mapper[UUID]):
    """Between facts and the stored events of the `eventsourcing` library."""

    def __init__(
        self,
        transcoder: Transcoder | None = None,
        compressor: Compressor | None = None,
        cipher: Cipher | None = None,
        types: FactTypes = REGISTRY,
    ) -> None:
        """The library's arguments; what is stored is what is hashed and served, so a
        compressor or a cipher is refused with `ValueError`."""
        if compressor is not None or cipher is not None:
            raise ValueError("facts are stored as canonical JSON and nothing else")
        super().__init__(transcoder or JSONTranscoder())
        self.types = types

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        assert isinstance(domain_event, Fact), domain_event
        kind = self.types.of(type(domain_event))
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=kind.stored,
            state=kind.encode(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Fact:
        assert isinstance(stored_event.originator_id, UUID)
        return self.fact(
            stored_event.originator_id,
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
        )

    def fact(self, id: UUID, version: int, stored: str, data: bytes) -> Fact:
        """The fact stored under a name at a version of a stream."""
        kind = self.types.named(stored)
        state = orjson.loads(data)
        if stored != kind.stored:
            _upcast(kind, stored, state)
        decoded = kind.decode(state)
        decoded["originator_id"] = id
        decoded["originator_version"] = version
        # As the library does it: the constructor's checks were passed when recorded.
        fact: Fact = object.__new__(kind.cls)
        object.__setattr__(fact, "__dict__", decoded)
        return fact


def _upcast(kind: FactType, stored: str, state: dict[str, Any]) -> None:
    suffix = stored[len(kind.name) :]
    version = int(suffix[2:]) if suffix else 1
    if version > kind.version:
        raise UnknownFact(stored)
    for old in range(version, kind.version):
        getattr(kind.cls, f"upcast_v{old}_v{old + 1}")(state)
