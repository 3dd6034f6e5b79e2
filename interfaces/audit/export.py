"""An export: everything that an audit reads, as files, to be verified anywhere.

    log/...                     tiles, entries, checkpoints, keys, as they are served
    documents/aa/bb/<sha256>    what is published; `.gone` for what was taken down,
                                `.altered` for what its keeper says was altered
    documents.sha256            their digests, for `sha256sum -c`
    released.jsonl              released texts with the salts of their commitments

Nothing is verified here, and nothing is left out: the copy is as good as its origin.
The checkpoint comes last, so that an export that broke off is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from application.checkpoint import Checkpoint, CheckpointInvalid
from application.signed_note import NoteInvalid, parsed
from application.tlog_tiles import ENTRIES, Tile, TileInvalid, entries_in, tiles_of
from domain.errors import Refusal
from interfaces.audit.source import (
    ARCHIVE,
    CHECKPOINT,
    KEYS,
    RELEASED,
    DocumentDamaged,
    DocumentGone,
    Source,
    tile_of,
    written,
)

SHOWS_FILES = frozenset({"Publication.Published", "Publication.Corrected"})
DIGESTS = "documents.sha256"


class NothingToExport(Refusal):
    zh = "{place} 没有可导出的日志：{reason}。"
    en = "{place} has no log to export: {reason}."
    fields = ("source",)


class ExportFolderTaken(Refusal):
    zh = "{folder} 已存在且非空。"
    en = "{folder} is there already, and not empty."
    fields = ("folder",)


@dataclass
class Exported:
    """How much was written. absent: documents that are not to be had."""

    size: int
    checkpoints: int = 0
    documents: int = 0
    absent: int = 0
    releases: int | None = None


def export(source: Source, folder: Path, told: Callable[[int, int], None]) -> Exported:
    """Write all that the source shows. Raises `NothingToExport`, `ExportFolderTaken`,
    `SourceUnreadable`."""
    if folder.exists() and any(folder.iterdir()):
        raise ExportFolderTaken(folder=folder)
    note = source.file(CHECKPOINT)
    try:
        size = Checkpoint.parse(parsed(note or b"")[0]).size
    except (NoteInvalid, CheckpointInvalid) as error:
        raise NothingToExport(place=source.place, reason=error) from None
    done = Exported(size)
    log = folder / "log"
    digests: dict[str, None] = {}
    for tile in tiles_of(size):
        content = tile_of(source, tile)
        if content is None:
            raise NothingToExport(place=source.place, reason=tile.path)
        _put(log / tile.path, content)
        if tile.level == ENTRIES:
            digests |= dict.fromkeys(_files_of(tile, content))
            told(min(size, (tile.number + 1) * 256), size)
    for archived in source.sizes():
        kept = source.file(f"{ARCHIVE}/{archived}")
        if kept is not None and archived <= size:
            _put(log / ARCHIVE / str(archived), kept)
            done.checkpoints += 1
    _put(log / KEYS, source.file(KEYS) or b"")
    _documents(source, folder, digests, done)
    texts = source.releases()
    if texts is not None:
        lines = list(written(texts))
        _put(folder / RELEASED, b"".join(lines))
        done.releases = len(lines)
    _put(log / CHECKPOINT, note or b"")
    return done


def _files_of(tile: Tile, content: bytes) -> Iterator[str]:
    """Digests that the publications of a bundle name."""
    try:
        entries = entries_in(content, tile.width)
    except TileInvalid:
        return  # For the audit to say.
    for entry in entries:
        if not any(b'"type":"%b"' % kind.encode() in entry for kind in SHOWS_FILES):
            continue
        try:
            data = orjson.loads(entry)["data"]
            files = [data["content"], *data["documents"]]
            found = [file["sha256"] for file in files]
        except (ValueError, KeyError, TypeError):
            continue
        yield from (each for each in found if _is_digest(each))


def _is_digest(said: object) -> bool:
    return isinstance(said, str) and len(said) == 64 and said.isalnum()


def _documents(
    source: Source, folder: Path, digests: dict[str, None], done: Exported
) -> None:
    lines = []
    for sha256 in digests:
        name = f"documents/{sha256[:2]}/{sha256[2:4]}/{sha256}"
        try:
            content = source.document(sha256)
        except DocumentGone:
            _put(folder / f"{name}.gone", b"")
            continue
        except DocumentDamaged:
            _put(folder / f"{name}.altered", b"")
            done.absent += 1
            continue
        if content is None:
            done.absent += 1
            continue
        _put(folder / name, content)
        lines.append(f"{sha256}  {name}\n")
        done.documents += 1
    if source.has_documents:
        (folder / "documents").mkdir(parents=True, exist_ok=True)
    _put(folder / DIGESTS, "".join(lines).encode())


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
