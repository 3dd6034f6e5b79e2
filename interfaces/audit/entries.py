"""Step 6: each entry is what it should be: its form, its place, its stream.

An audit spends most of its time here, so that a public entry is taken apart by its one
form, and not as any JSON.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

import msgspec
import orjson

from application.fact_types import FactTypes, UnknownFact, UnreadableFact
from application.mapper import REGISTRY
from domain.facts import Fact
from interfaces.audit.findings import Findings

_Hex = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_HEAD = b'{"audience":"public","data":'
_REST = b',"position":'
_FORM = b',"position":%d,"recorded_at":"%b","stream":"%b","type":"%b","version":%d}'
_MOMENT = len("2026-03-02T09:00:00.000000Z")
_ID = len("00000000-0000-0000-0000-000000000000")


class RestrictedEntry(msgspec.Struct, forbid_unknown_fields=True):
    """The entry of a restricted event."""

    actor: _Hex
    audience: Literal["restricted"]
    digest: _Hex
    position: int
    stream: _Hex
    type: str


class PublicFact(NamedTuple):
    """What a public entry records."""

    position: int
    recorded_at: datetime
    fact: Fact


class Kind(NamedTuple):
    """A type as entries name it. whole: its streams have public facts alone, so that
    a version that is not there is missing."""

    name: str
    public: bool
    whole: bool


_RESTRICTED = msgspec.json.Decoder(RestrictedEntry)
_SORTED = orjson.OPT_SORT_KEYS
_WRONG = (ValueError, msgspec.MsgspecError, RecursionError)


class EntryCheck:
    """Looks at one entry after the other.

    Memory grows with the streams, some hundred bytes each, not with the entries.
    """

    def __init__(self, found: Findings, types: FactTypes = REGISTRY) -> None:
        self._found = found
        self._types = types
        hidden = {each.name.partition(".")[0] for each in types if not each.public}
        every = {each.name.partition(".")[0] for each in types}
        self._whole = every - hidden
        self._kinds: dict[bytes, Kind | None] = {}
        self._streams: dict[bytes, tuple[UUID, int]] = {}
        self.restricted = 0
        self.last_recorded: datetime | None = None

    def look(self, position: int, entry: bytes) -> PublicFact | None:
        """The fact of a public entry that is sound; None for any other."""
        try:
            if not entry.startswith(_HEAD):
                self._restricted(position, entry)
                return None
            cut = entry.rfind(_REST)
            data, rest = entry[len(_HEAD) : cut], entry[cut:]
            if orjson.dumps(orjson.loads(data), None, _SORTED) != data:
                raise ValueError("its data is no canonical JSON")
            said, at, stream, type, number = _parts(rest)
            recorded_at = datetime.fromisoformat(at.decode())
            if stream not in self._streams:
                self._streams[stream] = UUID(stream.decode()), 0
        except _WRONG as error:
            self._found.fault("ENTRY_UNREADABLE", position=position, reason=error)
            return None
        kind = self._known(position, said, type, public=True)
        if kind is None:
            return None
        id = self._follow(position, kind, stream, number)
        last = self.last_recorded
        if last is None or recorded_at > last:
            self.last_recorded = recorded_at
        try:
            fact = self._types.fact(id, number, kind.name, data)
        except UnknownFact:
            self._found.fault("TYPE_UNKNOWN", position=position, type=kind.name)
            return None
        except (UnreadableFact, ValueError, KeyError, TypeError) as error:
            self._found.fault("ENTRY_UNREADABLE", position=position, reason=error)
            return None
        return PublicFact(position, recorded_at, fact)

    def _restricted(self, position: int, entry: bytes) -> None:
        read = _RESTRICTED.decode(entry)
        if orjson.dumps(orjson.loads(entry), None, _SORTED) != entry:
            raise ValueError("no entry in canonical JSON")
        self.restricted += 1
        self._known(position, read.position, read.type.encode(), public=False)

    def _known(
        self, position: int, said: int, type: bytes, *, public: bool
    ) -> Kind | None:
        if said != position:
            self._found.fault("POSITION_WRONG", position=position, said=said)
        if type not in self._kinds:
            self._kinds[type] = self._kind(type.decode())
        kind = self._kinds[type]
        if kind is None:
            self._found.fault("TYPE_UNKNOWN", position=position, type=type.decode())
        elif kind.public is not public:
            self._found.fault("AUDIENCE_WRONG", position=position, type=kind.name)
            return None
        return kind

    def _kind(self, name: str) -> Kind | None:
        if not self._types.knows(name):
            return None
        whole = name.partition(".")[0] in self._whole
        return Kind(name, self._types.named(name).public, whole)

    def _follow(self, position: int, kind: Kind, stream: bytes, version: int) -> UUID:
        """A stream may have restricted facts between; a version that is there twice is
        wrong in any."""
        id, last = self._streams[stream]
        if version <= last:
            code = "VERSION_REPEATED"
        elif version > last + 1 and kind.whole:
            code = "VERSION_MISSING"
        else:
            self._streams[stream] = id, version
            return id
        self._found.fault(code, position=position, stream=id, version=version)
        self._streams[stream] = id, max(version, last)
        return id


def _parts(rest: bytes) -> tuple[int, bytes, bytes, bytes, int]:
    """Position, time, stream, type and version of a public entry, written in the one
    form that they have. Raises `ValueError`."""
    words = rest.split(b'"')
    if len(words) != 17:
        raise ValueError("no public entry")
    position, version = int(words[2][1:-1]), int(words[16][1:-1])
    at, stream, type = words[5], words[9], words[13]
    if _FORM % (position, at, stream, type, version) != rest:
        raise ValueError("no public entry in canonical JSON")
    if len(at) != _MOMENT or not at.endswith(b"Z"):
        raise ValueError("no moment in UTC")
    if len(stream) != _ID or stream != stream.lower():
        raise ValueError("no id of a stream")
    return position, at, stream, type, version
