"""The store of what is published: contents and documents by their SHA-256.

They are public, and kept as they are: anyone may compare them with the digests in the
log. Nothing here knows who may fetch what; `projections.publications` does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from application.canonical import NotCanonical, canonical
from application.content_folder import ContentFolder, digest_of
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


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document, and the texts in it as far as they can be read."""

    file: PublishedFile
    texts: tuple[ContentValue, ...]


class PublishedStore:
    """A folder of open files, `aa/bb/<sha256>`."""

    def __init__(self, root: Path, *, limit: int = LIMIT) -> None:
        """limit: bytes of one document."""
        self.folder = ContentFolder(root)
        self.limit = limit

    def put(self, content: bytes) -> PublishedFile:
        """Keep a document; the same one is kept once.

        Raises `FileTooLarge` or `FileTypeRefused`; then nothing is kept.
        """
        if len(content) > self.limit:
            raise FileTooLarge(size=len(content), limit=self.limit)
        return self._kept(content, published_type(content))

    def put_content(self, content: Any) -> PublishedFile:
        """Keep a content as canonical JSON. Raises `InvalidInput`."""
        return self._kept(_canonical(content), JSON)

    def described(self, content: Any) -> PublishedFile:
        """As what a content would be kept. Raises `InvalidInput`."""
        return _described(_canonical(content), JSON)

    def document(self, sha256: str, name: str) -> OpenedDocument:
        """A document that was put; name: what it is called in a refusal.

        Raises as `read` does, and `FileTypeRefused` for a content.
        """
        content = self.read(sha256)
        kind = published_type(content)
        file = _described(content, kind)
        return OpenedDocument(file, tuple(texts_of(content, kind, name)))

    def read(self, sha256: str) -> bytes:
        """The bytes; what is not what its name says is shown to nobody.

        Raises `NotFound`, `PublishedFileAltered` and `InvalidInput`.
        """
        digest = digest_of(sha256)
        content = self.folder.read(sha256)
        if hashlib.sha256(content).digest() != digest:
            raise PublishedFileAltered(sha256=sha256)
        return content

    def remove(self, sha256: str) -> None:
        """Destroy the bytes."""
        self.folder.remove(sha256)

    def _kept(self, content: bytes, kind: str) -> PublishedFile:
        file = _described(content, kind)
        if not self.folder.path(file.sha256).exists():
            self.folder.write(file.sha256, content)
        return file


def _described(content: bytes, kind: str) -> PublishedFile:
    return PublishedFile(hashlib.sha256(content).hexdigest(), len(content), kind)


def _canonical(content: Any) -> bytes:
    try:
        return canonical(content)
    except (NotCanonical, RecursionError) as error:
        raise invalid("content", f"不是可存储的 JSON：{error}", str(error)) from None
