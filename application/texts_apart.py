"""Texts of the vault that no fact carries, such as the address of a notification.

They are sealed, opened, re-keyed and taken out of restored backups like all others; no
commitment of theirs stands in the log.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from application.database import Connection
from application.erasure import Tombstone, destroy
from application.sealing import INSERT_KEYS, INSERT_TEXTS, seal
from application.vault_keys import VaultKeys


def keep(connection: Connection, keys: VaultKeys, path: str, text: str) -> UUID:
    """Seal a text, in a transaction; the id of its sealing."""
    _, (sealed,) = seal(keys, {path: text})
    ref = (sealed.sealed_id, path)
    place = (sealed.sealed_id, 0)
    for sql, row in (
        (INSERT_TEXTS, (*ref, *place, sealed.ciphertext)),
        (INSERT_KEYS, (*ref, *sealed.key)),
    ):
        connection.execute(sql, [[value] for value in row])
    return sealed.sealed_id


def forget(
    connection: Connection, sealed_id: UUID, path: str, basis: str, at: datetime
) -> None:
    """Destroy a text, in a transaction, for good: also in a backup that is restored."""
    destroy(connection, [Tombstone(sealed_id, path, basis, at)])
