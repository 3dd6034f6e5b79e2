"""The vault: names and free texts, readable with a role and a purpose."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal
from uuid import UUID

from application import access_log
from application.canonical import canonical
from application.chance import some_bytes
from application.clock import Clock, system_clock
from application.database import Connection, Database
from application.sealing import (
    Opened,
    SealedText,
    commitment,
    rewrapped,
    seal,
    unseal,
)
from application.texts import clean
from application.vault_keys import KEY_LENGTH, VaultKeys, Wrapped
from domain.errors import InvalidInput, NotFound
from domain.facts import Mask, Sealed
from domain.roles import Actor

LONGEST_PURPOSE = 200
PAGE = 1_000

OPEN = """
    SELECT sealed_id, path, key_id, wrapped, ciphertext
    FROM unnest(%s::uuid[], %s::text[]) AS asked (sealed_id, path)
    JOIN sealed_text USING (sealed_id, path) JOIN text_key USING (sealed_id, path)
"""
TOMBSTONES = """
    SELECT sealed_id, path
    FROM unnest(%s::uuid[], %s::text[]) AS asked (sealed_id, path)
    JOIN tombstone USING (sealed_id, path)
"""
RELEASED = """
    SELECT sealed_id, path, value, salt, mask
    FROM unnest(%s::uuid[], %s::text[]) AS asked (sealed_id, path)
    JOIN released_text USING (sealed_id, path)
"""
STALE_KEYS = """
    SELECT sealed_id, path, key_id, wrapped FROM text_key
    WHERE key_id <> %s LIMIT %s FOR UPDATE SKIP LOCKED
"""
REWRAP = """
    UPDATE text_key SET key_id = new.key_id, wrapped = new.wrapped
    FROM unnest(%b::uuid[], %b::text[], %b::text[], %b::bytea[])
        AS new (sealed_id, path, key_id, wrapped)
    WHERE (text_key.sealed_id, text_key.path) = (new.sealed_id, new.path)
"""
NEW_SECRET = """
    INSERT INTO vault_secret (name, key_id, wrapped) VALUES (%s, %s, %s)
    ON CONFLICT DO NOTHING
