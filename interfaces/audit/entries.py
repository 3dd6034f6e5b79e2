"""Step 6: each entry is what it should be: its form, its place, its stream.

An audit spends most of its time here, so that some entries are parsed at once, and a
public entry is taken apart by its one form, and not as any JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal, NamedTuple
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
_PARSED_AT_ONCE = 16
"""One parse of some is much faster than one each; of very many the memory becomes slow.
"""
_REST = b',"position":'
_FORM = re.compile(
    rb',"position":([1-9][0-9]{0,18})'
    rb',"recorded_at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9.]{9}Z)"'
    rb',"stream":"([0-9a-f-]{36})","type":"([^"\\]+)","version":([1-9][0-9]{0,18})}'
)


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
        self._kinds: dict[bytes, Kind | None] = {}
        self._streams: dict[bytes, tuple[UUID, int]] = {}
        self._said, self._at = b"", datetime.min
        self.restricted = 0
        self.last_recorded: datetime | None = None

    def look(self, first: int, entries: Sequence[bytes]) -> Iterator[PublicFact]:
        """The public facts that are sound of entries that follow each other, from the
        position `first` on; each is to be taken before the next is made."""
        for start in range(0, len(entries), _PARSED_AT_ONCE):
            some = entries[start : start + _PARSED_AT_ONCE]
            # It cannot join what is no JSON alone to something that is: each entry is
            # read by itself below.
            sound = _is_canonical(b"[%b]" % b",".join(some))
            for position, entry in enumerate(some, first + start):
                fact = self._looked(position, entry, sound=sound)
                if fact is not None:
                    yield fact

    def _looked(self, position: int, entry: bytes, *, sound: bool) -> PublicFact | None:
        try:
            if not sound and not _is_canonical(entry):
                raise ValueError("no entry in canonical JSON")
            if entry.startswith(_HEAD):
                return self._public(position, entry)
            self._restricted(position, entry)
        except _WRONG as error:
            self._found.fault("ENTRY_UNREADABLE", position=position, reason=error)
        return None

    def _public(self, position: int, entry: bytes) -> PublicFact | None:
        cut = entry.rfind(_REST)
        parts = _FORM.fullmatch(entry, max(cut, 0))
        if parts is None:
            raise ValueError("no public entry in canonical JSON")
        said, at, stream, type, version = parts.groups()
        number = int(version)
        recorded_at = self._moment(at)
        known = self._streams.get(stream) or self._begun(stream)
        kind = self._known(position, int(said), type, public=True)
        if kind is None:
            return None
        id, last = known
        if number == last + 1:
            self._streams[stream] = id, number
        else:
            self._skipped(position, kind, stream, number)
        try:
            fact = self._types.fact(id, number, kind.name, entry[_DATA:cut])
        except UnknownFact:
            self._found.fault("TYPE_UNKNOWN", position=position, type=kind.name)
            return None
        return PublicFact(position, recorded_at, fact)

    def _moment(self, said: bytes) -> datetime:
        """When it was recorded; those of one commit say the same."""
        if said != self._said:
            self._said, self._at = said, datetime.fromisoformat(said.decode())
            if self.last_recorded is None or self._at > self.last_recorded:
                self.last_recorded = self._at
        return self._at

    def _begun(self, stream: bytes) -> tuple[UUID, int]:
        id = UUID(stream.decode())
        if str(id).encode() != stream:
            raise ValueError("no id of a stream")
        return id, 0

    def _restricted(self, position: int, entry: bytes) -> None:
        read = _RESTRICTED.decode(entry)
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

    def _skipped(self, position: int, kind: Kind, stream: bytes, version: int) -> None:
        """A version that is not the next. Restricted facts may lie between; what is
        there twice is wrong in any stream."""
        id, last = self._streams.get(stream) or self._begun(stream)
        if version <= last or kind.whole:
            code = "VERSION_REPEATED" if version <= last else "VERSION_MISSING"
            self._found.fault(code, position=position, stream=id, version=version)
        self._streams[stream] = id, max(version, last)


def _is_canonical(content: bytes) -> bool:
    try:
        return orjson.dumps(orjson.loads(content), None, _SORTED) == content
    except (ValueError, RecursionError):
        return False
