"""Changing the deployment's key: everything in the vault is wrapped under another."""

from __future__ import annotations

import time
from collections.abc import Callable

from application.database import Database
from application.files import FileStore
from application.vault import Vault
from domain.errors import Refusal

ROUNDS = 10
PAUSE = 0.5  # seconds, for those who hold rows that were passed over

COUNTS = """
    SELECT key_id, count(*) FROM (
        SELECT key_id FROM text_key
        UNION ALL SELECT key_id FROM vault_secret
        UNION ALL SELECT key_id FROM file
    ) AS wrapped WHERE key_id <> %s GROUP BY key_id ORDER BY key_id
"""


class OlderKeyNeeded(Refusal):
    zh = (
        "还有 {count} 项以密钥 {key_id} 封存，而未提供该密钥。"
        "请把它加入 GONGSHI_VAULT_OLDER_KEYS（内置数据库：vault.key 的下一行）。"
    )
    en = (
        "{count} entries are under the key {key_id}, which was not given. Add it to "
        "GONGSHI_VAULT_OLDER_KEYS (embedded default: as a further line of vault.key)."
    )
    fields = ("vault_older_keys",)


class RotationUnfinished(Refusal):
    zh = (
        "还有 {count} 项在旧密钥下：有进程仍在使用旧密钥或占用这些行。"
        "请保留旧密钥，用新密钥重启所有进程，再次运行。"
    )
    en = (
        "{count} entries are still under an older key: a process uses that key, or "
        "holds these rows. Keep the key, restart every process with the new one, and "
        "run this again."
    )


def under_other_keys(database: Database, current: str) -> dict[str, int]:
    """How many texts, secrets and files are under each key but the current one."""
    return dict(database.fetch(COUNTS, (current,)))


def rotate(vault: Vault, files: FileStore, tell: Callable[[int], object] = int) -> int:
    """Wrap all keys of texts, secrets and files under the current key; how many.

    tell: told now and then how many have been wrapped so far.
    Raises OlderKeyNeeded before anything is changed, RotationUnfinished if a row is
    under another key at the end.
    """
    keys, done = vault.keys, 0
    for key_id, count in under_other_keys(vault.database, keys.current).items():
        if key_id not in keys.ids:
            raise OlderKeyNeeded(key_id=key_id, count=count)

    def add(count: int) -> None:
        nonlocal done
        done += count
        tell(done)

    for _ in range(ROUNDS):
        vault.rotate(add)
        files.rotate(add)
        left = under_other_keys(vault.database, keys.current)
        if not left:
            return done
        time.sleep(PAUSE)
    raise RotationUnfinished(count=sum(left.values()))
