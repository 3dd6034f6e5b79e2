"""Release: the only way out of the vault."""

from __future__ import annotations

from uuid import UUID

from application.commit import Statement
from application.sealing import FILE_PATH, Opened
from application.vault import Vault
from domain.case_facts import CaseFacts
from domain.errors import Refusal
from domain.facts import Mask
from domain.masking import violations
from domain.roles import Actor
from domain.text_release import ReleasedText

RELEASES = (CaseFacts.TextReleased, ReleasedText)
PURPOSE = "release"

FIND = """
    SELECT sealed_id FROM sealed_text
    WHERE stream_id = %s AND version = %s AND path = %s
"""
# A text erased meanwhile is not brought back by its release.
INSERT = """
    INSERT INTO released_text (sealed_id, path, value, salt, mask, released_at)
    SELECT row.* FROM unnest(
        %s::uuid[], %s::text[], %s::text[], %s::bytea[], %s::text[], %s::timestamptz[]
    ) AS row (sealed_id, path, value, salt, mask, released_at)
    JOIN sealed_text USING (sealed_id, path)
    ON CONFLICT DO NOTHING
"""


class ReleaseForbidden(Refusal):
    zh = "{path} 不得公开：{rule_zh}。"
    en = "{path} must not be released: {rule}."
    fields = ("path",)


class TextErased(Refusal):
    zh = "{path} 已被删除。"
    en = "{path} has been erased."
    fields = ("path",)


def release_statement(
    vault: Vault, actor: Actor, fact: CaseFacts.TextReleased | ReleasedText
) -> Statement:
    """The public row that belongs to the fact, if the text itself obeys the mask.

    That the item has this mask class the aggregate has checked already. Raises
    `ReleaseForbidden` naming the rules, or `TextErased`. Reading the text for the
    check is logged as any reading.
    """
    path, mask = fact.path, fact.mask
    rows = vault.database.fetch(FIND, (fact.originator_id, fact.entry, path))
    if not rows:
        raise TextErased(path=path)
    sealed_id: UUID = rows[0][0]
    text = vault.open_with_salts(actor, PURPOSE, [(sealed_id, path)])[sealed_id, path]
    if not isinstance(text, Opened):
        raise TextErased(path=path)
    _check(text.value, path, mask)
    row = (sealed_id, path, text.value, text.salt, mask.value, fact.timestamp)
    return Statement(INSERT, [row])


def _check(text: str, path: str, mask: Mask) -> None:
    if mask in (Mask.M4, Mask.NEVER):
        raise ReleaseForbidden(
            path=path,
            rule_zh=f"{mask.value} 级不公布任何文本",
            rule=f"mask class {mask.value} allows no text at all",
        )
    # The digest of a file is not text; what a file shows, a person must judge.
    found = () if path == FILE_PATH else violations(text, mask)
    if found:
        zh = "、".join(rule.zh for rule in found)
        en = ", ".join(rule.en for rule in found)
        raise ReleaseForbidden(
            path=path,
            rule_zh=f"含有{zh}（{mask.value} 级）",
            rule=f"it shows {en} (mask class {mask.value})",
        )
