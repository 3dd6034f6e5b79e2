"""Step 9: published documents and released texts, each against its digest."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from uuid import UUID

from application.sealing import commitment
from domain.coded import Coded
from domain.publication_words import PublishedFile
from interfaces.audit.findings import Findings
from interfaces.audit.replay import LoggedPublication, LoggedVersion, Replay
from interfaces.audit.source import DocumentDamaged, DocumentGone, Source

_DIGEST = re.compile("[0-9a-f]{64}")


class FileState(Coded):
    """What became of the files of a publication."""

    SOUND = "sound", "与摘要一致", "As its digest says"
    ALTERED = "altered", "与摘要不符", "Not what its digest says"
    UNTRUE = "untrue", "缺少所称字段", "Lacks fields that it is said to have"
    ABSENT = "absent", "无法取得", "Not to be had"
    TAKEN_DOWN = "taken_down", "因个人信息撤下", "Taken down for personal data"


class DocumentCheck:
    """Fetches each file once, and holds none of them."""

    def __init__(self, source: Source, found: Findings) -> None:
        self._source = source
        self._found = found
        self._known: dict[str, FileState] = {}
        self._named: set[tuple[UUID, str]] = set()
        self.checked = 0

    def publication(self, each: LoggedPublication) -> tuple[FileState, str | None]:
        """The worst that is true of its files, and the digest of that one.

        Files that nobody need show any more may be gone; if they are there, they must
        be what they were.
        """
        worst: tuple[FileState, str | None] = FileState.SOUND, None
        for number, version in enumerate(each.versions):
            for file in (version.content, *version.documents):
                state = self._state(file, version)
                if state in (FileState.ALTERED, FileState.UNTRUE):
                    self._name(each.id, file.sha256)
                    return state, file.sha256
                lawful = number < each.hidden or file.sha256 in each.erased
                lost = state in (FileState.ABSENT, FileState.TAKEN_DOWN)
                if lost and each.required(number) and not lawful:
                    worst = FileState.ABSENT, file.sha256
        return worst

    def _name(self, publication: UUID, sha256: str) -> None:
        """Once, however many duties the publication answers."""
        if (publication, sha256) not in self._named:
            self._named.add((publication, sha256))
            self._found.fault(
                "DOCUMENT_ALTERED", publication=publication, sha256=sha256
            )

    def _state(self, file: PublishedFile, version: LoggedVersion) -> FileState:
        known = self._known.get(file.sha256)
        if known is None:
            known = self._known[file.sha256] = self._looked(file, version)
        return known

    def _looked(self, file: PublishedFile, version: LoggedVersion) -> FileState:
        if not _DIGEST.fullmatch(file.sha256):
            return FileState.ALTERED  # Nothing has such a digest; it is no path either.
        if not self._source.has_documents:
            return FileState.ABSENT
        try:
            content = self._source.document(file.sha256)
        except DocumentGone:
            return FileState.TAKEN_DOWN
        except DocumentDamaged:
            return FileState.ALTERED
        if content is None:
            return FileState.ABSENT
        self.checked += 1
        digest = hashlib.sha256(content).hexdigest()
        if digest != file.sha256 or len(content) != file.size:
            return FileState.ALTERED
        if file is version.content and not _has(content, version.filled):
            return FileState.UNTRUE
        return FileState.SOUND


def _has(content: bytes, filled: Iterable[str]) -> bool:
    """Whether a content has the fields that its fact says it has."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and set(filled) <= set(said)


def check_releases(source: Source, replay: Replay, found: Findings) -> int:
    """Each released text against its commitment; how many there were.

    A text that the log never released, or that was erased, is wrong as well.
    """
    texts = source.releases()
    if texts is None:
        if replay.commitments:
            found.note("NO_RELEASES")
        return 0
    number = 0
    for text in texts:
        number += 1
        said = replay.commitments.get(text.sealed_id, {}).get(text.path)
        made = _committed(text.sealed_id, text.path, text.value, text.salt)
        erased = (text.sealed_id, text.path) in replay.erased
        if said is None or erased or not hmac.compare_digest(said, made):
            found.fault("RELEASE_DIFFERS", path=text.path, sealed=text.sealed_id)
    return number


def _committed(sealed_id: UUID, path: str, value: str, salt: bytes) -> str:
    return commitment(sealed_id, path, value, salt)
