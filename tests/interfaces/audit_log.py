"""A log for auditors, made without a database: facts, entries, tiles, documents.

It is written as an export has it, by the same code that encodes and signs; whoever
tampers writes it again, with the real key or another one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from application.checkpoint import Checkpoint
from application.envelope import entry
from application.log_keys import LogKeys
from application.mapper import FactMapper
from application.signed_note import COSIGNATURE, Signer, written
from application.tlog_tiles import Tile
from domain.facts import Fact
from domain.publication_words import PublishedFile
from interfaces.audit.audit import Auditor, AuditReport, audited
from interfaces.audit.rules_held import HeldPacks
from interfaces.audit.source import FolderSource
from interfaces.audit.state import AuditState
from projections.transparency.tree import Tree
from tests.domain.duties import published, registered, signed, started
from tests.scenario import DAY, HOUR, NOW, PACKS

ORIGIN = "log.example/audited"
KEYS = LogKeys((Signer(ORIGIN, 1, bytes(range(32))),))
WITNESS = Signer("witness.example", COSIGNATURE, bytes(range(1, 33)))
RULES = PACKS.for_profile("national").id
SPACE = UUID(int=1)
LATER = NOW + 20 * DAY
SECOND = timedelta(seconds=1)
ITEMS = ("D01", "D02", "D03", "D04")
"""What is due when a service starts."""

Recorded = tuple[Fact, datetime]


@dataclass
class AuditedLog:
    """Facts with their moments, and the documents that they name."""

    facts: list[Recorded] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)

    def add(self, *facts: Fact, late: timedelta = SECOND) -> None:
        self.facts += [(each, each.timestamp + late) for each in facts]

    def compound(self, number: int) -> UUID:
        """A compound in which a service starts: four items are due."""
        id = uuid5(SPACE, f"compound {number}")
        begun = (registered(), signed(vote_id=None), started())
        self.add(*(_of(each, id) for each in begun))
        return id

    def publish(
        self, compound: UUID, item: str, at: datetime = NOW + 2 * HOUR, **given: Any
    ) -> UUID:
        """A publication with all fields, and a file for it."""
        id = uuid5(compound, item)
        fields = PACKS.for_profile("national").catalogue("disclosure")[item]
        names = fields.words("content")
        content = json.dumps({each: f"{id}" for each in names}).encode()
        fact = published(
            item,
            f"{compound}.{2 if item == 'D04' else 3}",
            at,
            id=id,
            rules=RULES,
            compound_id=compound,
            content=self.file(content, "application/json"),
            documents=(),
            **given,
        )
        self.add(fact)
        return id

    def file(self, content: bytes, kind: str) -> PublishedFile:
        sha256 = hashlib.sha256(content).hexdigest()
        self.documents[sha256] = content
        return PublishedFile(sha256, len(content), kind)

    def entries(self) -> list[bytes]:
        mapper = FactMapper()
        return [
            entry(mapper.to_stored_event(fact), position, at).content
            for position, (fact, at) in enumerate(self.facts, 1)
        ]

    def write(self, folder: Path, **given: Any) -> Path:
        """As an export has it."""
        write_log(folder / "log", self.entries(), **given)
        for sha256, content in self.documents.items():
            path = folder / "documents" / sha256[:2] / sha256[2:4] / sha256
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder


def _of(fact: Fact, id: UUID) -> Fact:
    changed: Any = object.__new__(type(fact))
    changed.__dict__.update(vars(fact), originator_id=id, rules=RULES)
    return changed  # type: ignore[no-any-return]


def write_log(
    log: Path,
    entries: Sequence[bytes],
    *,
    keys: LogKeys = KEYS,
    sizes: Iterable[int] = (),
    cosigned: datetime | None = None,
) -> None:
    """Tiles, an archived checkpoint at each of these sizes, and the newest one."""
    tree = Tree()
    shutil.rmtree(log, ignore_errors=True)
    for size in sorted({*sizes, len(entries)}):
        for tile, content in [*tree.add(entries[tree.size : size]), *tree.edge()]:
            _put(log / tile.path, content)
        note = signed_note(size, tree.root, keys, cosigned)
        _put(log / "checkpoints" / str(size), note.encode())
        _put(log / "checkpoint", note.encode())
    lines = "".join(f"{each}\n" for each in keys.verifiers)
    _put(log / "verifier-keys", lines.encode())


def signed_note(
    size: int, root: bytes, keys: LogKeys = KEYS, cosigned: datetime | None = None
) -> str:
    text = Checkpoint(keys.origin, size, root).text
    signatures = [each.sign(text) for each in keys.signers]
    if cosigned is not None:
        signatures.append(WITNESS.sign(text, int(cosigned.timestamp())))
    return written(text, signatures)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def report_of(
    folder: Path, state: AuditState | None = None, **given: Any
) -> AuditReport:
    """What an auditor with this memory says, as of much later."""
    auditor = Auditor(HeldPacks(), state or AuditState(), LATER, as_of=LATER)
    for name, value in given.items():
        setattr(auditor, name, value)
    return audited(FolderSource(folder), auditor)


def tile(folder: Path, tile: Tile) -> Path:
    return folder / "log" / tile.path
