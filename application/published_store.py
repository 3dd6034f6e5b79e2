"""The store of what is published: contents and documents by their SHA-256.

They are public, and kept as they are: anyone may compare them with the digests in the
log. Nothing here knows who may fetch what; `projections.publications` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from application.anonymous import without_metadata
from application.canonical import NotCanonical, canonical
from application.content_store import ContentStore, digest_of, sha256_of
from application.files import LIMIT, FileTooLarge
from application.published_types import JSON, published_type, texts_of
from domain.errors import Refusal
from domain.lifecycle import invalid
from domain.publication_content import ContentValue
from domain.publication_words import PublishedFile


class PublishedFileAltered(Refusal):
    zh = "文件 {sha256} 已损坏或被改动：其内容与摘要不符。"
    en = "The file {sha256} is damaged or was altered: it is not what its digest says."
    fields = ("sha256",)


class PutDocument(NamedTuple):
    """What was kept. stripped: whether metadata was taken out of it first, so that its
    digest is another than that of what was sent."""

    file: PublishedFile
    stripped: bool


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document, and the texts in it as far as they can be read."""

    file: PublishedFile
    texts: tuple[ContentValue, ...]


class PublishedStore:
    """Open files in a folder or a bucket."""

    def __init__(
        self,
        kept: ContentStore,
        handled: Callable[[str], object],
        *,
        limit: int = LIMIT,
    ) -> None:
        """handled: told each digest before it is put or named in a command, so that
        nobody takes the file for an orphan. limit: bytes of one document."""
        self.kept = kept
        self.limit = limit
        self._handled = handled

    def put(self, content: bytes) -> PutDocument:
        """Keep a document, without its metadata; the same one is kept once.

        Raises `FileTooLarge`, `FileTypeRefused` or `AuthorNamed`; then nothing is kept.
        """
        self._require_size(content)
        kind = published_type(content)
        bare = without_metadata(content, kind)
        return PutDocument(self._kept(bare, kind), bare != content)

    def put_content(self, content: Any) -> PublishedFile:
        """Keep a content as canonical JSON. Raises `InvalidInput`, `FileTooLarge`."""
        said = _canonical(content)
        self._require_size(said)
        return self._kept(said, JSON)

    def described(self, content: Any) -> PublishedFile:
        """As what a content would be kept. Raises `InvalidInput`."""
        return _described(_canonical(content), JSON)

    def document(self, sha256: str, name: str) -> OpenedDocument:
        """A document that was put; name: what it is called in a refusal.

        Raises as `read` does, and `FileTypeRefused` for a content.
        """
        digest_of(sha256)
        self._handled(sha256)
        content = self.read(sha256)
        kind = published_type(content)
        file = _described(content, kind)
        return OpenedDocument(file, tuple(texts_of(content, kind, name)))

    def read(self, sha256: str) -> bytes:
        """The bytes; what is not what its name says is shown to nobody.

        Raises `NotFound`, `PublishedFileAltered` and `InvalidInput`.
        """
        digest_of(sha256)
        content = self.kept.read(sha256, self.limit)
        if sha256_of(content) != sha256:
            raise PublishedFileAltered(sha256=sha256)
        return content

    def remove(self, sha256: str) -> None:
        """Destroy the bytes."""
        self.kept.remove(sha256)

    def _require_size(self, content: bytes) -> None:
        if len(content) > self.limit:
            raise FileTooLarge(size=len(content), limit=self.limit)

    def _kept(self, content: bytes, kind: str) -> PublishedFile:
        file = _described(content, kind)
        self._handled(file.sha256)
        self.kept.add(file.sha256, content)
        return file


def _described(content: bytes, kind: str) -> PublishedFile:
    return PublishedFile(sha256_of(content), len(content), kind)


def _canonical(content: Any) -> bytes:
    try:
        return canonical(content)
    except (NotCanonical, RecursionError) as error:
        raise invalid("content", f"不是可存储的 JSON：{error}", str(error)) from None
