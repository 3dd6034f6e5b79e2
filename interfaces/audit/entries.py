"""Step 6: each entry is what it should be: its form, its place, its stream."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
import orjson

from application.fact_types import FactTypes, UnknownFact, UnreadableFact
from application.mapper import REGISTRY
from domain.facts import Fact
from interfaces.audit.findings import Findings

_Hex = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class PublicEntry(msgspec.Struct, forbid_unknown_fields=True):
    """The entry of a public event."""

    audience: Literal["public"]
    data: msgspec.Raw
    position: int
    recorded_at: datetime
    stream: UUID
    type: str
    version: int


class RestrictedEntry(msgspec.Struct, forbid_unknown_fields=True):
    """The entry of a restricted event."""

    actor: _Hex
    audience: Literal["restricted"]
    digest: _Hex
    position: int
    stream: _Hex
    type: str


class PublicFact(msgspec.Struct):
    """What a public entry records."""

    position: int
    recorded_at: datetime
    fact: Fact


_PUBLIC = msgspec.json.Decoder(PublicEntry)
_RESTRICTED = msgspec.json.Decoder(RestrictedEntry)
_HEAD = b'{"audience":"public",'
_SORTED = orjson.OPT_SORT_KEYS


class EntryCheck:
    """Looks at one entry after the other.

    Memory grows with the streams, some hundred bytes each, not with the entries.
    """

    def __init__(self, found: Findings, types: FactTypes = REGISTRY) -> None:
        self._found = found
        self._types = types
        self._versions: dict[UUID, int] = {}
        hidden = {each.name.partition(".")[0] for each in types if not each.public}
        every = {each.name.partition(".")[0] for each in types}
        self._open = every - hidden
        self.restricted = 0
        self.last_recorded: datetime | None = None

    def look(self, position: int, entry: bytes) -> PublicFact | None:
        """The fact of a public entry that is sound; None for any other."""
        try:
            if orjson.dumps(orjson.loads(entry), None, _SORTED) != entry:
                raise ValueError("no canonical JSON")
            if not entry.startswith(_HEAD):
                self._restricted(position, _RESTRICTED.decode(entry))
                return None
            read = _PUBLIC.decode(entry)
            if read.recorded_at.tzinfo is None:
                raise ValueError("a time without a zone")
        except (ValueError, msgspec.MsgspecError, RecursionError) as error:
            self._found.fault("ENTRY_UNREADABLE", position=position, reason=error)
            return None
        return self._public(position, read)

    def _public(self, position: int, read: PublicEntry) -> PublicFact | None:
        if not self._known(position, read.position, read.type, public=True):
            return None
        self._follow(position, read.type, read.stream, read.version)
        last = self.last_recorded
        if last is None or read.recorded_at > last:
            self.last_recorded = read.recorded_at
        try:
            fact = self._types.fact(
                read.stream, read.version, read.type, bytes(read.data)
            )
        except UnknownFact:
            self._found.fault("TYPE_UNKNOWN", position=position, type=read.type)
            return None
        except (UnreadableFact, ValueError, KeyError, TypeError) as error:
            self._found.fault("ENTRY_UNREADABLE", position=position, reason=error)
            return None
        return PublicFact(position, read.recorded_at, fact)

    def _restricted(self, position: int, read: RestrictedEntry) -> None:
        self.restricted += 1
        self._known(position, read.position, read.type, public=False)

    def _known(self, position: int, said: int, type: str, *, public: bool) -> bool:
        if said != position:
            self._found.fault("POSITION_WRONG", position=position, said=said)
        if not self._types.knows(type):
            self._found.fault("TYPE_UNKNOWN", position=position, type=type)
            return False
        if self._types.named(type).public is not public:
            self._found.fault("AUDIENCE_WRONG", position=position, type=type)
            return False
        return True

    def _follow(self, position: int, type: str, stream: UUID, version: int) -> None:
        """A stream may have restricted facts between: a gap is seen only where its
        kind has none; a version that is there twice always."""
        last = self._versions.get(stream, 0)
        if version <= last:
            self._found.fault(
                "VERSION_REPEATED", position=position, stream=stream, version=version
            )
        elif version > last + 1 and type.partition(".")[0] in self._open:
            self._found.fault(
                "VERSION_MISSING", position=position, stream=stream, version=version
            )
        self._versions[stream] = max(version, last)
