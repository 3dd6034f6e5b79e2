"""Whether every sealed text opens; nothing of it is shown, so nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from cryptography.exceptions import InvalidTag

from application.sealing import unseal
from application.vault import Vault
from application.vault_keys import Wrapped, WrongVaultKey
from domain.errors import Refusal

PAGE = 1_000
COUNT = "SELECT count(*) FROM sealed_text"
READ = """
    SELECT sealed_id, path, key_id, wrapped, ciphertext
    FROM sealed_text LEFT JOIN text_key USING (sealed_id, path)
    WHERE (sealed_id, path) > (%s, %s) ORDER BY sealed_id, path LIMIT %s
"""
SAMPLE = """
    SELECT sealed_id, path, key_id, wrapped, ciphertext
    FROM sealed_text LEFT JOIN text_key USING (sealed_id, path)
    ORDER BY random() LIMIT %s
"""


class TextUnreadable(Refusal):
    zh = "封存的文字 {sealed_id}/{path} 打不开：{problem_zh}。"
    en = "The sealed text {sealed_id}/{path} does not open: {problem}."


def count(vault: Vault) -> int:
    """How many texts are sealed."""
    return int(vault.database.fetch(COUNT)[0][0])


def open_all(vault: Vault, tell: Callable[[int], object] = int) -> int:
    """Open every sealed text; how many. Raises TextUnreadable with the first that
    does not, in the order of the rows."""
    done = 0
    last: tuple[UUID, str] = (UUID(int=0), "")
    while rows := vault.database.fetch(READ, (*last, PAGE)):
        for row in rows:
            _open(vault, *row)
        done += len(rows)
        last = rows[-1][:2]
        tell(done)
    return done


def open_sample(vault: Vault, size: int) -> int:
    """Open so many texts, drawn at random; how many. Raises TextUnreadable."""
    rows = vault.database.fetch(SAMPLE, (size,))
    for row in sorted(rows, key=lambda row: row[:2]):
        _open(vault, *row)
    return len(rows)


def _open(
    vault: Vault,
    sealed_id: UUID,
    path: str,
    key_id: str | None,
    wrapped: bytes | None,
    ciphertext: bytes,
) -> None:
    problem = "its key is missing", "缺少其密钥"
    if key_id is not None and wrapped is not None:
        try:
            unseal(vault.keys, sealed_id, path, Wrapped(key_id, wrapped), ciphertext)
            return
        except WrongVaultKey:
            problem = (
                f"no vault key that was given opens it (it is under {key_id})",
                f"所给的保险库密钥都打不开（所用密钥 {key_id}）",
            )
        except InvalidTag:
            problem = "it was altered", "内容被改动"
    raise TextUnreadable(
        sealed_id=sealed_id, path=path, problem=problem[0], problem_zh=problem[1]
    )
