"""Where a log is read from: any web server, or a folder of this machine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import UUID

from application.tlog_tiles import ENTRIES, WIDTH, Tile, bundle, entries_in
from domain.errors import Refusal
from domain.merkle import HASH_SIZE

CHECKPOINT, ARCHIVE, KEYS = "checkpoint", "checkpoints", "verifier-keys"
RELEASED = "released.jsonl"


class SourceUnreadable(Refusal):
    zh = "无法读取 {place}：{reason}。"
    en = "{place} cannot be read: {reason}."
    fields = ("source",)


class DocumentGone(LookupError):
    """It was taken down because it showed personal data."""


class DocumentDamaged(LookupError):
    """Whoever keeps it says that it is no more what its digest says."""


class ReleasedText(NamedTuple):
    """A text that left the vault, with the salt of its commitment."""

    sealed_id: UUID
    path: str
    value: str
    salt: bytes


class Source(Protocol):
    """place: what it was asked for. live: it may say more at the next look.
    has_documents: whether it is a place where documents would be."""

    place: str
    live: bool
    has_documents: bool

    def file(self, name: str) -> bytes | None:
        """A file of the log; None if there is none. Raises `SourceUnreadable`."""

    def sizes(self) -> Iterator[int]:
        """Sizes of the archived checkpoints, the smallest first."""

    def document(self, sha256: str) -> bytes | None:
        """A document; None if there is none. Raises `DocumentGone`,
        `DocumentDamaged`."""

    def releases(self) -> Iterable[ReleasedText] | None:
        """Texts that were released; None if this place does not tell them."""

    def close(self) -> None:
        """Let go of what was opened."""


def opened(place: str) -> Source:
    """The source at an address or in a folder. Raises `SourceUnreadable`."""
    if place.startswith(("http://", "https://")):
        from interfaces.audit.url_source import UrlSource

        return UrlSource(place)
    return FolderSource(Path(place))


def tile_of(source: Source, tile: Tile) -> bytes | None:
    """A tile, or if it is full by now the part that is asked (C2SP tlog-tiles)."""
    found = source.file(tile.path)
    if found is not None or tile.full:
        return found
    whole = source.file(tile.whole.path)
    if whole is None:
        return None
    if tile.level == ENTRIES:
        return bundle(entries_in(whole, WIDTH)[: tile.width])
    return whole[: tile.width * HASH_SIZE]


class FolderSource:
    """An exported folder, the data folder of a service, or the tiles alone."""

    live = False

    def __init__(self, folder: Path) -> None:
        self.place = str(folder)
        found = [
            (folder / "log", folder / "documents"),
            (folder / "log" / "public", folder / "published"),
            (folder / "public", folder.parent / "published"),
            (folder, folder / "documents"),
        ]
        if not folder.is_dir():
            raise SourceUnreadable(place=folder, reason="no folder")
        there = [each for each in found if (each[0] / CHECKPOINT).is_file()]
        self._log, self._documents = (there or found[-1:])[0]
        self._folder = folder
        self.has_documents = self._documents.is_dir()

    def file(self, name: str) -> bytes | None:
        path = self._log / name
        return _read(path) if path.is_file() else None

    def sizes(self) -> Iterator[int]:
        folder = self._log / ARCHIVE
        names = [each.name for each in folder.iterdir()] if folder.is_dir() else []
        yield from sorted(int(name) for name in names if name.isdecimal())

    def document(self, sha256: str) -> bytes | None:
        path = self._documents / sha256[:2] / sha256[2:4] / sha256
        if path.with_suffix(".gone").exists():
            raise DocumentGone
        if path.with_suffix(".altered").exists():
            raise DocumentDamaged
        return _read(path) if path.is_file() else None

    def releases(self) -> Iterable[ReleasedText] | None:
        path = self._folder / RELEASED
        return read_releases(_read(path), self.place) if path.is_file() else None

    def close(self) -> None:
        """A folder needs no care."""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceUnreadable(place=path, reason=error) from None


def read_releases(content: bytes, place: str) -> Iterator[ReleasedText]:
    for line in content.splitlines():
        try:
            said = json.loads(line)
            yield ReleasedText(
                UUID(said["sealed_id"]),
                str(said["path"]),
                str(said["value"]),
                bytes.fromhex(said["salt"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise SourceUnreadable(place=place, reason=RELEASED) from None


def written(texts: Iterable[ReleasedText]) -> Iterator[bytes]:
    """The lines of `released.jsonl`."""
    for each in texts:
        said = {
            "sealed_id": str(each.sealed_id),
            "path": each.path,
            "value": each.value,
            "salt": each.salt.hex(),
        }
        yield json.dumps(said, ensure_ascii=False).encode() + b"\n"


def known_keys(source: Source) -> list[str]:
    """The keys that the log itself names: to be believed only for want of better."""
    with suppress(UnicodeDecodeError):
        return (source.file(KEYS) or b"").decode().split()
    return []