"""
SECRET = "SELECT key_id, wrapped FROM vault_secret WHERE name = %s"
SECRETS = "SELECT name, key_id, wrapped FROM vault_secret WHERE key_id <> %s FOR UPDATE"
REWRAP_SECRET = "UPDATE vault_secret SET (key_id, wrapped) = (%s, %s) WHERE name = %s"

PSEUDONYMS = "pseudonyms"

Ref = tuple[UUID, str]
"""Which text: the id of its sealing, and its path."""


class Erased(Enum):
    ERASED = "erased"


ERASED: Final = Erased.ERASED
"""Stands where a text was that has been destroyed."""


@dataclass(frozen=True, slots=True)
class Released:
    """A text that anyone may read and check against its commitment."""

    value: str
    salt: bytes
    mask: Mask


class Vault:
    """Seals texts, and opens them for those who may read; who may, others decide."""

    def __init__(
        self, database: Database, keys: VaultKeys, *, clock: Clock = system_clock
    ) -> None:
        self.database = database
        self.keys = keys
        self._clock = clock
        self._secrets: dict[str, bytes] = {}

    def seal(self, texts: Mapping[str, str]) -> tuple[Sealed | None, list[SealedText]]:
        """Commitments for the log, and the rows to save with the fact that has them."""
        return seal(self.keys, texts)

    def open(
        self, reader: Actor, purpose: str, refs: Sequence[Ref]
    ) -> dict[Ref, str | Literal[Erased.ERASED]]:
        """The texts asked for. Each call is one row of the access log.

        Raises `NotFound` if there never was such a text, `InvalidInput` without a
        purpose.
        """
        opened = self.open_with_salts(reader, purpose, refs)
        return {
            ref: text.value if isinstance(text, Opened) else text
            for ref, text in opened.items()
        }

    def open_with_salts(
        self, reader: Actor, purpose: str, refs: Sequence[Ref]
    ) -> dict[Ref, Opened | Literal[Erased.ERASED]]:
        """As `open`, with the salts that prove the texts to others."""
        _check_purpose(purpose)
        if not refs:
            return {}
        with self.database.connection() as connection:
            rows = connection.execute(OPEN, _columns(refs)).fetchall()
            erased = connection.execute(TOMBSTONES, _columns(refs)).fetchall()
            found: dict[Ref, Opened | Literal[Erased.ERASED]] = {
                (id, path): ERASED for id, path in erased
            }
            for id, path, key_id, wrapped, ciphertext in rows:
                key = Wrapped(key_id, wrapped)
                found[id, path] = unseal(self.keys, id, path, key, ciphertext)
            for ref in refs:
                if ref not in found:
                    raise NotFound(what="text", id=f"{ref[0]}/{ref[1]}")
            access_log.record(connection, reader, purpose, refs, self._clock())
        return found

    def released(self, refs: Sequence[Ref]) -> dict[Ref, Released]:
        """Those of the texts that were released; needs no role and leaves no trace."""
        rows = self.database.fetch(RELEASED, _columns(refs)) if refs else []
        return {
            (id, path): Released(value, salt, Mask(mask))
            for id, path, value, salt, mask in rows
        }

    def erased(self, refs: Sequence[Ref]) -> set[Ref]:
        """Those of the texts that have been destroyed; anyone may know."""
        rows = self.database.fetch(TOMBSTONES, _columns(refs)) if refs else []
        return {(id, path) for id, path in rows}

    def pseudonym(self, subject: str, stream: UUID) -> str:
        """What a resident is called in one stream: always the same there, unlike in
        any other, and of no use to whoever does not have the vault."""
        return self.keyed_digest(PSEUDONYMS, [subject, str(stream)]).hex()[:32]

    def keyed_digest(self, secret: str, value: object) -> bytes:
        """HMAC-SHA256 over the canonical JSON of a value, under a named secret that is
        drawn on first use and never changes. Nobody without the vault can try out
        which value a digest stands for."""
        return hmac.digest(self.secret(secret), canonical(value), "sha256")

    def secret(self, name: str) -> bytes:
        """32 bytes that are drawn on first use, and are for ever this name's."""
        if name not in self._secrets:
            with self.database.connection() as connection:
                self._secrets[name] = self._stored_secret(connection, name)
        return self._secrets[name]

    def rotate(self, tell: Callable[[int], object] = int) -> int:
        """Wrap everything under the current key; return how many keys were wrapped.

        tell: told the number of each batch.

        Reading and sealing go on meanwhile. Raises `WrongVaultKey` if an old key is
        needed that was not given; what was done until then stays done.
        """
        count = 0
        while page := self._rotate_page():
            count += page
            tell(page)
        with self.database.connection() as connection:
            rows = connection.execute(SECRETS, (self.keys.current,)).fetchall()
            for name, key_id, wrapped in rows:
                secret = self.keys.unwrap(Wrapped(key_id, wrapped), name)
                new = self.keys.wrap(secret, name)
                connection.execute(REWRAP_SECRET, (*new, name))
        tell(len(rows))
        return count + len(rows)

    def _rotate_page(self) -> int:
        with self.database.connection() as connection:
            stale = connection.execute(STALE_KEYS, (self.keys.current, PAGE)).fetchall()
            new = [
                (id, path, *rewrapped(self.keys, id, path, Wrapped(key_id, wrapped)))
                for id, path, key_id, wrapped in stale
            ]
            if new:
                connection.execute(
                    REWRAP, [list(column) for column in zip(*new, strict=True)]
                )
        return len(new)

    def _stored_secret(self, connection: Connection, name: str) -> bytes:
        row = connection.execute(SECRET, (name,)).fetchone()
        if row is None:
            connection.execute(
                NEW_SECRET, (name, *self.keys.wrap(some_bytes(KEY_LENGTH, name), name))
            )
            row = connection.execute(SECRET, (name,)).fetchone()
        assert row is not None
        return self.keys.unwrap(Wrapped(*row), name)


def verify(sealed_id: UUID, path: str, opened: Opened | Released, found: str) -> bool:
    """Whether a text is the one that the log's commitment `found` was made for."""
    made = commitment(sealed_id, path, opened.value, opened.salt)
    return hmac.compare_digest(made, found)


def _check_purpose(purpose: str) -> None:
    if not purpose.strip() or len(purpose) > LONGEST_PURPOSE:
        raise InvalidInput(
            "purpose",
            field="purpose",
            problem=f"say in up to {LONGEST_PURPOSE} characters what you read it for",
            problem_zh=f"请说明查看的目的，最多 {LONGEST_PURPOSE} 个字符。",
        )
    clean("purpose", purpose)


def _columns(refs: Iterable[Ref]) -> tuple[list[UUID], list[str]]:
    pairs = list(refs)
    return [id for id, _ in pairs], [path for _, path in pairs]
