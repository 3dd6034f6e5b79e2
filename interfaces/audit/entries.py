"""Step 6: each entry is what it should be: its form, its place, its stream.

An audit spends most of its time here: each entry is parsed once as any JSON, to see
that it is canonical, and the data of a public one once more, as its type says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import msgspec
import orjson

from application.fact_types import FactTypes, UnknownFact
from application.mapper import REGISTRY
from domain.facts import Fact
from interfaces.audit.findings import Findings

_Hex = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_HEAD = b'{"audience":"public","data":'
_DATA = len(_HEAD)
_REST = b',"position":'
_TAIL = len(
    ',"position":,"recorded_at":"2026-01-01T00:00:00.000000Z"'
    ',"stream":"00000000-0000-0000-0000-000000000000","type":"","version":}'
)
"""Of what follows the data, all but the numbers and the type."""
_PUBLIC = 7
"""How many members a public entry has; each of them is read."""
_STREAM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9.]{9}Z")


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


class Stream(msgspec.Struct, gc=False):
    """A stream as far as it was read. last: its version then."""

    id: UUID
    last: int


_RESTRICTED = msgspec.json.Decoder(RestrictedEntry)
_SORTED = orjson.OPT_SORT_KEYS
_WRONG = (ValueError, KeyError, TypeError, msgspec.MsgspecError, RecursionError)


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
        self._kinds: dict[str, Kind] = {}
        self._streams: dict[str, Stream] = {}
        self._said, self._at = "", datetime.min
        self.restricted = 0
        self.last_recorded: datetime | None = None

    def look(self, first: int, entries: Sequence[bytes]) -> Iterator[PublicFact]:
        """The public facts that are sound of entries that follow each other, from the
        position `first` on; each is to be taken before the next is made."""
        for position, entry in enumerate(entries, first):
            try:
                fact = self._looked(position, entry)
            except _WRONG as error:
                self._found.fault("ENTRY_UNREADABLE", position=position, reason=error)
                continue
            if fact is not None:
                yield fact

    def _looked(self, position: int, entry: bytes) -> PublicFact | None:
        # Written out in one: calls would cost as much as what they check.
        said = orjson.loads(entry)
        if orjson.dumps(said, None, _SORTED) != entry:
            raise ValueError("no entry in canonical JSON")
        if not entry.startswith(_HEAD):
            self._restricted(position, entry)
            return None
        number, version = said["position"], said["version"]
        if len(said) != _PUBLIC or type(number) is not int or type(version) is not int:
            raise ValueError("no public entry")
        if said["recorded_at"] != self._said:
            self._recorded(said["recorded_at"])
        name = said["stream"]
        stream = self._streams.get(name) or self._begun(name)
        kind = self._kinds.get(said["type"]) or self._kind(position, said["type"])
        if number != position or kind is None or not kind.public:
            self._misplaced(position, number, kind, public=True)
            if kind is None or not kind.public:
                return None
        if version == stream.last + 1:
            stream.last = version
        else:
            self._skipped(position, kind, name, version)
        cut = len(entry) - _TAIL - len(f"{number}{kind.name}{version}")
        if not entry.startswith(_REST, cut):
            raise ValueError("no public entry")
        fact = self._types.fact(stream.id, version, kind.name, entry[_DATA:cut])
        return PublicFact(position, self._at, fact)

    def _restricted(self, position: int, entry: bytes) -> None:
        read = _RESTRICTED.decode(entry)
        self.restricted += 1
        kind = self._kinds.get(read.type) or self._kind(position, read.type)
        self._misplaced(position, read.position, kind, public=False)

    def _misplaced(
        self, position: int, said: int, kind: Kind | None, *, public: bool
    ) -> None:
        if said != position:
            self._found.fault("POSITION_WRONG", position=position, said=said)
        if kind is not None and kind.public is not public:
            self._found.fault("AUDIENCE_WRONG", position=position, type=kind.name)

    def _kind(self, position: int, name: Any) -> Kind | None:
        if type(name) is not str:
            raise ValueError("no type")
        try:
            public = self._types.named(name).public
        except UnknownFact:
            self._found.fault("TYPE_UNKNOWN", position=position, type=name)
            return None
        whole = name.partition(".")[0] in self._whole
        made = self._kinds[name] = Kind(name, public, whole)
        return made

    def _begun(self, name: Any) -> Stream:
        if _STREAM.fullmatch(name) is None:
            raise ValueError("no id of a stream")
        made = self._streams[name] = Stream(UUID(name), 0)
        return made

    def _recorded(self, said: str) -> None:
        """When entries were recorded; those of one commit say the same."""
        if _MOMENT.fullmatch(said) is None:
            raise ValueError("no moment in canonical JSON")
        self._said, self._at = said, datetime.fromisoformat(said)
        if self.last_recorded is None or self._at > self.last_recorded:
            self.last_recorded = self._at

    def _skipped(self, position: int, kind: Kind, name: str, version: int) -> None:
        """A version that is not the next. Restricted facts may lie between; what is
        there twice is wrong in any stream."""
        stream = self._streams[name]
        again = version <= stream.last
        if again or kind.whole:
            code = "VERSION_REPEATED" if again else "VERSION_MISSING"
            self._found.fault(code, position=position, stream=name, version=version)
        stream.last = max(version, stream.last)
