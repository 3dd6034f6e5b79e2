"""Attached files: found by their SHA-256, encrypted, each under a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from application.content_folder import ContentFolder
from application.content_store import digest_of, sha256_of
from application.database import Database
from application.file_types import media_type
from application.vault_keys import (
    NONCE_LENGTH,
    VaultKeys,
    Wrapped,
    decrypt,
    encrypt,
    new_key,
)
from domain.errors import NotFound, Refusal

LIMIT = 20 << 20  # bytes
PAGE = 1_000

FIND = "SELECT media_type, size, key_id, wrapped, nonce FROM file WHERE sha256 = %s"
UPSERT = """
    INSERT INTO file (sha256, media_type, size, key_id, wrapped, nonce)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (sha256) DO UPDATE SET
        (key_id, wrapped, nonce) = (EXCLUDED.key_id, EXCLUDED.wrapped, EXCLUDED.nonce)
"""
STALE_KEYS = """
    SELECT sha256, key_id, wrapped FROM file
    WHERE key_id <> %s LIMIT %s FOR UPDATE SKIP LOCKED
"""
REWRAP = "UPDATE file SET (key_id, wrapped) = (%s, %s) WHERE sha256 = %s"
# One put or one removal of a file at a time, in every process.
LOCK_FILE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))"
UNUSED = """
    DELETE FROM file WHERE sha256 = %s AND NOT EXISTS (
        SELECT FROM file_reference WHERE file_reference.sha256 = file.sha256
    )
"""


class FileTooLarge(Refusal):
    zh = "文件大小为 {size} 字节，最多 {limit} 字节。"
    en = "The file has {size} bytes; at most {limit} are allowed."
    fields = ("file",)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """sha256: of the content, lower-case hex. size: in bytes."""

    sha256: str
    media_type: str
    size: int


class FileStore:
    """A folder of encrypted files, `aa/bb/<sha256>`, with their keys in the vault."""

    def __init__(
        self, root: Path, database: Database, keys: VaultKeys, *, limit: int = LIMIT
    ) -> None:
        self.root = root
        self.folder = ContentFolder(root)
        self.limit = limit
        self._database = database
        self._keys = keys

    def put(self, content: bytes, declared: str) -> StoredFile:
        """Keep a file; the same content is kept once.

        declared: the media type that the sender claims.
        Raises `FileTooLarge` or `FileTypeRefused`; then nothing is kept.
        """
        if len(content) > self.limit:
            raise FileTooLarge(size=len(content), limit=self.limit)
        found = media_type(content, declared)
        sha256 = sha256_of(content)
        digest = bytes.fromhex(sha256)
        with self._database.connection() as connection:
            connection.execute(LOCK_FILE, (sha256,))
            known = connection.execute(FIND, (digest,)).fetchone() is not None
            if not known or not self.folder.has(sha256):
                key = new_key()
                sealed = encrypt(key, content, digest)
                self.folder.write(sha256, sealed[NONCE_LENGTH:])
                wrapped = self._keys.wrap(key, sha256)
                row = (digest, found, len(content), *wrapped, sealed[:NONCE_LENGTH])
                connection.execute(UPSERT, row)
        return StoredFile(sha256, found, len(content))

    def describe(self, sha256: str) -> StoredFile:
        """What is known of a file. Raises `NotFound`."""
        return self._found(sha256)[0]

    def read(self, sha256: str) -> bytes:
        """The content of a file. Raises `NotFound`."""
        _, wrapped, nonce = self._found(sha256)
        key = self._keys.unwrap(wrapped, sha256)
        body = self.folder.read(sha256)
        return decrypt(key, nonce + body, bytes.fromhex(sha256))

    def remove_unused(self, sha256: str) -> bool:
        """Destroy a file, its key first, if no text refers to it any more."""
        digest = digest_of(sha256)
        with self._database.connection() as connection:
            connection.execute(LOCK_FILE, (sha256,))
            connection.execute(UNUSED, (digest,))
            gone = connection.execute(FIND, (digest,)).fetchone() is None
        if gone:
            self.folder.remove(sha256)
        return gone

    def rotate(self, tell: Callable[[int], object] = int) -> int:
        """Wrap the files' keys under the deployment's current key; return how many.

        tell: told the number of each batch.
        """
        count = 0
        while page := self._rotate_page():
            count += page
            tell(page)
        return count

    def _rotate_page(self) -> int:
        with self._database.connection() as connection:
            stale = connection.execute(
                STALE_KEYS, (self._keys.current, PAGE)
            ).fetchall()
            for sha256, key_id, wrapped in stale:
                key = self._keys.unwrap(Wrapped(key_id, wrapped), sha256.hex())
                new = self._keys.wrap(key, sha256.hex())
                connection.execute(REWRAP, (*new, sha256))
        return len(stale)

    def _found(self, sha256: str) -> tuple[StoredFile, Wrapped, bytes]:
        rows = self._database.fetch(FIND, (digest_of(sha256),))
        if not rows:
            raise NotFound(what="file", id=sha256)
        kind, size, key_id, wrapped, nonce = rows[0]
        return StoredFile(sha256, kind, size), Wrapped(key_id, wrapped), nonce
