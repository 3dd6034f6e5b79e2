"""Finding an entry of a rule pack by the key that people use for it."""

from __future__ import annotations

import difflib

from domain.errors import Refusal
from domain.rulepack import RulePack
from domain.rulepack_entries import Entry


class UnknownRule(Refusal):
    zh = "规则包 {profile} 中没有“{key}”。{hint_zh}"
    en = "There is no rule {key} in the pack {profile}.{hint}"
    fields = ("key",)


def find_rules(pack: RulePack, key: str) -> list[Entry]:
    """The entries that a key means: its whole path, the end of it, or a field of it.

    `reopen`, `SAF-04`, `L2`, `vote.notice`, `disclosure.D10`, `D10.mask`; several if a
    short key means several. Raises UnknownRule, which names what looks most like it.
    """
    if found := _ending_in(pack, key):
        return found
    within, _, field = key.rpartition(".")
    if found := [e for e in _ending_in(pack, within) if field in e.fields]:
        return found
    known = {entry.name: entry.name for entry in pack.entries.values()}
    known |= {path: path for path in pack.entries}
    close = difflib.get_close_matches(key, known, n=3, cutoff=0.6)
    raise UnknownRule(
        key=key,
        profile=pack.profile,
        hint=f" Did you mean {', '.join(close)}?" if close else "",
        hint_zh=f"是否应为 {'、'.join(close)}？" if close else "",
    )


def _ending_in(pack: RulePack, key: str) -> list[Entry]:
    if key in pack.entries:
        return [pack.entries[key]]
    return [e for path, e in pack.entries.items() if path.endswith(f".{key}")]
